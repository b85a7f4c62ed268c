"""Two rows of addresses, one for each layout, as a drawing. Widths are not to scale.

Where there is less room the rows become columns: an address, a box and a size on each line.
"""

from __future__ import annotations

from itertools import pairwise
from math import log2

from golearn.lab.layout_map import CLOSE, AddressRow, Kind, Piece
from golearn.lab.layout_model import Scene, Side
from golearn.plots import colors
from golearn.plots.figures.layout_looks import BITMAP, FOREIGN, HEAP, LEVEL_2, SPANS
from golearn.plots.sketch import FREE, INK, Sketch, folded, leading
from golearn.units import human_bytes

WIDTH, HEIGHT, LEFT, RIGHT, ROW, HIGH = 1000, 262, 6, 994, 134, 30
NARROW, GAP = 50, 54
COLUMN, BOX, LINE, SKIP = 286, 66, 28, 20
"""Of columns: two of them need so much each; the narrowest box; a piece's line, and a gap's."""

FILLS: dict[Kind, str] = {
    "heap": HEAP,
    "spare": colors.PAPER,
    "assumed": FREE,
    "spans": SPANS,
    "bitmap": BITMAP,
    "heapArena": BITMAP,
    "second level": LEVEL_2,
    "C": FOREIGN,
}
NAMES: dict[Kind, str] = {"second level": "table", "spare": "reserved"}
"""Words in a box, where the kind's own are too long."""

MARKS = {"running": "runs", "waiting": "not started", "failed": "has failed"}


def layout_sketch(scene: Scene, width: float = WIDTH) -> Sketch:
    """Both processes of a scene: rows one below the other, or columns where it is narrow."""
    if width >= WIDTH:
        sketch = Sketch(width, HEIGHT)
        for i, side in enumerate(scene.sides):
            _draw_side(sketch, 4 + i * ROW, side)
        return sketch
    apart = width >= 2 * COLUMN
    room = width / 2 - 8 if apart else width - 8
    heights = [_column_height(side, room) for side in scene.sides]
    sketch = Sketch(width, max(heights) if apart else sum(heights))
    x, y = 4.0, 0.0
    for side, high in zip(scene.sides, heights, strict=True):
        _draw_column(sketch, x, y, room, side)
        x, y = (x + width / 2, y) if apart else (x, y + high)
    return sketch


def in_words(scene: Scene) -> str:
    """What the drawing shows."""
    return " ".join(f"{heading(side)}: {_row_words(side.row)}." for side in scene.sides)


def legend_html() -> str:
    """What the boxes mean."""
    told: tuple[tuple[str, str, str], ...] = (
        (HEAP, "solid", "memory of the heap"),
        (SPANS, "solid", "spans"),
        (BITMAP, "solid", "bitmap; heapArena"),
        (LEVEL_2, "solid", "second-level table"),
        ("var(--gl-free)", "dashed", "? counted on, but not reserved"),
        (FOREIGN, "solid", "C's memory"),
    )
    items = "".join(
        f'<span><i style="background:{fill};border:1px {line} currentColor"></i>{name}</span>'
        for fill, line, name in told
    )
    return f'<div class="gl-legend">{items}<span>widths are not to scale</span></div>'


def heading(side: Side) -> str:
    """Which process this is, and how it is."""
    version = {"linear": "linear, Go 1.10", "sparse": "sparse, Go 1.21"}[side.name]
    state = MARKS.get(side.state, side.state)
    return f"{version}: {state}, {human_bytes(side.heap)} of heap"


def _row_words(row: AddressRow) -> str:
    if not row.pieces:
        return "nothing yet"
    told = [f"{_name(piece)} {human_bytes(piece.size)} at {piece.start:#x}" for piece in row.pieces]
    hidden = f", and {row.hidden} more of C's" if row.hidden else ""
    return ", ".join(told) + hidden


def _name(piece: Piece) -> str:
    return f"{piece.area}?" if piece.kind == "assumed" else NAMES.get(piece.kind, piece.kind)


def _title(side: Side) -> str:
    failed = side.state.startswith("failed")
    return ("✗ " if failed else "✓ " if side.state == "running" else "") + heading(side)


def _draw_side(sketch: Sketch, y: float, side: Side) -> None:
    sketch.text(LEFT, y + 14, _title(side), 14, bold=True)
    if side.row.hidden:
        sketch.text(RIGHT, y + 14, f"{side.row.hidden} more of C's are not drawn", 11, "end")
    top = y + 26
    if not side.row.pieces:
        sketch.text(LEFT, top + 20, "nothing is mapped yet", 12)
        return
    pieces = side.row.pieces
    gaps = [_gap(below, above) for below, above in pairwise(pieces)]
    x: float = LEFT
    low = False
    for piece, width, gap in zip(
        pieces, _widths(pieces, sum(map(bool, gaps))), [*gaps, 0], strict=True
    ):
        _draw_piece(sketch, x, top, width, piece, low)
        x += width
        low = not low and width < 84
        if gap:
            sketch.line(x, top + HIGH / 2, x + GAP, top + HIGH / 2, colors.FAINT, 1, dashed=True)
            sketch.text(x + GAP / 2, top + 11, human_bytes(gap), 9, "middle")
            x += GAP


def _gap(below: Piece, above: Piece) -> int:
    """Bytes between two pieces; the rest of a page does not count."""
    gap = above.start - below.end
    return gap if gap >= CLOSE else 0


def _widths(pieces: tuple[Piece, ...], gaps: int) -> list[float]:
    """All the room there is; larger pieces are wider, but not in proportion."""
    weights = [log2(piece.size / 1024) for piece in pieces]
    room = RIGHT - LEFT - GAP * gaps - NARROW * len(pieces)
    most = 112.0
    return [NARROW + min(most, room * weight / sum(weights)) for weight in weights]


def _draw_piece(sketch: Sketch, x: float, y: float, width: float, piece: Piece, low: bool) -> None:
    _draw_box(sketch, x, y, width, HIGH, piece)
    sketch.text(x + width / 2, y + HIGH + 15, human_bytes(piece.size), 11, "middle")
    sketch.line(x, y + HIGH, x, y + HIGH + 22 + 14 * low, colors.FAINT, 0.7)
    sketch.text(x + 2, y + HIGH + 31 + 14 * low, f"{piece.start:#x}", 10)


def _draw_box(sketch: Sketch, x: float, y: float, width: float, high: float, piece: Piece) -> None:
    fill, assumed = FILLS[piece.kind], piece.kind == "assumed"
    sketch.rect(x, y, width, high, fill, INK, 1.0, dashed=assumed)
    white = piece.kind in ("heap", "C")
    ink = colors.PAPER if white else INK if assumed else colors.BLACK
    sketch.text(x + width / 2, y + high / 2 + 5, _name(piece), 12, "middle", color=ink)


def _column_height(side: Side, width: float) -> float:
    heads = len(folded(_title(side), width, 14, bold=True)) * leading(14)
    gaps = sum(bool(_gap(below, above)) for below, above in pairwise(side.row.pieces))
    lines = max(len(side.row.pieces), 1) + bool(side.row.hidden)
    return 4 + heads + LINE * lines + SKIP * gaps + 12


def _draw_column(sketch: Sketch, x: float, y: float, width: float, side: Side) -> None:
    """Addresses on the left, sizes on the right, and between pieces what nobody has."""
    y = sketch.lines(x, y + 16, _title(side), width, 14, bold=True) - 8
    pieces = side.row.pieces
    if not pieces:
        sketch.text(x, y + 18, "nothing is mapped yet", 12)
        return
    gaps = [_gap(below, above) for below, above in pairwise(pieces)]
    most = max(log2(piece.size) for piece in pieces)
    left, room = x + 98, width - 98 - 62 - BOX
    for piece, gap in zip(pieces, [*gaps, 0], strict=True):
        wide = BOX + room * (log2(piece.size) - 10) / (most - 10)
        sketch.text(x, y + 18, f"{piece.start:#x}", 11)
        _draw_box(sketch, left, y + 2, wide, LINE - 4, piece)
        sketch.text(left + wide + 6, y + 18, human_bytes(piece.size), 11)
        y += LINE
        if gap:
            sketch.line(left + 12, y, left + 12, y + SKIP, colors.FAINT, 1, dashed=True)
            sketch.text(left + 22, y + 14, human_bytes(gap), 11)
            y += SKIP
    if side.row.hidden:
        sketch.text(x, y + 18, f"{side.row.hidden} more of C's are not drawn", 11)
