"""The walk down the tree, written down: which summaries a search reads, and why it goes on.

Source: `runtime/mpagealloc.go` (`find`), Go 1.21.13. Counts in pages of 8 KiB, addresses in bytes.

`PageAlloc.find` answers; `descend` takes the same way, changes nothing, and keeps what it saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from golearn.goheap.bits import first_run, mask
from golearn.goheap.pagealloc import LEVEL_BITS, LEVEL_PAGES, LEVEL_SHIFT, LEVELS, PageAlloc
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES, FULL, unpack
from golearn.goheap.sizeclass import PAGE_SIZE


class Entry(NamedTuple):
    """One summary: free pages at the start, in the longest run, at the end."""

    number: int
    start: int
    longest: int
    end: int
    read: bool
    """Whether the search looked at it."""


@dataclass(frozen=True)
class Row:
    """What the search saw on one level: the entries of one block, and where it went."""

    level: int
    entries: tuple[Entry, ...]
    down: int | None
    """Index of the entry that it went into; None if it stopped here."""

    @property
    def pages_each(self) -> int:
        """Pages that one entry of this level speaks for."""
        return LEVEL_PAGES[self.level]


@dataclass(frozen=True)
class Descent:
    """One search. `address` is 0 if no run is long enough."""

    npages: int
    search_addr: int
    """The hint before the search: nothing is free below it."""
    nearby: Entry | None
    """The summary of the hint's chunk, which is tried first; None if the chunk's rest is short."""
    rows: tuple[Row, ...]
    """The walk from the root; empty if the hint's chunk served the request."""
    address: int

    def holds(self, row: Row, entry: Entry) -> bool:
        """Whether the run that ended the walk lies, in part, in this entry of its last row."""
        if not self.address or row.down is not None:
            return False
        shift = LEVEL_SHIFT[row.level]
        last = (self.address + self.npages * PAGE_SIZE - 1) >> shift
        return self.address >> shift <= entry.number <= last

    @property
    def read(self) -> int:
        """Summaries that were looked at."""
        walked = sum(entry.read for row in self.rows for entry in row.entries)
        return walked + (self.nearby is not None)


def descend(pages: PageAlloc, npages: int) -> Descent:
    """The search that `pages.alloc(npages)` would make now."""
    search_addr = pages.search_addr
    ci, page = divmod(search_addr // PAGE_SIZE, CHUNK_PAGES)
    nearby = None
    if ci < pages.end and CHUNK_PAGES - page >= npages:
        nearby = _entry(pages, LEVELS - 1, ci, read=True)
        if nearby.longest >= npages:
            return Descent(npages, search_addr, nearby, (), _in_chunk(pages, ci, npages))
    rows, address = _walk(pages, npages)
    return Descent(npages, search_addr, nearby, tuple(rows), address)


def _walk(pages: PageAlloc, npages: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    at = 0
    for level in range(LEVELS):
        first = at << LEVEL_BITS[level]
        block = range(first, first + (1 << LEVEL_BITS[level]))
        shift = LEVEL_SHIFT[level]
        hint = pages.search_addr >> shift
        last = (pages.end * CHUNK_BYTES - 1) >> shift
        shown = block if level else range(hint, last + 1)
        reads = range(max(hint, first), min(last + 1, block.stop))
        down, stopped, found = _read(pages, level, reads, npages)
        seen = range(reads.start, stopped)
        entries = tuple(_entry(pages, level, i, i in seen) for i in shown)
        rows.append(Row(level, entries, down))
        if down is None:
            return rows, found
        at = down
    return rows, _in_chunk(pages, at, npages)


def _read(pages: PageAlloc, level: int, reads: range, npages: int) -> tuple[int | None, int, int]:
    """(entry to go into, first entry not read, address) after reading from left to right."""
    each, run = LEVEL_PAGES[level], 0
    for i in reads:
        start, longest, end = unpack(pages.summary[level].get(i, FULL))
        if run + start >= npages:
            return None, i + 1, (i << LEVEL_SHIFT[level]) - run * PAGE_SIZE
        if longest >= npages:
            return i, i + 1, 0
        run = run + each if start == each else end
    return None, reads.stop, 0


def _entry(pages: PageAlloc, level: int, index: int, read: bool) -> Entry:
    return Entry(index, *unpack(pages.summary[level].get(index, FULL)), read)


def _in_chunk(pages: PageAlloc, ci: int, npages: int) -> int:
    free = ~pages.chunks[ci].allocated & mask(CHUNK_PAGES)
    return ci * CHUNK_BYTES + first_run(free, npages) * PAGE_SIZE
