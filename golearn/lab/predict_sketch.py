"""Where the objects of a round lie: a row for each page, as much of it as is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.predict_slips import at
from golearn.plots import colors
from golearn.plots.sketch import FREE, INK, Sketch, folded
from golearn.units import count

WIDTH, LEFT, MARGIN, TOP, ROW, HIGH, LINE = 1000, 84, 10, 28, 42, 32, 17
BESIDE = 600
"""From this width on the pages' addresses stand beside the rows, else above them."""
MOST_PAGES = 10
SHORTEST = 128
"""Bytes that a row shows at least."""


class Placed(NamedTuple):
    """An object: bytes from the clean start, its size in bytes, and whether it holds pointers."""

    address: int
    size: int
    pointers: bool
    dropped: bool = False
    """Whether nothing refers to it any more."""


def predict_sketch(
    placed: Sequence[Placed], answer: Placed | None = None, width: float = WIDTH
) -> Sketch:
    """Objects in the order of their birth, the later over the earlier; the answer if it is out."""
    known = [*placed, *([answer] if answer else [])]
    pages = sorted({p.address // PAGE_SIZE for p in known})
    shown = pages[-MOST_PAGES:]
    most = max((min(p.address % PAGE_SIZE + p.size, PAGE_SIZE) for p in known), default=0)
    room = max(SHORTEST, 1 << (most - 1).bit_length()) if most else SHORTEST
    hidden = len(pages) - len(shown)
    more = f"; {count(hidden, 'page')} before them not drawn" if hidden else ""
    said = f"the first {room:,} B of each page that is used{more}"
    beside = width >= BESIDE
    left, above = (LEFT, 0) if beside else (2, LINE)
    heads = folded(said, width - left, 12)
    top, row = TOP + LINE * (len(heads) - 1), ROW + above
    sketch = Sketch(width, top + row * max(len(shown), 1) + 4)
    for i, line in enumerate(heads):
        sketch.text(left, 16 + i * LINE, line, 12)
    rows = {page: top + i * row + above for i, page in enumerate(shown)}
    right = width - (MARGIN if beside else 2)
    for page, y in rows.items():
        name = at(page * PAGE_SIZE)
        if beside:
            sketch.text(left - 8, y + 21, name, 12, "end")
        else:
            sketch.text(left, y - 4, name, 12)
        sketch.rect(left, y, right - left, HIGH, FREE, colors.FAINT, 0.8)
    if not rows:
        sketch.text(left, top + 20, "no object yet", 12)
    scale = (right - left) / room
    for p in sorted(known, key=lambda p: not p.dropped):
        page, offset = divmod(p.address, PAGE_SIZE)
        if page in rows:
            x = left + offset * scale
            wide = max(min(p.size * scale, right - x), 2.0)
            _draw(sketch, x, rows[page], wide, p, p is answer)
    return sketch


def legend_html() -> str:
    """What the boxes mean."""
    told = (
        (colors.USED, "with pointers (p)"),
        (colors.SKY, "without pointers"),
        (colors.FAINT, "dropped (dashed)"),
        (colors.NEW, "the object in question"),
    )
    items = "".join(f'<span><i style="background:{fill}"></i>{name}</span>' for fill, name in told)
    return f'<div class="gl-legend">{items}</div>'


def _draw(sketch: Sketch, x: float, y: float, width: float, p: Placed, is_answer: bool) -> None:
    fill = colors.NEW if is_answer else colors.USED if p.pointers else colors.SKY
    ink = colors.PAPER if is_answer or p.pointers else colors.BLACK
    if p.dropped:
        fill, ink = colors.FAINT, colors.BLACK
    sketch.rect(x, y, width, HIGH, fill, INK, 0.8, dashed=p.dropped)
    text = f"{p.size:,} B{' p' * p.pointers}"
    if p.dropped and width > 7 * len(text + " dropped") + 4:
        text += " dropped"
    if width > 7 * len(text) + 4:
        sketch.text(x + width / 2, y + 21, text, 12, "middle", color=ink)
