"""One address under the lens: from all that an address can name down to a single byte."""

from __future__ import annotations

from typing import NamedTuple

from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE, Port
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.units import human_bytes

WIDTH, LEFT, BAR, HIGH, STEP = 1000, 168, 660, 26, 74

CELLS = 64
"""A bar with no more parts than this shows each of them."""


class Lens(NamedTuple):
    """One level: `name`, its size in bytes, its `parts` and which of them is looked into."""

    name: str
    size: int
    part_name: str
    parts: int
    part: int


def lenses(address: int, port: Port = LINUX_AMD64) -> list[Lens]:
    """The levels from the whole index down to the byte. Raises BadParameter if out of reach."""
    arena = port.arena_index(address)
    into_arena = (address - port.arena_base_offset) % port.heap_arena_bytes
    page, into_page = divmod(into_arena, PAGE_SIZE)
    word, byte = divmod(into_page, port.ptr_size)
    words = PAGE_SIZE // port.ptr_size
    return [
        Lens("all addresses", port.reach, "arena", port.reach // port.heap_arena_bytes, arena),
        Lens("the arena", port.heap_arena_bytes, "page", port.pages_per_arena, page),
        Lens("the page", PAGE_SIZE, "word", words, word),
        Lens("the word", port.ptr_size, "byte", port.ptr_size, byte),
    ]


def address_zoom(address: int, port: Port = LINUX_AMD64) -> Picture:
    """A bar for each level, true to scale; each blows up one part of the bar above it.

    Raises BadParameter for an address that the port's arena index does not reach.
    """
    levels = lenses(address, port)
    sketch = Sketch(WIDTH, 40 + STEP * len(levels) - STEP + HIGH + 12)
    sketch.text(LEFT, 20, f"{address:#x} on {port}", 15, bold=True)
    for row, lens in enumerate(levels):
        _draw(sketch, 40 + row * STEP, lens, last=lens is levels[-1])
    steps = ", ".join(
        f"{lens.part_name} {lens.part:,} of {lens.parts:,} in {human_bytes(lens.size)}"
        for lens in levels
    )
    return sketch.picture(f"Zoom to address {address:#x} on {port}: {steps}.")


def _draw(sketch: Sketch, y: float, lens: Lens, last: bool) -> None:
    unit = BAR / lens.parts
    x = LEFT + lens.part * unit
    sketch.text(LEFT - 10, y + 12, lens.name, 13, "end", bold=True)
    sketch.text(LEFT - 10, y + 27, human_bytes(lens.size), 12, "end")
    sketch.rect(LEFT, y, BAR, HIGH, FREE)
    if lens.parts <= CELLS:
        for i in range(1, lens.parts):
            sketch.rect(LEFT + i * unit, y, 0, HIGH, None, INK, 0.6)
    sketch.rect(x, y, max(unit, 2), HIGH, colors.CHOSEN, None)
    told = f"{lens.part_name} {lens.part:,}"
    sketch.text(LEFT + BAR + 10, y + 12, told, 13, bold=True)
    sketch.text(LEFT + BAR + 10, y + 27, f"of {lens.parts:,}", 12)
    if not last:
        for top, bottom in ((x, LEFT), (x + unit, LEFT + BAR)):
            sketch.line(top, y + HIGH, bottom, y + STEP, colors.FAINT, 0.8, dashed=True)
