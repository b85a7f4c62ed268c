"""Lines over time, one per allocator: colour, dash and marker say the same name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from golearn.plots import colors
from golearn.plots.figures.setting import end_labels
from golearn.replay import History

POINTS = 240
"""Points of a line at most; more could not be told apart."""


def draw_line(ax: Axes, history: History, x: NDArray[np.int64], y: NDArray[np.float64]) -> None:
    """One allocator's line, in its style."""
    style = colors.style_of(history.allocator)
    ax.plot(
        x,
        y,
        color=style.color,
        linestyle=style.line,
        lw=1.6,
        marker=style.marker,
        ms=4.5,
        markevery=max(1, len(x) // 8),
        label=history.allocator,
    )


def name_lines(ax: Axes, histories: Sequence[History], ends: Sequence[tuple[float, str]]) -> None:
    """Write beside each line's right end its name and number: (height, text) per history."""
    last = max(len(history) for history in histories)
    ax.set_xlim(0, max(last - 1, 1))
    styles = [colors.style_of(history.allocator) for history in histories]
    entries = [
        (height, colors.GLYPHS[style.marker], style.color, text)
        for style, (height, text) in zip(styles, ends, strict=True)
    ]
    end_labels(ax, entries, max(last - 1, 1))


def binned(values: NDArray[np.int64], bins: int = POINTS) -> tuple[NDArray[np.int64], list[slice]]:
    """Cut a column into at most `bins` runs of equal length: their middles, and the cuts."""
    step = max(1, -(-len(values) // bins))
    cuts = [slice(i, i + step) for i in range(0, len(values), step)]
    middles = np.array([(cut.start + min(cut.stop, len(values)) - 1) // 2 for cut in cuts])
    return middles.astype(np.int64), cuts
