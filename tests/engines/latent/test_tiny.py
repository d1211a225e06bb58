"""The tiny models are what the other tests stand on: real classes, safetensors, reproducible."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: pip install '.[diffusers]'")
pytest.importorskip("diffusers", reason="diffusers is not installed: pip install '.[diffusers]'")

from tests.engines.latent import tiny

ADAPTER = "TencentARC/t2iadapter_sketch_sd15v2"


def test_tiny_models_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    made = [tiny.write_hub(tmp_path / name, ADAPTER) / ADAPTER for name in ("one", "two")]
    name = "diffusion_pytorch_model.safetensors"
    sums = {hashlib.sha256((each / name).read_bytes()).hexdigest() for each in made}
    assert len(sums) == 1


def test_tiny_tokenizer_is_clip_s_and_spells_what_it_does_not_know(tmp_path: Path) -> None:
    from transformers import CLIPTokenizer

    tiny.write_tokenizer(tmp_path / "tokenizer")
    tokenizer = CLIPTokenizer.from_pretrained(tmp_path / "tokenizer", local_files_only=True)
    tokens = tokenizer.convert_ids_to_tokens(tokenizer("The red cat, ü")["input_ids"])
    assert tokens[:4] == ["<|startoftext|>", "the</w>", "red</w>", "cat</w>"]
    assert tokens[-1] == "<|endoftext|>"
    assert tokenizer.model_max_length == 77
