"""The scavenger: free pages go back to the operating system, highest address first.

Source: `runtime/mgcscavenge.go`, Go 1.21.13, linux/amd64. Sizes in bytes.

The heap allocates from low addresses, so high pages are the least likely to be needed soon.
In the background the scavenger works towards a goal, set after each collection: the memory
that was in use, scaled by how the heap's goal changed, and 10 % on top. When the heap grows it
at once returns as much elsewhere, if that would pass the goal. Returned pages stay allocatable.

Not here: time. Go lets the scavenger use 1 % of one CPU; the model runs it when it is called.
Nor the memory limit (`GOMEMLIMIT`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from golearn.goheap.bits import mask
from golearn.goheap.cycle_events import Scavenged, ScavengeGoal
from golearn.goheap.pagealloc import Chunk
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES, FULL
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.units import KIB, MIB, round_up

if TYPE_CHECKING:
    from golearn.goheap.mheap import MHeap

RETAIN_EXTRA_PERCENT = 10
PHYS_PAGE_SIZE = 4 * KIB
HUGE_PAGE_SIZE = 2 * MIB
QUANTUM = 64 * KIB
"""Bytes that the background scavenger asks for at a time."""


class Scavenger:
    """Returns memory of one heap. `goal` is the number of bytes to retain; None: no need."""

    def __init__(self, heap: MHeap, huge_page_size: int = HUGE_PAGE_SIZE) -> None:
        self.heap = heap
        self.goal: int | None = None
        self.huge_pages = huge_page_size // PAGE_SIZE
        """Pages that make one huge page of the system; 0 or 1 if it has none."""

    @property
    def retained(self) -> int:
        """Bytes of the heap that have physical memory (`heapRetained`)."""
        return self.heap.stats.in_use + self.heap.stats.free

    def pace(self, last_heap_in_use: int, heap_goal: int, last_heap_goal: int) -> None:
        """Set the goal after a collection (`gcPaceScavenger`); none without a last heap goal."""
        if not last_heap_goal:
            self.goal = None
            return
        goal = int(last_heap_in_use * (heap_goal / last_heap_goal))
        goal += goal // (100 // RETAIN_EXTRA_PERCENT)
        goal = round_up(goal, PHYS_PAGE_SIZE)
        self.goal = goal if self.retained - goal >= PHYS_PAGE_SIZE else None
        if self.heap.watch is not None:
            self.heap.watch.append(ScavengeGoal(self.retained, goal))

    def on_growth(self, growth: int) -> None:
        """The heap grew: return as much of the rest as would pass the goal."""
        if self.goal is not None and self.retained + growth > self.goal:
            self.scavenge(min(growth, self.retained + growth - self.goal))

    def background(self, limit: int | None = None) -> int:
        """Work towards the goal, 64 KiB at a time, up to `limit` bytes; bytes returned."""
        released = 0
        while self.goal is not None and self.retained > self.goal:
            if limit is not None and released >= limit:
                break
            got = self.scavenge(QUANTUM)
            released += got
            if got < QUANTUM:
                break
        return released

    def scavenge(self, nbytes: int, force: bool = False) -> int:
        """Return at least `nbytes` if there are as many; bytes returned.

        `force` takes from densely used chunks too, as `debug.FreeOSMemory` does.
        """
        released = 0
        while released < nbytes:
            ci, page = self.heap.pages.scav.find(force)
            if ci == 0:
                break
            released += self._scavenge_one(ci, page, nbytes - released, force)
        return released

    def _scavenge_one(self, ci: int, page: int, nbytes: int, force: bool) -> int:
        """Return one run of pages of a chunk; 0 if it has none."""
        heap = self.heap
        heap.locks.heap_acquired += 1
        chunk = heap.pages.chunks[ci]
        if heap.pages.leaves.get(ci, FULL) != FULL:
            start, npages = find_candidate(chunk, page, -(-nbytes // PAGE_SIZE), self.huge_pages)
            if npages:
                chunk.scavenged |= mask(npages, start)
                heap.stats.released += npages * PAGE_SIZE
                heap.stats.free -= npages * PAGE_SIZE
                base = ci * CHUNK_BYTES + start * PAGE_SIZE
                heap.pages.search_addr = min(heap.pages.search_addr, base)
                if heap.backed:
                    heap.layout.space.sys_unused(base, npages * PAGE_SIZE)
                if heap.watch is not None:
                    heap.watch.append(Scavenged(base, npages, force))
                return npages * PAGE_SIZE
        heap.pages.scav.set_empty(ci)
        return 0


def find_candidate(chunk: Chunk, page: int, most: int, huge_pages: int) -> tuple[int, int]:
    """(first page, pages) of the highest run that is free and has physical memory.

    At most `most` pages of it, unless that would break a huge page that is free as a whole:
    then all of that huge page. (0, 0) if there is no such run. Go looks at 64 pages at once,
    so the search begins at the top of the word that holds `page`.
    """
    word_end = min(CHUNK_PAGES, (page // 64 + 1) * 64)
    candidates = ~(chunk.allocated | chunk.scavenged) & mask(word_end)
    if not candidates:
        return 0, 0
    end = candidates.bit_length()
    run = end - (~candidates & mask(end)).bit_length()
    npages = min(run, most)
    start = end - npages
    if huge_pages > 1 and round_up(start, huge_pages) <= end:
        below = start // huge_pages * huge_pages
        if below >= end - run:
            npages += start - below
            start = below
    return start, npages
