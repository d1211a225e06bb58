"""What each graph costs, counted on tensors without content: no weight is loaded, nothing computed.

`python -m engines.plans.counting` writes `outlines.toml` anew.
"""

from __future__ import annotations

import sys
import weakref
from pathlib import Path
from typing import Any

from engines.nets.sides import Sides
from engines.plans.loading import Networks, examples, quiet, unweighted
from engines.plans.models import HOUSE, Model, model_of, names

SIZES = (Sides(256, 256), Sides(512, 512), Sides(768, 768))
HEAD = """\
# Counted by torch's FLOP counter on tensors without content: python -m engines.plans.counting
# flops: of one run, batch 1, by the picture's side. activation_bytes: the most that lives at once
# between the layers in single precision with no layer fused (attention counts as one layer).
"""


def counted(
    model: Model, size: Sides, networks: Networks | None = None
) -> dict[str, dict[str, int]]:
    """Parameters, flops and activation bytes of every graph at one size, by graph."""
    device = "cpu" if model.name == HOUSE else "meta"
    networks = networks or unweighted(model, device=device)
    feeds = examples(networks, model, size, device=device)
    return {name: _counted(networks.modules[name], feeds[name]) for name in model.graphs}


def _counted(module: Any, feed: dict[str, Any]) -> dict[str, int]:
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(*feed.values())
    living = _living([*module.parameters(), *module.buffers()])
    with torch.no_grad(), living, _attention_in_one():
        module(*feed.values())
    return {
        "parameters": sum(each.numel() for each in _used(module)),
        "flops": int(counter.get_total_flops()),
        "activation_bytes": living.most,
    }


def _used(module: Any) -> list[Any]:
    """The parameters that this graph holds: an autoencoder's halves are two graphs."""
    half = {"Decoder": "decoder", "Encoder": "encoder"}.get(module.__class__.__name__)
    return list((getattr(module.coder, half) if half else module).parameters())


def _attention_in_one() -> Any:
    """A mode in which attention keeps no table of weights, as in a builder that fuses it."""
    import torch
    from torch.overrides import TorchFunctionMode

    class InOne(TorchFunctionMode):
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            del types
            if func is torch.nn.functional.scaled_dot_product_attention:
                return torch.empty_like(args[0] if args else (kwargs or {})["query"])
            return func(*args, **(kwargs or {}))

    return InOne()


def _living(weights: list[Any]) -> Any:
    """A mode that remembers the most bytes of results that lived at once, without the weights."""
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    class Living(TorchDispatchMode):
        def __init__(self) -> None:
            super().__init__()
            self.now = self.most = 0
            self.seen = {each.untyped_storage()._cdata for each in weights}

        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            del types
            found = func(*args, **(kwargs or {}))
            for leaf in tree_leaves(found):
                if hasattr(leaf, "untyped_storage"):
                    self._meet(leaf.untyped_storage())
            return found

        def _meet(self, storage: Any) -> None:
            key, count = storage._cdata, storage.nbytes()
            if key in self.seen:
                return
            self.seen.add(key)
            self.now += count
            self.most = max(self.most, self.now)
            weakref.finalize(storage, self._part, key, count)

        def _part(self, key: int, count: int) -> None:
            self.seen.discard(key)
            self.now -= count

    return Living()


def text() -> str:
    """The content of `outlines.toml`."""
    lines = [HEAD.rstrip()]
    for name in names():
        model = model_of(name)
        sizes = model.sizes or SIZES
        by_size = {size.width: counted(model, size) for size in sizes}
        for graph in model.graphs:
            figures = {side: each[graph] for side, each in by_size.items()}
            lines += [
                "",
                f"[{name}.{graph}]",
                f"parameters = {figures[sizes[-1].width]['parameters']}",
            ]
            for key in ("flops", "activation_bytes"):
                told = ", ".join(f"{side} = {each[key]}" for side, each in figures.items())
                lines += [f"{key} = {{ {told} }}"]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    with quiet():
        found = text()
    Path(__file__).with_name("outlines.toml").write_text(found, encoding="utf-8")
    sys.exit(0)
