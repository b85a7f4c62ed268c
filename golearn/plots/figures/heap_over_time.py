"""How much memory the program holds, and how much heap each allocator needs for it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from golearn.plots import colors
from golearn.plots.figures.lines import draw_line, name_lines
from golearn.plots.figures.setting import (
    as_list,
    in_bytes,
    in_events,
    label,
    new_figure,
    title,
    traces_of,
)
from golearn.plots.picture import Picture
from golearn.replay import History
from golearn.units import human_bytes


def heap_over_time(histories: History | Iterable[History]) -> Picture:
    """Heap size per allocator over time, over the live bytes that they all serve."""
    chosen = as_list(histories)
    figure, ax = new_figure(height=3.6)
    longest = max(chosen, key=len)
    live = longest.live_bytes
    ax.fill_between(np.arange(len(live)), live, step="post", color=colors.USED, alpha=0.2, lw=0)
    ax.annotate("live bytes", (0.3, 0.05), xycoords="axes fraction", fontsize=8, color=colors.USED)
    for history in chosen:
        draw_line(ax, history, np.arange(len(history)), history.heap_size.astype(np.float64))
    ax.set_ylim(0, 1.06 * max(max(history.peak_heap for history in chosen), 1))
    in_bytes(ax.yaxis)
    in_events(ax.xaxis)
    ends = [
        (float(history.heap_size[-1]), f"{history.allocator} {human_bytes(history.peak_heap)}")
        for history in chosen
    ]
    name_lines(ax, chosen, ends)
    title(ax, f"Heap size on {traces_of(chosen)}")
    label(ax, "time (events)", "heap size (bytes)")
    sizes = "; ".join(f"{history.allocator}: {history.peak_heap:,} bytes" for history in chosen)
    peak = int(live.max(initial=0))
    return Picture(
        figure,
        f"Heap size over time on {traces_of(chosen)}. At most {peak:,} bytes are live. "
        f"Largest heap: {sizes}.",
    )
