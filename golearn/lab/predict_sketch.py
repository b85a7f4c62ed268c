"""Where the objects of a round lie: a row for each page, as much of it as is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.predict_model import at
from golearn.plots import colors
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.units import count

WIDTH, LEFT, RIGHT, TOP, ROW, HIGH = 1000, 84, 990, 28, 42, 32
MOST_PAGES = 10
SHORTEST = 128
"""Bytes that a row shows at least."""


class Placed(NamedTuple):
    """An object: bytes from the clean start, its size in bytes, and whether it holds pointers."""

    address: int
    size: int
    pointers: bool


def predict_sketch(placed: Sequence[Placed], answer: Placed | None = None) -> Sketch:
    """Objects in the order of their birth, the later over the earlier; the answer if it is out."""
    known = [*placed, *([answer] if answer else [])]
    pages = sorted({p.address // PAGE_SIZE for p in known})
    shown = pages[-MOST_PAGES:]
    most = max((min(p.address % PAGE_SIZE + p.size, PAGE_SIZE) for p in known), default=0)
    room = max(SHORTEST, 1 << (most - 1).bit_length()) if most else SHORTEST
    sketch = Sketch(WIDTH, TOP + ROW * max(len(shown), 1) + 4)
    hidden = len(pages) - len(shown)
    more = f"; {count(hidden, 'page')} before them not drawn" if hidden else ""
    sketch.text(LEFT, 16, f"the first {room:,} B of each page that is used{more}", 12)
    rows = {page: TOP + i * ROW for i, page in enumerate(shown)}
    for page, y in rows.items():
        sketch.text(LEFT - 8, y + 21, at(page * PAGE_SIZE), 12, "end")
        sketch.rect(LEFT, y, RIGHT - LEFT, HIGH, FREE, colors.FAINT, 0.8)
    if not rows:
        sketch.text(LEFT, TOP + 20, "no object yet", 12)
    for p in known:
        page, offset = divmod(p.address, PAGE_SIZE)
        if page in rows:
            _draw(sketch, rows[page], offset, p, (RIGHT - LEFT) / room, p is answer)
    return sketch


def legend_html() -> str:
    """What the boxes mean."""
    told = (
        (colors.USED, "with pointers (p)"),
        (colors.SKY, "without pointers"),
        (colors.NEW, "the object in question"),
    )
    items = "".join(f'<span><i style="background:{fill}"></i>{name}</span>' for fill, name in told)
    return f'<div class="gl-legend">{items}</div>'


def _draw(sketch: Sketch, y: float, offset: int, p: Placed, scale: float, is_answer: bool) -> None:
    x = LEFT + offset * scale
    width = max(min(p.size * scale, RIGHT - x), 2.0)
    fill = colors.NEW if is_answer else colors.USED if p.pointers else colors.SKY
    ink = colors.PAPER if is_answer or p.pointers else colors.BLACK
    sketch.rect(x, y, width, HIGH, fill, INK, 0.8)
    text = f"{p.size:,} B{' p' * p.pointers}"
    if width > 7 * len(text) + 4:
        sketch.text(x + width / 2, y + 21, text, 12, "middle", color=ink)
