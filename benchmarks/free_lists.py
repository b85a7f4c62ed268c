"""The bulk engines against the readable classes, by the number of free blocks.

    python benchmarks/free_lists.py

A program makes a number of holes between live blocks, each too small for what follows: as many
requests as frees of larger blocks, further up. First fit walks past all holes to every request,
best and worst fit look at all of them anyway. Processor time per event after the holes are made,
medians of `RUNS`. That both place the same objects and count the same walks is checked.
"""

from __future__ import annotations

import random
import statistics
import time

import numpy as np

from golearn.replay import Recorder, make_allocator
from golearn.replay.replay import replay
from golearn.trace import Op, Trace

FREE_BLOCKS = (1_000, 10_000, 80_000)
ALLOCATORS = ("first-fit", "next-fit", "best-fit", "worst-fit", "segregated-fit", "buddy")
EVENTS = 40_000
"""Measured, after the holes are made."""

BY_WALKING = {1_000: 4_000, 10_000: 1_000, 80_000: 200}
"""Events that the readable classes get, which take up to milliseconds each."""

WORKING_SET = 200
"""Objects above the holes that come and go."""

RUNS = 5


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


def in_bulk(trace: Trace, made: int, name: str) -> tuple[float, np.ndarray, np.ndarray]:
    """Seconds per event after the first `made`; addresses and visited of all requests."""

    def seconds(part: Trace) -> float:
        start = time.process_time()
        replay(part, make_allocator(name))
        return time.process_time() - start

    before = trace.head(made)
    spent = [seconds(trace) - seconds(before) for _ in range(RUNS)]
    history = replay(trace, make_allocator(name))
    return (
        statistics.median(spent) / (len(trace) - made),
        history.address,
        history.visited[history.requests],
    )


def by_walking(
    trace: Trace, made: int, events: int, name: str
) -> tuple[float, np.ndarray, np.ndarray]:
    """The same by the readable classes, for the first `events` events after `made`."""
    recorder = Recorder(trace, make_allocator(name))
    start = 0.0
    for number, event in zip(range(made + events), trace, strict=False):
        if number == made:
            start = time.process_time()
        recorder.play(number, event)
    spent = time.process_time() - start
    history = recorder.history()
    return spent / events, history.address, history.visited[history.requests]


def main() -> None:
    """Print the table."""
    print(f"{'':15}{'free':>8}{'walk':>8}{'bulk':>10}{'walking':>12}{'ratio':>8}")
    for holes in FREE_BLOCKS:
        trace, made = program(holes, EVENTS)
        for name in ALLOCATORS:
            fast, address, visited = in_bulk(trace, made, name)
            slow, *expected = by_walking(trace, made, BY_WALKING[holes], name)
            n = len(expected[0])
            assert np.array_equal(address[:n], expected[0])
            assert np.array_equal(visited[:n], expected[1])
            print(
                f"{name:15}{holes:8,}{visited[-EVENTS // 2 :].mean():8,.0f}{fast * 1e6:7.2f} µs"
                f"{slow * 1e6:9.1f} µs{slow / fast:7.0f} ×"
            )


if __name__ == "__main__":
    main()
