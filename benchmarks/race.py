"""Processor time of several ways to do the same, taking turns.

A busy machine is busy for all of them then, and a ratio says more than two figures.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")

Runner = Callable[[], float]
"""Does something once and says what it cost."""


def processor(work: Callable[[], object]) -> Runner:
    """Seconds of processor time, user and system, that `work` takes."""
    return processor_with(lambda: None, lambda _: work())


def processor_with(make: Callable[[], T], work: Callable[[T], object]) -> Runner:
    """The same for `work` on something that is made beforehand, each time anew."""

    def run() -> float:
        gc.collect()
        made = make()
        start = time.process_time()
        result = work(made)
        spent = time.process_time() - start
        del result  # what it made is taken down outside of the time
        return spent

    return run


def race(runners: Mapping[str, Runner], runs: int) -> dict[str, float]:
    """The median of each over `runs` turns, after one turn of each to warm up."""
    for run in runners.values():
        run()
    spent: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(runs):
        for name, run in runners.items():
            spent[name].append(run())
    return {name: statistics.median(times) for name, times in spent.items()}


def median(work: Callable[[], object], runs: int) -> float:
    """Seconds of processor time of one thing alone."""
    return race({"": processor(work)}, runs)[""]
