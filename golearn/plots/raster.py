"""A heap as a grid of cells, each of a fixed number of bytes, with exact coverage.

However far one zooms out, the bytes in a cell are counted, not sampled. The last step turns
counts into colours and keeps both promises that a picture of a heap must keep: a cell with one
live byte never looks free, and a cell with one free byte never looks full.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.instant import Instant, Ints
from golearn.units import round_up

LEVELS = 8
"""Steps of live coverage, and of the share of waste in it: none, six in between, all."""

FREE, VISITED, DEAD = 0, 1, 2
"""What shows through where no block lies; palette index = ground × 64 + live × 8 + waste."""

OUTSIDE = 192
"""Palette index of a cell beyond the end of the heap."""


@dataclass(frozen=True)
class Grid:
    """`rows` rows of `row_bytes` bytes from address `base` on, in cells of `cell_bytes`."""

    base: int
    row_bytes: int
    rows: int
    cell_bytes: int

    @property
    def columns(self) -> int:
        """Cells per row."""
        return self.row_bytes // self.cell_bytes

    @classmethod
    def fit(
        cls,
        base: int,
        size: int,
        width: int | None = None,
        max_rows: int = 64,
        max_columns: int = 512,
    ) -> Grid:
        """A grid for `size` bytes. `width` is the bytes per row, rounded up to whole cells.

        Without it rows and cells are powers of two.

        Small heaps get few, long rows; large ones up to `max_rows`.
        """
        if width is not None and width < 1:
            raise BadParameter(f"rows of {width} bytes; expected at least 1")
        wanted = min(max(int(size**0.5 / 4), 4), max_rows)
        row_bytes = width or _power_of_two(max(16, -(-size // wanted)))
        if width is not None:
            # So that a narrow width on a huge heap does not ask for millions of rows.
            row_bytes *= max(1, -(-size // (row_bytes * 4096)))
        cell = -(-row_bytes // max_columns)
        if width is None:
            cell = _power_of_two(cell)
        else:
            row_bytes = round_up(row_bytes, cell)
        return cls(base, row_bytes, max(1, -(-size // row_bytes)), cell)


@dataclass(frozen=True, eq=False)
class Raster:
    """Bytes per cell by what they are, each of shape (rows, columns); they add up to a cell."""

    grid: Grid
    payload: Ints
    waste: Ints
    dead: Ints
    visited: Ints
    free: Ints
    """Free bytes that no search visited."""
    outside: Ints

    def indexes(self) -> NDArray[np.uint8]:
        """The palette index of each cell, shape (rows, columns)."""
        live = self.payload + self.waste
        inside = self.grid.cell_bytes - self.outside
        ground = np.where(self.visited > 0, VISITED, np.where(self.dead > self.free, DEAD, FREE))
        index = ground * LEVELS**2 + _level(live, inside) * LEVELS + _level(self.waste, live)
        return np.where(inside == 0, OUTSIDE, index).astype(np.uint8)


def rasterise(instant: Instant, grid: Grid) -> Raster:
    """Count the bytes of each kind in each cell. No byte is counted twice or left out."""
    cells = grid.rows * grid.columns
    edges = grid.base + grid.cell_bytes * np.arange(cells + 1)
    block, payload = _covered(instant.start, (instant.block, instant.requested), edges)
    inside = _between(instant.base, instant.end, edges)
    visited = dead = np.zeros(cells, dtype=np.int64)
    if len(instant.visited_start):
        order = np.argsort(instant.visited_start)
        sizes = (instant.visited_size[order],)
        (visited,) = _covered(instant.visited_start[order], sizes, edges)
        # What a search visited may have been taken since: live bytes come first.
        visited = np.minimum(visited, inside - block)
    if instant.dead_end:
        dead = np.maximum(_between(instant.base, instant.dead_end, edges) - block, 0)
    counts = {
        "payload": payload,
        "waste": block - payload,
        "dead": dead,
        "visited": visited,
        "free": inside - block - dead - visited,
        "outside": grid.cell_bytes - inside,
    }
    shape = (grid.rows, grid.columns)
    return Raster(grid, **{name: count.reshape(shape) for name, count in counts.items()})


def _covered(start: Ints, sizes: tuple[Ints, ...], edges: Ints) -> list[Ints]:
    """Bytes between neighbouring `edges` that lie in [start, start + size), for each `sizes`.

    `start` ascends and the ranges do not overlap. One search serves all `sizes`.
    """
    if not len(start):
        return [np.zeros(len(edges) - 1, dtype=np.int64) for _ in sizes]
    last = np.searchsorted(start, edges, side="right") - 1
    into = edges - start[last]
    result = []
    for size in sizes:
        beyond = np.maximum(size[last] - into, 0)  # of the last block, on the far side of the edge
        beyond[last < 0] = 0
        result.append(_sums(size, last + 1) - (beyond[1:] - beyond[:-1]))
    return result


def _sums(size: Ints, counts: Ints) -> Ints:
    """Sums of `size` between neighbouring `counts`, which ascend."""
    sums = np.zeros(len(counts) - 1, dtype=np.int64)
    some = np.flatnonzero(counts[:-1] < counts[1:])
    if len(some):
        sums[some] = np.add.reduceat(size[: counts[-1]], counts[some])
    return sums


def _between(low: int, high: int, edges: Ints) -> Ints:
    """Bytes between neighbouring `edges` that lie in [low, high)."""
    inside: Ints = np.clip(edges, low, max(low, high))
    return inside[1:] - inside[:-1]


def _level(part: Ints, whole: Ints) -> Ints:
    """0 for none, LEVELS − 1 for all, and never either for what lies in between."""
    level = 1 + part * (LEVELS - 2) // np.maximum(whole, 1)
    return np.where(part == 0, 0, level)


def _power_of_two(n: int) -> int:
    return 1 << (n - 1).bit_length()


@cache
def palette(dark: bool = False) -> NDArray[np.uint8]:
    """The colour of each palette index, shape (256, 3). Live bytes never fade into the ground."""
    free = colors.FREE_DARK if dark else colors.FREE
    grounds = [np.array(colors.rgb(c)) for c in (free, colors.VISITED, colors.DEAD)]
    used, wasted = np.array(colors.rgb(colors.USED)), np.array(colors.rgb(colors.WASTED))
    table = np.full((256, 3), colors.rgb("#111111" if dark else colors.PAPER), dtype=np.uint8)
    shares = np.arange(LEVELS) / (LEVELS - 1)
    for g, ground in enumerate(grounds):
        for live in range(LEVELS):
            opacity = 0.0 if live == 0 else 1.0 if live == LEVELS - 1 else 0.25 + 0.6 * shares[live]
            for waste in range(LEVELS):
                block = used + (wasted - used) * shares[waste]
                color = ground + (block - ground) * opacity
                table[g * LEVELS**2 + live * LEVELS + waste] = color.round()
    return table
