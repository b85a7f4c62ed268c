"""Tables: free blocks before, the call, where it goes, free blocks after."""

from __future__ import annotations

import pytest

from golearn.classic import FreeListAllocator
from golearn.classic.events import Coalesced, Grew, Searched, Split
from golearn.classic.free_list import merge_neighbours
from golearn.classic.policies import Block
from golearn.errors import BadParameter, BadSize, OutOfMemory


def heap_with_holes(policy: str, holes: list[int], **options: object) -> FreeListAllocator:
    """A full heap in which exactly these holes are free, with one used word between them."""
    heap = FreeListAllocator(policy, **options)  # type: ignore[arg-type]
    addresses = []
    for hole in holes:
        addresses.append(heap.malloc(hole))
        heap.malloc(8)
    for address in addresses:
        heap.free(address)
    heap.rover = 0
    return heap


# holes (bytes, in address order), request → index of the hole taken, blocks visited
CHOICES = {
    "first": [
        ([16, 64, 32, 64], 24, 1, 2),
        ([16, 24, 32], 24, 1, 2),  # an exact fit is large enough
        ([16, 24, 32], 8, 0, 1),
        ([16, 24, 32], 40, None, 3),
    ],
    "best": [
        ([64, 24, 32], 24, 1, 3),
        ([64, 32, 32], 32, 1, 3),  # a tie goes to the lowest address
        ([64, 48, 40], 33, 2, 3),
        ([16, 24], 32, None, 2),
    ],
    "worst": [
        ([24, 64, 32], 8, 1, 3),
        ([64, 24, 64], 8, 0, 3),
        ([16, 24], 32, None, 2),
    ],
    "next": [
        ([16, 64, 32], 24, 1, 2),
        ([16, 24, 32], 40, None, 3),
    ],
}


@pytest.mark.parametrize(
    ("policy", "holes", "request_", "taken", "visited"),
    [(policy, *row) for policy, rows in CHOICES.items() for row in rows],
)
def test_choice(policy, holes, request_, taken, visited):
    heap = heap_with_holes(policy, holes)
    starts = [block.address for block in heap.free_blocks]
    end = heap.heap_size
    address = heap.malloc(request_)
    assert address == (end if taken is None else starts[taken])
    assert heap.visited == visited
    heap.check()


def test_next_fit_goes_on_where_it_stopped_and_wraps_once():
    heap = heap_with_holes("next", [32, 32, 32])  # holes at 0, 40, 80
    assert [(heap.malloc(16), heap.visited) for _ in range(2)] == [(0, 1), (16, 1)]
    assert (heap.malloc(32), heap.visited) == (40, 1)
    heap.free(0)
    assert (heap.malloc(24), heap.visited) == (80, 1)
    # Above 104 only the 8 bytes left over at 104; then once around to the hole at 0.
    assert (heap.malloc(16), heap.visited) == (0, 2)


def test_next_fit_skips_a_block_that_begins_below_the_last_one():
    heap = FreeListAllocator("next", heap=256)
    a, b, c = (heap.malloc(32) for _ in range(3))
    heap.malloc(32)
    heap.free(c)
    d = heap.malloc(16)  # at 128: the search starts above the block placed last
    assert d == 128
    heap.free(a)
    heap.free(d)  # merges into the free end, which now begins at 128, below 144
    assert (heap.malloc(8), heap.visited) == (0, 1)
    heap.free(b)
    heap.check()


# Silberschatz, Galvin, Gagne: Operating System Concepts, the exercise on memory partitions of
# 100, 500, 200, 300 and 600 KB and processes of 212, 417, 112 and 426 KB.
KB = 1024
TEXTBOOK = {
    "first": {212: 500, 417: 600, 112: 500, 426: None},
    "best": {212: 300, 417: 500, 112: 200, 426: 600},
    "worst": {212: 600, 417: 500, 112: 600, 426: None},
}


@pytest.mark.parametrize("policy", TEXTBOOK)
def test_textbook_partitions(policy):
    partitions = [100, 500, 200, 300, 600]
    heap = heap_with_holes(policy, [p * KB for p in partitions])
    ranges = {
        size: range(block.address, block.address + block.size)
        for size, block in zip(partitions, heap.free_blocks, strict=True)
    }
    end = heap.heap_size
    for process, expected in TEXTBOOK[policy].items():
        address = heap.malloc(process * KB)
        if expected is None:
            assert address >= end, "must wait: only a longer heap has room"
        else:
            assert address in ranges[expected]


@pytest.mark.parametrize(
    ("size", "align", "header", "block"),
    [
        (0, 8, 0, 8),
        (1, 8, 0, 8),
        (8, 8, 0, 8),
        (9, 8, 0, 16),
        (8, 8, 8, 16),
        (0, 16, 4, 16),
        (5, 1, 0, 5),
        (0, 1, 0, 1),
    ],
)
def test_rounding(size, align, header, block):
    heap = FreeListAllocator(align=align, header=header)
    assert heap.block_size(heap.malloc(size)) == block
    assert heap.heap_size == block


def test_growth_counts_a_free_block_at_the_end():
    heap = FreeListAllocator()
    heap.malloc(64)
    last = heap.malloc(24)
    heap.free(last)
    assert heap.malloc(40) == 64
    assert heap.heap_size == 104  # 16 bytes more, not 40


@pytest.mark.parametrize(
    ("coalesce", "after_free", "address"),
    [
        ("none", [(0, 16), (16, 16)], 40),
        ("immediate", [(0, 32)], 0),
        ("deferred", [(0, 16), (16, 16)], 0),
    ],
)
def test_coalescing(coalesce, after_free, address):
    heap = FreeListAllocator(coalesce=coalesce)
    a, b, _ = heap.malloc(16), heap.malloc(16), heap.malloc(8)
    heap.free(a)
    heap.free(b)
    assert heap.free_blocks == after_free
    assert heap.malloc(32) == address


def test_merging_both_neighbours():
    blocks = [Block(0, 8), Block(8, 8), Block(16, 4), Block(32, 8)]
    assert merge_neighbours(blocks) == [(0, 20), (32, 8)]
    heap = FreeListAllocator()
    a, b, c, _ = (heap.malloc(8) for _ in range(4))
    for address in (a, c, b):
        heap.free(address)
    assert heap.free_blocks == [(0, 24)]


def test_out_of_memory_leaves_the_heap_unchanged_even_after_a_merge():
    heap = FreeListAllocator("first", heap=32, coalesce="deferred")
    for address in [heap.malloc(8) for _ in range(4)][:3]:
        heap.free(address)
    before = list(heap.free_blocks)
    with pytest.raises(OutOfMemory, match="larger heap"):
        heap.malloc(32)
    assert heap.free_blocks == before and heap.heap_size == 32


def test_events_tell_the_story():
    heap = heap_with_holes("first", [16, 64])
    heap.watch = []
    address = heap.malloc(24)
    searched, split, placed = heap.watch
    assert searched == Searched("first-fit", 24, ((0, 16), (24, 64)), (24, 64))
    assert split == Split(24, 24, 40)
    assert "24 bytes placed at 24" in str(placed)
    heap.watch.clear()
    heap.free(address)
    assert heap.watch[-1] == Coalesced(24, 64, 2)
    heap.watch.clear()
    heap.malloc(100)
    assert Grew(104, 200) in heap.watch
    assert all(str(event) for event in heap.watch)


@pytest.mark.parametrize(
    "options",
    [
        {"policy": "fast"},
        {"align": 12},
        {"align": 0},
        {"header": -1},
        {"heap": -1},
        {"coalesce": "x"},
    ],
)
def test_bad_setup(options):
    with pytest.raises(BadParameter):
        FreeListAllocator(**options)


@pytest.mark.parametrize("size", [-1, 2**47 + 1])
def test_bad_size(size):
    with pytest.raises(BadSize):
        FreeListAllocator().malloc(size)
