"""Small multiples: one trace, one panel per allocator, shared axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes

from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.figures import address_time
from golearn.plots.figures.setting import (
    TINY,
    TITLE,
    as_list,
    in_bytes,
    in_events,
    label,
    new_figure,
    traces_of,
)
from golearn.plots.picture import Picture
from golearn.replay import History
from golearn.replay.measures import utilisation
from golearn.units import human_bytes

Kind = Literal["address_time", "heap"]


def compare(histories: History | Iterable[History], kind: Kind = "address_time") -> Picture:
    """Allocators side by side: `kind` is "address_time", or "heap" for heap and live bytes."""
    if kind not in ("address_time", "heap"):
        raise BadParameter(f"unknown kind '{kind}'; expected address_time or heap")
    chosen = as_list(histories)
    columns = min(len(chosen), 2 if len(chosen) in (2, 4) else 3)
    rows = -(-len(chosen) // columns)
    figure, axes = new_figure(
        rows, columns, height=0.5 + 2.4 * rows, sharex=True, sharey=True, squeeze=False
    )
    flat = list(np.ravel(axes))
    for ax, history in zip(flat, chosen, strict=False):
        address_time.draw(ax, history) if kind == "address_time" else _draw_heap(ax, history)
        _head(ax, history)
    for ax in flat[len(chosen) :]:
        ax.set_axis_off()
    base = min(history.base for history in chosen)
    top = base + max(history.peak_heap for history in chosen)
    flat[0].set_xlim(0, max(len(history) for history in chosen))
    flat[0].set_ylim(base, top + max(1, (top - base) // 20))
    in_bytes(flat[0].yaxis)
    in_events(flat[0].xaxis)
    figure.supxlabel("time (events)", fontsize=9, color=colors.INK)
    what = "address (bytes)" if kind == "address_time" else "bytes"
    figure.supylabel(what, fontsize=9, color=colors.INK)
    parts = "; ".join(
        f"{history.allocator}: heap {history.peak_heap:,} bytes, "
        f"utilisation {utilisation(history):.1%}" + (", out of memory" if history.stopped else "")
        for history in chosen
    )
    return Picture(figure, f"{len(chosen)} allocators on {traces_of(chosen)}. {parts}.")


def _head(ax: Axes, history: History) -> None:
    style = colors.style_of(history.allocator)
    numbers = f"heap {human_bytes(history.peak_heap)} · utilisation {utilisation(history):.1%}"
    ax.set_title(" ", loc="left", pad=20)  # room for the two lines that follow
    points: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "color": colors.INK,
    }
    ax.annotate(history.allocator, (0, 1), (14, 19), fontsize=TITLE, weight="bold", **points)
    ax.annotate(numbers, (0, 1), (0, 6), fontsize=TINY, **points)
    points["color"] = style.color
    ax.annotate(colors.GLYPHS[style.marker], (0, 1), (0, 19), fontsize=TITLE, **points)
    if history.stopped:
        ax.axvline(len(history), color=colors.VERMILLION, lw=1.5, ls="--")
        box = {"facecolor": colors.PAPER, "edgecolor": colors.VERMILLION, "boxstyle": "round"}
        ax.text(
            0.03, 0.9, "out of memory", transform=ax.transAxes, va="top", fontsize=TINY, bbox=box
        )


def _draw_heap(ax: Axes, history: History) -> None:
    events = np.arange(len(history))
    style = colors.style_of(history.allocator)
    ax.fill_between(events, history.live_bytes, step="post", color=colors.USED, alpha=0.25, lw=0)
    ax.step(events, history.live_bytes, where="post", color=colors.USED, lw=1)
    ax.step(
        events, history.heap_size, where="post", color=style.color, lw=1.8, linestyle=style.line
    )
    label(ax)
