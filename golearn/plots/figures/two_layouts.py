"""Both layouts side by side, not to scale: from a page to what the runtime knows of it."""

from __future__ import annotations

from golearn.layout.linear_geometry import GO_1_10
from golearn.layout.ports import LINUX_AMD64
from golearn.plots import colors
from golearn.plots.figures.layout_looks import BITMAP, FOREIGN, HEAP, LEVEL_1, LEVEL_2, SPANS
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, Sketch
from golearn.units import human_bytes

WIDTH, HEIGHT = 1000, 330
TABLE, BOOKS, SPACE = 66, 138, 248
"""Heights of the three rows: the index, the books, and the address space."""
HIGH = 30
LEFT, RIGHT = 10, 520


def two_layouts() -> Picture:
    """Left Go 1.10, right Go 1.21 on linux/amd64; the lowest row is the address space."""
    sketch = Sketch(WIDTH, HEIGHT)
    sketch.text(LEFT, 22, "linear (to Go 1.10): one piece", 15, bold=True)
    sketch.text(RIGHT, 22, "sparse (from Go 1.11): arenas anywhere", 15, bold=True)
    _linear(sketch)
    _sparse(sketch)
    port, old = LINUX_AMD64, GO_1_10
    return sketch.picture(
        f"Two layouts. Linear: spans of {human_bytes(old.spans_bytes)}, bitmap of "
        f"{human_bytes(old.bitmap_bytes)} and arena of {human_bytes(old.arena_bytes)} lie in one "
        "piece; the number of a page in the arena is its place in spans. Sparse: a first level "
        f"with {port.l1_entries} entry leads to a second level of {port.l2_entries:,} entries, "
        f"each of which may lead to a heapArena of {human_bytes(port.sizeof_heap_arena)}, which "
        f"describes an arena of {human_bytes(port.heap_arena_bytes)}; C's memory may lie between."
    )


def _box(
    sketch: Sketch, x: float, y: float, width: float, color: str, words: str = "", size: float = 12
) -> None:
    sketch.rect(x, y, width, HIGH, color, colors.INK, 0.8)
    ink = colors.PAPER if color in (HEAP, FOREIGN, LEVEL_1) else colors.BLACK
    sketch.text(x + 6, y + 20, words, size, color=ink)


def _cells(sketch: Sketch, x: float, y: float, width: float, n: int) -> None:
    for i in range(1, n):
        sketch.line(x + width * i / n, y, x + width * i / n, y + HIGH, colors.INK, 0.5)


def _linear(sketch: Sketch) -> None:
    old = GO_1_10
    x = LEFT
    areas = (
        ("spans", old.spans_bytes, 84, SPANS),
        ("bitmap", old.bitmap_bytes, 100, BITMAP),
        ("arena in use", 0, 130, HEAP),
        ("rest of the arena", old.arena_bytes, 150, FREE),
    )
    address = 0xC000000000
    for name, size, width, color in areas:
        _box(sketch, x, SPACE, width, color, name)
        if color != FREE:
            sketch.text(x, SPACE + HIGH + 15, f"{address:#x}", 10.5)
        address += size
        x += width
    sketch.text(LEFT, SPACE + HIGH + 34, human_bytes(old.spans_bytes), 12)
    sketch.text(LEFT + 84, SPACE + HIGH + 34, human_bytes(old.bitmap_bytes), 12)
    sketch.text(LEFT + 184, SPACE + HIGH + 34, f"arena {human_bytes(old.arena_bytes)}", 12)
    wide = 300
    sketch.rect(LEFT, BOOKS, wide, HIGH, SPANS, colors.INK, 0.8)
    _cells(sketch, LEFT, BOOKS, wide, 12)
    for end, above in ((LEFT, LEFT), (LEFT + 84, LEFT + wide)):
        sketch.line(end, SPACE, above, BOOKS + HIGH, colors.FAINT, 0.8, dashed=True)
    sketch.text(LEFT, BOOKS - 8, "spans: a pointer to the span, for each page", 12)
    entry = LEFT + wide * 8.5 / 12
    page = LEFT + 184 + 104
    sketch.rect(page, SPACE, 7, HIGH, colors.CHOSEN, None)
    sketch.rect(entry - wide / 24, BOOKS, wide / 12, HIGH, None, colors.CHOSEN, 3)
    sketch.arrow(page + 3, SPACE, entry, BOOKS + HIGH, colors.CHOSEN, 1.6)
    sketch.text(page + 18, SPACE - 34, "(address − start of", 12)
    sketch.text(page + 18, SPACE - 18, "the arena) / 8 KiB", 12)


def _sparse(sketch: Sketch) -> None:
    port = LINUX_AMD64
    table, wide, cells = RIGHT + 78, 390, 26
    _box(sketch, RIGHT, TABLE, 30, LEVEL_1)
    sketch.text(RIGHT, TABLE - 8, "first level", 12)
    sketch.arrow(RIGHT + 30, TABLE + HIGH / 2, table, TABLE + HIGH / 2)
    sketch.rect(table, TABLE, wide, HIGH, FREE, colors.INK, 0.8)
    _cells(sketch, table, TABLE, wide, cells)
    sketch.text(
        table,
        TABLE - 8,
        f"second level: {port.l2_entries:,} pointers, {human_bytes(port.l2_bytes)}",
        12,
    )
    for cell, books, arena, chosen in ((8, 40, 20, False), (21, 264, 330, True)):
        at = table + wide * (cell + 0.5) / cells
        sketch.rect(table + wide * cell / cells, TABLE, wide / cells, HIGH, LEVEL_2, colors.INK, 1)
        ink, line = (colors.CHOSEN, 1.6) if chosen else (colors.INK, 1.0)
        sketch.arrow(at, TABLE + HIGH, RIGHT + books + 100, BOOKS, ink, line)
        _box(sketch, RIGHT + books, BOOKS, 66, BITMAP, "bitmap")
        _box(sketch, RIGHT + books + 66, BOOKS, 70, SPANS, "spans")
        _box(sketch, RIGHT + books + 136, BOOKS, 30, FREE, "…")
        if chosen:
            sketch.rect(RIGHT + books + 116, BOOKS, 12, HIGH, None, colors.CHOSEN, 3)
            page = RIGHT + arena + 104
            sketch.arrow(page + 3, SPACE, RIGHT + books + 122, BOOKS + HIGH, colors.CHOSEN, 1.6)
            sketch.text(page - 30, SPACE - 18, "page in the arena", 12, "end")
        else:
            middle = RIGHT + arena + 65
            sketch.line(middle, SPACE, RIGHT + books + 100, BOOKS + HIGH, colors.FAINT, 1)
    sketch.text(RIGHT + 224, BOOKS + HIGH + 17, "heapArena, " + human_bytes(port.sizeof_heap_arena))
    sketch.rect(RIGHT, SPACE, 470, HIGH, None, colors.INK, 0.8, dashed=True)
    for x, width, color, words in (
        (20, 130, HEAP, "arena, 64 MiB"),
        (150, 60, FOREIGN, "C"),
        (330, 130, HEAP, "arena, 64 MiB"),
    ):
        _box(sketch, RIGHT + x, SPACE, width, color, words)
    sketch.rect(RIGHT + 434, SPACE, 7, HIGH, colors.CHOSEN, None)
    sketch.text(RIGHT + 20, SPACE + HIGH + 15, f"{0xC000000000:#x}", 10.5)
    sketch.text(RIGHT + 330, SPACE + HIGH + 15, f"{0x1C000000000:#x}", 10.5)
