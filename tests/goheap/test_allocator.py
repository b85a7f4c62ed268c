"""The allocator as a whole: bad calls, tiers, locks, Ps, and random use."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import (
    BadParameter,
    BadSize,
    DoubleFree,
    ForeignPointer,
    HeapCorruption,
    InteriorPointer,
    OutOfMemory,
)
from golearn.goheap import GO_CLASSES, GoAllocator, story
from golearn.goheap.events import NoRunFound, PagesTaken
from golearn.units import MIB

BASE = GoAllocator.base


def test_the_first_object_lies_at_the_base():
    assert GoAllocator().malloc(24) == 0xC000000000


# What real Go 1.21.13 showed, from the end of its heap on.
GROWS_LATE = {
    "the large object that makes it grow": ((100_000, 0), (3 * MIB, 0x1A000), (2 * MIB, 0x31A000)),
    "a span, then the rest of its 64 pages": (
        (24, 0),
        (3_670_016, 0x2000),
        (200_000, 0x382000),
    ),
}


@pytest.mark.parametrize("requests", GROWS_LATE.values(), ids=GROWS_LATE)
def test_an_empty_heap_grows_when_a_span_does_not_fit(requests):
    go = GoAllocator()
    assert [go.malloc(size) - go.base for size, _ in requests] == [at for _, at in requests]


def test_a_heap_that_grows_is_searched_twice_and_each_search_says_what_it_read():
    go = GoAllocator()
    go.malloc(3 * MIB)
    go.watch = []
    go.malloc(2 * MIB)
    in_vain, *_, taken = (e.visited for e in go.watch if isinstance(e, NoRunFound | PagesTaken))
    assert in_vain and taken and in_vain + taken == go.visited


def test_the_first_spans_of_two_ps_lie_side_by_side():
    go = GoAllocator(processors=2)
    go.malloc(24, True)
    go.processor = 1
    assert go.malloc(24, True) - go.base == 0x2000


def test_size_zero_is_one_fixed_address_outside_the_heap():
    go = GoAllocator()
    zero = go.malloc(0)
    assert zero == go.malloc(0, pointers=True) != BASE
    go.free(zero)
    go.free(zero)
    go.gc([zero])
    assert go.block_size(zero) == 0
    assert go.mem_stats().mallocs == 0


@pytest.mark.parametrize("pointers", [False, True])
@pytest.mark.parametrize("size", [-1, -(2**70), 2**47 + 1, 2**70])
def test_impossible_sizes_leave_the_heap_alone(size, pointers):
    go = GoAllocator()
    with pytest.raises(BadSize):
        go.malloc(size, pointers)
    assert go.mem_stats() == GoAllocator().mem_stats()


@pytest.mark.parametrize("size", [2**41, 5 * MIB])
def test_no_room(size):
    go = GoAllocator(max_heap=4 * MIB)
    kept = go.malloc(100)
    before = go.mem_stats()
    with pytest.raises(OutOfMemory):
        go.malloc(size)
    go.check()
    assert go.mem_stats() == before
    assert go.block_size(kept) == 112


def test_a_full_heap_stays_usable():
    go = GoAllocator(max_heap=4 * MIB)
    with pytest.raises(OutOfMemory):
        for _ in range(1000):
            go.malloc(5000)
    # 5,376-byte slots, three in each of the 256 spans of two pages
    assert go.mem_stats().heap_objects == 256 * 3
    go.check()
    with pytest.raises(OutOfMemory):
        go.malloc(5000)
    go.gc([])
    go.check()
    go.malloc(5000)


def test_pointers_need_whole_words_and_get_them():
    for size in (1, 7, 12, 100, 33_001):
        a, b = GoAllocator(), GoAllocator()
        assert a.malloc(size, True) == b.malloc(-(-size // 8) * 8, True)
        assert a.block_size(BASE) == b.block_size(BASE)


# what is done with a 100-byte object `a`, a 40 KB object `large` and a tiny one `t`, and the error
WRONG = [
    ("twice", lambda go, a, large, t: (go.free(a), go.free(a)), DoubleFree),
    ("tiny twice", lambda go, a, large, t: (go.free(t), go.free(t)), DoubleFree),
    ("large twice", lambda go, a, large, t: (go.free(large), go.free(large)), DoubleFree),
    ("after its slot was swept", lambda go, a, large, t: (go.gc([large]), go.free(a)), DoubleFree),
    ("after its span was freed", lambda go, a, large, t: (go.gc([a]), go.free(large)), DoubleFree),
    ("inside", lambda go, a, large, t: go.free(a + 8), InteriorPointer),
    ("inside a large one", lambda go, a, large, t: go.free(large + 8192), InteriorPointer),
    ("inside a tiny block", lambda go, a, large, t: go.free(t + 1), InteriorPointer),
    ("a slot not handed out", lambda go, a, large, t: go.free(a + 112), ForeignPointer),
    ("the tail of a span", lambda go, a, large, t: go.free(a + 8190), ForeignPointer),
    ("not in the heap", lambda go, a, large, t: go.free(0x1234), ForeignPointer),
    ("below zero", lambda go, a, large, t: go.free(-8), ForeignPointer),
    ("collected as live", lambda go, a, large, t: go.gc([a + 8]), InteriorPointer),
]


@pytest.mark.parametrize(("what", "do", "error"), WRONG, ids=[w[0] for w in WRONG])
def test_wrong_pointers(what, do, error):
    go = GoAllocator()
    a, large, t = go.malloc(100), go.malloc(40_000), go.malloc(5)
    with pytest.raises(error):
        do(go, a, large, t)
    go.check()


def test_tiers():
    go = GoAllocator()
    served = []
    for size in (8, 8, 100, 100, 40_000):
        go.malloc(size)
        served.append(go.tiers[go.tier])
    assert served == ["mheap", "tiny", "mheap", "mcache", "mheap"]
    keep = go.malloc(100)
    go.gc([keep])
    go.malloc(100)
    assert go.tiers[go.tier] == "mcentral"


def test_most_requests_take_no_lock():
    go = GoAllocator()
    for _ in range(10_000):
        go.malloc(64, pointers=True)
    locks = go.locks
    assert locks.central_visits == 10_000 // 128 + 1
    assert locks.heap_requests + locks.central_requests == locks.central_visits
    # a page cache holds 64 spans, and 64 span structures are fetched at a time
    assert locks.heap_requests <= 4


def test_two_ps_have_their_own_spans_and_leave_them_behind():
    go = GoAllocator(processors=2)
    first = go.malloc(64)
    go.processor = 1
    other = go.malloc(64)
    go.processor = 0
    second = go.malloc(64)
    assert second == first + 64
    assert other // 8192 != first // 8192
    go.check()
    with pytest.raises(BadParameter):
        go.processor = 2


def test_a_request_can_be_told():
    go = GoAllocator()
    kept = go.malloc(24, pointers=True)
    go.malloc(24, pointers=True)
    go.gc([kept])
    go.watch = []
    go.malloc(24, pointers=True)
    assert story(go.watch).splitlines() == [
        "1. 24 B with pointers → class 3 scan, slots of 24 B.",
        "2. no span of class 3 scan in hand; ask the central list.",
        "3. central had a span (swept, partly used) of class 3 scan at 0xc000000000 "
        "with 340 free slots.",
        "4. P0 has a span of class 3 scan in hand: slot 1, address 0xc000000018.",
    ]


def test_visited_counts_summaries_only_where_the_page_heap_was_searched():
    go = GoAllocator()
    go.malloc(64)
    go.malloc(64)
    assert go.visited == 0
    go.malloc(20 * MIB)
    assert go.visited > 1
    go.malloc(64)
    assert go.visited == 0


def test_watching_changes_nothing():
    pick = random.Random(4)
    silent, told = GoAllocator(), GoAllocator()
    told.watch = []
    for _ in range(5000):
        size, pointers = pick.choice([5, 16, 30, 700, 9000, 70_000]), pick.random() < 0.5
        assert silent.malloc(size, pointers) == told.malloc(size, pointers)
        assert (silent.tier, silent.visited) == (told.tier, told.visited)
    assert silent.mem_stats() == told.mem_stats()
    assert all(str(event) for event in told.watch)


def test_large_objects_beyond_the_heap_in_hand_grow_it_by_chunks():
    go = GoAllocator()
    go.malloc(9 * MIB)
    assert go.heap_size == 12 * MIB
    assert go.block_size(BASE) == 9 * MIB


class Mutator:
    """Random use, with an oracle that knows only what it was given."""

    def __init__(self, seed: int, **options) -> None:
        self.pick = random.Random(seed)
        self.go = GoAllocator(**options)
        self.live: dict[int, int] = {}

    def step(self) -> None:
        choice = self.pick.random()
        go, live = self.go, self.live
        if choice < 0.62 or not live:
            size = self.pick.choice([1, 3, 8, 15, 16, 17, 100, 1000, 5000, 32768, 32769, 100_000])
            address = go.malloc(size, self.pick.random() < 0.5)
            assert address not in live
            assert go.block_size(address) >= size
            live[address] = go.block_size(address)
        elif choice < 0.98:
            address = self.pick.choice(list(live))
            go.free(address)
            del live[address]
        else:
            go.gc(live if self.pick.random() < 0.5 else None)
            if self.pick.random() < 0.3:
                go.scavenge()
        go.processor = self.pick.randrange(len(go.procs))

    def overlaps(self) -> bool:
        end = 0
        for address in sorted(self.live):
            if address < end:
                return True
            end = address + self.live[address]
        return False


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.booleans(), st.booleans(), st.integers(1, 3))
def test_random_use_keeps_every_invariant(seed, lazy, ahead, processors):
    m = Mutator(seed, lazy_sweep=lazy, grow_ahead=ahead, processors=processors)
    for _ in range(6):
        for _ in range(60):
            m.step()
        m.go.check()
        assert not m.overlaps()


@pytest.mark.parametrize("lazy", [False, True])
def test_after_two_empty_collections_nothing_is_in_use(lazy):
    m = Mutator(7, lazy_sweep=lazy)
    for _ in range(1500):
        m.step()
    m.go.gc([])
    m.go.gc([])
    m.go.heap.sweeper.finish(m.go.procs[0])
    stats = m.go.mem_stats()
    assert (stats.heap_inuse, stats.heap_alloc, stats.heap_objects) == (0, 0, 0)
    assert stats.mallocs == stats.frees
    assert m.go.malloc(m.go.heap_size - 64 * 8192) < BASE + 64 * 8192 + 1


def test_check_finds_a_corrupted_span():
    go = GoAllocator()
    span = go.span_of(go.malloc(100))
    span.alloc_count += 1
    with pytest.raises(HeapCorruption):
        go.check()


def test_every_class_fills_its_span_exactly():
    for row in GO_CLASSES.classes:
        go = GoAllocator()
        addresses = [go.malloc(row.size, pointers=True) for _ in range(row.objects)]
        assert addresses == [BASE + i * row.size for i in range(row.objects)]
        assert go.mem_stats().heap_inuse == row.span_bytes
        go.malloc(row.size, pointers=True)
        assert go.mem_stats().heap_inuse == 2 * row.span_bytes
