"""Collectors that are wrong in one place each."""

from __future__ import annotations

from golearn.collect import (
    Copying,
    Generational,
    IncrementalMarkSweep,
    MarkCompact,
    MarkSweep,
    ThreadedCompact,
)
from golearn.collect.header import size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.mark_compact import move, plan, update
from golearn.collect.marking import mark
from golearn.errors import HeapCorruption


class NoForwarding(Copying):
    """Leaves no forwarding pointer: a shared object is copied for every reference to it."""

    def _forward(self, slot, work, watching):
        source = self.memory[slot]
        head = self.memory[source]
        if self.free + size_of(head) > self.to_space + self.half:
            raise HeapCorruption("more copies than there is room for")
        yield from super()._forward(slot, work, watching)
        self.memory[source] = head


class ForgetsTheSlot(Copying):
    """Follows the forwarding pointer, but does not write it into the slot."""

    def _forward(self, slot, work, watching):
        source = self.memory[slot]
        copied_before = self.memory[source] > 0
        yield from super()._forward(slot, work, watching)
        if copied_before:
            self.memory[slot] = source


class NoScan(Copying):
    """Copies what the roots refer to, and nothing that only copies refer to."""

    def _forward(self, slot, work, watching):
        if slot < self.base:
            yield from super()._forward(slot, work, watching)


class RoomyNursery(Generational):
    """Sound; objects of different age meet in its nursery, and its old generation is small."""

    def __init__(self, heap, **slots):
        super().__init__(heap, nursery=heap * 2 // 5, promote_at=2, **slots)


class NoRememberedSet(RoomyNursery):
    """A store in an old object is not remembered."""

    def _store(self, slot, ref):
        self.memory[slot] = ref


class ForgetsAtPromotion(RoomyNursery):
    """A promoted object that refers to a young one is not remembered."""

    def _remember(self, slot, work, watching):
        yield from ()


class ForgetsAfterMajor(RoomyNursery):
    """After a major collection nothing is remembered, even if some objects stay young."""

    def _remember_again(self, old, work, watching):
        yield from ()


class NoBarrier(IncrementalMarkSweep):
    """Marks while the program runs, without a write barrier."""

    def __init__(self, heap, **slots):
        super().__init__(heap, "none", **slots)


class BarrierAfterStore(IncrementalMarkSweep):
    """The deletion barrier runs after the store, and shades what was just written."""

    def __init__(self, heap, **slots):
        super().__init__(heap, "deletion", **slots)

    def _store(self, slot, ref):
        ObjectHeap._store(self, slot, ref)
        if self.marking is not None:
            self._before_store(slot, ref)


class NoSecondScan(IncrementalMarkSweep):
    """The insertion barrier without scanning the roots once more at the end."""

    def __init__(self, heap, **slots):
        super().__init__(heap, "insertion", **slots)

    def finish(self):
        self.barrier = "hybrid"
        pause = super().finish()
        self.barrier = "insertion"
        return pause


class BornWhite(IncrementalMarkSweep):
    """Objects that are born while it marks are not marked."""

    def new(self, refs=0, payload=()):
        return ObjectHeap.new(self, refs, payload)


class KeepsMarks(MarkSweep):
    """The sweep leaves the marks: what was alive once is kept for good."""

    def _sweep(self, work, watching):
        marks = bytes(self.marks)
        yield from super()._sweep(work, watching)
        self.marks[:] = marks


class SweepsTooMuch(MarkSweep):
    """The highest live object is taken for dead."""

    def _sweep(self, work, watching):
        last = self.marks.rfind(1)
        if last > 0:
            self.marks[last] = 0
        yield from super()._sweep(work, watching)


class RootsStay(MarkCompact):
    """References in roots are not updated."""

    def _collect(self, work, watching):
        roots = [self.memory[slot] for slot in self.root_slots()]
        yield from super()._collect(work, watching)
        for slot, ref in zip(self.root_slots(), roots, strict=True):
            self.memory[slot] = ref


class MovesFromTheTop(MarkCompact):
    """Objects move from the high end down, and land on some that have yet to move."""

    def _collect(self, work, watching):
        yield from mark(self, work, watching)
        spaces, rooms = self.spaces(), [(self.base, self.end)]
        (self.top,) = yield from plan(self, self.forward, spaces, rooms, work, watching)
        yield from update(self, self.forward, work, watching)
        downwards = dict(reversed(self.forward.items()))
        yield from move(self, downwards, work, watching)
        self.forward.clear()


class ThreadsHalf(ThreadedCompact):
    """Slots that refer down the heap keep the old address, as none of them is threaded."""

    def _thread(self, slot, work, watching):
        if slot < self.base or self.memory[slot] > slot:
            yield from super()._thread(slot, work, watching)


FAULTS = (
    NoForwarding,
    ForgetsTheSlot,
    NoScan,
    NoRememberedSet,
    ForgetsAtPromotion,
    ForgetsAfterMajor,
    NoBarrier,
    BarrierAfterStore,
    NoSecondScan,
    BornWhite,
    KeepsMarks,
    SweepsTooMuch,
    RootsStay,
    MovesFromTheTop,
    ThreadsHalf,
)
