"""Segregated fit again, for long traces: no list is searched, whatever the number of runs.

`SegregatedFitAllocator` is the reference.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from golearn.classic.bulk.free_list import FULL, BulkFreeList, Ints
from golearn.classic.segregated import Run, SegregatedFitAllocator


class BulkSegregatedFit:
    """Takes over the runs of an allocator; `hand_back` puts them back into it.

    A run's free blocks are a heap, and so are the runs of a class. A run that went back to the
    pages leaves its entry behind; it is dropped when it comes to the top.
    """

    def __init__(self, allocator: SegregatedFitAllocator) -> None:
        self.allocator = allocator
        self.pages = BulkFreeList(allocator.pages)
        self.visited = 0
        self.run_at = allocator.run_at
        self.run_of = allocator._run_of
        self.partial = allocator.partial
        self.pages_used = allocator.pages.used
        largest = allocator.classes[-1]
        steps = range(0, largest + allocator.align, allocator.align)
        self.class_of = {need: allocator.class_of(need) for need in steps}
        """By block size, in steps of `align`; what is not in it is larger than every class."""

    @property
    def heap_size(self) -> int:
        """Bytes that the heap spans."""
        return self.pages.heap_size

    def take(self, need: int) -> int:
        """The address of a block for `need` bytes, or `FULL`."""
        size_class = self.class_of.get(need)
        if size_class is None:
            return self._from_pages(need)
        runs = self.partial[size_class]
        while runs and not self._is_partial(runs[0]):
            heappop(runs)
        if runs:
            self.visited = 1
        elif not self._refill(size_class):
            return FULL
        run = runs[0]
        address = heappop(run.free)
        if not run.free:
            heappop(runs)
        self.run_of[address] = run
        return address

    def blocks_for(self, need: Ints) -> Ints:
        """Bytes of the blocks that serve requests of `need` bytes: of a class, if one is enough."""
        classes, align = np.array(list(self.class_of.values())), self.allocator.align
        small = need // align < len(classes)
        return np.where(small, classes[np.where(small, need // align, 0)], need)

    def _is_partial(self, run: Run) -> bool:
        return bool(run.free) and self.run_at.get(run.address) is run

    def _refill(self, size_class: int) -> bool:
        page = self.allocator.page
        address = self._from_pages(page)
        if address == FULL:
            return False
        run = Run(address, size_class, page // size_class)
        self.run_at[address] = run
        heappush(self.partial[size_class], run)
        return True

    def give(self, address: int, size: int) -> None:
        """A block that is free from now on."""
        run = self.run_of.pop(address, None)
        if run is None:
            self._to_pages(address)
            return
        if not run.free:
            heappush(self.partial[run.size_class], run)
        heappush(run.free, address)
        if len(run.free) == run.blocks:
            del self.run_at[run.address]
            self._to_pages(run.address)

    def _from_pages(self, size: int) -> int:
        address = self.pages.take(size)
        self.visited = self.pages.visited
        if address != FULL:
            self.pages_used[address] = size
        return address

    def _to_pages(self, address: int) -> None:
        self.allocator.pages._freed.add(address)
        self.pages.give(address, self.pages_used.pop(address))

    def hand_back(self) -> None:
        """Set the allocator's runs and pages as they are here."""
        self.pages.hand_back()
        self.allocator.heap_size = self.heap_size
        for size_class, runs in self.partial.items():
            valid = {run.address: run for run in runs if self._is_partial(run)}
            self.partial[size_class] = [valid[address] for address in sorted(valid)]
        for run in self.run_at.values():
            run.free.sort()
