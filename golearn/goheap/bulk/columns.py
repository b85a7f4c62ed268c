"""The columns of a history while they are being filled, batch by batch."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory
from golearn.goheap.bulk.rows import Rows
from golearn.goheap.bulk.tables import Ints
from golearn.trace import Trace


class Columns:
    """What a replay finds out, as `History` has it, and `rows` for what follows from the trace.

    Fresh memory is dear, so a column that is nearly always zero is kept as the few events where
    it is not, until somebody looks at it.
    """

    def __init__(self, trace: Trace) -> None:
        self.events = len(trace)
        """Events of the trace; of what was replayed, in the end."""
        self.placements = 0
        """Rows filled so far."""
        self.rows = Rows(trace)
        self.address: Ints = np.empty(trace.allocations, dtype=np.int64)
        self.tier: NDArray[np.int8] = np.empty(self.events, dtype=np.int8)
        self.searched: list[tuple[Ints, list[int]]] = []
        """(events, summaries that each looked at), batch by batch; other events looked at none."""
        self.heap_sizes = [(0, 0)]
        """(event, bytes): how large the heap is from that event on, to the next pair's."""
        self.stopped: OutOfMemory | None = None

    def cut(self, events: int) -> None:
        """Only so many events were replayed."""
        self.events = events
        self.address = self.address[: self.placements].copy()
        self.tier = self.tier[:events].copy()
        self.rows.cut(events)

    @cached_property
    def visited(self) -> Ints:
        """Summaries that each event looked at, shape (events,)."""
        visited = np.zeros(self.events, dtype=np.int64)
        for events, counts in self.searched:
            visited[events] = counts
        return visited

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
        rows = {name: getattr(self.rows, name) for name in named}
        return rows | {"visited": self.visited, "heap_size": self.heap_size}
