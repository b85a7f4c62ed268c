"""What requests for pages got, noted run by run and spread over the requests in the end."""

from __future__ import annotations

import numpy as np

from golearn.errors import OutOfMemory
from golearn.goheap.bulk.tables import Bools, Ints, lengths
from golearn.goheap.mheap import MHeap
from golearn.goheap.p import P
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.layout import SparseLayout


class Taken:
    """Numbers count the requests from 0. Several that lie one behind the other are one run."""

    def __init__(self, heap: MHeap) -> None:
        self.heap = heap
        self.first: list[int] = []
        """Of each run: the first request, shape (runs,)."""
        self.begin: list[int] = []
        """Its address."""
        self.length: list[int] = []
        """Its pages."""
        self.slow: list[int] = []
        """The requests that took the heap lock."""
        self.visited: list[int] = []
        """Summaries that each of those looked at."""
        self.heap_size: list[int] = []
        """Bytes of the heap after each of those."""
        self.ahead = 0
        """Bytes by which the heap grew, but has yet to hear of."""
        self.error: OutOfMemory | None = None
        """Why the request after the last one served was not."""

    def note(self, i: int, base: int, npages: int) -> None:
        """Requests from `i` on got these pages."""
        self.first.append(i)
        self.begin.append(base)
        self.length.append(npages)

    def note_slow(self, i: int, visited: int = 0) -> None:
        """Request `i` took the heap lock."""
        self.slow.append(i)
        self.visited.append(visited)
        self.heap_size.append(self.heap.size + self.ahead)

    def take_mspans(self, p: P, i: int, count: int, slow: bool = False) -> None:
        """A structure for each span; without spare ones one request fetches more under the lock.

        `slow` says whether request `i` took the lock before.
        """
        if count > p.spare_mspans:
            fetches = i + p.spare_mspans
            if fetches > i or not slow:
                self.note_slow(fetches)
            self.heap.locks.heap_acquired += 1
            count -= p.spare_mspans + 1
            p.spare_mspans = 0
            self.heap.alloc_mspan_locked(p)
        p.spare_mspans -= count

    def spread(self, npages: Ints) -> None:
        """From the runs to all requests that were served, which asked for `npages`."""
        before = np.cumsum(npages) - npages
        first = np.array(self.first, dtype=np.int64)
        begin = np.array(self.begin, dtype=np.int64)
        count = lengths(first, len(npages))
        self.base: Ints = np.repeat(begin - before[first] * PAGE_SIZE, count) + before * PAGE_SIZE
        """Addresses, shape (served,)."""
        used_below = np.array(self._used_below(), dtype=np.int64)
        self.needzero: Bools = self.base < np.repeat(used_below, count)
        """Whether the pages were used before, shape (served,)."""

    def _used_below(self) -> list[int]:
        """Note that the pages are used; per run, up to which address they were before."""
        layout = self.heap.layout
        assert isinstance(layout, SparseLayout)
        found = []
        arena, end = None, 0
        for base, npages in zip(self.begin, self.length, strict=True):
            stop = base + npages * PAGE_SIZE
            if arena is None or not arena.base <= base < end:
                arena = layout.arena_of(base)
                assert arena is not None
                end = arena.base + layout.port.heap_arena_bytes
            below = arena.base + arena.zeroed_base
            if stop > end:
                below = max(below, base + 1) if layout.needs_zero(base, npages) else base
            elif stop > below:
                arena.zeroed_base = stop - arena.base
            found.append(below)
        return found
