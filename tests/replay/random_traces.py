"""Random traces that reach the corners: empty ones, sizes of 0, resizes, collections in between."""

from __future__ import annotations

import random

from golearn.trace import Event, Op, Trace

LARGEST = (20, 200, 3_000, 70_000)


def random_trace(seed: int, longest: int = 200) -> Trace:
    """A legal trace of up to `longest` events; the same seed gives the same one."""
    draw = random.Random(seed)
    largest = draw.choice(LARGEST)
    events: list[Event] = []
    live: list[int] = []
    for number in range(draw.choice([0, 1, longest // 6, longest])):
        kind = draw.random()
        if kind < 0.03:
            events.append(Event(Op.GC))
        elif kind < 0.15 and live:
            events.append(Event(Op.REALLOC, draw.choice(live), draw.randint(0, largest)))
        elif kind < 0.5 and live:
            events.append(Event(Op.FREE, live.pop(draw.randrange(len(live)))))
        else:
            size = draw.randint(0, largest)
            events.append(Event(Op.ALLOC, number, size, draw.random() < 0.5))
            live.append(number)
    return Trace.build(events)
