"""Bulk replay against the readable classes: the same history, and the same allocator after it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from golearn.classic import (
    BuddyAllocator,
    BumpAllocator,
    FreeListAllocator,
    SegregatedFitAllocator,
    geometric,
)
from golearn.classic.base import ClassicAllocator
from golearn.classic.bulk import bins, chunks
from golearn.classic.segregated import Run
from golearn.errors import DoubleFree, ForeignPointer
from golearn.replay import bulk
from golearn.replay.bulk import replay_in_bulk
from golearn.replay.replay import one_by_one, replay
from golearn.trace import Trace
from golearn.trace.workloads import lognormal
from tests.replay.random_traces import random_trace

COLUMNS = (
    *("object", "address", "requested", "block", "born", "died"),
    *("visited", "heap_size", "tier"),
)
TRACES = 1_000
trace_of = cache(random_trace)
Make = Callable[[int | None, int], ClassicAllocator]


def kinds() -> Iterator[Any]:
    for policy in ("first", "next", "best", "worst"):
        for coalesce in ("none", "immediate", "deferred"):

            def make(heap, header, policy=policy, coalesce=coalesce):
                return FreeListAllocator(policy, heap, 8, header, coalesce)

            yield pytest.param(make, id=f"{policy}, {coalesce}")
    yield pytest.param(lambda h, d: SegregatedFitAllocator(heap=h, header=d), id="segregated")
    geometric_fit = lambda h, d: SegregatedFitAllocator(geometric(), heap=h, header=d)  # noqa: E731
    yield pytest.param(geometric_fit, id="segregated, geometric")
    yield pytest.param(lambda h, d: BuddyAllocator(h, 8, d), id="buddy")
    yield pytest.param(lambda h, d: BumpAllocator(h, 8, d), id="bump")


def state(value: Any) -> Any:
    """All that an allocator knows; an empty list says the same as none."""
    if isinstance(value, ClassicAllocator):
        known = dict(vars(value))
        known["_freed"] = known["_freed"] | set(known.pop("_freed_in_bulk"))
        return state(known)
    if isinstance(value, Run):
        return value.address, value.size_class, value.blocks, value.free
    if isinstance(value, dict):
        return {key: state(v) for key, v in value.items() if v != []}
    return [state(v) for v in value] if isinstance(value, list) else value


@pytest.fixture
def small_structures(monkeypatch):
    """Chunks split and bins are cleaned up after a few blocks, so that short traces see it."""
    monkeypatch.setattr(chunks, "SMALLEST", 2)
    monkeypatch.setattr(chunks, "FEW", 2)
    monkeypatch.setattr(chunks, "GROUP", 2)
    monkeypatch.setattr(bins, "SLACK", 3)


@pytest.mark.usefixtures("small_structures")
@pytest.mark.parametrize("make", list(kinds()))
def test_same_history_and_same_allocator(make: Make):
    for seed in range(TRACES):
        draw = random.Random(seed)
        heap = draw.choice([None, None, 0, 1_000, 50_000])
        header = draw.choice([0, 0, 8, 16])
        trace = trace_of(seed)
        plain, bulk = make(heap, header), make(heap, header)
        expected, got = one_by_one(trace, plain), replay_in_bulk(trace, bulk)
        assert got is not None
        for column in COLUMNS:
            a, b = getattr(expected, column), getattr(got, column)
            assert a.dtype == b.dtype, (seed, column)
            assert np.array_equal(a, b), (seed, column)
        assert (str(got.stopped), got.tiers, got.base, got.allocator, got.trace) == (
            *(str(expected.stopped), expected.tiers, expected.base),
            *(expected.allocator, expected.trace),
        )
        assert state(bulk) == state(plain), seed
        bulk.check()


@pytest.mark.parametrize("make", list(kinds()))
@pytest.mark.parametrize(
    ("heap", "text"),
    [(64, "a 1 32\na 2 32\na 3 1"), (None, f"a 1 {1 << 46}\na 2 {1 << 46}\na 3 1")],
    ids=["the heap is full to the byte", "the address space is full"],
)
def test_the_last_byte(make: Make, heap: int | None, text: str):
    trace = Trace.parse(text)
    expected = one_by_one(trace, make(heap, 0))
    got = replay_in_bulk(trace, make(heap, 0))
    assert got is not None
    assert len(got) == len(expected) < len(trace)
    assert str(got.stopped) == str(expected.stopped)


def test_sums_far_beyond_the_address_space():
    """300,000 requests of 2^46 bytes are more than 64 bits can count."""
    trace = Trace(np.zeros(300_000), np.arange(300_000), np.full(300_000, 1 << 46))
    got = replay_in_bulk(trace, BumpAllocator())
    assert got is not None
    assert got.address.tolist() == [0, 1 << 46]


@pytest.mark.parametrize("make", list(kinds()))
def test_what_was_freed_in_bulk_is_known(make: Make):
    heap = make(None, 0)
    replay_in_bulk(Trace.parse("a 1 8\na 2 8\nf 1"), heap)
    with pytest.raises(DoubleFree):
        heap.free(0)
    with pytest.raises(ForeignPointer):
        heap.free(1 << 20)
    if isinstance(heap, BumpAllocator):
        heap.reset()
        with pytest.raises(ForeignPointer):
            heap.free(0)


@pytest.mark.parametrize("policy", ["first", "next", "best", "worst"])
def test_many_free_blocks(policy: str):
    """Chunks and bins at the sizes they are made for."""
    draw = random.Random(3)
    lines = [f"a {i} {draw.randint(1, 400)}" for i in range(4_000)]
    lines += [f"f {i}" for i in draw.sample(range(0, 4_000, 2), 2_000)]
    lines += [f"a {i} {draw.randint(1, 400)}" for i in range(4_000, 5_000)]
    trace = Trace.parse("\n".join(lines))
    expected = one_by_one(trace, FreeListAllocator(policy))
    got = replay_in_bulk(trace, FreeListAllocator(policy))
    assert got is not None
    assert np.array_equal(got.address, expected.address)
    assert np.array_equal(got.visited, expected.visited)


def test_what_is_changed_by_hand_is_played_by_hand():
    """A subclass may do anything, and a used heap has blocks that the trace does not know."""

    class Odd(FreeListAllocator):
        pass

    used = FreeListAllocator()
    used.malloc(8)
    watched = FreeListAllocator()
    watched.watch = []
    for allocator in (Odd(), used, watched):
        assert replay_in_bulk(Trace.parse("a 1 8"), allocator) is None


def test_a_heap_of_which_all_was_given_back_is_no_fresh_one():
    """A bump allocator goes on behind what it handed out before."""
    trace = Trace.parse("a 1 24\nf 1")
    by_hand, in_bulk = BumpAllocator(), BumpAllocator()
    by_hand.free(by_hand.malloc(64))
    replay(trace, in_bulk)
    for heap, top in ((by_hand, 64), (in_bulk, 24)):
        assert replay_in_bulk(trace, heap) is None
        assert replay(trace, heap).address.tolist() == [top]


@pytest.mark.parametrize("make", list(kinds()))
def test_an_interrupted_replay_leaves_a_fresh_allocator(make: Make, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 40)
    trace = lognormal(400, live=20)

    def interrupt(events: int) -> None:
        if events:
            raise KeyboardInterrupt

    heap = make(None, 0)
    with pytest.raises(KeyboardInterrupt):
        replay_in_bulk(trace, heap, interrupt)
    if not isinstance(heap, BumpAllocator):  # which is done before it is asked
        assert heap.unused
        heap.check()
        assert np.array_equal(replay(trace, heap).address, replay(trace, make(None, 0)).address)


def test_the_last_processor_stays():
    trace = Trace([0, 0, 0], [1, 2, 3], [8, 8, 8], processor=[0, 2, 1])
    for last, size in ((1, None), (2, 8)):
        plain, in_bulk = BumpAllocator(size), BumpAllocator(size)
        one_by_one(trace, plain)
        replay_in_bulk(trace, in_bulk)
        assert plain.processor == in_bulk.processor == last


def test_a_class_for_every_size_costs_nothing():
    fit = SegregatedFitAllocator((8192, 1 << 34), heap=None, align=8, page=1 << 34)
    assert replay(Trace.parse("a 1 8200\na 2 100"), fit).address.tolist() == [0, 1 << 34]


def test_a_small_heap_cannot_double_up_to_more_than_the_address_space():
    trace = Trace.parse(f"a 1 8\na 2 {1 << 47}")
    for heap in (None, 64):
        expected = one_by_one(trace, BuddyAllocator(heap, header=8))
        got = replay_in_bulk(trace, BuddyAllocator(heap, header=8))
        assert got is not None
        assert (len(got), str(got.stopped)) == (1, str(expected.stopped))


def test_entries_that_are_out_of_date_do_not_pile_up():
    size_at: dict[int, int] = {}
    index = bins.SizeBins(size_at)
    for i in range(50_000):  # blocks that grow, as merged ones do, and are never looked for
        size_at[0] = i + 1
        index.change(0, 0, i + 1)
    assert index.entries < 2 * bins.SLACK
