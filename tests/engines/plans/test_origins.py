"""Whose weights: looked up by their bytes, in the catalog and in what the first fetch pinned."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from engines import catalog
from engines.errors import PlanRefused
from engines.fetching.store import Pin, Store, pinned_now
from engines.plans.origins import ASK, licences_of, origins_of, revision_of

BASE, LORA, TINY = "stable-diffusion-v1-5", "lcm-lora-sdv1-5", "taesd"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store in which two models are pinned, by what vouched for them."""
    given = ((BASE, "https://hub", "c0ffee", "host"), (LORA, "/home/jo/carried", "", "nobody"))
    for name, source, commit, by in given:
        model = catalog.model(name)
        files = {part.path: Pin(digest(f"{name}/{part.path}"), 1, by) for part in model.files}
        Store(tmp_path).keep_lock(model, pinned_now(source, commit, files))
    return tmp_path


def made_of(*names: str) -> dict[str, str]:
    return {name: digest(name) for name in names}


def test_every_model_that_went_in_is_named_with_its_licence(store: Path) -> None:
    unet, lora = f"{BASE}/unet/diffusion_pytorch_model.safetensors", f"{LORA}/{LORA_FILE}"
    found = origins_of(made_of(unet, lora), store, store)
    assert [(each.model, each.by) for each in found] == [(BASE, "host"), (LORA, "nobody")]
    assert licences_of(found) == "CreativeML-OpenRAIL-M, CreativeML-OpenRAIL++-M"
    assert revision_of(found).startswith(f"{BASE} c0ffee, {LORA} cf2fced511")
    assert all("pass these limits on" in each.use_limits for each in found)
    assert found[0].files == {unet: digest(unet)}


LORA_FILE = "pytorch_lora_weights.safetensors"


def test_weights_are_what_their_bytes_are_wherever_they_lie(store: Path, tmp_path: Path) -> None:
    pinned = digest(f"{LORA}/{LORA_FILE}")
    (found,) = origins_of({"anything.safetensors": pinned}, tmp_path / "mine", store)
    assert (found.model, found.licence) == (LORA, "CreativeML-OpenRAIL++-M")
    # without this machine's folders: it goes with engines and kits
    assert found.source == "a folder, carried"


def test_weights_from_elsewhere_are_unknown_with_their_sums(store: Path, tmp_path: Path) -> None:
    (found,) = origins_of(made_of("unet.safetensors"), tmp_path / "mine", store)
    assert (found.model, found.licence, found.by) == ("unknown", "unknown", "not from the store")
    assert (found.source, found.use_limits) == ("mine", ASK)
    assert found.files == made_of("unet.safetensors")


def test_weights_that_were_changed_in_the_store_are_refused(store: Path) -> None:
    with pytest.raises(PlanRefused, match=f"models verify {BASE}"):
        origins_of({f"{BASE}/unet/changed.safetensors": digest("other")}, store, store)


def test_our_own_weights_are_known_by_the_catalog(tmp_path: Path) -> None:
    row = catalog.find("house")
    sums = {file.path: file.sha256 for file in row.files if file.sha256}
    (found,) = origins_of(sums, tmp_path, tmp_path / "none")
    assert (found.model, found.revision, found.by) == ("house", row.revision, "catalog")
