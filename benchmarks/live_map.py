"""How long a frame of the live map takes, from a history to the bytes that the browser gets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.race import median
from benchmarks.results import Effort, Row
from golearn.lab import FitLab
from golearn.plots.frame import make_frame
from golearn.plots.instant import Instant, Timeline
from golearn.plots.raster import FREE, LEVELS, Grid, rasterise
from golearn.replay import History
from golearn.trace.workloads import lognormal

TOPIC = "Live heap map"
NOTE = (
    "Processor time of one frame. The *raster* counts the bytes of each cell, a whole *frame* "
    "also finds what is live at the event and packs the picture."
)
LIMITS = {10_000: 3.0, 1_000_000: 20.0}
"""Live blocks → at most so many ms."""

FRAMES = 5
"""Frames per turn."""


def rows(effort: Effort) -> Iterator[Row]:
    """Raster and frame by number of blocks, and a step of the lab's slider."""
    for blocks, limit in LIMITS.items():
        history = made_up(blocks)
        timeline, last = Timeline(history), len(history) - 1
        instant = timeline.at(last)
        grid = Grid.fit(0, history.peak_heap)
        check_coverage(instant, grid)

        def raster(instant: Instant = instant, grid: Grid = grid) -> None:
            for _ in range(FRAMES):
                rasterise(instant, grid).indexes()

        def frame(timeline: Timeline = timeline, last: int = last, grid: Grid = grid) -> None:
            for event in range(last - FRAMES, last):
                make_frame(timeline.at(event), grid)

        for name, work in (("raster", raster), ("whole frame", frame)):
            cost = median(work, 3 * effort.runs) / FRAMES * 1000
            yield Row(TOPIC, f"{name}, {blocks:,} blocks", cost, "ms", limit)
    lab = FitLab(lognormal(50_000, live=2_000))
    events = iter(np.random.default_rng(1).integers(0, 50_000, 1000).tolist())

    def scrub() -> None:
        for _ in range(FRAMES):
            lab.event = next(events)

    case = "the fit lab's slider, four policies, 50,000 events"
    yield Row(TOPIC, case, median(scrub, effort.runs) / FRAMES * 1000, "ms")


def made_up(blocks: int) -> History:
    """A history with `blocks` live blocks at its end and gaps between them."""
    random = np.random.default_rng(0)
    block = random.integers(1, 20, blocks) * 8
    address = np.cumsum(block + random.integers(0, 3, blocks) * 8) - block
    numbers = np.arange(blocks)
    order = random.permutation(blocks)
    return History(
        allocator="first-fit",
        trace=f"{blocks:,} blocks",
        object=numbers,
        address=address[order],
        requested=(block - random.integers(0, 8, blocks))[order],
        block=block[order],
        born=numbers,
        died=np.full(blocks, blocks),
        visited=np.zeros(blocks, dtype=np.int64),
        heap_size=np.full(blocks, int(address[-1] + block[-1])),
        tier=np.zeros(blocks, dtype=np.int8),
    )


def check_coverage(instant: Instant, grid: Grid) -> None:
    """Stop unless every live byte is counted once and no cell with one looks free."""
    raster = rasterise(instant, grid)
    live = raster.payload + raster.waste
    if int(live.sum()) != instant.block_bytes:
        raise AssertionError("the raster lost or doubled live bytes")
    looks_free = raster.indexes() // LEVELS % LEVELS == FREE
    if (looks_free != (live == 0)).any():
        raise AssertionError("a cell with live bytes looks free, or the other way round")
