"""Whole traces on Go's allocator: the bulk engine, the readable classes, and real Go.

- bulk: from a `Trace` in memory to a `History`: where each object lies, which tier answered, all
  counters; a fresh allocator, made beforehand, and fresh arrays each time. Real Go has just read
  its trace, so here it has just been copied. Columns that restate the trace or hardly ever
  change, and the heap's spans, are made when somebody looks at them.
- all columns: the same, and then every column is looked at.
- real Go: the loop over the same events on one P, automatic collections off, `runtime.GC()`
  where the trace has `gc`; a fresh process each time. Its start is not in it, nor is reading the
  trace. Needs Go 1.21 (`golearn[go]`).
- event by event: the readable classes, once, up to a million events. The histories are equal.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from typing import NamedTuple

import numpy as np

from benchmarks.go_programs import Program, RealGo, churn, only_requests
from benchmarks.race import Runner, processor_with, race
from benchmarks.results import Effort, Other, Row
from golearn.goheap import GoAllocator
from golearn.realgo.toolchain import NoToolchain
from golearn.replay import History, replay
from golearn.replay.replay import one_by_one
from golearn.trace import Trace

TOPIC = "Go's allocator"
NOTE = (
    "Processor time per event from a trace in memory to every address, tier and counter. *All "
    "columns* also makes those that restate the trace or hardly ever change, which are else made "
    "when they are looked at. Real Go runs the same events; both have just read their trace. *Only "
    "requests* allocates, *churn* drops one of 100,000 live objects for each that it allocates, so "
    "that every second event is a drop."
)


class Goal(NamedTuple):
    """At most so many ns per event and such a share of real Go, from this length on.

    A shorter trace pays for what happens once.
    """

    make: Callable[[int], Program]
    nanoseconds: float
    share: float
    shortest: int


PROGRAMS = {
    "only requests": Goal(only_requests, 20, 0.6, 100_000),
    "churn": Goal(churn, 20, 0.6, 100_000),
    "churn with collections": Goal(partial(churn, collections=True), 100, 0.5, 10_000_000),
}


def rows(effort: Effort) -> Iterator[Row]:
    """Costs by program and length, then memory and growth."""
    try:
        real: RealGo | None = RealGo()
    except NoToolchain as reason:
        print(f"  without real Go: {reason}")
        real = None
    for name, goal in PROGRAMS.items():
        costs = {}
        for events in effort.events:
            row = _cost(name, goal, events, effort, real)
            costs[events] = row.value
            yield row
        longest = effort.events[-1]
        case = f"{name}: {longest:,} events to 100,000, per event"
        yield Row(TOPIC, case, costs[longest] / costs[100_000], "×", at_most=1.5)
        memory = bytes_above_output(goal.make(longest).trace)
        case = f"{name}, {longest:,} events: memory above the history"
        yield Row(TOPIC, case, memory / 1e6, "MB", at_most=32)


def _cost(name: str, goal: Goal, events: int, effort: Effort, real: RealGo | None) -> Row:
    program = goal.make(events)
    trace = program.trace

    def make() -> tuple[Trace, GoAllocator]:
        return just_read(trace), fresh()

    runners: dict[str, Runner] = {
        "bulk": processor_with(make, lambda made: replay(*made)),
        "all columns": processor_with(make, lambda made: replay(*made).__getstate__()),
    }
    if real is not None:
        runners["real Go"] = partial(real.seconds, real.write(program))
    # What takes milliseconds is easily disturbed, and can be had more often.
    turns = 1 if events > 1_000_000 else 3 if events > 100_000 else 8
    spent = race(runners, effort.runs * turns)
    if events <= effort.equal:
        start = time.process_time()
        expected = one_by_one(trace, fresh())
        spent["event by event"] = time.process_time() - start
        check_same(expected, in_bulk(trace))
    cost = {way: seconds / len(trace) * 1e9 for way, seconds in spent.items()}
    bulk = cost.pop("bulk")
    targeted = events >= goal.shortest
    limits = {"real Go": goal.share} if targeted else {}
    others = tuple(Other(way, value, limits.get(way)) for way, value in cost.items())
    at_most = goal.nanoseconds if targeted else None
    return Row(TOPIC, f"{name}, {events:,} events", bulk, "ns/event", at_most, others)


def just_read(trace: Trace) -> Trace:
    """The same trace, of which nothing was ever asked."""
    return Trace(
        trace.op.copy(),
        trace.object.copy(),
        trace.size.copy(),
        trace.pointers.copy(),
        trace.processor.copy(),
        name=trace.name,
    )


def fresh() -> GoAllocator:
    """An allocator that nobody has used."""
    return GoAllocator(gogc=None)


def in_bulk(trace: Trace) -> History:
    """The history, by the engine for whole traces."""
    return replay(trace, fresh())


def check_same(expected: History, got: History) -> None:
    """Stop if any column of the two histories differs."""
    for field in fields(History):
        a, b = getattr(expected, field.name), getattr(got, field.name)
        same = np.array_equal(a, b) if isinstance(a, np.ndarray) else str(a) == str(b)
        if not same:
            raise AssertionError(f"{got!r}: '{field.name}' is not what the reference has")


def bytes_above_output(trace: Trace) -> int:
    """The most memory that a replay has in hand, beyond the columns that it returns."""
    gc.collect()
    tracemalloc.start()
    history = in_bulk(trace)
    history.__getstate__()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    columns = (getattr(history, field.name) for field in fields(History))
    arrays = [column for column in columns if isinstance(column, np.ndarray)]
    given = (trace.object, trace.size)  # of which the history may be a part
    made = [a for a in arrays if not any(np.may_share_memory(a, column) for column in given)]
    return peak - sum(array.nbytes for array in made)
