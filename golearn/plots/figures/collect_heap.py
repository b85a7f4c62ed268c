"""A step of a collection: objects in their colours, references and forwarding pointers."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.path import Path

from golearn.collect.frames import Frame
from golearn.plots import colors
from golearn.plots.figures.collect_shapes import (
    DASHES,
    FILLS,
    LINKS,
    Arrow,
    Box,
    Note,
    Shapes,
    shapes_of,
)
from golearn.plots.figures.setting import SMALL, TINY, WIDTH
from golearn.plots.picture import Picture

_PLATE = {"facecolor": colors.PAPER, "edgecolor": "none", "pad": 1}
"""The ground of a label that would stand on hatching."""


def collection_step(frame: Frame, title: str = "") -> Picture:
    """The heap after one step of a collection, as `golearn.collect.frames.film` gives it."""
    shapes = shapes_of(frame)
    unit = WIDTH / shapes.wide
    figure = Figure(figsize=(WIDTH, unit * shapes.high + 0.8), facecolor=colors.PAPER)
    share = unit * shapes.high / (unit * shapes.high + 0.8)
    ax = figure.add_axes((0, 0.36 / (unit * shapes.high + 0.8), 1, share))
    ax.set_axis_off()
    ax.set_xlim(0, shapes.wide)
    ax.set_ylim(shapes.high, 0)
    _draw(ax, shapes)
    figure.text(
        0.01, 0.985, f"{title}: {frame.text}" if title else frame.text, va="top", fontsize=SMALL
    )
    _legend(figure, frame)
    return Picture(figure, alt_text(frame, title))


def alt_text(frame: Frame, title: str = "") -> str:
    """The same in words: what happened, and every object with its place and colour."""
    objects = ", ".join(
        f"{block.label or '?'} at {block.address} {block.state}" for block in frame.blocks
    )
    pointers = ", ".join(f"{name} at {word}" for name, word in frame.pointers)
    parts = (
        title and f"{title}:",
        frame.text,
        f"Objects: {objects or 'none'}.",
        pointers and f"Pointers: {pointers}.",
    )
    return " ".join(part for part in parts if part)


def _draw(ax, shapes: Shapes) -> None:  # type: ignore[no-untyped-def]
    for box in shapes.boxes:
        _draw_box(ax, box)
    for arrow in shapes.arrows:
        _draw_arrow(ax, arrow)
    for note in shapes.notes:
        _draw_note(ax, note)


def _draw_box(ax, box: Box) -> None:  # type: ignore[no-untyped-def]
    ax.add_patch(
        Rectangle(
            (box.x, box.y),
            box.wide,
            box.high,
            facecolor=box.fill,
            edgecolor=box.edge,
            linewidth=2 if box.heavy else 0.8,
            linestyle=(0, (3, 2)) if box.dashed else "-",
            hatch="////" if box.dashed else None,
            zorder=3 if box.heavy else 1,
        )
    )
    if box.text:
        middle = (box.x + box.wide / 2, box.y + box.high / 2)
        ax.text(
            *middle,
            box.text,
            ha="center",
            va="center",
            fontsize=TINY if box.wide > 1 else TINY - 1.5,
            color=box.ink,
            zorder=4,
            bbox=_PLATE if box.dashed else None,
        )


def _draw_arrow(ax, arrow: Arrow) -> None:  # type: ignore[no-untyped-def]
    path = Path([arrow.start, arrow.over, arrow.end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    ax.add_patch(
        FancyArrowPatch(
            path=path,
            arrowstyle="-|>",
            mutation_scale=7,
            color=LINKS[arrow.kind],
            linestyle=(0, DASHES[arrow.kind]) if DASHES[arrow.kind] else "-",
            linewidth=1.0 if arrow.kind == "reference" else 1.5,
            zorder=2,
        )
    )


def _draw_note(ax, note: Note) -> None:  # type: ignore[no-untyped-def]
    align = {"left": "right", "right": "left"}.get(note.side, "center")
    ax.text(note.x, note.y, note.text, ha=align, va="center", fontsize=TINY, color=colors.INK)


def _legend(figure: Figure, frame: Frame) -> None:
    states = dict.fromkeys(block.state for block in frame.blocks)
    handles: list[Patch | Line2D] = [
        Patch(
            facecolor=FILLS[state][0],
            edgecolor=colors.INK,
            label=state,
            hatch="////" if state == "forwarded" else None,
        )
        for state in FILLS
        if state in states
    ]
    kinds = {link.kind for link in frame.links}
    handles += [
        Line2D(
            [],
            [],
            color=color,
            label=kind,
            linestyle=(0, DASHES[kind]) if DASHES[kind] else "-",
        )
        for kind, color in LINKS.items()
        if kind in kinds
    ]
    figure.legend(
        handles=handles, loc="lower left", ncols=8, frameon=False, fontsize=TINY, handlelength=1.8
    )
