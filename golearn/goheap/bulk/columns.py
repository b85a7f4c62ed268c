"""The columns of a history while they are being filled, batch by batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory
from golearn.goheap.bulk.tables import Ints
from golearn.trace import Trace

PER_PLACEMENT = ("object", "address", "requested", "block", "born", "died")
PER_EVENT = ("visited", "heap_size", "tier")


class Columns:
    """As `History` has them: the first six per placement, the last three per event."""

    def __init__(self, trace: Trace) -> None:
        events, placements = len(trace), trace.allocations
        self.events = events
        """Events of the trace; of what was replayed, in the end."""
        self.placements = 0
        """Rows filled so far."""
        self.all_place = placements == events
        """Whether every event is a placement: then the trace has two of the columns already."""
        self.object: Ints = np.empty(placements, dtype=np.int64)
        self.address: Ints = np.empty(placements, dtype=np.int64)
        self.requested: Ints = np.empty(placements, dtype=np.int64)
        if self.all_place:
            self.object, self.requested = map(np.ascontiguousarray, (trace.object, trace.size))
        self.block: Ints = np.empty(placements, dtype=np.int64)
        self.born: Ints = np.empty(placements, dtype=np.int64)
        self.died: Ints = np.full(placements, events, dtype=np.int64)
        self.visited: Ints = np.zeros(events, dtype=np.int64)
        self.heap_size: Ints = np.empty(events, dtype=np.int64)
        self.tier: NDArray[np.int8] = np.full(events, -1, dtype=np.int8)
        self.stopped: OutOfMemory | None = None

    def cut(self, events: int) -> None:
        """Only so many events were replayed."""
        self.events = events
        for name in PER_PLACEMENT:
            setattr(self, name, getattr(self, name)[: self.placements].copy())
        for name in PER_EVENT:
            setattr(self, name, getattr(self, name)[:events].copy())
        np.minimum(self.died, events, out=self.died)
