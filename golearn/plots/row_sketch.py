"""A row of pages as a drawing: the model's states above, what the kernel says below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from golearn.osmem.kernel_view import PageView
from golearn.osmem.session import Moment
from golearn.osmem.states import State
from golearn.plots import colors
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS
from golearn.units import count

WIDTH, BAND = 1000, 116
CELLS = 32
"""Up to this many pages are told apart; more are drawn as runs."""

NOTCH = 5.0
"""How far the border between two pages of one state reaches into it, below the state's name."""

SHORT = {
    State.NONE: "–",
    State.RESERVED: "Res.",
    State.PREPARED: "Prep.",
    State.READY: "Ready",
    State.FOREIGN: "C",
}
"""The states where there is little room."""

KERNEL_WORDS = {
    PageView(False, False, False): "not mapped",
    PageView(True, False, False): "mapped, no access",
    PageView(True, True, False): "accessible, no memory",
    PageView(True, True, True): "accessible, memory",
}


def runs(row: Sequence[object]) -> Iterator[tuple[int, int]]:
    """(first, pages) of each run of equal neighbours."""
    first = 0
    for _, same in groupby(row):
        pages = len(list(same))
        yield first, pages
        first += pages


def draw_states(
    sketch: Sketch,
    states: Sequence[State],
    x: float,
    y: float,
    width: float,
    high: float,
    margin: float = 3,
) -> None:
    """The states as boxes; the name in each run that has room for it, and a margin at its ends."""
    unit = width / len(states)
    for first, pages in runs(states):
        state = states[first]
        look = STATE_LOOKS[state]
        left, wide = x + first * unit, pages * unit
        sketch.rect(left, y, wide, high, look.fill, INK, 0.8, look.dashed)
        if len(states) <= CELLS and look.fill:
            for page in range(first + 1, first + pages):
                sketch.line(x + page * unit, y + high - NOTCH, x + page * unit, y + high, INK)
        size = min(13.0, high * 0.5)
        room = (pages * unit - 2 * margin) / (0.58 * size)
        name = next((words for words in (str(state), SHORT[state]) if len(words) <= room), "")
        if name:
            middle = x + (first + pages / 2) * unit
            ink = INK if look.fill is None else look.ink
            sketch.text(middle, y + high / 2 + size * 0.36, name, size, "middle", color=ink)


def draw_kernel(
    sketch: Sketch, views: Sequence[PageView], x: float, y: float, width: float, high: float
) -> None:
    """The kernel's view: dashed if not mapped, crossed if no access, filled if it has memory."""
    unit = width / len(views)
    for first, pages in runs(views):
        view = views[first]
        each = 1 if len(views) <= CELLS else pages
        for page in range(first, first + pages, each):
            left, wide = x + page * unit, each * unit
            fill = RESIDENT if view.resident else FREE if view.accessible else None
            sketch.rect(left, y, wide, high, fill, INK, 0.8, dashed=not view.mapped)
            if view.mapped and not view.accessible:
                sketch.line(left, y, left + wide, y + high, colors.FAINT)
                sketch.line(left, y + high, left + wide, y, colors.FAINT)


def row_sketch(moment: Moment, width: float = WIDTH) -> Sketch:
    """One moment: both rows, with the page numbers over them.

    Where it is narrow the names of the rows stand above them, and the pages in two bands.
    """
    if width >= WIDTH:
        sketch = Sketch(width, 148)
        _draw_wide(sketch, moment)
        return sketch
    pages = len(moment.states)
    each = pages if width >= 600 else -(-pages // 2)
    key = _key_places(2, width)
    top = BAND * -(-pages // each) + 6
    sketch = Sketch(width, top + key[-1][1] + 20)
    for band, first in enumerate(range(0, pages, each)):
        _draw_band(sketch, moment, first, each, band * BAND)
    _key(sketch, key, top)
    return sketch


def _draw_wide(sketch: Sketch, moment: Moment) -> None:
    left, width, pages = 150.0, 840.0, len(moment.states)
    step = 1 if pages <= 16 else max(1, pages // 8)
    for page in range(0, pages, step):
        x = left + (page + (0.5 if step == 1 else 0)) * width / pages
        sketch.text(x, 14, f"{page:,}", 11, "middle", color=INK)
    sketch.text(left - 12, 14, "page", 11, "end")
    sketch.text(left - 12, 44, "state", 14, "end", bold=True)
    sketch.text(left - 12, 60, "in the model", 11, "end")
    draw_states(sketch, moment.states, left, 22, width, 46)
    sketch.text(left - 12, 98, "the kernel", 14, "end", bold=True)
    sketch.text(left - 12, 114, "of Linux says", 11, "end")
    draw_kernel(sketch, moment.kernel, left, 78, width, 42)
    _key(sketch, _key_places(left, sketch.width), 132)


def _draw_band(sketch: Sketch, moment: Moment, first: int, pages: int, y: float) -> None:
    """Some of the pages, over all the width."""
    states = moment.states[first : first + pages]
    kernel = moment.kernel[first : first + pages]
    wide = sketch.width - 4
    unit = wide / pages
    width = unit * len(states)
    sketch.text(2, y + 14, "state", 13, bold=True)
    sketch.text(46, y + 14, "in the model", 11)
    label = f"page {first:,}"
    sketch.text(2, y + 32, label, 11)
    step = max(1, ceil(30 / unit))
    for page in range(step, len(states), step):
        x = (page + 0.5) * unit
        if x > 6.6 * len(label) + 8:
            sketch.text(x, y + 32, f"{first + page:,}", 11, "middle")
    draw_states(sketch, states, 2, y + 38, width, 22, margin=1)
    sketch.text(2, y + 78, "the kernel", 13, bold=True)
    sketch.text(86, y + 78, "of Linux says", 11)
    draw_kernel(sketch, kernel, 2, y + 84, width, 22)


def _key_places(left: float, width: float) -> list[tuple[float, float]]:
    """Where the entries of the key stand, in as many lines as they need."""
    x, y, places = left, 0.0, []
    for words in KERNEL_WORDS.values():
        if x + 28 + 7.4 * len(words) > width:
            x, y = left, y + 18
        places.append((x, y))
        x += 28 + 6.6 * len(words) + 26
    return places


def _key(sketch: Sketch, places: list[tuple[float, float]], top: float) -> None:
    for (view, words), (x, y) in zip(KERNEL_WORDS.items(), places, strict=True):
        draw_kernel(sketch, [view], x, top + y, 22, 12)
        sketch.text(x + 28, top + y + 10.5, words, 12)


def in_words(moment: Moment) -> str:
    """The moment as a sentence, for those who do not see it; counts only."""
    states = [
        f"{count(pages, 'page')} {moment.states[first]}" for first, pages in runs(moment.states)
    ]
    agree = "as the model expects" if moment.agree else "and the model expected something else"
    return (
        f"{', '.join(states)}. sysStat {moment.sys_stat:,}, mappedReady {moment.mapped_ready:,}, "
        f"with memory by the kernel {moment.resident:,}, {agree}."
    )
