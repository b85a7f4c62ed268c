"""The bulk engines against the readable classes, by the number of free blocks.

A program makes a number of holes between live blocks, each too small for what follows: as many
requests as frees of larger blocks, further up. First fit walks past all holes to every request,
best and worst fit look at all of them anyway. Measured are the events after the holes are made.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np

from benchmarks.race import Runner, race
from benchmarks.results import Effort, Other, Row
from golearn.replay import History, Recorder, make_allocator
from golearn.replay.bulk import BATCH
from golearn.replay.replay import replay
from golearn.trace import Op, Trace

TOPIC = "Free lists"
NOTE = (
    "Processor time per event of a program that takes and gives blocks of 136 to 512 bytes, "
    "beside so many free blocks that are too small for it. The readable classes walk."
)
LIMITS: dict[str, dict[int, tuple[float, float | None]]] = {
    "first-fit": {1_000: (2.5, 5), 10_000: (3.5, 30), 80_000: (10, 150)},
    "best-fit": {1_000: (2, 4), 10_000: (3, 80), 80_000: (6.5, 400)},
    "segregated-fit": {80_000: (3, None)},
}
"""Allocator → free blocks → (at most so many µs per event, so many times as quick as walking)."""

ALLOCATORS = ("first-fit", "next-fit", "best-fit", "worst-fit", "segregated-fit", "buddy")
EVENTS = 6 * BATCH
"""After the holes are made; whole batches of them are measured."""

WALKED = 2_000_000
"""Free blocks, about, that the readable classes look at in one turn."""

WORKING_SET = 200
"""Objects above the holes that come and go."""


def rows(effort: Effort) -> Iterator[Row]:
    """Costs by number of free blocks and allocator."""
    for holes in effort.free_blocks:
        trace, made = program(holes, EVENTS)
        for name in ALLOCATORS:
            at_most, times = LIMITS.get(name, {}).get(holes, (None, None))
            walked = min(max(200, WALKED // holes), EVENTS // (effort.runs + 1))
            walking = Walking(trace, made, walked, name)
            bulk = Bulk(trace, made, name)
            runners: dict[str, Runner] = {"bulk": bulk.run, "walking": walking.run}
            spent = race(runners, effort.runs)
            check_same(walking.recorder.history(), bulk.history)
            other = Other("walking", spent["walking"] * 1e6, None if times is None else 1 / times)
            case = f"{name}, {holes:,} free blocks"
            yield Row(TOPIC, case, spent["bulk"] * 1e6, "µs/event", at_most, (other,))


def program(holes: int, events: int, seed: int = 1) -> tuple[Trace, int]:
    """A trace, and how many of its events come before what is measured."""
    draw = random.Random(seed)
    rows = [(Op.ALLOC, i, 8 * draw.randint(1, 16)) for i in range(2 * holes)]
    order = list(range(0, 2 * holes, 2))
    draw.shuffle(order)
    rows += [(Op.FREE, i, 0) for i in order]
    live: list[int] = []
    for obj in range(2 * holes, 2 * holes + WORKING_SET):
        rows.append((Op.ALLOC, obj, 8 * draw.randint(17, 64)))
        live.append(obj)
    made = len(rows)
    for number in range(events):
        if number % 2:
            rows.append((Op.ALLOC, obj + 1 + number, 8 * draw.randint(17, 64)))
            live.append(obj + 1 + number)
        else:
            at = draw.randrange(len(live))
            live[at], live[-1] = live[-1], live[at]
            rows.append((Op.FREE, live.pop(), 0))
    return Trace.build(rows), made


class Bulk:
    """The whole trace, every turn; the engine tells when a batch begins."""

    def __init__(self, trace: Trace, made: int, name: str) -> None:
        self.trace, self.made, self.name = trace, made, name
        self.history: History

    def run(self) -> float:
        """Seconds per event: of the loop after the holes, and of the columns around it."""
        told: list[tuple[int, float]] = []

        def tell(done: int) -> None:
            told.append((done, time.process_time()))

        start = time.process_time()
        self.history = replay(self.trace, make_allocator(self.name), tell)
        end = time.process_time()
        first, before = next(mark for mark in told if mark[0] >= self.made)
        last, after = told[-2]
        around = (told[0][1] - start) + (end - told[-1][1])
        return (after - before) / (last - first) + around / len(self.trace)


class Walking:
    """The readable classes: a few events more every turn."""

    def __init__(self, trace: Trace, made: int, events: int, name: str) -> None:
        self.recorder = Recorder(trace, make_allocator(name))
        self.events = events
        self.rest = enumerate(trace)
        self._play(made)

    def run(self) -> float:
        """Seconds per event."""
        start = time.process_time()
        self._play(self.events)
        return (time.process_time() - start) / self.events

    def _play(self, events: int) -> None:
        for number, event in islice(self.rest, events):
            self.recorder.play(number, event)


def check_same(expected: History, got: History) -> None:
    """Stop if the first events of the two differ in addresses or in visited blocks."""
    rows, events = len(expected.object), len(expected)
    if not np.array_equal(expected.address, got.address[:rows]):
        raise AssertionError(f"{got!r}: other addresses than its reference")
    if not np.array_equal(expected.visited, got.visited[:events]):
        raise AssertionError(f"{got!r}: other counts of visited blocks than its reference")
