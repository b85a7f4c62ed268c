"""A sweep over one process and over as many as there are cores."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.go_programs import churn
from benchmarks.results import Effort, Other, Row
from golearn.replay import sweep
from golearn.trace import write

TOPIC = "Sweeps"
ALLOCATORS = ("first-fit", "next-fit", "best-fit", "worst-fit", "segregated-fit", "buddy")
NOTE = "Time on the clock for two traces on six designs, with workers that are there already."
RUNS = 3


def rows(effort: Effort) -> Iterator[Row]:
    """A row per number of processes; all must find the same."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        traces = {}
        for seed in range(2):
            path = Path(folder) / f"{seed}.npy"
            write(churn(effort.equal // 4, live=1_000, seed=seed).trace, path)
            traces[f"seed {seed}"] = path
        expected = sweep(traces, ALLOCATORS)
        spent = {}
        for processes in sorted({1, 2, cores}):
            if processes > cores:
                continue
            with ProcessPoolExecutor(processes) as pool:
                sweep(traces, ALLOCATORS, pool)
                turns = []
                for _ in range(RUNS):
                    start = time.perf_counter()
                    found = sweep(traces, ALLOCATORS, pool)
                    turns.append(time.perf_counter() - start)
            if found != expected:
                raise AssertionError("other processes find other results")
            spent[processes] = statistics.median(turns)
    for processes, seconds in spent.items():
        others = (Other("one process", spent[1]),) if processes > 1 else ()
        yield Row(TOPIC, f"12 tasks, {processes} at a time", seconds, "s", None, others)
