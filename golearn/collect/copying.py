"""Copying: two halves; copy what lives from the full one into the empty one, and swap.

Cheney's scan (1970) needs no stack: the copies themselves are the list of what is still to do.
Between `scan` and `free` lie the grey objects, below `scan` the black ones. Dead objects are
never looked at. The price: half of the memory stands empty, and all the living are copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Copied, Flipped, Forwarded, Scanned
from golearn.collect.header import refs_of, size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.pause import Pause
from golearn.units import WORD


class Copying(ObjectHeap):
    """Semispaces: objects lie in one half of `heap` bytes, the other half waits."""

    name = "copying"

    def __init__(self, heap: int, global_slots: int = 8, stack_slots: int = 24) -> None:
        super().__init__(heap, global_slots, stack_slots)
        self.half = (self.end - self.base) // 2
        """Words in each of the two spaces."""
        self.from_space = self.base + self.half
        """Start of the half that is empty, except during a collection."""
        self.to_space = self.base
        """Start of the half in which objects live; in a collection, the one they go to."""
        self.free = self.to_space
        """The first free word of to-space."""
        self.scan = self.free
        """While it collects: the first copy whose references were not looked at."""

    def _place(self, size: int) -> int | None:
        if self.free + size > self.to_space + self.half:
            return None
        self.free += size
        return self.free - size

    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        memory = self.memory
        self.from_space, self.to_space = self.to_space, self.from_space
        self.scan = self.free = self.to_space
        if watching:
            yield Flipped(self.from_space, self.to_space)
        touched = 0
        for slot in self.root_slots():
            touched += 1
            if memory[slot]:
                yield from self._forward(slot, work, watching)
        while self.scan < self.free:
            address, head = self.scan, memory[self.scan]
            for slot in range(address + 1, address + 1 + refs_of(head)):
                if memory[slot]:
                    yield from self._forward(slot, work, watching)
            self.scan += size_of(head)
            touched += 1 + refs_of(head)
            work.visited += 1
            if watching:
                yield Scanned(address, self.scan, self.free)
        work.marked = work.moved
        work.touched += touched * WORD
        work.extra = work.moved_bytes

    def _forward(self, slot: int, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Make a slot point to the copy of its object, and make that copy if there is none."""
        memory = self.memory
        source = memory[slot]
        head = memory[source]
        copied = head < 0
        if copied:
            size, target = size_of(head), self.free
            memory[target : target + size] = memory[source : source + size]
            memory[source] = target
            self.free += size
            work.visited += 1
            work.moved += 1
            work.moved_bytes += size * WORD
            work.touched += (2 * size + 1) * WORD
        else:
            target = head
        memory[slot] = target
        work.touched += 3 * WORD
        if watching:
            if copied:
                yield Copied(slot, source, target, size)
            else:
                yield Forwarded(slot, source, target)

    def colour(self, address: int) -> str:
        """In to-space: grey from `scan` on, else black. In from-space: white until copied."""
        if self.to_space <= address < self.to_space + self.half:
            return "grey" if address >= self.scan else "black"
        return "white" if self.memory[address] < 0 else "black"

    @property
    def capacity(self) -> int:
        """Bytes of one half."""
        return self.half * WORD

    def spaces(self) -> list[tuple[int, int]]:
        return [(self.to_space, self.free)]

    def free_ranges(self) -> list[tuple[int, int]]:
        left = self.to_space + self.half - self.free
        return [(self.free, left)] if left else []
