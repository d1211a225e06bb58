"""A family's networks on torch: the reference. Loads safetensors from folders, never from a hub."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import BackendMissingError
from engines.nets.torch_graph import Graphs
from engines.painters.latent.lora import fuse
from engines.painters.latent.tokens import tokenizer_of

Floats = NDArray[np.float32]
CONDITIONINGS = "engines.painters.latent"


class TorchParts:
    """See `engines.painters.latent.parts.Parts`.

    Args:
        folders: "base", "control", "decoder", perhaps "lora" -> a folder in the hub's layout.
        conditioning: the module that shows the UNet the sketch.
        device: "cpu" or "cuda".
        precision: "fp32", "bf16" or "fp16": what the networks compute in.
        threads: threads of the processor; None leaves them to torch.
        graphed: whether a step is captured into a CUDA graph, one for each shape of page.
    """

    def __init__(
        self,
        folders: Mapping[str, Path],
        conditioning: str,
        *,
        device: str,
        precision: str,
        threads: int | None = None,
        graphed: bool = False,
    ) -> None:
        self._folders = folders
        self._conditioning = conditioning
        self._device = device
        self._precision = precision
        self._threads = threads
        self._graphs = Graphs(self._step) if graphed else None
        self._tokenizer: Any = None
        self._text: Any = None
        self._unet: Any = None
        self._coder: Any = None
        self._control: Any = None

    def __enter__(self) -> TorchParts:
        import torch

        _hush()
        if self._threads:
            torch.set_num_threads(self._threads)
        how = {
            "torch_dtype": _type(self._precision),
            "local_files_only": True,
            "use_safetensors": True,
        }
        try:
            self._load(how)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BackendMissingError(
                f"The models in {self._folders['base'].parent} cannot be opened "
                f"({type(error).__name__}): python -m engines models verify says which file."
            ) from error
        for network in (self._text, self._unet, self._coder, self._control.network):
            network.to(self._device)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._graphs is not None:
            self._graphs.close()
        self._tokenizer = self._text = self._unet = self._coder = self._control = None
        if self._device == "cuda":
            import torch

            torch.cuda.empty_cache()

    def tokens(self, text: str) -> tuple[NDArray[np.int64], bool]:
        """See `Parts.tokens`."""
        return self._tokenizer(text)

    def text(self, tokens: NDArray[np.int64]) -> Floats:
        """See `Parts.text`."""
        import torch

        with torch.inference_mode():
            found = self._text(input_ids=torch.from_numpy(tokens).to(self._device))
        return _array(found.last_hidden_state)

    def encoder(self, picture: Floats) -> Floats:
        """See `Parts.encoder`; of a distribution its middle, so that a seed decides alone."""
        import torch

        with torch.inference_mode():
            found = self._coder.encode(self._tensor(picture))
            spread = getattr(found, "latent_dist", None)
            latent = found.latents if spread is None else spread.mode()
            return _array(latent * self._coder.config.scaling_factor)

    def decoder(self, latent: Floats) -> Floats:
        """See `Parts.decoder`."""
        import torch

        with torch.inference_mode():
            scaled = self._tensor(latent) / self._coder.config.scaling_factor
            return _array(self._coder.decode(scaled).sample)

    def looked(self, sketch: Floats, strength: float) -> Any:
        """See `Parts.looked`."""
        import torch

        with torch.inference_mode():
            return self._control.looked(self._tensor(sketch), strength)

    def predicted(self, latent: Floats, time: float, embedding: Floats, seen: Any) -> Floats:
        """See `Parts.predicted`."""
        import torch

        with torch.inference_mode():
            at, words = self._tensor(latent), self._tensor(embedding)
            when = torch.tensor([time], dtype=torch.float32, device=self._device)
            if self._graphs is None:
                return _array(self._step(at, when, words, *seen)[0])
            # a number would stay what it was when it was captured
            numbered = (torch.as_tensor(each).to(self._device, at.dtype) for each in seen)
            return _array(self._graphs(at, when, words, *numbered)[0])

    def _step(self, at: Any, when: Any, words: Any, *seen: Any) -> Any:
        """One step of UNet and control, tensors in and out."""
        told = self._control.residuals(at, when, words, seen)
        return self._unet(at, when, encoder_hidden_states=words, return_dict=False, **told)

    def _load(self, how: dict[str, Any]) -> None:
        from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
        from transformers.models.clip import CLIPTextModel

        base = self._folders["base"]
        self._tokenizer = tokenizer_of(base)
        self._text = CLIPTextModel.from_pretrained(base / "text_encoder", **how).eval()
        self._unet = UNet2DConditionModel.from_pretrained(base / "unet", **how).eval()
        if "lora" in self._folders:
            fuse(self._unet, next(self._folders["lora"].glob("*.safetensors")))
        self._coder = _coder(self._folders["decoder"], how)
        module = importlib.import_module(f"{CONDITIONINGS}.{self._conditioning}")
        self._control = module.Conditioning(self._folders["control"], how)

    def _tensor(self, array: Floats) -> Any:
        import torch

        return torch.from_numpy(array).to(self._device, _type(self._precision))


def place() -> tuple[str, str]:
    """The device that torch has here, and what networks compute in on it."""
    import torch

    return ("cuda", "fp16") if torch.cuda.is_available() else ("cpu", "fp32")


def _hush() -> None:
    """No progress bars and no advice to programmers in a therapist's log."""
    from diffusers.utils import logging as diffusers
    from transformers.utils import logging as transformers

    for library in (diffusers, transformers):
        library.set_verbosity_error()
        library.disable_progress_bar()


def _coder(folder: Path, how: dict[str, Any]) -> Any:
    """The decoder, quick or slow as its own configuration says."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny

    kinds = {kind.__name__: kind for kind in (AutoencoderKL, AutoencoderTiny)}
    named: Any = AutoencoderKL.load_config(folder, local_files_only=True)
    return kinds[named["_class_name"]].from_pretrained(folder, **how).eval()


def _type(precision: str) -> Any:
    import torch

    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]


def _array(tensor: Any) -> Floats:
    import torch

    return tensor.to("cpu", torch.float32).numpy()
