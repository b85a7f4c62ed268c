"""Classic designs on a whole trace: equal to the readable classes, column by column."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from benchmarks.go_programs import churn
from benchmarks.go_replay import check_same
from benchmarks.race import median
from benchmarks.results import Effort, Other, Row
from golearn.replay import MAKERS, History, make_allocator
from golearn.replay.replay import one_by_one, replay
from golearn.trace import Trace

TOPIC = "Whole traces on the classic designs"
NOTE = (
    "Processor time per event on a program that holds 300 objects. All columns of the two "
    "histories are equal."
)
LIVE = 300


def rows(effort: Effort) -> Iterator[Row]:
    """A row per design; the readable classes run once."""
    trace = churn(effort.equal, live=LIVE).trace
    for name in MAKERS:
        if name == "go":
            continue
        start = time.process_time()
        expected = one_by_one(trace, make_allocator(name))
        walking = time.process_time() - start
        check_same(expected, replay(trace, make_allocator(name)))
        bulk = median(partial(_replayed, trace, name), effort.runs)
        other = Other("event by event", walking / len(trace) * 1e6)
        yield Row(
            TOPIC,
            f"{name}, {len(trace):,} events",
            bulk / len(trace) * 1e6,
            "µs/event",
            None,
            (other,),
        )


def _replayed(trace: Trace, name: str) -> History:
    return replay(trace, make_allocator(name))
