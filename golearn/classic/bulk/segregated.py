"""Segregated fit again, for long traces: no list is searched, whatever the number of runs.

`SegregatedFitAllocator` is the reference.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import heappop, heappush

import numpy as np

from golearn.classic.bulk.free_list import FULL, BulkFreeList, Ints
from golearn.classic.segregated import Run, SegregatedFitAllocator


class BulkSegregatedFit:
    """Begins with a fresh allocator and leaves it alone until `hand_back` gives it the runs.

    A run's free blocks are a heap, and so are the runs of a class. A run that went back to the
    pages leaves its entry behind; it is dropped when it comes to the top.
    """

    def __init__(self, allocator: SegregatedFitAllocator) -> None:
        self.allocator = allocator
        self.pages = BulkFreeList(allocator.pages)
        self.visited = 0
        self.run_at: dict[int, Run] = {}
        self.run_of: dict[int, Run] = {}
        self.partial: dict[int, list[Run]] = {c: [] for c in allocator.classes}
        self.pages_used: dict[int, int] = {}
        self.pages_freed: set[int] = set()
        self.classes = allocator.classes
        self.largest = self.classes[-1]
        self.class_of: dict[int, int] = {}
        """By what is needed, as far as it was asked for."""

    @property
    def heap_size(self) -> int:
        """Bytes that the heap spans."""
        return self.pages.heap_size

    def take(self, need: int) -> int:
        """The address of a block for `need` bytes, or `FULL`."""
        if need > self.largest:
            return self._from_pages(need)
        size_class = self.class_of.get(need)
        if size_class is None:
            size_class = self.class_of[need] = self.classes[bisect_left(self.classes, need)]
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
        classes = np.array(self.classes)
        of = classes[np.searchsorted(classes, np.minimum(need, self.largest))]
        return np.where(need <= self.largest, of, need)

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
        self.pages_freed.add(address)
        self.pages.give(address, self.pages_used.pop(address))

    def hand_back(self) -> None:
        """Set the allocator's runs and pages as they are here."""
        for size_class, runs in self.partial.items():
            valid = {run.address: run for run in runs if self._is_partial(run)}
            self.partial[size_class] = [valid[address] for address in sorted(valid)]
        for run in self.run_at.values():
            run.free.sort()
        allocator = self.allocator
        allocator.partial, allocator.run_at = self.partial, self.run_at
        allocator._run_of = self.run_of
        allocator.pages.used, allocator.pages._freed = self.pages_used, self.pages_freed
        self.pages.hand_back()
        allocator.heap_size = self.heap_size
