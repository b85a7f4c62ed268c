"""The columns of a history while they are being filled, batch by batch."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory
from golearn.goheap.bulk.lives import Lives
from golearn.goheap.bulk.rows import Rows
from golearn.goheap.bulk.tables import Ints
from golearn.trace import Trace


class Columns:
    """What a replay finds out, as `History` has it, and `rows` for what follows from the trace."""

    def __init__(self, trace: Trace) -> None:
        events = len(trace)
        self.events = events
        """Events of the trace; of what was replayed, in the end."""
        self.placements = 0
        """Rows filled so far."""
        self.lives = Lives(trace)
        self.rows = Rows(trace, self.lives)
        self.address: Ints = np.empty(trace.allocations, dtype=np.int64)
        self.visited: Ints = np.zeros(events, dtype=np.int64)
        self.tier: NDArray[np.int8] = np.full(events, -1, dtype=np.int8)
        self.heap_sizes = [(0, 0)]
        """(event, bytes): how large the heap is from that event on, to the next pair's."""
        self.stopped: OutOfMemory | None = None

    def cut(self, events: int) -> None:
        """Only so many events were replayed."""
        self.events = events
        self.address = self.address[: self.placements].copy()
        self.visited, self.tier = self.visited[:events].copy(), self.tier[:events].copy()
        self.rows.cut(events)

    @cached_property
    def heap_size(self) -> Ints:
        """Bytes of the heap after each event, shape (events,)."""
        at, sizes = np.array(self.heap_sizes).T
        ends = np.append(at[1:], self.events)
        return np.repeat(sizes, ends - at)

    def later(self) -> dict[str, Ints]:
        """What was left until somebody looks at it."""
        self.rows.fill(self.events)
        named = ("object", "requested", "block", "born", "died")
        return {name: getattr(self.rows, name) for name in named} | {"heap_size": self.heap_size}
