"""Bump, segregated fit and buddies: tables of calls and where they lead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.classic import (
    BuddyAllocator,
    BumpAllocator,
    FreeListAllocator,
    SegregatedFitAllocator,
    geometric,
    powers_of_two,
)
from golearn.classic.events import Refilled, Returned
from golearn.errors import BadParameter, DoubleFree, HeapCorruption, OutOfMemory
from golearn.replay import MAKERS, Options, make_allocator, replay
from golearn.replay.replay import one_by_one
from golearn.trace import Trace
from golearn.units import ADDRESS_SPACE


def test_bump_moves_up_and_gets_nothing_back_until_reset():
    heap = BumpAllocator(64)
    assert [heap.malloc(n) for n in (10, 1, 20)] == [0, 16, 24]
    heap.free(16)
    assert (heap.dead, heap.top) == (8, 48)
    with pytest.raises(DoubleFree):
        heap.free(16)
    with pytest.raises(OutOfMemory):
        heap.malloc(24)
    assert heap.malloc(16) == 48
    heap.reset()
    assert (heap.malloc(64), heap.dead) == (0, 0)


# M2.5: lists of 4, 8, 16 and 32 bytes; a request goes straight to its list.
@pytest.mark.parametrize(
    ("request_", "block"), [(1, 4), (4, 4), (5, 8), (8, 8), (9, 16), (17, 32), (32, 32), (33, 36)]
)
def test_a_request_goes_to_the_smallest_class_that_holds_it(request_, block):
    heap = SegregatedFitAllocator(classes=(4, 8, 16, 32))
    assert heap.block_size(heap.malloc(request_)) == block


def test_a_run_serves_its_class_and_goes_back_when_empty():
    heap = SegregatedFitAllocator(classes=(16, 32), page=64)
    heap.watch = []
    assert [heap.malloc(16) for _ in range(5)] == [0, 16, 32, 48, 64]
    assert [e for e in heap.watch if isinstance(e, Refilled)] == [
        Refilled(16, 0, 4),
        Refilled(16, 64, 4),
    ]
    heap.free(32)
    heap.free(16)
    assert heap.malloc(16) == 16  # the lowest free block
    assert heap.malloc(20) == 128  # another class, another run
    heap.free(64)
    assert Returned(16, 64) in heap.watch
    assert heap.malloc(60) == 64  # the run's memory serves a large request
    heap.check()


def test_alignment_rounds_the_classes():
    heap = SegregatedFitAllocator(classes=(4, 8, 24), align=16, page=64)
    assert heap.classes == [16, 32]


def test_powers_of_two():
    assert powers_of_two(4, 40) == (4, 8, 16, 32)


@given(st.floats(0.02, 0.6), st.sampled_from([4, 8, 16]), st.integers(100, 3000))
def test_geometric_classes_keep_their_promise(waste, align, largest):
    classes = geometric(waste, align, largest, align)
    assert classes[-1] >= largest
    for below, size in pairwise(classes):
        least = below + align
        assert size == least or (size - least) / size <= waste
        # As few as possible: the next multiple would waste too much (or is not needed).
        if size < classes[-1]:
            assert (size + align - least) / (size + align) > waste - 1e-9


@pytest.mark.parametrize(
    "make",
    [
        lambda: SegregatedFitAllocator(classes=()),
        lambda: SegregatedFitAllocator(classes=(0, 8)),
        lambda: SegregatedFitAllocator(classes=(8192,), page=4096),
        lambda: geometric(1.0),
        lambda: powers_of_two(0),
    ],
)
def test_bad_classes(make):
    with pytest.raises(BadParameter):
        make()


# The example every textbook gives: 1 MiB of buddies, requests of 100, 240, 64 and 256 KiB
# (Peterson and Norman 1977; Tanenbaum; Stallings, figure 7.6).
def test_buddy_textbook_example():
    kib = 1024
    heap = BuddyAllocator(1024 * kib)
    a, b, c, d = (heap.malloc(n * kib) for n in (100, 240, 64, 256))
    assert [x // kib for x in (a, b, c, d)] == [0, 256, 128, 512]
    heap.free(b)
    heap.free(a)
    e = heap.malloc(75 * kib)
    assert e == 0
    heap.free(c)
    heap.free(e)
    assert heap.free_lists[512 * kib] == [0]  # 128 + 128 + 256 merged
    heap.free(d)
    assert heap.free_lists[1024 * kib] == [0]


def test_buddy_heap_that_is_no_power_of_two():
    heap = BuddyAllocator(1000)
    sizes = sorted(size for size, blocks in heap.free_lists.items() for _ in blocks)
    assert sizes == [8, 32, 64, 128, 256, 512]
    with pytest.raises(OutOfMemory):
        heap.malloc(600)


def test_buddy_grows_by_doubling():
    heap = BuddyAllocator()
    assert [heap.malloc(100) for _ in range(3)] == [0, 128, 256]
    assert heap.heap_size == 512


def test_check_sees_broken_books():
    bump = BumpAllocator(64)
    bump.malloc(8)
    bump.top += 8
    segregated = SegregatedFitAllocator()
    segregated.malloc(8)
    segregated.partial[8].clear()
    buddy = BuddyAllocator(64)
    buddy.malloc(8)
    buddy.free_lists[32].clear()
    for broken in (bump, segregated, buddy):
        with pytest.raises(HeapCorruption):
            broken.check()


@pytest.mark.parametrize(
    "design", [BumpAllocator, FreeListAllocator, BuddyAllocator, SegregatedFitAllocator]
)
@pytest.mark.parametrize(
    "wrong",
    [
        *({"header": n} for n in (-1, ADDRESS_SPACE + 1, 2**63 - 8)),
        *({"align": n} for n in (-8, 0, 12, 2 * ADDRESS_SPACE, 2**63)),
    ],
    ids=str,
)
def test_a_header_or_an_alignment_beyond_all_addresses_is_refused(design, wrong):
    with pytest.raises(BadParameter, match=r"header of|alignment"):
        design(**wrong)


@pytest.mark.parametrize("name", sorted(set(MAKERS) - {"go"}))
def test_an_alignment_of_0_is_no_default(name):
    with pytest.raises(BadParameter, match="alignment must be a power of two"):
        make_allocator(name, Options(align=0))


@pytest.mark.parametrize("options", [{"header": ADDRESS_SPACE}, {"align": ADDRESS_SPACE}], ids=str)
@pytest.mark.parametrize("design", [BumpAllocator, FreeListAllocator, BuddyAllocator])
def test_the_largest_header_and_alignment_are_the_same_in_bulk(design, options):
    trace = Trace.parse(f"a 1 0\nf 1\na 2 8\na 3 {ADDRESS_SPACE}\n")
    slow, fast = (play(trace, design(**options)) for play in (one_by_one, replay))
    assert (str(slow.stopped), slow.address.tolist()) == (str(fast.stopped), fast.address.tolist())
    assert slow.stopped
