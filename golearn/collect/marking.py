"""Tri-colour marking: the first half of every collector that does not copy.

White: not found yet. Grey: found, but its references were not looked at. Black: found, and all
its references too. When no object is grey, what is still white is dead.
"""

from __future__ import annotations

from collections.abc import Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Blackened, Shaded
from golearn.collect.header import refs_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.pause import Pause
from golearn.units import WORD


def mark(heap: ObjectHeap, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
    """Mark everything that can be reached from the roots."""
    yield from mark_roots(heap, work, watching)
    yield from mark_grey(heap, work, watching)
    work.extra += len(heap.memory) // 8  # a bit per word


def mark_roots(heap: ObjectHeap, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
    """Shade what the roots refer to."""
    slots = heap.root_slots()
    for slot in slots:
        if shade(heap, heap.memory[slot]) and watching:
            yield Shaded(heap.memory[slot], slot)
    work.touched += len(slots) * WORD


def mark_grey(
    heap: ObjectHeap, work: Pause, watching: bool, at_most: int | None = None
) -> Iterator[AllocatorEvent]:
    """Scan grey objects, at most so many, or until none is left."""
    memory, marks, grey = heap.memory, heap.marks, heap.grey
    touched = objects = deepest = 0
    while grey and objects != at_most:
        deepest = max(deepest, len(grey))
        address = grey.pop() if not watching else grey[-1]
        refs = refs_of(memory[address])
        for slot in range(address + 1, address + 1 + refs):
            ref = memory[slot]
            if ref and not marks[ref]:
                marks[ref] = 1
                grey.append(ref)
                if watching:
                    yield Shaded(ref, slot)
        if watching:
            grey.remove(address)
            yield Blackened(address)
        touched += 1 + refs
        objects += 1
    work.marked += objects
    work.visited += objects
    work.touched += touched * WORD
    work.extra = max(work.extra, deepest * WORD)


def shade(heap: ObjectHeap, ref: int) -> bool:
    """Turn a white object grey; whether it was white."""
    if not ref or heap.marks[ref]:
        return False
    heap.marks[ref] = 1
    heap.grey.append(ref)
    return True
