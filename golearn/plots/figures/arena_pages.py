"""The first pages of an arena as its heapArena sees them: spans, three bitmaps, zeroedBase."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from golearn.errors import BadParameter
from golearn.layout.heap_arena import HeapArena
from golearn.layout.ports import PAGE_SIZE
from golearn.plots import colors
from golearn.plots.figures.layout_looks import SPANS
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, Sketch
from golearn.units import count

WIDTH, LEFT, RIGHT, TOP, HIGH, STEP = 1000, 112, 982, 48, 24, 34
BITMAPS = (
    ("pageInUse", "page_in_use", colors.BLUE),
    ("pageMarks", "page_marks", colors.GREEN),
    ("pageSpecials", "page_specials", colors.VERMILLION),
)


def arena_pages(arena: HeapArena[Any], pages: int = 64, title: str = "") -> Picture:
    """Pages 0 to `pages - 1`; a span that is free now has a dashed box. Raises BadParameter."""
    if not 1 <= pages <= arena.port.pages_per_arena:
        raise BadParameter(f"an arena has {arena.port.pages_per_arena:,} pages, not {pages:,}")
    sketch = Sketch(WIDTH, TOP + STEP * (len(BITMAPS) + 1) + 22)
    unit = (RIGHT - LEFT) / pages
    sketch.text(LEFT, 18, title or f"the arena at {arena.base:#x}", 14, bold=True)
    runs = span_runs(arena, pages)
    _name(sketch, 0, "spans")
    for page, npages, span in runs:
        x, y, width = LEFT + page * unit, TOP, npages * unit
        fill = None if span is None else SPANS if span.in_use else FREE
        dashed = span is None or not span.in_use
        sketch.rect(x, y, width, HIGH, fill, colors.INK, 0.8, dashed)
        says = "nil" if span is None else count(npages, "page")
        if width > 7.2 * len(says):
            ink = colors.BLACK if fill == SPANS else colors.INK
            sketch.text(x + width / 2, y + 16, says, 11, "middle", color=ink)
    for row, (name, field, color) in enumerate(BITMAPS, start=1):
        y = TOP + row * STEP
        _name(sketch, row, name)
        sketch.rect(LEFT, y, RIGHT - LEFT, HIGH, FREE, colors.INK, 0.8)
        for page in set_bits(getattr(arena, field), pages):
            sketch.rect(LEFT + page * unit, y, max(unit, 3), HIGH, color, colors.INK, 0.8)
            sketch.text(LEFT + (page + 0.5) * unit, y + 16, "1", 11, "middle", color=colors.PAPER)
    x = LEFT + min(arena.zeroed_base // PAGE_SIZE, pages) * unit
    bottom = TOP + STEP * (len(BITMAPS) + 1)
    sketch.line(x, TOP - 12, x, bottom, colors.CHOSEN, 2)
    sketch.text(x - 4, TOP - 6, f"zeroedBase: page {arena.zeroed_base // PAGE_SIZE}", 11, "end")
    for page in range(0, pages + 1, max(1, pages // 8)):
        sketch.text(LEFT + page * unit, bottom + 12, f"{page}", 11, "middle")
    sketch.text(LEFT - 10, bottom + 12, "page", 11, "end")
    return sketch.picture(f"{title or 'An arena'}: {_in_words(arena, runs, pages)}")


def span_runs(arena: HeapArena[Any], pages: int) -> list[tuple[int, int, Any]]:
    """(first page, pages, span or None): neighbouring entries that name the same span as one."""
    runs, page = [], 0
    for _, same in groupby(arena.spans[:pages], key=id):
        entries = list(same)
        runs.append((page, len(entries), entries[0]))
        page += len(entries)
    return runs


def set_bits(bits: bytearray, pages: int) -> list[int]:
    """Pages whose bit is 1."""
    return [page for page in range(pages) if bits[page >> 3] >> (page & 7) & 1]


def _name(sketch: Sketch, row: int, name: str) -> None:
    sketch.text(LEFT - 10, TOP + row * STEP + 16, name, 12, "end")


def _in_words(arena: HeapArena[Any], runs: list[tuple[int, int, Any]], pages: int) -> str:
    spans = [
        f"{'a free' if not span.in_use else 'a'} span of {count(npages, 'page')} at page {page}"
        for page, npages, span in runs
        if span is not None
    ]
    told = ", ".join(spans) or "no span"
    bits = "; ".join(
        f"{name} {', '.join(map(str, set_bits(getattr(arena, field), pages))) or 'empty'}"
        for name, field, _ in BITMAPS
    )
    return f"{told}; {bits}; zeroedBase at page {arena.zeroed_base // PAGE_SIZE}."
