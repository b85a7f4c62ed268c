"""Address × time: every block is a rectangle from its birth to its death."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from golearn.plots import colors
from golearn.plots.figures.setting import (
    TINY,
    as_list,
    in_bytes,
    in_events,
    label,
    new_figure,
    title,
)
from golearn.plots.instant import Ints
from golearn.plots.picture import Picture
from golearn.plots.raster import LEVELS, palette
from golearn.replay import History
from golearn.replay.measures import utilisation

OUTLINED = 2_000
"""Up to this many blocks are drawn one by one."""

COLUMNS, ROWS = 600, 320
"""Cells of the raster for histories with more blocks."""


def address_time(history: History) -> Picture:
    """The life of every block: address upwards, time to the right."""
    as_list(history)
    figure, ax = new_figure(height=4.0)
    draw(ax, history)
    ax.set_ylim(history.base, history.base + max(history.peak_heap, 1))
    in_bytes(ax.yaxis) if history.base == 0 else _in_hex(ax)
    in_events(ax.xaxis)
    title(ax, f"{history.allocator} on {history.trace}")
    label(ax, "time (events)", "address (bytes)")
    return Picture(figure, f"Address × time map of {describe(history)}.")


def describe(history: History) -> str:
    """What the map shows, with its key numbers."""
    text = (
        f"{history.allocator} on {history.trace}: {len(history.object):,} blocks over "
        f"{len(history):,} events; heap of {history.peak_heap:,} bytes at its largest, "
        f"{int(history.live_bytes.max(initial=0)):,} bytes live at the peak, "
        f"utilisation {utilisation(history):.1%}"
    )
    return f"{text}; it ran out of memory" if history.stopped else text


def draw(ax: Axes, history: History) -> None:
    """The rectangles, or their exact coverage where they are too many; and the heap's end."""
    if len(history.object) <= OUTLINED:
        _draw_blocks(ax, history)
    else:
        _draw_raster(ax, history)
    events = np.arange(len(history) + 1)
    end = np.append(history.heap_size, history.heap_size[-1]) + history.base
    ax.step(events, end, where="post", color=colors.INK, lw=1.2, zorder=5)
    ax.set_xlim(0, len(history))


def _draw_blocks(ax: Axes, history: History) -> None:
    low, high = history.address, history.address + history.block
    left, right = history.born, history.died
    corners = np.stack(
        [
            np.stack([left, low], -1),
            np.stack([right, low], -1),
            np.stack([right, high], -1),
            np.stack([left, high], -1),
        ],
        axis=1,
    )
    ax.add_collection(
        PolyCollection(list(corners), facecolor=colors.USED, edgecolor="#FFFFFF", lw=0.5, alpha=0.9)
    )
    if len(history.object) <= 60:
        tall = (high - low) * 22 > history.peak_heap
        wide = (right - left) * 60 > len(history)
        for i in np.flatnonzero(tall & wide).tolist():
            x, y = (left[i] + right[i]) / 2, (low[i] + high[i]) / 2
            ax.text(x, y, str(history.object[i]), ha="center", va="center", fontsize=TINY, c="w")


def _draw_raster(ax: Axes, history: History) -> None:
    size, events = max(history.peak_heap, 1), len(history)
    cell_bytes, cell_events = -(-size // ROWS), -(-events // COLUMNS)
    rows, columns = -(-size // cell_bytes), -(-events // cell_events)
    low = history.address - history.base
    area = coverage(
        (low, low + history.block, rows, cell_bytes),
        (history.born, history.died, columns, cell_events),
    )
    full = cell_bytes * cell_events
    level = np.where(area >= full, LEVELS - 1, 1 + area * (LEVELS - 2) // full)
    level[area == 0] = 0
    colours = palette()[level * LEVELS]
    colours[area == 0] = 255
    ax.grid(False)
    box = (0, columns * cell_events, history.base, history.base + rows * cell_bytes)
    ax.imshow(colours, extent=box, origin="lower", aspect="auto", interpolation="nearest")


def coverage(y: tuple[Ints, Ints, int, int], x: tuple[Ints, Ints, int, int]) -> Ints:
    """Exact area of all rectangles in each cell, shape (cells of y, cells of x).

    `y` and `x` are (low, high, cells, units per cell). Area is units of y times units of x.

    How much of a cell lies above an edge is a ramp; its slope is non-zero in two cells only.
    So each corner of a rectangle adds to four cells, and two running sums do the rest.
    """
    slopes = np.zeros((y[2] + 2, x[2] + 2))
    for y_sign, y_edge in ((1, y[0]), (-1, y[1])):
        for y_cell, y_slope in _slope(y_edge, y[3]):
            for x_sign, x_edge in ((1, x[0]), (-1, x[1])):
                for x_cell, x_slope in _slope(x_edge, x[3]):
                    weight = y_sign * x_sign * y_slope * x_slope
                    flat = y_cell * slopes.shape[1] + x_cell
                    added = np.bincount(flat, weights=weight, minlength=slopes.size)
                    slopes += added.reshape(slopes.shape)
    area = slopes.cumsum(axis=0).cumsum(axis=1)[: y[2], : x[2]]
    return area.astype(np.int64)


def _slope(edge: Ints, unit: int) -> list[tuple[Ints, Ints]]:
    """The two cells in which the ramp that starts at `edge` rises, and by how much."""
    cell, into = np.divmod(edge, unit)
    return [(cell, unit - into), (cell + 1, into)]


def _in_hex(ax: Axes) -> None:
    ax.yaxis.set_major_formatter(lambda value, _: hex(int(value)))
