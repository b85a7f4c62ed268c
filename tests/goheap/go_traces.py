"""Random traces for Go's allocator, and random settings of it."""

from __future__ import annotations

import random
from typing import Any

from golearn.trace import Event, Op, Trace
from golearn.units import MIB, TIB

EDGES = [1, 8, 15, 16, 17, 24, 1000, 1024, 1025, 32768, 32769]
SIZES = {
    "tiny": list(range(1, 17)),
    "eight": [8],
    "small": [16, 24, 48, 100, 112],
    "edges": [0, *EDGES],
    "pages": [4096, 8192, 9000, 20_000, 30_000, 65_536, 100_000],
    "huge": [40, MIB, 5 * MIB],
    "any": [0, 3, 9, 40, 300, 2500, 10_000, 40_000],
}


def go_trace(seed: int) -> tuple[Trace, dict[str, Any]]:
    """A legal trace and settings of a GoAllocator; the same seed gives the same."""
    draw = random.Random(seed)
    processors = draw.choice([1, 1, 2, 3])
    sizes = SIZES[draw.choice(list(SIZES))]
    collects, moves = draw.choice([0, 0, 0.01, 0.08]), draw.choice([0, 0, 0.1])
    frees = draw.choice([0, 0.1, 0.45, 0.6])
    far_apart = draw.random() < 0.2
    events: list[Event] = []
    live: list[int] = []
    for number in range(draw.choice([0, 1, 20, 120, 300])):
        kind = draw.random()
        if kind < collects:
            events.append(Event(Op.GC))
        elif kind < collects + moves and live:
            events.append(Event(Op.REALLOC, draw.choice(live), draw.choice(sizes)))
        elif kind < collects + moves + frees and live:
            events.append(Event(Op.FREE, live.pop(draw.randrange(len(live)))))
        else:
            live.append(number * 1_000_003 if far_apart else number)
            events.append(Event(Op.ALLOC, live[-1], draw.choice(sizes), draw.random() < 0.4))
    trace = Trace.build(events, name=f"seed {seed}")
    processor = [draw.randrange(processors) for _ in events]
    trace = Trace(
        trace.op, trace.object, trace.size, trace.pointers, processor, name=f"seed {seed}"
    )
    settings = {
        "processors": processors,
        "max_heap": draw.choice([TIB, TIB, 16 * MIB, 4 * MIB]),
        "grow_ahead": draw.random() < 0.5,
        "gogc": draw.choice([None, 100]),
        "work_spans": draw.choice([0, 1, 3]),
    }
    return trace, settings
