"""Fetching: resumes, verifies, pins on purpose, refuses pickles, asks for acceptance."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines import catalog, fetching
from engines.catalog import Model, Part
from engines.errors import FetchError
from engines.fetching import Folder, Host, Step, Store, contents, fetch, source_for
from engines.fetching.progress import Progress, line
from tests.engines.hub import COMMIT, FILES, Hub, laid_out, model, served, tensors

WEIGHTS = "unet/net.fp16.safetensors"
PLACE = "unet/net.safetensors"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


@pytest.fixture
def hub() -> Iterator[Hub]:
    with served() as running:
        yield running


def brought(model: Model, hub: Hub, store: Store, *, pin: bool = True) -> list[Step]:
    steps: list[Step] = []
    fetch(model, Host(hub.url, pauses_s=(0.0, 0.0)), store, pin=pin, told=steps.append)
    return steps


def test_fetch_over_http_keeps_files_pins_and_tells(hub: Hub, store: Store) -> None:
    steps = brought(model(), hub, store)
    assert (store.place(model()) / PLACE).read_bytes() == FILES[WEIGHTS]
    lock = store.lock(model())
    assert lock is not None
    assert (lock.revision, lock.source) == (COMMIT, hub.url)
    assert {path: pin.by for path, pin in lock.files.items()} == {
        "config.json": "nobody",
        PLACE: "host",
    }
    assert (steps[-1].file, steps[-1].done, steps[-1].whole) == (PLACE, *[len(FILES[WEIGHTS])] * 2)
    assert steps[-1].came == steps[-1].total == sum(map(len, FILES.values()))
    assert store.ready(model())


def test_fetch_goes_on_where_the_connection_broke(hub: Hub, store: Store) -> None:
    hub.breaks = [1500, 1000]
    brought(model(), hub, store)
    ranges = [ranged for how, path, ranged in hub.asked if how == "GET" and WEIGHTS in path]
    assert [each for each in ranges if each] == ["bytes=1500-"] * 2 + ["bytes=2500-"] * 2
    assert store.condition(model(), model().files[1]) == "verified"


def test_fetch_that_gave_up_is_taken_up_by_the_next(hub: Hub, store: Store) -> None:
    hub.breaks = [1000, 1000, 1000]
    with pytest.raises(FetchError, match="the same command goes on"):
        brought(model(), hub, store)
    assert PLACE not in getattr(store.lock(model()), "files", ())
    hub.asked.clear()
    brought(model(), hub, store)
    assert ("GET", f"/bytes/{WEIGHTS}", "bytes=3000-") in hub.asked


def test_fetch_begins_anew_where_the_host_knows_no_ranges(hub: Hub, store: Store) -> None:
    hub.breaks, hub.takes_ranges = [1500], False
    brought(model(), hub, store)
    assert (store.place(model()) / PLACE).read_bytes() == FILES[WEIGHTS]


def test_fetch_tries_again_when_the_host_is_busy(hub: Hub, store: Store) -> None:
    hub.fails = [503, 429]
    brought(model(), hub, store)
    assert store.ready(model())


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "accounts that accepted its terms"), (404, "no such file"), (418, "answered 418")],
)
def test_fetch_refusals_are_told_at_once(hub: Hub, store: Store, status: int, told: str) -> None:
    hub.fails = [status]
    with pytest.raises(FetchError, match=told):
        brought(model(), hub, store)
    assert len(hub.asked) == 1


def test_fetch_refuses_other_bytes_than_the_catalog_pins(hub: Hub, store: Store) -> None:
    pinned = model(net="0" * 64, config=hashlib.sha256(FILES["config.json"]).hexdigest())
    with pytest.raises(FetchError, match=r"pinned is 000000000000 \(by catalog\)"):
        brought(pinned, hub, store, pin=False)
    assert not list(store.place(pinned).rglob("*.safetensors*"))


def test_fetch_pins_only_on_purpose_and_then_for_good(hub: Hub, store: Store) -> None:
    with pytest.raises(FetchError, match="add --pin"):
        brought(model(), hub, store, pin=False)
    assert hub.asked == []
    brought(model(), hub, store)
    store.remove(model())
    hub.files[WEIGHTS] = tensors(999)
    with pytest.raises(FetchError, match="remove small --forget"):
        brought(model(), hub, store)


def test_fetch_sees_damage_by_the_hash_that_the_host_states(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = Host.survey

    def wrong(self: Host, asked: Model) -> dict[str, fetching.Stated]:
        return {path: replace(s, sha256="1" * 64) for path, s in survey(self, asked).items()}

    monkeypatch.setattr(Host, "survey", wrong)
    with pytest.raises(FetchError, match="damaged on the way"):
        brought(model(), hub, store)


def test_fetch_mends_one_changed_file_and_leaves_the_others(hub: Hub, store: Store) -> None:
    brought(model(), hub, store)
    (store.place(model()) / "config.json").write_text("{}")
    hub.asked.clear()
    brought(model(), hub, store, pin=False)
    assert store.condition(model(), model().files[0]) == "verified"
    assert not [path for how, path, _ in hub.asked if how == "GET" and "unet" in path]
    assert f"/resolve/{COMMIT}/" in hub.asked[0][1]


def test_fetch_looks_at_the_disk_first(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(FetchError, match="make room"):
        brought(model(), hub, store)
    assert not store.place(model()).exists()
    with pytest.raises(FetchError, match="make room"):
        fetching.check_room(catalog.asked("sd15"), store)


def test_fetch_does_not_follow_from_https_to_http() -> None:
    import urllib.request
    from http.client import HTTPMessage
    from io import BytesIO

    from engines.fetching.hosts import _Redirects

    request = urllib.request.Request("https://hub.example/file")
    with pytest.raises(FetchError, match="not HTTPS"):
        _Redirects().redirect_request(
            request, BytesIO(), 302, "", HTTPMessage(), "http://elsewhere.example/file"
        )


def test_fetch_from_a_folder_needs_no_network(tmp_path: Path, store: Store) -> None:
    source = Folder(laid_out(tmp_path / "carried"))
    lock = fetch(model(), source, store, pin=True, told=lambda _: None)
    assert store.ready(model())
    assert {pin.by for pin in lock.files.values()} == {"nobody"}


def test_fetch_from_a_folder_goes_on_where_it_stood(tmp_path: Path, store: Store) -> None:
    source, steps, again = Folder(laid_out(tmp_path / "carried")), list[Step](), list[Step]()

    def pulled_out(step: Step) -> None:
        steps.append(step)
        if step.file != steps[0].file:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(model(), source, store, pin=True, told=pulled_out)
    fetch(model(), source, store, pin=True, told=again.append)
    assert steps[0].file not in {step.file for step in again}
    assert store.ready(model())


def test_fetch_reads_the_hub_s_own_cache(tmp_path: Path, store: Store) -> None:
    cache = tmp_path / "hub" / "models--somebody--small"
    snapshot = cache / "snapshots" / COMMIT
    for name, content in FILES.items():
        blob = cache / "blobs" / hashlib.sha256(content).hexdigest()
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(content)
        (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
        (snapshot / name).symlink_to(blob)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(COMMIT)
    fetch(model(), Folder(tmp_path / "hub"), store, pin=True, told=lambda _: None)
    lock = store.lock(model())
    assert lock is not None
    assert (lock.revision, {pin.by for pin in lock.files.values()}) == (COMMIT, {"host"})
    assert not (store.place(model()) / PLACE).is_symlink()


def test_fetch_refuses_a_link_out_of_the_folder(tmp_path: Path, store: Store) -> None:
    folder = laid_out(tmp_path / "carried")
    path = folder / "somebody" / "small" / "config.json"
    path.unlink()
    (tmp_path / "secret.json").write_text("{}")
    path.symlink_to(tmp_path / "secret.json")
    with pytest.raises(FetchError, match="leads out of"):
        fetch(model(), Folder(folder), store, pin=True, told=lambda _: None)


@pytest.mark.parametrize(
    "name", ["net.bin", "net.pt", "net.ckpt", "run.py", "../x.json", "/x.json"]
)
def test_contents_are_refused_by_name(name: str) -> None:
    with pytest.raises(FetchError, match="refused"):
        contents.check_name(name)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("net.safetensors", pickle.dumps({"a": 1}), "those of a pickle"),
        ("net.safetensors", b"PK\x03\x04" + bytes(200), "those of a pickle"),
        ("config.json", pickle.dumps([1], protocol=2), "those of a pickle"),
        ("net.safetensors", b"\xff" * 64, "no safetensors"),
        ("net.safetensors", tensors()[:-4], "damaged"),
        ("net.safetensors", tensors() + b"tail", "damaged"),
        ("config.json", b"{", "not the text"),
        ("merges.txt", b"a\0b", "zero byte"),
        ("merges.txt", b"\xff\xfe", "not the text"),
    ],
)
def test_contents_are_refused_by_what_is_in_them(
    name: str, content: bytes, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FetchError, match=told):
        contents.check(path, name)


def test_nothing_is_fetched_where_the_network_is_off() -> None:
    with pytest.raises(FetchError, match="setting network is off"):
        source_for(model("https://hub.example"), None, network=False)
    assert source_for(model("https://hub.example"), None, network=True).name.startswith("https")


def test_a_licence_is_accepted_once_and_by_name(store: Store) -> None:
    bound = replace(model(), licence="CreativeML-OpenRAIL-M")
    with pytest.raises(FetchError, match="accept small --by"):
        fetching.check_accepted((bound,), store)
    licence = catalog.licence(bound.licence)
    with pytest.raises(FetchError, match="Nobody is named"):
        store.accept(licence, by=" ")
    store.accept(licence, by="Dr. Ada Example")
    fetching.check_accepted((bound,), store)
    found = store.accepted(licence)
    assert found is not None
    assert (found.by, found.licence) == ("Dr. Ada Example", "CreativeML-OpenRAIL-M")


def test_a_damaged_lock_is_told_and_never_overwritten(store: Store) -> None:
    store.folder.mkdir()
    (store.folder / "small.lock.json").write_text("{}")
    with pytest.raises(FetchError, match=r"lock file .* cannot be read"):
        store.lock(model())


def test_progress_says_how_much_how_fast_and_how_long() -> None:
    step = Step("sd15", "unet/net.safetensors", 10, 20, 500_000_000, 2_000_000_000)
    said = "sd15: 25% of 2,000.0 MB, unet/net.safetensors"
    assert line(step, 0.0) == said
    assert line(step, 10_000_000) == f"{said}, 10.0 MB/s, 2 min left"
    log = io.StringIO()
    told = Progress(log)
    for came in range(0, 101, 10):
        told(replace(step, came=came, total=100))
    assert log.getvalue().splitlines()[-1].startswith("sd15: 100% of")
    assert len(log.getvalue().splitlines()) <= 2


def test_a_check_holds_until_a_file_changes(hub: Hub, store: Store) -> None:
    brought(model(), hub, store)
    assert (store.checked(model()) or "").startswith("20")
    path = store.place(model()) / "config.json"
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert store.checked(model()) is None


def test_a_path_is_taken_from_the_repository_and_kept_under_ours() -> None:
    parts = {part.path: part.at for part in catalog.model("stable-diffusion-v1-5").files}
    assert parts["text_encoder/model.safetensors"] == "text_encoder/model.fp16.safetensors"
    assert Part("a", "b", None, None).at == "b"
