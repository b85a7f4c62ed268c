"""A sweep over one process and over as many as there are cores."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from benchmarks.go_programs import churn
from benchmarks.race import Runner, race
from benchmarks.results import Effort, Other, Row
from golearn.replay import Result, sweep
from golearn.trace import write

TOPIC = "Sweeps"
ALLOCATORS = ("first-fit", "next-fit", "best-fit", "worst-fit", "segregated-fit", "buddy")
NOTE = (
    "Time on the clock for two traces on six designs, with workers that are there already. A task "
    "sends back its summary alone; what else the machine does at the time shows in full."
)
RUNS = 3


def rows(effort: Effort) -> Iterator[Row]:
    """A row per number of processes, which take turns; all must find the same."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ExitStack() as pools:
        traces = _files(Path(folder), effort.equal // 4)
        expected = sweep(traces, ALLOCATORS)
        runners = {}
        for processes in sorted({1, min(2, cores), cores}):
            # Not forked: the pool before has threads by then.
            pool = ProcessPoolExecutor(processes, get_context("spawn"))
            runners[str(processes)] = _clock(traces, pools.enter_context(pool), expected)
        spent = race(runners, RUNS)
    for number, seconds in spent.items():
        others = (Other("one process", spent["1"]),) if number != "1" else ()
        yield Row(TOPIC, f"12 tasks, {number} at a time", seconds, "s", None, others)


def _files(folder: Path, events: int) -> dict[str, Path]:
    """Traces that each worker reads for itself."""
    traces = {f"seed {seed}": folder / f"{seed}.npy" for seed in range(2)}
    for seed, path in enumerate(traces.values()):
        write(churn(events, live=1_000, seed=seed).trace, path)
    return traces


def _clock(traces: Mapping[str, Path], pool: Executor, expected: list[Result]) -> Runner:
    """Seconds on the clock of one sweep."""

    def run() -> float:
        start = time.perf_counter()
        found = sweep(traces, ALLOCATORS, pool)
        spent = time.perf_counter() - start
        if found != expected:
            raise AssertionError("other processes find other results")
        return spent

    return run
