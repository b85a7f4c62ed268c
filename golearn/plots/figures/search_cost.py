"""What a placement costs: free blocks that a search looks at, request by request."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from golearn.plots.figures.lines import binned, draw_line, name_lines
from golearn.plots.figures.setting import as_list, in_events, label, new_figure, title, traces_of
from golearn.plots.picture import Picture
from golearn.replay import History
from golearn.replay.measures import visited_per_request


def search_cost(histories: History | Iterable[History]) -> Picture:
    """Free blocks visited per request over time, averaged over runs of requests."""
    chosen = as_list(histories)
    figure, ax = new_figure(height=3.4)
    ends, parts, means = [], [], []
    for history in chosen:
        visited = visited_per_request(history)
        middles, cuts = binned(visited)
        line = np.array([visited[cut].mean() for cut in cuts])
        draw_line(ax, history, np.flatnonzero(history.requests)[middles], line)
        mean = float(visited.mean()) if len(visited) else 0.0
        ends.append(
            (float(line[-1]) if len(line) else 0.0, f"{history.allocator}, mean {mean:.3g}")
        )
        parts.append(f"{history.allocator}: mean {mean:.3g}, most {int(visited.max(initial=0)):,}")
        means.append(mean)
    if max(means) > 30 * max(min(means), 0.1):
        ax.set_yscale("symlog", linthresh=1)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_ylim(bottom=0)
    in_events(ax.xaxis)
    title(ax, f"Search cost on {traces_of(chosen)}")
    label(ax, "time (events)", "free blocks visited per request")
    name_lines(ax, chosen, ends)
    return Picture(
        figure, f"Free blocks visited per request on {traces_of(chosen)}. {'; '.join(parts)}."
    )
