"""How every figure of the course is set: size, type, axes with units, labels beside lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.replay import History
from golearn.units import human_bytes

WIDTH = 9.0
"""Inches of a full-width figure."""

TINY = 8
SMALL = 9
TITLE = 11
"""Points of type."""


def new_figure(
    rows: int = 1, columns: int = 1, height: float = 3.2, **shared: Any
) -> tuple[Figure, Any]:
    """An empty figure and its axes (an array if there are several), dressed."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor=colors.PAPER)
    axes = figure.subplots(rows, columns, **shared)
    for ax in np.ravel(axes):
        dress(ax)
    return figure, axes


def dress(ax: Axes) -> None:
    """Quiet axes: no box, a faint grid behind the data, small type."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(colors.FAINT)
    ax.tick_params(labelsize=TINY, colors=colors.INK, length=3)
    ax.grid(True, color="#E8EBEE", linewidth=0.7)
    ax.set_axisbelow(True)


def label(ax: Axes, x: str | None = None, y: str | None = None) -> None:
    """Name the axes; every name carries its unit."""
    if x is not None:
        ax.set_xlabel(x, fontsize=SMALL, color=colors.INK)
    if y is not None:
        ax.set_ylabel(y, fontsize=SMALL, color=colors.INK)


def title(ax: Axes, text: str, **more: Any) -> None:
    """A title over the left edge of the axes."""
    ax.set_title(text, fontsize=TITLE, color=colors.INK, loc="left", **more)


def in_bytes(axis: Any) -> None:
    """Tick labels such as 64 KiB on an axis that counts bytes, at round binary numbers."""
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 4, 8, 10], integer=True))
    low, high = axis.get_view_interval()
    if high - low >= 4096:
        step = 1 << max(0, int(np.ceil(np.log2((high - low) / 6))))
        axis.set_ticks(np.arange(np.ceil(low / step), high // step + 1) * step)
    axis.set_major_formatter(FuncFormatter(lambda value, _: human_bytes(value)))


def in_events(axis: Any) -> None:
    """Whole numbers with thousands marks on an axis that counts events."""
    axis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def address_text(address: int, base: int = 0) -> str:
    """An address as the course writes it: decimal in a heap that starts at 0, else hex."""
    return f"{address:,}" if base == 0 else hex(address)


def as_list(histories: History | Iterable[History]) -> list[History]:
    """The histories to compare. Raises BadParameter if there is none with an event."""
    chosen = [histories] if isinstance(histories, History) else list(histories)
    if not chosen or not all(isinstance(history, History) for history in chosen):
        raise BadParameter("expected at least one history, as `replay` returns it")
    if any(len(history) == 0 for history in chosen):
        raise BadParameter("a history without events has nothing to show")
    return chosen


def traces_of(histories: Sequence[History]) -> str:
    """The name of the trace, or of the traces, that the histories ran."""
    return ", ".join(dict.fromkeys(history.trace for history in histories))


def end_labels(ax: Axes, entries: Sequence[tuple[float, str, str, str]], x: float) -> None:
    """Names at the right ends of lines: (height, glyph, colour, text), kept apart."""
    low, high = ax.get_ylim()
    transform = ax.transData.transform
    back = ax.transData.inverted().transform
    room = ax.figure.get_figure().dpi * 0.16
    below = -np.inf
    for y, glyph, color, text in sorted(entries):
        pixel = max(float(transform((x, min(max(y, low), high)))[1]), below + room)
        below = pixel
        place: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": TINY}
        end = (x, float(back((0, pixel))[1]))
        ax.annotate(glyph, end, (8, 0), color=color, annotation_clip=False, **place)
        ax.annotate(text, end, (20, 0), color=colors.INK, annotation_clip=False, **place)
