"""How much memory a row of pages has had, call by call, beside what the books say."""

from __future__ import annotations

from collections.abc import Sequence

from golearn.osmem.session import Moment
from golearn.osmem.states import State
from golearn.plots import colors
from golearn.plots.sketch import INK, Sketch
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS

LEFT, WIDTH, TOP, HIGH = 150.0, 840.0, 10.0, 84.0
READY = STATE_LOOKS[State.READY].fill or INK


def timeline_sketch(moments: Sequence[Moment], at: int) -> Sketch:
    """Bars for the resident pages, steps for mappedReady and sysStat; `at` is the moment shown."""
    sketch = Sketch(1000, TOP + HIGH + 36)
    most = max(1, *(max(m.resident, m.sys_stat) for m in moments))
    each = min(WIDTH / len(moments), 60.0)

    def height(pages: int) -> float:
        return TOP + HIGH * (1 - pages / most)

    for pages in (0, most):
        sketch.text(LEFT - 12, height(pages) + 4, f"{pages:,}", 11, "end")
        sketch.line(LEFT, height(pages), LEFT + each * len(moments), height(pages), colors.FAINT)
    sketch.text(LEFT - 12, TOP + HIGH / 2 + 4, "pages", 12, "end")
    for number, moment in enumerate(moments):
        x, y = LEFT + number * each, height(moment.resident)
        sketch.rect(x + each * 0.2, y, each * 0.6, TOP + HIGH - y, RESIDENT, None)
        if number == at:
            sketch.rect(x + 1, TOP - 5, each - 2, HIGH + 10, None, INK, 1.4, dashed=True)
    _steps(sketch, [height(m.sys_stat) for m in moments], each, INK, dashed=True)
    _steps(sketch, [height(m.mapped_ready) for m in moments], each, READY, dashed=False)
    sketch.text(LEFT, TOP + HIGH + 18, "calls, from the first on", 11)
    _legend(sketch, LEFT + 190, TOP + HIGH + 18)
    return sketch


def _steps(sketch: Sketch, heights: list[float], each: float, color: str, dashed: bool) -> None:
    line = 1.2 if dashed else 2.2
    for number, y in enumerate(heights):
        x = LEFT + number * each
        if number:
            sketch.line(x, heights[number - 1], x, y, color, line, dashed)
        sketch.line(x, y, x + each, y, color, line, dashed)


def _legend(sketch: Sketch, x: float, y: float) -> None:
    sketch.rect(x, y - 9, 16, 10, RESIDENT, None)
    sketch.text(x + 22, y, "have memory (the kernel)", 11)
    sketch.line(x + 190, y - 4, x + 214, y - 4, READY, 2.2)
    sketch.text(x + 220, y, "mappedReady", 11)
    sketch.line(x + 316, y - 4, x + 340, y - 4, INK, 1.2, dashed=True)
    sketch.text(x + 346, y, "sysStat", 11)
