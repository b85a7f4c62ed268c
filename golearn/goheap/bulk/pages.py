"""Pages for many spans, in the order of the requests.

Where the heap just grows, arithmetic will do: see `frontier`. Elsewhere most pages come from a
P's page cache: as many spans as its lowest free run holds lie one behind the other, so they are
taken in one go. What remains goes through `MHeap.take_pages`, one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory
from golearn.goheap.bits import first_run, mask, trailing_zeros
from golearn.goheap.bulk.frontier import Frontier
from golearn.goheap.bulk.tables import Ints
from golearn.goheap.bulk.taken import Taken
from golearn.goheap.mheap import MHeap
from golearn.goheap.p import P
from golearn.goheap.pagecache import CACHE_MAX_PAGES, CACHE_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE

NEVER = CACHE_PAGES + 1
"""In place of a number of pages for which the page cache is not asked."""


def take_pages(
    heap: MHeap, procs: Sequence[P], npages: Ints, proc: NDArray[np.int16] | int
) -> Taken:
    """Serve requests for `npages` pages by the Ps `proc`, until the heap is full."""
    taken = Taken(heap)
    sums = np.cumsum(np.where(npages < CACHE_MAX_PAGES, npages, NEVER)).tolist()
    i = 0
    try:
        for p, until in _turns(procs, proc, len(npages)):
            while i < until:
                frontier = Frontier(heap, p)
                if frontier.open:
                    i = frontier.serve(sums, npages, i, until, taken)
                    frontier.settle(taken)
                if i < until:
                    i = _from_cache(heap, p, sums, i, until, taken) or _alone(
                        heap, p, int(npages[i]), i, taken
                    )
    except OutOfMemory as error:
        taken.error = error
    taken.spread(npages[:i])
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


def _from_cache(heap: MHeap, p: P, sums: list[int], i: int, until: int, taken: Taken) -> int:
    """Serve requests from `i` on; the first that is not served, or 0 if there is no room."""
    cache = p.pcache.cache
    if not cache:
        return 0
    before = sums[i - 1] if i else 0
    low = trailing_zeros(cache)
    run = trailing_zeros(~(cache >> low))
    stop = bisect_right(sums, before + run, i, until)
    if stop == i:
        low = first_run(cache, sums[i] - before)
        if low < 0:
            return 0
        stop = i + 1
    npages = sums[stop - 1] - before
    bits = mask(npages, low)
    scavenged = (p.pcache.scav & bits).bit_count()
    p.pcache.cache &= ~bits
    p.pcache.scav &= ~bits
    heap.stats.take(npages * PAGE_SIZE, scavenged * PAGE_SIZE)
    taken.take_mspans(p, i, stop - i)
    taken.note(i, p.pcache.base + low * PAGE_SIZE, npages)
    return stop


def _alone(heap: MHeap, p: P, npages: int, i: int, taken: Taken) -> int:
    """Serve request `i`; the next."""
    heap.pages.visited = 0
    base, scavenged = heap.take_pages(p, npages)
    heap.stats.take(npages * PAGE_SIZE, scavenged)
    taken.note_slow(i, heap.pages.visited)
    taken.note(i, base, npages)
    return i + 1
