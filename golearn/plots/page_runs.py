"""Every page of Go's heap and what it is: runs of pages in address order, for the page maps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from golearn.goheap import GoAllocator
from golearn.goheap.bits import mask
from golearn.goheap.pallocsum import CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE

State = Literal["span", "collector", "cached", "free", "released"]

STATES: dict[State, str] = {
    "span": "in a span",
    "collector": "held by the collector",
    "cached": "free, in a page cache",
    "free": "free, with memory",
    "released": "free, without memory",
}
"""What a page can be, and how the course calls it."""


class PageRun(NamedTuple):
    """`npages` pages from number `page` on, counted from the heap's start. A span is one run."""

    page: int
    npages: int
    state: State


def page_runs(go: GoAllocator) -> list[PageRun]:
    """All pages that the heap has taken over, in address order."""
    heap = go.heap
    first = heap.base // PAGE_SIZE
    owned = {span.base // PAGE_SIZE - first: (span.npages, "span") for span in go.spans()}
    owned |= {base // PAGE_SIZE - first: (n, "collector") for base, n in heap.manual.items()}
    runs, page, total = [], 0, heap.size // PAGE_SIZE
    states = _free_states(go)
    while page < total:
        if page in owned:
            npages, state = owned[page]
            runs.append(PageRun(page, npages, state))  # type: ignore[arg-type]
            page += npages
        else:
            end = page
            while end < total and end not in owned:
                end += 1
            runs.extend(_alike(states, page, end))
            page = end
    return runs


def _alike(states: list[State], page: int, end: int) -> Iterator[PageRun]:
    for state, group in groupby(states[page:end]):
        npages = len(list(group))
        yield PageRun(page, npages, state)
        page += npages


def _free_states(go: GoAllocator) -> list[State]:
    """The state of each page, were it in nobody's use."""
    heap = go.heap
    first = heap.base // PAGE_SIZE
    without = cached = 0
    for ci, chunk in heap.pages.chunks.items():
        without |= chunk.scavenged << ci * CHUNK_PAGES - first
    for p in go.procs:
        if p.pcache.cache:
            cached |= p.pcache.cache << p.pcache.base // PAGE_SIZE - first
    total = heap.size // PAGE_SIZE
    both = mask(total)
    without, cached = without & both, cached & both
    return [
        "cached" if cached >> i & 1 else "released" if without >> i & 1 else "free"
        for i in range(total)
    ]


def count_pages(runs: list[PageRun]) -> dict[State, int]:
    """Pages per state; every state has an entry."""
    return {state: sum(run.npages for run in runs if run.state == state) for state in STATES}


def pages_per_row(total: int, fewest: int = 64) -> int:
    """How many pages a row of a map shows, so that there are at most 32 rows."""
    width = fewest
    while total > 32 * width:
        width *= 2
    return width
