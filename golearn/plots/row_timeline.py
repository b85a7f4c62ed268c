"""How much memory a row of pages has had, call by call, beside what the books say."""

from __future__ import annotations

from collections.abc import Sequence

from golearn.osmem.session import Moment
from golearn.osmem.states import State
from golearn.plots import colors
from golearn.plots.sketch import INK, Sketch
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS

WIDTH, TOP, HIGH, LINE = 1000.0, 10.0, 84.0, 18.0
READY = STATE_LOOKS[State.READY].fill or INK


def timeline_sketch(moments: Sequence[Moment], at: int, width: float = WIDTH) -> Sketch:
    """Bars for the resident pages, steps for mappedReady and sysStat; `at` is the moment shown."""
    wide = width >= WIDTH
    left = 150.0 if wide else 52.0
    legend = _legend_places(left + 190 if wide else 2, width)
    under = TOP + HIGH + 18
    sketch = Sketch(width, under + 18 + (0 if wide else legend[-1][1] + LINE))
    most = max(1, *(max(m.resident, m.sys_stat) for m in moments))
    each = min((width - 10 - left) / len(moments), 60.0)

    def height(pages: int) -> float:
        return TOP + HIGH * (1 - pages / most)

    for pages in (0, most):
        sketch.text(left - 12, height(pages) + 4, f"{pages:,}", 11, "end")
        sketch.line(left, height(pages), left + each * len(moments), height(pages), colors.FAINT)
    sketch.text(left - 12, TOP + HIGH / 2 + 4, "pages", 12, "end")
    for number, moment in enumerate(moments):
        x, y = left + number * each, height(moment.resident)
        sketch.rect(x + each * 0.2, y, each * 0.6, TOP + HIGH - y, RESIDENT, None)
        if number == at:
            sketch.rect(x + 1, TOP - 5, each - 2, HIGH + 10, None, INK, 1.4, dashed=True)
    _steps(sketch, left, [height(m.sys_stat) for m in moments], each, INK, dashed=True)
    _steps(sketch, left, [height(m.mapped_ready) for m in moments], each, READY, dashed=False)
    sketch.text(left, under, "calls, from the first on", 11)
    _legend(sketch, legend, under if wide else under + LINE)
    return sketch


def _steps(
    sketch: Sketch, left: float, heights: list[float], each: float, color: str, dashed: bool
) -> None:
    line = 1.2 if dashed else 2.2
    for number, y in enumerate(heights):
        x = left + number * each
        if number:
            sketch.line(x, heights[number - 1], x, y, color, line, dashed)
        sketch.line(x, y, x + each, y, color, line, dashed)


def _legend_places(x: float, width: float) -> list[tuple[float, float]]:
    """Where its three entries stand: in a line, or in two where it is narrow."""
    if x + 400 <= width:
        return [(x, 0), (x + 190, 0), (x + 316, 0)]
    return [(x, 0), (x, LINE), (x + 126, LINE)]


def _legend(sketch: Sketch, places: list[tuple[float, float]], top: float) -> None:
    (x, y), ready, stat = ((x, top + y) for x, y in places)
    sketch.rect(x, y - 9, 16, 10, RESIDENT, None)
    sketch.text(x + 22, y, "have memory (the kernel)", 11)
    x, y = ready
    sketch.line(x, y - 4, x + 24, y - 4, READY, 2.2)
    sketch.text(x + 30, y, "mappedReady", 11)
    x, y = stat
    sketch.line(x, y - 4, x + 24, y - 4, INK, 1.2, dashed=True)
    sketch.text(x + 30, y, "sysStat", 11)
