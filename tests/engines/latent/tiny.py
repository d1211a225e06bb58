"""Tiny real models: the real classes, random weights, the hub's folder layout; about a second.

    python -m tests.engines.latent.tiny FOLDER [OWNER/NAME ...]

writes every repository that the catalog's large painters name, as `FOLDER/OWNER/NAME/...`, ready
for `python -m engines models fetch NAME --from FOLDER`. They paint noise, by the same code and in
the same steps as the real ones. A mock could only confirm itself.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines.painters.latent.prompts import FILE

WORDS, LATENT, WIDTH = 32, 4, (32, 64)
WORDS_21 = 1024  # of SD 2.1, whose text encoder is another
SPECIAL = {"bos_token": "<|startoftext|>"}
SPECIAL |= dict.fromkeys(("eos_token", "pad_token", "unk_token"), "<|endoftext|>")
# What the tokenizer knows whole, as far as the pairs allow; it spells the rest, letter by letter.
KNOWN = ("the", "cat", "a", "red", "house", "tree", "and")
BLOCKS = ("CrossAttnDownBlock2D", "DownBlock2D"), ("UpBlock2D", "CrossAttnUpBlock2D")
LORA_FILE = "pytorch_lora_weights.safetensors"


def unet(**changed: Any) -> Any:
    """SD 1.5's UNet with two levels instead of four, 1.1 million parameters."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    settings: dict[str, Any] = {
        "sample_size": 8,
        "block_out_channels": WIDTH,
        "layers_per_block": 1,
        "down_block_types": BLOCKS[0],
        "up_block_types": BLOCKS[1],
        "cross_attention_dim": WORDS,
        "attention_head_dim": 4,
        "norm_num_groups": 8,
    }
    return UNet2DConditionModel(**{**settings, **changed})


def unet_21() -> Any:
    """SD 2.1's, as SD-Turbo has it: wider words, linear projections, heads by level."""
    return unet(cross_attention_dim=WORDS_21, use_linear_projection=True, attention_head_dim=[4, 8])


def autoencoder() -> Any:
    """The slow decoder's class (KL), eight times smaller pictures as in SD 1.5."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

    levels: Any = {
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "block_out_channels": (8, 8, 16, 16),
    }
    return AutoencoderKL(
        **levels,
        latent_channels=LATENT,
        norm_num_groups=4,
        scaling_factor=0.18215,
    )


def tiny_autoencoder() -> Any:
    """The quick decoder's class (TAESD), four levels as in the real one."""
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

    return AutoencoderTiny(
        encoder_block_out_channels=(8,) * 4,
        decoder_block_out_channels=(8,) * 4,
        num_encoder_blocks=(1, 1, 1, 1),
        num_decoder_blocks=(1, 1, 1, 1),
        latent_channels=LATENT,
    )


def control(of: Any) -> Any:
    """A ControlNet grown out of a UNet, its first zero convolutions moved off zero."""
    import torch
    from diffusers.models.controlnets.controlnet import ControlNetModel

    net: Any = ControlNetModel.from_unet(of, conditioning_channels=3)
    with torch.no_grad():
        for convolution in (*net.controlnet_down_blocks, net.controlnet_mid_block):
            convolution.weight.normal_(std=0.05)
        net.controlnet_cond_embedding.conv_out.weight.normal_(std=0.05)
    return net


def adapter() -> Any:
    """A T2I-Adapter for one gray channel, as the sketch adapter takes it."""
    from diffusers.models.adapter import T2IAdapter

    return T2IAdapter(
        in_channels=1,
        channels=list(WIDTH),
        num_res_blocks=1,
        downscale_factor=8,
        adapter_type="full_adapter",
    )


def text_encoder(**changed: Any) -> Any:
    """CLIP's text encoder with two layers, 77 tokens."""
    from transformers.models.clip import CLIPTextConfig, CLIPTextModel

    vocabulary = vocabulary_of()
    settings: dict[str, Any] = {
        "vocab_size": len(vocabulary),
        "hidden_size": WORDS,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "max_position_embeddings": 77,
        "bos_token_id": vocabulary[SPECIAL["bos_token"]],
        "eos_token_id": vocabulary[SPECIAL["eos_token"]],
        "pad_token_id": vocabulary[SPECIAL["pad_token"]],
    }
    return CLIPTextModel(CLIPTextConfig(**{**settings, **changed}))


def text_encoder_21() -> Any:
    """SD 2.1's (OpenCLIP's): 1024 wide, another activation; one layer instead of 23."""
    return text_encoder(
        hidden_size=WORDS_21,
        num_attention_heads=16,
        num_hidden_layers=1,
        hidden_act="gelu",
        projection_dim=512,
        intermediate_size=32,
    )


def schedulers() -> dict[str, Any]:
    """The schedulers that the catalog's rows name, with SD 1.5's noise schedule."""
    from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
    from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler
    from diffusers.schedulers.scheduling_lcm import LCMScheduler

    noise = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    return {
        "lcm": LCMScheduler(**noise),
        "euler": EulerDiscreteScheduler(**noise, timestep_spacing="trailing"),
        "dpm": DPMSolverMultistepScheduler(**noise),
    }


def known_words() -> list[str]:
    """Some words, and those of the painters' own prompts: they must fit into 77 tokens."""
    told = re.sub(r"[^a-z]+", " ", FILE.read_text(encoding="utf-8").lower()).split()
    return list(dict.fromkeys([*KNOWN, *told]))


def pairs_of(words: list[str]) -> list[tuple[str, str]]:
    """The pairs that join a word's letters from its start, each once, in order."""
    pairs: dict[tuple[str, str], None] = {}
    for word in words:
        start, *letters = [*word[:-1], word[-1] + "</w>"]
        for letter in letters:
            pairs[start, letter] = None
            start += letter
    return list(pairs)


def vocabulary_of() -> dict[str, int]:
    """CLIP's byte alphabet, the joined pairs and the two special tokens, with their ids."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(code) for code in plain]
    letters += [chr(256 + extra) for extra in range(256 - len(plain))]
    joined = ["".join(pair) for pair in pairs_of(known_words())]
    tokens = [*letters, *(letter + "</w>" for letter in letters), *joined]
    return {token: at for at, token in enumerate([*tokens, *sorted(set(SPECIAL.values()))])}


def write_tokenizer(folder: Path) -> None:
    """The four files of a CLIP tokenizer, as text."""
    folder.mkdir(parents=True)
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": True}
    merges = "\n".join(" ".join(pair) for pair in pairs_of(known_words()))
    texts = {
        "vocab.json": json.dumps(vocabulary_of(), ensure_ascii=False),
        "merges.txt": f"#version: 0.2\n{merges}\n",
        "tokenizer_config.json": json.dumps({**settings, **SPECIAL}),
        "special_tokens_map.json": json.dumps(SPECIAL),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_lora(folder: Path, of: Any) -> None:
    """A LoRA over every attention projection and one convolution, named as LCM-LoRA's file is."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    tensors: dict[str, torch.Tensor] = {}
    for name, module in of.named_modules():
        weight = getattr(module, "weight", None)
        if weight is None or not name.endswith((".to_q", ".to_k", ".to_v", "samplers.0.conv")):
            continue
        key = f"lora_unet_{name.replace('.', '_')}"
        out, inner, *sides = weight.shape
        tensors[f"{key}.lora_down.weight"] = torch.randn(4, inner, *sides) * 0.05
        tensors[f"{key}.lora_up.weight"] = torch.randn(out, 4, *(1 for _ in sides)) * 0.05
        tensors[f"{key}.alpha"] = torch.tensor(2.0)
    save_file(tensors, folder / LORA_FILE)


def write_base(folder: Path, *, scheduler: str = "lcm", **other: Any) -> None:
    """A whole text-to-image repository: UNet, text encoder, tokenizer, decoder, scheduler."""
    parts = {"unet": unet(), "vae": autoencoder(), "text_encoder": text_encoder(), **other}
    for name, part in parts.items():
        part.save_pretrained(folder / name, safe_serialization=True)
    schedulers()[scheduler].save_pretrained(folder / "scheduler")
    write_tokenizer(folder / "tokenizer")
    index = {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", type(parts["vae"]).__name__],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "scheduler": ["diffusers", type(schedulers()[scheduler]).__name__],
        "safety_checker": [None, None],
        "feature_extractor": [None, None],
        "requires_safety_checker": False,
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")


def write_rehearsal(folder: Path) -> None:
    """Everything that one painter needs in one repository: the catalog's row "tiny"."""
    write_base(folder)
    control(unet()).save_pretrained(folder / "controlnet", safe_serialization=True)
    tiny_autoencoder().save_pretrained(folder / "decoder", safe_serialization=True)
    write_lora(folder / "lora", unet())


def saved(part: Callable[[], Any]) -> Callable[[Path], None]:
    """Writes one network as a repository of its own."""
    return lambda folder: part().save_pretrained(folder, safe_serialization=True)


def write_half(folder: Path, **other: Any) -> None:
    """A base whose files are named as the halved ones of SD 1.5 are."""
    write_base(folder, **other)
    for path in sorted(folder.glob("*/*.safetensors")):
        path.rename(path.with_name(f"{path.stem}.fp16.safetensors"))


def write_turbo(folder: Path) -> None:
    """SD-Turbo: SD 2.1's parts in half precision, and a scheduler of its own."""
    parts = {"unet": unet_21().half(), "text_encoder": text_encoder_21().half()}
    write_half(folder, scheduler="euler", **parts)


WRITERS: dict[str, Callable[[Path], None]] = {
    "rehearsal/tiny": write_rehearsal,
    "stable-diffusion-v1-5/stable-diffusion-v1-5": write_half,
    "latent-consistency/lcm-lora-sdv1-5": lambda folder: write_lora(folder, unet()),
    "lllyasviel/sd-controlnet-scribble": saved(lambda: control(unet())),
    "TencentARC/t2iadapter_sketch_sd15v2": saved(adapter),
    "madebyollin/taesd": saved(tiny_autoencoder),
    "IDKiro/sdxs-512-dreamshaper": lambda folder: write_base(folder, vae=tiny_autoencoder()),
    "IDKiro/sdxs-512-dreamshaper-sketch": saved(lambda: control(unet())),
    "stabilityai/sd-turbo": write_turbo,
    "thibaud/controlnet-sd21-scribble-diffusers": saved(lambda: control(unet_21())),
}


def write_hub(folder: Path, *repositories: str, seed: int = 0) -> Path:
    """Writes repositories as `folder/OWNER/NAME`; same seed, same weights.

    Args:
        folder: where; made if it is not there.
        *repositories: keys of `WRITERS`; none for all.
        seed: of the random weights.
    """
    import torch

    with torch.random.fork_rng(devices=[]):
        for repository in repositories or WRITERS:
            torch.manual_seed(seed)
            if not (folder / repository).exists():
                WRITERS[repository](folder / repository)
    return folder


if __name__ == "__main__":
    print(write_hub(Path(sys.argv[1]), *sys.argv[2:]))
