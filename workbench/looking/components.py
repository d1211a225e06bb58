"""The components for looking back, each registered once; what they show comes from `showing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamlit.components.v2 import component

from workbench import state
from workbench.modules import bundled, text_of
from workbench.saying import texts

Data = Mapping[str, Any]
_KIT = text_of("workbench", "looking", "kit.js")


class Part:
    """One component: its script, the modules it is bundled with and its styles."""

    def __init__(
        self, name: str, *, adapter: str = "", styles: Sequence[str] = (), **modules: str
    ) -> None:
        sources = {"Kit": _KIT} | {
            key: text_of("workbench", "looking", path) for key, path in modules.items()
        }
        script = text_of("workbench", "looking", f"{adapter or name}.js")
        sheets = ("kit.css", *styles, f"{adapter or name}.css")
        self.source = "\n".join((*sources.values(), script))
        self._mount = component(
            f"sketchwell_{name}",
            html='<div class="root"></div>',
            css="".join(text_of("workbench", "looking", sheet) for sheet in sheets),
            js=bundled(script, **sources),
        )

    def __call__(self, key: str, shown: Data, **heard: Callable[[Any], None]) -> None:
        """Mounts it. `heard` takes what each trigger carries; a trigger without a value is none."""
        callbacks: dict[str, Any] = {
            f"on_{name}_change": _told(key, name, act) for name, act in heard.items()
        }
        self._mount(key=key, data={**shown, "text": texts(self.source)}, **callbacks)


def _told(key: str, name: str, act: Callable[[Any], None]) -> Callable[[], None]:
    def tell() -> None:
        value = state.component_value(key, name)
        if value is not None:
            act(value)

    return tell


finder = Part("finder")
wall = Part("wall", Sifting="sifting.js")
pair = Part("pair", adapter="pair_adapter", styles=("pair.css",), Pair="pair.js")
viewer = Part("viewer", styles=("pair.css",), Pair="pair.js")
notebook = Part("notebook", Keeping="keeping.js")
tailoring = Part("tailoring", Keeping="keeping.js")
