"""From an address to its span, step by step, one column for each layout."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from golearn.layout.walk import Step, Walk
from golearn.plots import colors
from golearn.plots.figures.layout_looks import LEVEL_1, LEVEL_2, SPANS
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch, folded
from golearn.units import count

WIDTH, LEFT, COLUMN, APART, TOP, HIGH, GAP, LINE = 1000, 4, 482, 508, 52, 25, 8, 17

Walks = Mapping[str, Walk[Any]]
"""Name of a layout → its walk. Two at most."""


def span_walk(walks: Walks) -> Picture:
    """The whole walks, side by side. Reads from tables have the table's colour."""
    return span_walk_sketch(walks).picture(in_words(walks))


def span_walk_sketch(walks: Walks, shown: int | None = None, width: float = WIDTH) -> Sketch:
    """The first `shown` steps of each walk, all if None; the others as empty boxes.

    Where `width` has no room for two columns, the walks stand one below the other.
    """
    longest = max(len(walk.steps) for walk in walks.values())
    shown = longest if shown is None else shown
    if width >= WIDTH:
        sketch = Sketch(width, max(_height(walk, COLUMN) for walk in walks.values()))
        for column, (name, walk) in enumerate(walks.items()):
            _draw(sketch, LEFT + column * APART, 0, COLUMN, name, walk, shown)
        return sketch
    room = width - 2 * LEFT
    sketch = Sketch(width, sum(_height(walk, room) for walk in walks.values()))
    y = 0.0
    for name, walk in walks.items():
        _draw(sketch, LEFT, y, room, name, walk, shown)
        y += _height(walk, room)
    return sketch


def in_words(walks: Walks, shown: int | None = None) -> str:
    """The steps that are shown, and what the walks end with."""
    told = []
    for name, walk in walks.items():
        steps = walk.steps[:shown]
        lines = "; ".join(str(step) for step in steps)
        end = f" {found(walk)}." if len(steps) == len(walk.steps) else ""
        told.append(f"{name}, {walk.address:#x}: {lines or 'no step yet'}.{end}")
    return " ".join(told)


def found(walk: Walk[Any]) -> str:
    """What a walk ends with, in a sentence."""
    if walk.entry is None:
        return "No span: this is no address of an object"
    if walk.span is None:
        return f"The span at {walk.entry.base:#x} is free now: no object is here"
    span, address = walk.span, walk.address
    slot = (address - span.base) // span.elemsize
    where = (
        f"slot {slot} of {span.nelems}" if address < span.limit else "its tail, behind the slots"
    )
    return f"The span at {span.base:#x}, {count(span.npages, 'page')}: {where}"


def _gives(step: Step) -> str:
    return shorten(step.gives, 36, placeholder="…")


def _does(number: int, step: Step, width: float) -> list[str]:
    """The lines of a step; the last is empty if what it gives needs one of its own."""
    lines = folded(f"{number}. {step.does}", width - 16, 12)
    full = len(lines[-1]) * 0.6 + len(_gives(step)) * 0.67 > (width - 28) / 12
    return [*lines, ""] if full else lines


def _high(number: int, step: Step, width: float) -> float:
    return HIGH + LINE * (len(_does(number, step, width)) - 1)


def _ends(walk: Walk[Any], width: float) -> list[str]:
    words = f"→ {found(walk)}"
    return [words] if width >= COLUMN else folded(words, width - 2, 12.5, bold=True)


def _height(walk: Walk[Any], width: float) -> float:
    steps = sum(_high(i, step, width) + GAP for i, step in enumerate(walk.steps, 1))
    return TOP + steps + 15 + LINE * len(_ends(walk, width))


def _draw(
    sketch: Sketch, x: float, y: float, width: float, name: str, walk: Walk[Any], shown: int
) -> None:
    sketch.text(x + 2, y + 16, name, 14, bold=True)
    sketch.text(x + 2, y + 38, f"{walk.address:#x}", 13)
    told = f"{count(len(walk.steps), 'step')}, {count(walk.reads, 'read')}"
    sketch.text(x + width, y + 16, told, 12, "end")
    y += TOP
    for i, step in enumerate(walk.steps, 1):
        high = _high(i, step, width)
        if i > shown:
            sketch.rect(x, y, width, high, None, colors.FAINT, 0.8, dashed=True)
        else:
            edge, line = (colors.CHOSEN, 2.5) if i == shown else (INK, 0.8)
            sketch.rect(x, y, width, high, _fill(step), edge, line)
            ink = colors.BLACK if step.kind == "read" else INK
            for number, words in enumerate(_does(i, step, width)):
                if words:
                    sketch.text(x + 8, y + 17 + number * LINE, words, 12, color=ink)
            sketch.text(x + width - 8, y + high - 8, _gives(step), 12, "end", True, ink)
        y += high + GAP
    if shown >= len(walk.steps):
        for number, words in enumerate(_ends(walk, width)):
            sketch.text(x + 2, y + 16 + number * LINE, words, 12.5, bold=True)


def _fill(step: Step) -> str:
    """The colour of the table that is read; grey for arithmetic and comparisons."""
    if step.kind != "read":
        return FREE
    if step.does.startswith("spans"):
        return SPANS
    return LEVEL_2 if step.does.count("[") > 1 else LEVEL_1
