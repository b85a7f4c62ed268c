"""Where the bytes go that nobody uses: inside blocks, and between them, over time."""

from __future__ import annotations

from collections.abc import Iterable

from golearn.plots.figures.lines import POINTS, draw_line, name_lines
from golearn.plots.figures.setting import as_list, in_events, label, new_figure, title, traces_of
from golearn.plots.picture import Picture
from golearn.replay import History
from golearn.replay.measures import (
    external_fragmentation,
    internal_fragmentation,
    sample_events,
)


def fragmentation(histories: History | Iterable[History]) -> Picture:
    """Internal (share of block bytes) and external (share of free bytes) over time, in %."""
    chosen = as_list(histories)
    figure, (inside, outside) = new_figure(1, 2, height=3.4, sharex=True)
    ends: tuple[list[tuple[float, str]], list[tuple[float, str]]] = ([], [])
    parts = []
    for history in chosen:
        events = sample_events(history, POINTS)
        internal = 100 * internal_fragmentation(history)[events]
        external = 100 * external_fragmentation(history, events)
        draw_line(inside, history, events, internal)
        draw_line(outside, history, events, external)
        for column, values in zip(ends, (internal, external), strict=True):
            column.append((float(values[-1]), history.allocator))
        parts.append(
            f"{history.allocator}: internal {internal.mean():.1f} %, "
            f"external {external.mean():.1f} %"
        )
    for ax, column in zip((inside, outside), ends, strict=True):
        ax.set_ylim(0, 100)
        in_events(ax.xaxis)
        name_lines(ax, chosen, column)
    title(inside, "Internal: wasted inside blocks")
    label(inside, "time (events)", "share of bytes in blocks (%)")
    title(outside, "External: free, but not in one piece")
    label(outside, "time (events)", "share of free bytes (%)")
    return Picture(
        figure, f"Fragmentation on {traces_of(chosen)}, mean over time. {'; '.join(parts)}."
    )
