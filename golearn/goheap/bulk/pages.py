"""Pages for many spans, in the order of the requests.

Most come from a P's page cache: as many spans as its lowest free run holds lie one behind the
other, so they are taken in one go. What remains goes through `MHeap.take_pages`, one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory
from golearn.goheap.bits import first_run, mask, trailing_zeros
from golearn.goheap.bulk.tables import Bools, Ints
from golearn.goheap.mheap import MHeap
from golearn.goheap.p import P
from golearn.goheap.pagecache import CACHE_MAX_PAGES, CACHE_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.layout import SparseLayout

NEVER = CACHE_PAGES + 1
"""In place of a number of pages for which the page cache is not asked."""


@dataclass
class Taken:
    """What the requests for pages got. Numbers count the requests from 0."""

    base: Ints
    """Addresses, of those that were served: shape (served,)."""
    needzero: Bools
    """Whether the pages were used before, shape (served,)."""
    slow: list[int] = field(default_factory=list)
    """The requests that took the heap lock."""
    visited: list[int] = field(default_factory=list)
    """Summaries that each of those looked at."""
    heap_size: list[int] = field(default_factory=list)
    """Bytes of the heap after each of those."""
    error: OutOfMemory | None = None
    """Why the request after the last one served was not."""


def take_pages(
    heap: MHeap, procs: Sequence[P], npages: Ints, proc: NDArray[np.int16] | int
) -> Taken:
    """Serve requests for `npages` pages by the Ps `proc`, until the heap is full."""
    taken = Taken(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))
    sums = np.cumsum(np.where(npages < CACHE_MAX_PAGES, npages, NEVER)).tolist()
    starts, bases, used_below = [], [], []
    i = before = 0
    try:
        for p, until in _turns(procs, proc, len(npages)):
            while i < until:
                count, base = _from_cache(heap, p, sums, before, i, until, taken)
                if count:
                    length = sums[i + count - 1] - before
                else:
                    count, length = 1, int(npages[i])
                    base = _one_by_one(heap, p, length, i, taken)
                starts.append(i)
                bases.append(base)
                used_below.append(_use(heap, base, length))
                i += count
                before = sums[i - 1]
    except OutOfMemory as error:
        taken.error = error
    if i:
        _spread(taken, np.array(starts), np.array(bases), np.array(used_below), npages[:i])
    return taken


def _turns(
    procs: Sequence[P], proc: NDArray[np.int16] | int, count: int
) -> Iterator[tuple[P, int]]:
    """Whose turn it is, and up to which request."""
    if isinstance(proc, int):
        yield procs[proc], count
    else:
        for last in (*np.flatnonzero(np.diff(proc)).tolist(), count - 1):
            if count:
                yield procs[proc[last]], last + 1


def _use(heap: MHeap, base: int, npages: int) -> int:
    """Note that pages are used; up to which address they were before."""
    assert isinstance(heap.layout, SparseLayout)
    arena = heap.layout.arena_of(base)
    assert arena is not None
    below = arena.base + arena.zeroed_base
    used = heap.layout.needs_zero(base, npages)
    return max(below, base + 1) if used else base


def _from_cache(
    heap: MHeap, p: P, sums: list[int], before: int, i: int, until: int, taken: Taken
) -> tuple[int, int]:
    """(requests served, address of the first) from request `i` on; 0 if the cache has no room."""
    cache = p.pcache.cache
    if not cache:
        return 0, 0
    low = trailing_zeros(cache)
    run = trailing_zeros(~(cache >> low))
    stop = bisect_right(sums, before + run, i, until)
    if stop == i:
        low = first_run(cache, sums[i] - before)
        if low < 0:
            return 0, 0
        stop = i + 1
    count, npages = stop - i, sums[stop - 1] - before
    bits = mask(npages, low)
    scavenged = (p.pcache.scav & bits).bit_count()
    p.pcache.cache &= ~bits
    p.pcache.scav &= ~bits
    heap.stats.take(npages * PAGE_SIZE, scavenged * PAGE_SIZE)
    if stop - i > p.spare_mspans:
        # One of the requests finds no spare structure and fetches more under the lock.
        i += p.spare_mspans
        _note_slow(heap, i, 0, taken)
        heap.locks.heap_acquired += 1
        p.spare_mspans = 0
        heap.alloc_mspan_locked(p)
        i += 1
    p.spare_mspans -= stop - i
    return count, p.pcache.base + low * PAGE_SIZE


def _one_by_one(heap: MHeap, p: P, npages: int, i: int, taken: Taken) -> int:
    heap.pages.visited = 0
    base, scavenged = heap.take_pages(p, npages)
    heap.stats.take(npages * PAGE_SIZE, scavenged)
    _note_slow(heap, i, heap.pages.visited, taken)
    return base


def _note_slow(heap: MHeap, i: int, visited: int, taken: Taken) -> None:
    taken.slow.append(i)
    taken.visited.append(visited)
    taken.heap_size.append(heap.size)


def _spread(taken: Taken, first: Ints, base: Ints, used_below: Ints, npages: Ints) -> None:
    """From each run of requests that was served at once to the requests."""
    before = np.cumsum(npages) - npages
    lengths = np.diff(np.append(first, len(npages)))
    taken.base = np.repeat(base - before[first] * PAGE_SIZE, lengths) + before * PAGE_SIZE
    taken.needzero = taken.base < np.repeat(used_below, lengths)
