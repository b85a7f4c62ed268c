"""Every allocator against an oracle that knows nothing of allocators: intervals and bytes.

Blocks may not overlap, lie inside the heap, are aligned and large enough; what the owner wrote
stays; bad pointers are refused and change nothing; once all is freed, all can be had in one piece.
"""

from __future__ import annotations

import copy

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from golearn.classic import (
    BuddyAllocator,
    BumpAllocator,
    FreeListAllocator,
    SegregatedFitAllocator,
    geometric,
)
from golearn.errors import DoubleFree, ForeignPointer, InteriorPointer, OutOfMemory

HEAP = 4096


def free_lists():
    for policy in ("first", "next", "best", "worst"):
        for coalesce in ("none", "immediate", "deferred"):
            yield lambda heap, p=policy, c=coalesce: FreeListAllocator(p, heap, coalesce=c)


MAKERS = [
    BumpAllocator,
    lambda heap: BumpAllocator(heap, align=16, header=8),
    *free_lists(),
    lambda heap: FreeListAllocator("best", heap, align=16, header=8),
    lambda heap: SegregatedFitAllocator(heap=heap, page=256, classes=(4, 8, 16, 32, 64)),
    lambda heap: SegregatedFitAllocator(geometric(0.2, 8, 200), heap=heap, header=8, page=512),
    lambda heap: SegregatedFitAllocator((24, 40), heap=heap, align=16, page=256),
    BuddyAllocator,
    lambda heap: BuddyAllocator(heap, align=16, header=8),
]


def photograph(allocator):
    """Everything the allocator knows, to see that a refused call changed nothing."""
    state = copy.deepcopy(vars(allocator))
    state.pop("visited")
    pages = state.pop("pages", None)
    runs = {a: (r.size_class, list(r.free)) for a, r in state.pop("run_at", {}).items()}
    state.pop("_run_of", None)
    partial = {c: [r.address for r in rs] for c, rs in state.pop("partial", {}).items()}
    return state, runs, partial, photograph(pages) if pages else None


class HeapMachine(RuleBasedStateMachine):
    """Random programs; the oracle is `self.live`, a plain table of intervals."""

    @initialize(make=st.sampled_from(MAKERS), fixed=st.booleans())
    def start(self, make, fixed):
        self.heap = make(HEAP if fixed else None)
        self.fixed = fixed
        self.memory = bytearray(1 << 20)
        self.live: dict[int, tuple[int, int]] = {}
        self.freed: set[int] = set()
        self.stamp = 0

    @rule(size=st.one_of(st.integers(0, 64), st.integers(0, 700)))
    def malloc(self, size):
        before = photograph(self.heap)
        try:
            address = self.heap.malloc(size)
        except OutOfMemory:
            assert self.fixed
            assert photograph(self.heap) == before
            return
        block = self.heap.block_size(address)
        assert block >= max(1, size + self.heap.header)
        assert address >= 0 and address + block <= self.heap.heap_size
        assert address % self.heap.align == 0
        for other, (length, _) in self.live.items():
            assert address + block <= other or other + length <= address
        self.stamp = self.stamp % 250 + 1
        self.memory[address : address + block] = bytes([self.stamp]) * block
        self.live[address] = (block, self.stamp)
        self.freed.discard(address)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def free(self, data):
        address = data.draw(st.sampled_from(sorted(self.live)))
        block, stamp = self.live.pop(address)
        assert self.memory[address : address + block] == bytes([stamp]) * block
        self.heap.free(address)
        self.freed.add(address)

    @rule(data=st.data())
    def free_what_must_not_be_freed(self, data):
        address = data.draw(st.integers(-8, HEAP + 8))
        if address in self.live:
            return
        inside = any(a < address < a + block for a, (block, _) in self.live.items())
        expected = (
            InteriorPointer if inside else DoubleFree if address in self.freed else ForeignPointer
        )
        before = photograph(self.heap)
        with pytest.raises(expected):
            self.heap.free(address)
        assert photograph(self.heap) == before

    @invariant()
    def books_are_right(self):
        if hasattr(self, "heap"):
            self.heap.check()
            assert {a: b for a, (b, _) in self.live.items()} == self.heap.used

    def teardown(self):
        if not hasattr(self, "heap"):
            return
        for address in list(self.live):
            self.heap.free(address)
        if isinstance(self.heap, BumpAllocator):
            self.heap.reset()
        if getattr(self.heap, "coalesce", "immediate") == "none":
            return
        whole = self.heap.heap_size
        if whole:
            assert self.heap.malloc(whole - self.heap.header) == 0
            assert self.heap.heap_size == whole
        self.heap.check()


HeapMachine.TestCase.settings = settings(max_examples=250, stateful_step_count=40, deadline=None)
TestHeapMachine = HeapMachine.TestCase
