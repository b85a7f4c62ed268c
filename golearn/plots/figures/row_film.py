"""A range of pages on its way through the states: a line for each call."""

from __future__ import annotations

from collections.abc import Sequence

from golearn.errors import BadParameter
from golearn.osmem.session import Moment, Session
from golearn.plots.picture import Picture
from golearn.plots.row_sketch import draw_states, in_words, runs
from golearn.plots.sketch import Sketch
from golearn.plots.state_looks import RESIDENT

LEFT, WIDTH = 216.0, 470.0
HIGH, STEP, TOP = 26.0, 46.0, 34.0
COLUMNS = {"sysStat": 762.0, "mappedReady": 872.0, "with memory": 985.0}
"""Heads of the numbers, all in pages, and where they end."""


def row_film(session: Session | Sequence[Moment]) -> Picture:
    """The states after each call, a bar under the pages that have memory, and the books.

    The first moment, before any call, is not drawn.
    """
    _, *moments = session.moments if isinstance(session, Session) else session
    if not moments:
        raise BadParameter("a session without calls has nothing to show; make a call first")
    pages = len(moments[0].states)
    sketch = Sketch(1000, TOP + STEP * len(moments) + 22)
    sketch.text(LEFT - 14, 20, "call", 13, "end", bold=True)
    sketch.text(LEFT, 20, f"the {pages:,} pages after it", 13, bold=True)
    for name, x in COLUMNS.items():
        sketch.text(x, 20, name, 13, "end", bold=True)
    for number, moment in enumerate(moments):
        _line(sketch, moment, TOP + number * STEP)
    y = TOP + STEP * len(moments) + 4
    sketch.rect(LEFT, y, 26, 6, RESIDENT, None)
    sketch.text(LEFT + 34, y + 8, "has memory, the kernel says; all numbers are pages", 12)
    told = "; ".join(f"{moment.call}: {in_words(moment)}" for moment in moments)
    return sketch.picture(f"A row of {pages:,} pages, call by call. {told}")


def _line(sketch: Sketch, moment: Moment, y: float) -> None:
    sketch.text(LEFT - 14, y + HIGH * 0.68, str(moment.call), 13, "end")
    draw_states(sketch, moment.states, LEFT, y, WIDTH, HIGH)
    unit = WIDTH / len(moment.kernel)
    for first, pages in runs(moment.kernel):
        if moment.kernel[first].resident:
            wide = max(pages * unit - 2, 2)
            sketch.rect(LEFT + first * unit + 1, y + HIGH + 3, wide, 6, RESIDENT, None)
    numbers = (moment.sys_stat, moment.mapped_ready, moment.resident)
    for x, n in zip(COLUMNS.values(), numbers, strict=True):
        sketch.text(x, y + HIGH * 0.68, f"{n:,}", 14, "end")
