"""The house painter's network: a conditional rectified flow that predicts the clean picture.

Few wide layers at low resolution: 32 x 32 and 16 x 16 convolutions around a small transformer at
8 x 8 that sees the whole page and the words at once.

Source: Liu, Gong, Liu, Flow Straight and Fast (rectified flow), 2022, https://arxiv.org/abs/2209.03003;
Perez et al., FiLM, 2017, https://arxiv.org/abs/1709.07871; Hoogeboom, Heek, Salimans, simple
diffusion, 2023, https://arxiv.org/abs/2301.11093 (twice the side at one t is half the noise in
every patch: input and time are brought to what they would be at 64 px).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

SKETCH = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network.

    Attributes:
        words: size of the vocabulary, without the empty word.
        wide: channels at 32, 16 and 8 px.
        blocks: transformer blocks at 8 px.
        context: size of the conditioning vector.
    """

    words: int
    wide: tuple[int, int, int] = (48, 96, 160)
    blocks: int = 3
    context: int = 160


class Block(nn.Module):
    """Two convolutions with a skip, modulated by the context (FiLM)."""

    def __init__(self, inner: int, outer: int, context: int) -> None:
        """From `inner` to `outer` channels."""
        super().__init__()
        self.norm = nn.GroupNorm(8, inner)
        self.first = nn.Conv2d(inner, outer, 3, padding=1)
        self.film = nn.Linear(context, 2 * outer)
        self.second = nn.Conv2d(outer, outer, 3, padding=1)
        self.skip = nn.Conv2d(inner, outer, 1) if inner != outer else nn.Identity()
        self.again = nn.GroupNorm(8, outer, affine=False)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        """Maps x (N, inner, h, w), context (N, c) -> (N, outer, h, w)."""
        scale, shift = self.film(context)[:, :, None, None].chunk(2, 1)
        y = self.first(functional.silu(self.norm(x)))
        y = self.again(y) * (1 + scale) + shift
        return self.skip(x) + self.second(functional.silu(y))


class Attention(nn.Module):
    """A transformer block over page tokens and word tokens."""

    def __init__(self, width: int, *, heads: int = 4) -> None:
        """All tokens have `width` numbers."""
        super().__init__()
        self.heads = heads
        self.before = nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 3 * width)
        self.narrow = nn.Linear(3 * width, width)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.narrow.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(N, T, width) -> the same."""
        n, t, width = x.shape
        q, k, v = (
            self.mix(self.before(x))
            .reshape(n, t, 3, self.heads, width // self.heads)
            .permute(2, 0, 3, 1, 4)
        )
        weight = (q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5).softmax(-1)
        x = x + self.out((weight @ v).transpose(1, 2).reshape(n, t, width))
        return x + self.narrow(functional.gelu(self.wide(self.between(x))))


class House(nn.Module):
    """The network; the inputs and the output are those of `weights/house.onnx`."""

    def __init__(self, shape: Shape) -> None:
        """A fresh network of this shape."""
        super().__init__()
        a, b, c = shape.wide
        self.shape = shape
        self.word = nn.Embedding(shape.words + 1, c)
        self.mood = nn.Embedding(7, shape.context)
        self.waves: Tensor
        self.register_buffer("waves", torch.exp(torch.linspace(0.0, 5.0, 16)))
        self.time = nn.Sequential(nn.Linear(32, shape.context), nn.SiLU())
        self.join = nn.Sequential(
            nn.Linear(c + 2 * shape.context, shape.context),
            nn.SiLU(),
            nn.Linear(shape.context, shape.context),
            nn.SiLU(),
        )
        self.enter = nn.Conv2d((SKETCH + 3) * 16, a, 3, padding=1)
        self.down1 = Block(a, a, shape.context)
        self.fold1 = nn.Conv2d(4 * a, b, 1)
        self.down2 = nn.ModuleList([Block(b, b, shape.context) for _ in range(2)])
        self.fold2 = nn.Conv2d(4 * b, c, 1)
        self.down3 = Block(c, c, shape.context)
        self.place = nn.Parameter(torch.randn(64, c) * 0.02)
        self.mind = nn.ModuleList([Attention(c) for _ in range(shape.blocks)])
        self.up3 = Block(c, c, shape.context)
        self.open2 = nn.Conv2d(c, 4 * b, 1)
        self.up2 = nn.ModuleList([Block(2 * b, b, shape.context), Block(b, b, shape.context)])
        self.open1 = nn.Conv2d(b, 4 * a, 1)
        self.up1 = nn.ModuleList([Block(2 * a, a, shape.context), Block(a, a, shape.context)])
        self.leave = nn.Sequential(nn.GroupNorm(8, a), nn.SiLU(), nn.Conv2d(a, 48, 3, padding=1))
        self.seen = nn.Sequential(nn.LayerNorm(c), nn.Linear(c, 1))

    def forward(
        self, sketch: Tensor, noise: Tensor, t: Tensor, words: Tensor, mood: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Predicts the clean picture, and which of the words' things are drawn.

        Args:
            sketch: (N, 6, 128, 128), 0..1: R, G, B, ink, area, imagined.
            noise: (N, 3, 128, 128), the noisy picture x_t.
            t: (N,), 1 = noise, 0 = clean.
            words: int64 (N, 8), 0 = none.
            mood: int64 (N,), 0..6.

        Returns:
            The clean picture (N, 3, 128, 128), -1..1; and for every word the logit that its thing
            is in the sketch (N, 8), which means nothing where there is no word.
        """
        noise = noise / (1 - t / 2)[:, None, None, None]
        named = self.word(words)
        context = self._context(named, words, t, mood)
        folded = [
            functional.pixel_unshuffle(sketch * 2 - 1, 4),
            functional.pixel_unshuffle(noise, 4),
        ]
        x32 = self.down1(self.enter(torch.cat(folded, 1)), context)
        x16 = self.fold1(functional.pixel_unshuffle(x32, 2))
        for block in self.down2:
            x16 = block(x16, context)
        x8 = self.down3(self.fold2(functional.pixel_unshuffle(x16, 2)), context)
        x8, told = self._minded(x8, named)
        x8 = self.up3(x8, context)
        y = torch.cat([functional.pixel_shuffle(self.open2(x8), 2), x16], 1)
        for block in self.up2:
            y = block(y, context)
        y = torch.cat([functional.pixel_shuffle(self.open1(y), 2), x32], 1)
        for block in self.up1:
            y = block(y, context)
        clean = functional.pixel_shuffle(self.leave(y), 4).tanh() * 1.05
        return clean, self.seen(told)[..., 0]

    def _context(self, named: Tensor, words: Tensor, t: Tensor, mood: Tensor) -> Tensor:
        said = (words > 0).to(named.dtype)[..., None]
        mean = (named * said).sum(1) / said.sum(1).clamp(min=1)
        angles = (t / (2 - t))[:, None] * self.waves
        time = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        return self.join(torch.cat([mean, time, self.mood(mood)], 1))

    def _minded(self, x: Tensor, named: Tensor) -> tuple[Tensor, Tensor]:
        n, c = x.shape[:2]
        tokens = torch.cat([x.reshape(n, c, 64).transpose(1, 2) + self.place, named], 1)
        for block in self.mind:
            tokens = block(tokens)
        return tokens[:, :64].transpose(1, 2).reshape(n, c, 8, 8), tokens[:, 64:]
