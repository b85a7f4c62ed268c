"""Both layouts true to scale: what Go 1.10 reserved, and what Go 1.21 takes for a small heap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from golearn.layout.linear_geometry import GO_1_10, LinearGeometry
from golearn.layout.ports import LINUX_AMD64, Port
from golearn.plots import colors
from golearn.plots.figures.layout_looks import BITMAP, HEAP, LEVEL_2, SPANS, lens
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, Sketch
from golearn.units import ADDRESS_SPACE, human_bytes

WIDTH, HEIGHT, LEFT, BAR, HIGH = 1000, 340, 150, 836, 26

FIRST = 0xC000000000
"""Where both begin, if nothing is in the way."""


class Part(NamedTuple):
    """A piece of a bar, in bytes."""

    name: str
    size: int
    color: str


def linear_parts(geometry: LinearGeometry = GO_1_10) -> tuple[Part, ...]:
    """The three areas of the linear layout."""
    return (
        Part("spans", geometry.spans_bytes, SPANS),
        Part("bitmap", geometry.bitmap_bytes, BITMAP),
        Part("arena", geometry.arena_bytes, HEAP),
    )


def sparse_parts(port: Port = LINUX_AMD64) -> tuple[Part, ...]:
    """What the sparse layout takes for its first arena."""
    return (
        Part("arena", port.heap_arena_bytes, HEAP),
        Part("heapArena", port.sizeof_heap_arena, BITMAP),
        Part("second-level table", port.l2_bytes, LEVEL_2),
    )


def layout_scale() -> Picture:
    """Two bars for each layout: all addresses of a program, and below it the part in use."""
    linear, sparse = linear_parts(), sparse_parts()
    sketch = Sketch(WIDTH, HEIGHT)
    _draw(sketch, 8, "linear", "Go 1.10", linear)
    _draw(sketch, 190, "sparse", "Go 1.21", sparse)
    sketch.text(LEFT + BAR, HEIGHT - 8, "(side by side here, anywhere in truth)", 12, "end")
    told = [
        f"{name}: {human_bytes(_total(parts))} of {human_bytes(ADDRESS_SPACE)}, "
        + ", ".join(f"{part.name} {human_bytes(part.size)}" for part in parts)
        for name, parts in (("Linear", linear), ("Sparse with one arena", sparse))
    ]
    return sketch.picture(f"Both layouts true to scale. {'. '.join(told)}.")


def _total(parts: Sequence[Part]) -> int:
    return sum(part.size for part in parts)


def _draw(sketch: Sketch, y: float, name: str, version: str, parts: Sequence[Part]) -> None:
    total = _total(parts)
    sketch.text(LEFT - 12, y + 12, f"{name} ({version})", 13, "end", bold=True)
    sketch.text(LEFT - 12, y + 27, human_bytes(ADDRESS_SPACE), 12, "end")
    sketch.rect(LEFT, y, BAR, HIGH, FREE)
    x = LEFT + BAR * FIRST / ADDRESS_SPACE
    wide = BAR * total / ADDRESS_SPACE
    thin = wide < 1
    sketch.rect(x, y, max(wide, 1.0), HIGH, HEAP, None)
    said = f"{human_bytes(total)} of it" + (", drawn much too wide" if thin else "")
    sketch.text(x + max(wide, 1) + 8, y + 18, said, 12)
    below = y + 74
    lens(sketch, (x, x + max(wide, 1.0)), y + HIGH, (LEFT, LEFT + BAR), below)
    sketch.text(LEFT - 12, below + 17, human_bytes(total), 12, "end")
    at: float = LEFT
    for i, part in enumerate(parts):
        size = BAR * part.size / total
        sketch.rect(at, below, size, HIGH, part.color, colors.INK, 0.8)
        told = f"{part.name}, {human_bytes(part.size)}"
        if size > 200:
            ink = colors.PAPER if part.color == HEAP else colors.BLACK
            sketch.text(at + size / 2, below + 17, told, 12, "middle", color=ink)
        else:
            crowded = i + 1 < len(parts) and BAR * parts[i + 1].size / total < 200
            mid, line = at + size / 2, below + HIGH + 17 + 17 * crowded
            sketch.line(mid, below + HIGH, mid, line - 5, colors.FAINT)
            sketch.text(mid + 5, line, told, 12)
        at += size
