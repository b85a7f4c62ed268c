"""Which tiers a request went through, read off its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.goheap.events import (
    Classified,
    LargeObject,
    PagesTaken,
    SpanFull,
    TinyBlockNeeded,
    TinyShared,
)
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY

_TOUCHES: dict[type[AllocatorEvent], int] = {
    TinyShared: TINY,
    TinyBlockNeeded: TINY,
    Classified: MCACHE,
    SpanFull: MCENTRAL,
    LargeObject: MHEAP,
    PagesTaken: MHEAP,
}


@dataclass(frozen=True)
class TierPath:
    """`tiers` in the order of the visits; `served` is the lowest that gave memory."""

    tiers: tuple[int, ...]
    served: int | None
    central_visits: int
    heap_locks: int
    """Times that the heap lock was taken on the way."""

    @property
    def shares(self) -> bool:
        """Whether it touched a central set. A large object does: its span is put on one."""
        return self.central_visits > 0 or self.tiers == (MHEAP,)

    @property
    def cost(self) -> str:
        """What of all that others share the request touched."""
        if self.heap_locks:
            times = {1: "once", 2: "twice"}.get(self.heap_locks, f"{self.heap_locks} times")
            return f"it took the heap lock {times}"
        if self.shares:
            return "no lock, but it touched a list that all Ps share"
        return "no lock, nothing shared"


def entries(events: Iterable[AllocatorEvent]) -> dict[int, int]:
    """For each tier that a request went to, in order: how many events came before."""
    found: dict[int, int] = {}
    for number, event in enumerate(events):
        if type(event) in _TOUCHES:
            found.setdefault(_TOUCHES[type(event)], number)
    return found


def path_of(
    events: Iterable[AllocatorEvent], served: int, central_visits: int, heap_locks: int
) -> TierPath:
    """The path of one request: its events, the tier that served it, and what it counted."""
    return TierPath(tuple(entries(events)), served, central_visits, heap_locks)
