"""How long a frame of the live map takes: python benchmarks/live_map.py

Median and 95th percentile in milliseconds. `raster` is the counting of bytes alone, `instant`
the mask over the history before it, `frame` both and the packing for the browser, `fit lab` a
step of the slider in the kernel with four policies.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from golearn.lab import FitLab
from golearn.plots.frame import make_frame
from golearn.plots.instant import Timeline
from golearn.plots.raster import Grid, rasterise
from golearn.replay import History
from golearn.trace.workloads import lognormal


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


def timed(name: str, work: Callable[[], object], times: int = 40) -> None:
    """Print the median and the 95th percentile of `times` calls, after three to warm up."""
    spent = []
    for _ in range(times + 3):
        start = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - start))
    half, most = np.percentile(spent[3:], [50, 95])
    print(f"{name:32}{half:9.2f}{most:9.2f}")


def main() -> None:
    print(f"{'':32}{'p50 ms':>9}{'p95 ms':>9}")
    for blocks in (10_000, 1_000_000):
        history = made_up(blocks)
        timeline, last = Timeline(history), len(history) - 1
        instant = timeline.at(last)
        grid = Grid.fit(0, history.peak_heap)
        label = f"{blocks:,} blocks: "
        timed(label + "raster", lambda i=instant, g=grid: rasterise(i, g))
        timed(label + "instant", lambda t=timeline, e=last: t.at(e))
        timed(label + "frame", lambda t=timeline, e=last, g=grid: make_frame(t.at(e), g))
    lab = FitLab(lognormal(50_000, live=2_000))
    events = iter(np.random.default_rng(1).integers(0, 50_000, 100).tolist())

    def scrub() -> None:
        lab.event = next(events)

    timed("fit lab, 50,000 events", scrub)


if __name__ == "__main__":
    main()
