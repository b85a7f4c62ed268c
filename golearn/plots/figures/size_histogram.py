"""Which sizes a program asks for, and how often."""

from __future__ import annotations

import numpy as np

from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.figures.setting import TINY, in_events, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.trace import Op, Trace
from golearn.units import human_bytes

FEW = 24
"""Up to this many different sizes get a bar each; more are put in bins that double."""


def size_histogram(trace: Trace) -> Picture:
    """Requests by size: a bar per size where they are few, else per doubling."""
    sizes = trace.size[trace.op <= Op.REALLOC]
    if not len(sizes):
        raise BadParameter(f"trace {trace.name} requests nothing; there is no size to show")
    values, counts = np.unique(sizes, return_counts=True)
    if len(values) <= FEW:
        bars, texts = counts.tolist(), [f"{value:,}" for value in values.tolist()]
    else:
        bars, texts = _doubling(sizes)
    figure, ax = new_figure(height=3.2)
    drawn = ax.bar(range(len(bars)), bars, color=colors.USED, width=0.82)
    ax.bar_label(drawn, fmt="{:,.0f}", fontsize=TINY, padding=2, color=colors.INK)
    ax.set_xticks(range(len(bars)), texts, rotation=45 if len(bars) > 10 else 0)
    in_events(ax.yaxis)
    ax.grid(False, axis="x")
    ax.margins(y=0.12)
    title(ax, f"Sizes that {trace.name} asks for")
    label(ax, "requested size (bytes)", "requests")
    common = int(counts.argmax())
    return Picture(
        figure,
        f"Sizes of {len(sizes):,} requests in {trace.name}: {len(values):,} different, median "
        f"{np.median(sizes):,.0f} bytes, largest {int(sizes.max()):,}; most common "
        f"{int(values[common]):,} bytes with {counts[common] / len(sizes):.1%} of all.",
    )


def _doubling(
    sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> tuple[list[int], list[str]]:
    """Requests per bin (2^(k-1), 2^k], and the text of each bin."""
    power = np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64)
    bars, texts = [], []
    for k in range(int(power.min()), int(power.max()) + 1):
        bars.append(int(np.count_nonzero(power == k)))
        texts.append(f"≤ {human_bytes(1 << k)}")
    return bars, texts
