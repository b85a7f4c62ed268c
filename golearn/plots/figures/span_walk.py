"""From an address to its span, step by step, one column for each layout."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from golearn.layout.walk import Step, Walk
from golearn.plots import colors
from golearn.plots.figures.layout_looks import LEVEL_1, LEVEL_2, SPANS
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.units import count

WIDTH, LEFT, COLUMN, APART, TOP, HIGH, STEP = 1000, 4, 482, 508, 52, 25, 33

Walks = Mapping[str, Walk[Any]]
"""Name of a layout → its walk. Two at most."""


def span_walk(walks: Walks) -> Picture:
    """The whole walks, side by side. Reads from tables have the table's colour."""
    return span_walk_sketch(walks).picture(in_words(walks))


def span_walk_sketch(walks: Walks, shown: int | None = None) -> Sketch:
    """The first `shown` steps of each walk, all if None; the others as empty boxes."""
    longest = max(len(walk.steps) for walk in walks.values())
    sketch = Sketch(WIDTH, TOP + STEP * longest + 32)
    for column, (name, walk) in enumerate(walks.items()):
        _draw(sketch, LEFT + column * APART, name, walk, longest if shown is None else shown)
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


def _draw(sketch: Sketch, x: float, name: str, walk: Walk[Any], shown: int) -> None:
    sketch.text(x + 2, 16, name, 14, bold=True)
    sketch.text(x + 2, 38, f"{walk.address:#x}", 13)
    sketch.text(
        x + COLUMN, 16, f"{count(len(walk.steps), 'step')}, {count(walk.reads, 'read')}", 12, "end"
    )
    for i, step in enumerate(walk.steps):
        y = TOP + i * STEP
        if i >= shown:
            sketch.rect(x, y, COLUMN, HIGH, None, colors.FAINT, 0.8, dashed=True)
            continue
        now = i == shown - 1
        sketch.rect(
            x, y, COLUMN, HIGH, _fill(step), colors.CHOSEN if now else INK, 2.5 if now else 0.8
        )
        ink = colors.BLACK if step.kind == "read" else INK
        sketch.text(x + 8, y + 17, f"{i + 1}. {step.does}", 12, color=ink)
        gives = shorten(step.gives, 36, placeholder="…")
        sketch.text(x + COLUMN - 8, y + 17, gives, 12, "end", True, ink)
    if shown >= len(walk.steps):
        sketch.text(x + 2, TOP + len(walk.steps) * STEP + 16, f"→ {found(walk)}", 12.5, bold=True)


def _fill(step: Step) -> str:
    """The colour of the table that is read; grey for arithmetic and comparisons."""
    if step.kind != "read":
        return FREE
    if step.does.startswith("spans"):
        return SPANS
    return LEVEL_2 if step.does.count("[") > 1 else LEVEL_1
