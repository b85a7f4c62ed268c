"""What the waste limit buys and what it costs: classes, waste, and bytes that lie ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import WASTE_LIMIT, derive_classes
from golearn.goheap.waste import bytes_in_hand, waste_share
from golearn.plots import colors
from golearn.plots.figures.setting import TINY, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import MIB

LIMITS = (0.01, 0.02, 0.03, 0.05, 0.0625, 0.08, 0.1, 0.125, 0.15, 0.2, 0.25, 0.35, 0.5)


def waste_limit(limits: Sequence[float] = LIMITS) -> Picture:
    """Three panels over the waste limit; Go's own limit is marked in each."""
    if len(limits) < 2 or min(limits) <= 0:
        raise BadParameter("expected at least two waste limits above 0")
    figure, axes = new_figure(1, 3, height=2.9)
    here = sorted({*limits, float(WASTE_LIMIT)})
    tables = [derive_classes(limit) for limit in here]
    go = here.index(float(WASTE_LIMIT))
    panels = (
        ("size classes", "classes", [float(len(t)) for t in tables], "{:.0f}"),
        ("mean waste, all sizes", "share (%)", [_mean(t) for t in tables], "{:.1f} %"),
        ("one P's spans", "MiB", [bytes_in_hand(t) / MIB for t in tables], "{:.1f} MiB"),
    )
    for ax, (name, unit, values, form) in zip(axes, panels, strict=True):
        _panel(ax, [100 * limit for limit in here], values, go, form)
        title(ax, name)
        label(ax, "waste limit (%)", unit)
    axes[2].set_yscale("log", base=2)
    axes[2].set_ylim(0.5, 64)
    axes[2].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    parts = [
        f"{here[i]:.1%}: {len(tables[i])} classes, {panels[1][2][i]:.1f} % wasted, "
        f"{panels[2][2][i]:.1f} MiB"
        for i in sorted({0, go, len(here) - 1})
    ]
    return Picture(
        figure,
        "Waste limit against number of classes, mean waste over all small sizes, and bytes of "
        f"one P with a span of every span class. {'; '.join(parts)}.",
    )


def _mean(classes: Any) -> float:
    return 100 * waste_share(classes, np.arange(1, classes[-1].size + 1))


def _panel(ax: Any, limits: list[float], values: list[float], go: int, form: str) -> None:
    ax.plot(limits, values, color=colors.USED, marker="o", ms=3.5, lw=1.5)
    ax.plot(limits[go], values[go], ls="", marker="*", ms=13, color=colors.style_of("go").color)
    offset = 10 if values[0] > values[-1] else -12
    ax.annotate(f"Go: {form.format(values[go])}", (limits[go], values[go]), (7, offset),
                textcoords="offset points", fontsize=TINY + 1, color=colors.INK)  # fmt: skip
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([1, 3, 6.25, 12.5, 25, 50]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_ylim(bottom=0)
