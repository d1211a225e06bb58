"""Makes the words reader's axes anew: python -m engines.readers, after `anchors.toml` changed."""

from __future__ import annotations

import numpy as np

from engines.readers import words

if __name__ == "__main__":
    axes = words.made()
    np.savez_compressed(
        words.AXES, plain=axes.plain, spread=axes.spread, made_of=np.array(words.made_of())
    )
    print(words.AXES)  # noqa: T201 - a command's answer
