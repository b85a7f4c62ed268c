"""Made-up programs, each with a habit that suits one allocator and hurts another.

Every workload is a function of its parameters and `seed` alone: the same call gives the same
trace on every machine. Sizes are in bytes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golearn.errors import BadParameter
from golearn.trace.trace import Event, Trace
from golearn.trace.validate import Op


class Mutator:
    """Writes down the events of a made-up program, and knows which of its objects are live."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.events: list[Event] = []
        self.live: list[int] = []
        self._next = 0

    def alloc(self, size: float | np.integer) -> int:
        """Allocate an object (at least one byte); every second one holds pointers."""
        obj = self._next
        self._next += 1
        pointers = bool(self.random.integers(2))
        self.events.append(Event(Op.ALLOC, obj, max(1, int(size)), pointers))
        self.live.append(obj)
        return obj

    def free(self, index: int) -> None:
        """Free the live object at this index of `live`."""
        self.events.append(Event(Op.FREE, self.live.pop(index)))

    def free_any(self) -> None:
        """Free a live object drawn at random."""
        self.free(int(self.random.integers(len(self.live))))

    def trace(self, name: str) -> Trace:
        """All that was written down."""
        return Trace.build(self.events, name=name)


def _churn(
    name: str, events: int, seed: int, live: int, size: Callable[[Mutator, float], float]
) -> Trace:
    """Allocate and free at random, holding about `live` objects.

    `size` draws a size; it is told how far the program has come, from 0 to 1.
    """
    _require(events, live)
    mutator = Mutator(seed)
    for i in range(events):
        # The fuller, the likelier a free: the number of live objects settles around `live`.
        if mutator.live and mutator.random.random() < len(mutator.live) / (2 * live):
            mutator.free_any()
        else:
            mutator.alloc(size(mutator, i / events))
    return mutator.trace(name)


def _require(*counts: int) -> None:
    if min(counts) < 1:
        raise BadParameter(f"a workload needs counts of at least 1, got {counts}")


def lognormal(events: int = 10_000, seed: int = 0, live: int = 500) -> Trace:
    """Many small objects, few large: the median is 64 bytes, one in fifty is over 1 KiB."""
    return _churn("lognormal", events, seed, live, lambda m, _: m.random.lognormal(4.16, 1.35))


def bimodal(events: int = 10_000, seed: int = 0, live: int = 500) -> Trace:
    """Two kinds of objects: nine of ten have 16 to 64 bytes, the tenth 1 to 4 KiB."""

    def size(m: Mutator, _: float) -> float:
        small = m.random.random() < 0.9
        return float(m.random.integers(16, 65) if small else m.random.integers(1024, 4097))

    return _churn("bimodal", events, seed, live, size)


def ramp(events: int = 10_000, seed: int = 0, live: int = 500) -> Trace:
    """Objects grow over time, from about 16 to about 1,000 bytes: old holes are too small."""
    return _churn(
        "ramp", events, seed, live, lambda m, t: (16 + 984 * t) * m.random.uniform(0.8, 1.2)
    )


def phases(events: int = 10_000, seed: int = 0, count: int = 6) -> Trace:
    """`count` phases, each with a size of its own; at the end of each, one in ten survives."""
    _require(events, count)
    mutator = Mutator(seed)
    # A phase of n allocations and 0.9 n frees.
    objects = max(1, int(events / count / 1.9))
    for phase in range(count):
        typical = 24 * 2**phase
        born = [mutator.alloc(typical * mutator.random.uniform(0.7, 1.3)) for _ in range(objects)]
        survivors = set(mutator.random.choice(born, size=max(1, objects // 10), replace=False))
        for obj in born:
            if obj not in survivors:
                mutator.free(mutator.live.index(obj))
    return mutator.trace("phases")


def stack_like(events: int = 10_000, seed: int = 0, live: int = 500) -> Trace:
    """Last in, first out: the youngest object always dies first, as in nested calls."""
    _require(events, live)
    mutator = Mutator(seed)
    for _ in range(events):
        full = len(mutator.live) / (2 * live)
        if mutator.live and mutator.random.random() < full:
            mutator.free(-1)
        else:
            mutator.alloc(mutator.random.lognormal(4.16, 1))
    return mutator.trace("stack_like")


def queue_like(events: int = 10_000, seed: int = 0, live: int = 500) -> Trace:
    """First in, first out: the oldest object always dies first, as in a message queue."""
    _require(events, live)
    mutator = Mutator(seed)
    for _ in range(events):
        if len(mutator.live) >= live:
            mutator.free(0)
        else:
            mutator.alloc(mutator.random.lognormal(4.16, 1))
    return mutator.trace("queue_like")


def holes(events: int = 10_000, seed: int = 0, count: int = 1_000) -> Trace:
    """Small holes at the low end, and requests that fit in none: first fit walks past them all.

    `count` holes of 16 to 48 bytes are made first; then larger objects come and go.
    """
    _require(events, count)
    mutator = Mutator(seed)
    for _ in range(count):
        mutator.alloc(mutator.random.integers(16, 49))
        mutator.alloc(16)
    for i in range(count):
        mutator.free(i)  # each removal shifts the next: this frees every second object
    while len(mutator.events) < events:
        if len(mutator.live) > count + 50:
            mutator.free(int(mutator.random.integers(count, len(mutator.live))))
        else:
            mutator.alloc(mutator.random.integers(64, 257))
    return mutator.trace("holes")


def _gadget(name: str, seed: int, count: int, holes: list[int], requests: list[int]) -> Trace:
    """`count` holes of each size, low to high, then `count` requests of each size."""
    _require(count)
    mutator = Mutator(seed)
    to_free = []
    for hole in holes:
        for _ in range(count):
            to_free.append(mutator.alloc(hole))
            mutator.alloc(8)  # keeps neighbouring holes apart
    mutator.random.shuffle(to_free)
    for obj in to_free:
        mutator.free(mutator.live.index(obj))
    for request in requests:
        for _ in range(count):
            mutator.alloc(request)
    return mutator.trace(name)


def best_fit_loses(count: int = 50, seed: int = 0) -> Trace:
    """Best fit needs a larger heap than first fit.

    For 88 bytes it takes the holes of 96, leaving crumbs of 8. The holes of 160 that it spared
    are then broken by requests of 72, and half of the 96 that come last fit nowhere. First fit
    makes 88 + 72 out of each 160 and keeps the 96.
    """
    return _gadget("best_fit_loses", seed, count, holes=[160, 96], requests=[88, 72, 96])


def first_fit_loses(count: int = 50, seed: int = 0) -> Trace:
    """First fit needs a larger heap than best fit.

    For 64 bytes it breaks the holes of 120 that come first, although holes of exactly 64 lie
    further up; the requests of 120 then fit nowhere.
    """
    return _gadget("first_fit_loses", seed, count, holes=[120, 64], requests=[64, 120])


WORKLOADS: dict[str, Callable[..., Trace]] = {
    function.__name__: function
    for function in (
        lognormal,
        bimodal,
        ramp,
        phases,
        stack_like,
        queue_like,
        holes,
        best_fit_loses,
        first_fit_loses,
    )
}
