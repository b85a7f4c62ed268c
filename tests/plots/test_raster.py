"""The raster counts every byte once; a brute-force count over single bytes says the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.plots.instant import Instant
from golearn.plots.raster import DEAD, LEVELS, OUTSIDE, VISITED, Grid, palette, rasterise

KINDS = ("payload", "waste", "dead", "visited", "free", "outside")


@st.composite
def instants(draw: st.DrawFn) -> Instant:
    """Any heap of up to a few hundred bytes, at any base, with dead bytes or visited gaps."""
    base = draw(st.sampled_from([0, 7, 0xC000000000]))
    pieces = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=12))
    start, block, end = [], [], base
    for gap, size in pieces:
        start.append(end + gap)
        block.append(size)
        end += gap + size
    asked = [draw(st.integers(0, size)) for size in block]
    columns = [np.array(c, dtype=np.int64) for c in (start, block, asked, range(len(start)))]
    instant = Instant(*columns, base=base, end=end + draw(st.integers(0, 40)))
    if draw(st.booleans()):
        return replace(instant, dead_end=end)
    gaps = list(zip(*(g.tolist() for g in instant.gaps()), strict=True))
    seen = draw(st.lists(st.sampled_from(gaps), unique=True)) if gaps else []
    table = np.array(seen, dtype=np.int64).reshape(-1, 2)
    return replace(instant, visited_start=table[:, 0], visited_size=table[:, 1])


def count_bytes(instant: Instant, grid: Grid) -> dict[str, np.ndarray]:
    """Look at every byte of the grid on its own."""
    total = grid.rows * grid.row_bytes
    kind = ["free" if grid.base + i < instant.end else "outside" for i in range(total)]
    for i in range(max(0, min(instant.dead_end - grid.base, total))):
        kind[i] = "dead"
    visited = zip(instant.visited_start.tolist(), instant.visited_size.tolist(), strict=True)
    for start, size in visited:
        for a in range(start, start + size):
            kind[a - grid.base] = "visited"
    rows = (instant.start.tolist(), instant.block.tolist(), instant.requested.tolist())
    for start, block, asked in zip(*rows, strict=True):
        for a in range(start, start + block):
            kind[a - grid.base] = "payload" if a < start + asked else "waste"
    cells = np.array(kind).reshape(grid.rows, grid.columns, grid.cell_bytes)
    return {name: (cells == name).sum(axis=2) for name in KINDS}


@given(instants(), st.integers(1, 60), st.integers(1, 32))
def test_coverage_equals_a_count_of_single_bytes(instant, width, max_columns):
    grid = Grid.fit(instant.base, instant.end - instant.base, width, max_columns=max_columns)
    raster = rasterise(instant, grid)
    for name, expected in count_bytes(instant, grid).items():
        assert np.array_equal(getattr(raster, name), expected), name


@given(instants(), st.integers(1, 200))
def test_nothing_live_and_nothing_free_vanishes(instant, max_columns):
    size = instant.end - instant.base
    grid = Grid.fit(instant.base, size, max_rows=2, max_columns=max_columns)
    raster = rasterise(instant, grid)
    index = raster.indexes().astype(int)
    level = index % LEVELS**2 // LEVELS
    inside = raster.outside < grid.cell_bytes
    live = raster.payload + raster.waste
    assert np.array_equal(live > 0, inside & (level > 0))
    rest = raster.free + raster.visited + raster.dead
    assert np.array_equal(rest > 0, inside & (level < LEVELS - 1))
    assert np.array_equal(~inside, index == OUTSIDE)
    assert np.array_equal(raster.visited > 0, inside & (index // LEVELS**2 == VISITED))


def test_one_live_byte_in_a_gigabyte_has_a_colour_of_its_own():
    one = np.array([1 << 29]), np.array([1]), np.array([1]), np.array([0])
    instant = Instant(*one, base=0, end=1 << 30)
    index = rasterise(instant, Grid.fit(0, 1 << 30)).indexes()
    assert np.count_nonzero(index) == 1
    free, dot = palette()[0].astype(int), palette()[index.max()].astype(int)
    assert abs(free - dot).sum() > 60


def test_dead_bytes_are_not_free():
    none = np.zeros(0, dtype=np.int64)
    instant = Instant(none, none, none, none, base=0, end=64, dead_end=32)
    index = rasterise(instant, Grid.fit(0, 64, width=32)).indexes()
    assert (index[0] // LEVELS**2 == DEAD).all()
    assert (index[1] == 0).all()


@pytest.mark.parametrize(
    ("size", "row_bytes", "rows", "cell"),
    [
        (0, 16, 1, 1),
        (100, 32, 4, 1),
        (1_000, 256, 4, 1),
        (4_096, 256, 16, 1),
        (1 << 20, 16_384, 64, 32),
        (1 << 30, 1 << 24, 64, 1 << 15),
    ],
)
def test_grids(size, row_bytes, rows, cell):
    grid = Grid.fit(0, size)
    assert (grid.row_bytes, grid.rows, grid.cell_bytes) == (row_bytes, rows, cell)


@given(st.integers(0, 1 << 40), st.integers(1, 512))
def test_a_grid_holds_the_heap_and_no_more_cells_than_asked(size, max_columns):
    grid = Grid.fit(0, size, max_columns=max_columns)
    assert grid.rows * grid.row_bytes >= size > (grid.rows - 1) * grid.row_bytes or size == 0
    assert grid.columns <= max_columns and grid.columns * grid.cell_bytes == grid.row_bytes


def test_a_width_of_nothing_is_refused():
    with pytest.raises(BadParameter, match="at least 1"):
        Grid.fit(0, 100, width=0)
