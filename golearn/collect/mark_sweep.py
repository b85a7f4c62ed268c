"""Mark-sweep: mark the living, then walk the heap and put everything else on free lists.

Nothing moves, so it needs no second space and no reference changes. The price: the sweep looks
at every block of the heap, and free space is scattered. Go's collector is built on this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Kept, Swept
from golearn.collect.header import FREE, header, size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.marking import mark
from golearn.collect.pause import Pause
from golearn.units import WORD


class MarkSweep(ObjectHeap):
    """Free blocks are kept by size; the smallest that is large enough is taken, and split."""

    name = "mark-sweep"
    moves = False

    def __init__(self, heap: int, global_slots: int = 8, stack_slots: int = 24) -> None:
        super().__init__(heap, global_slots, stack_slots)
        self.free: dict[int, list[int]] = {}
        """Size in words → free blocks of that size, the lowest last."""
        self._give(self.base, self.end - self.base)

    def _give(self, address: int, size: int) -> None:
        """Make a free block of `size` words, so that the heap can still be walked."""
        self.memory[address] = header(size, 0, FREE)
        self.free.setdefault(size, []).append(address)

    def _place(self, size: int) -> int | None:
        fit = size if size in self.free else min((s for s in self.free if s > size), default=None)
        if fit is None:
            return None
        address = self.free[fit].pop()
        if not self.free[fit]:
            del self.free[fit]
        if fit > size:
            self._give(address + size, fit - size)
        return address

    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        yield from mark(self, work, watching)
        yield from self._sweep(work, watching)

    def _sweep(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        memory, marks, end = self.memory, self.marks, self.end
        self.free.clear()
        address, visited, given = self.base, 0, 0
        while address < end:
            start, blocks = address, 0
            while address < end and not marks[address]:
                address += size_of(memory[address])
                blocks += 1
            visited += blocks
            if blocks:
                self._give(start, address - start)
                given += 1
                if watching:
                    yield Swept(start, address - start, blocks)
            if address < end:
                marks[address] = 0
                visited += 1
                if watching:
                    yield Kept(address)
                address += size_of(memory[address])
        for blocks_of_size in self.free.values():
            blocks_of_size.reverse()
        work.visited += visited
        work.touched += (visited + given) * WORD

    def spaces(self) -> list[tuple[int, int]]:
        return [(self.base, self.end)]

    def free_ranges(self) -> list[tuple[int, int]]:
        """Free blocks; two that touch count as two until the next sweep."""
        return sorted((a, size) for size, blocks in self.free.items() for a in blocks)
