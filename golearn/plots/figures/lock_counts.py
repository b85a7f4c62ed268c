"""How rarely a request leaves its own P: shared visits and locks per thousand requests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import FuncFormatter

from golearn.errors import BadParameter
from golearn.goheap.lock_counts import LockCount
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, TINY, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import count


def lock_counts(counts: Sequence[LockCount], workload: str) -> Picture:
    """Bars per number of Ps: requests served alone, at a central list, under the heap lock."""
    if not counts or any(c.requests == 0 for c in counts):
        raise BadParameter("expected at least one count, with requests in it")
    figure, ax = new_figure(height=3.5)
    places = np.arange(len(counts))
    series = (
        ("one lock for all (no tiers)", [c.requests for c in counts], colors.VERMILLION, "xx"),
        ("at a central list, no lock", [c.central for c in counts], colors.SKY, "//"),
        ("with the heap lock", [c.heap for c in counts], colors.USED, ""),
    )
    for i, (name, values, color, hatch) in enumerate(series):
        rates = [c.per_thousand(v) for c, v in zip(counts, values, strict=True)]
        bars = ax.bar(
            places + 0.27 * (i - 1), rates, 0.25, color=color, hatch=hatch, ec="white", label=name
        )
        texts = [f"{rate:,.0f}" if rate >= 100 else f"{rate:.2g}" for rate in rates]
        ax.bar_label(bars, texts, fontsize=TINY, padding=2, color=colors.INK)
    ax.set_yscale("log")
    ax.set_ylim(0.1, 8000)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_xticks(places, [str(c.processors) for c in counts])
    ax.grid(False, axis="x")
    ax.legend(fontsize=SMALL, frameon=False, ncols=3, loc="upper center")
    title(ax, f"Requests that leave their own P, {workload}")
    label(ax, "processors (Ps)", "per 1,000 requests")
    parts = [
        f"{count(c.processors, 'P')}: {c.per_thousand(c.central):.2f} at a central list, "
        f"{c.per_thousand(c.heap):.2f} with the heap lock"
        for c in counts
    ]
    return Picture(figure, f"Per 1,000 requests, {workload}. {'; '.join(parts)}.")
