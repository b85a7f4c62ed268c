"""One span of a class at its worst: every slot with its slack, and the tail."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from golearn.goheap.sizeclass import SizeClass
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, in_bytes, label, new_figure, title
from golearn.plots.picture import Picture


def span_waste(row: SizeClass) -> Picture:
    """A span full of objects that are one byte too large for the class below."""
    figure, ax = new_figure(height=1.75)
    draw(ax, row)
    title(ax, f"Class {row.number}, slots of {row.size:,} B: the worst case")
    return Picture(figure, describe(row))


def describe(row: SizeClass) -> str:
    """The same in words, with the sum."""
    return (
        f"One span of class {row.number}: {row.objects:,} slots of {row.size:,} bytes, each "
        f"holding {row.previous + 1:,}. {row.objects:,} × {row.slack:,} bytes of slack and a tail "
        f"of {row.tail_waste:,} are wasted: {row.max_waste:.2%} of {row.span_bytes:,} bytes."
    )


def draw(ax: Axes, row: SizeClass) -> None:
    """Asked for, slack and tail as pieces of one bar, to scale."""
    asked = row.previous + 1
    starts = range(0, row.objects * row.size, row.size)
    line = 0.8 if row.objects <= 64 else 0.0
    edge: dict[str, Any] = {"edgecolor": colors.PAPER, "linewidth": line}
    used = [(start, asked) for start in starts]
    slack = [(start + asked, row.slack) for start in starts]
    ax.broken_barh(used, (0, 1), facecolor=colors.USED, label="asked for", **edge)
    ax.broken_barh(
        slack, (0, 1), facecolor=colors.WASTED, hatch="////", label="slack in the slots", **edge
    )
    if row.tail_waste:
        tail = [(row.objects * row.size, row.tail_waste)]
        ax.broken_barh(
            tail, (0, 1), facecolor=colors.DEAD, hatch="xxxx", label="tail of the span", **edge
        )
    ax.set_xlim(0, row.span_bytes)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    in_bytes(ax.xaxis)
    label(ax, "offset in the span (bytes)")
    ax.legend(
        fontsize=SMALL,
        frameon=False,
        ncols=3,
        loc="lower right",
        bbox_to_anchor=(1, 0.98),
        borderaxespad=0.2,
    )
