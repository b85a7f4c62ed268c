"""Mark-compact: mark the living, then slide them to the low end, in the order they have.

Free space is one piece again, so a new object needs only a pointer that moves up. This is the
Lisp-2 way: three passes over the heap, and a word per live object for its new address.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Moved, Planned, Updated
from golearn.collect.header import refs_of, size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.marking import mark
from golearn.collect.pause import Pause
from golearn.units import WORD

Ranges = list[tuple[int, int]]
"""Pieces of memory (start, end), in address order."""


class BumpHeap(ObjectHeap):
    """A heap whose objects lie without a gap from `base` to `top`."""

    def __init__(self, heap: int, global_slots: int = 8, stack_slots: int = 24) -> None:
        super().__init__(heap, global_slots, stack_slots)
        self.top = self.base
        """The first word that was not handed out."""

    def _place(self, size: int) -> int | None:
        if self.top + size > self.end:
            return None
        self.top += size
        return self.top - size

    def spaces(self) -> Ranges:
        return [(self.base, self.top)]

    def free_ranges(self) -> list[tuple[int, int]]:
        return [(self.top, self.end - self.top)] if self.top < self.end else []


class MarkCompact(BumpHeap):
    """Bump allocation; when `top` meets the end, the living slide down."""

    name = "mark-compact"

    def __init__(self, heap: int, global_slots: int = 8, stack_slots: int = 24) -> None:
        super().__init__(heap, global_slots, stack_slots)
        self.forward: dict[int, int] = {}
        """While it collects: object → where it will go."""

    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        yield from mark(self, work, watching)
        spaces, rooms = self.spaces(), [(self.base, self.end)]
        (self.top,) = yield from plan(self, self.forward, spaces, rooms, work, watching)
        yield from update(self, self.forward, work, watching)
        yield from move(self, self.forward, work, watching)
        self.forward.clear()


def plan(
    heap: ObjectHeap,
    forward: dict[int, int],
    spaces: Ranges,
    rooms: Ranges,
    work: Pause,
    watching: bool,
) -> Generator[AllocatorEvent, None, list[int]]:
    """First pass: fill `forward` with a new address for each marked object of `spaces`.

    Objects keep their order. They fill the first of the `rooms`, and what does not fit there
    the next one. Returns where each room's objects will end.
    """
    memory, marks = heap.memory, heap.marks
    tops = [start for start, _ in rooms]
    room = visited = 0
    for start, end in spaces:
        address = start
        while address < end:
            size = size_of(memory[address])
            visited += 1
            if marks[address]:
                while tops[room] + size > rooms[room][1]:
                    room += 1
                forward[address] = tops[room]
                tops[room] += size
                if watching:
                    yield Planned(address, forward[address])
            address += size
    work.visited += visited
    work.touched += visited * WORD
    work.extra += len(forward) * WORD
    return tops


def update(
    heap: ObjectHeap, forward: dict[int, int], work: Pause, watching: bool
) -> Iterator[AllocatorEvent]:
    """Second pass: every reference in a root or a marked object gets the new address."""
    memory, touched = heap.memory, 0
    for slots in references(heap, forward):
        for slot in slots:
            ref = memory[slot]
            if ref:
                memory[slot] = forward[ref]
                touched += 1
                if watching and forward[ref] != ref:
                    yield Updated(slot, ref, forward[ref])
        touched += len(slots)
    work.visited += len(forward)
    work.touched += (touched + len(forward)) * WORD


def references(heap: ObjectHeap, objects: dict[int, int]) -> Iterator[range]:
    """The slots of the roots, then those of each object."""
    yield heap.root_slots()
    for address in objects:
        yield range(address + 1, address + 1 + refs_of(heap.memory[address]))


def move(
    heap: ObjectHeap, forward: dict[int, int], work: Pause, watching: bool
) -> Iterator[AllocatorEvent]:
    """Third pass, from the low end up, so that an object never lands on one still to move."""
    memory, marks = heap.memory, heap.marks
    words = 0
    for address, target in forward.items():
        marks[address] = 0
        size = size_of(memory[address])
        if target != address:
            memory[target : target + size] = memory[address : address + size]
            work.moved += 1
            words += size
            if watching:
                yield Moved(address, target, size)
    work.visited += len(forward)
    work.moved_bytes += words * WORD
    work.touched += (2 * words + len(forward)) * WORD
