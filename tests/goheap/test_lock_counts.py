"""Locks and tier paths: counted twice, or read off a request whose way is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.goheap.cycle_events import Reclaiming, SpanFreed, SpanSwept
from golearn.goheap.events import SpanCreated
from golearn.goheap.lock_counts import LockCount, count_locks
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY
from golearn.goheap.tier_path import path_of
from golearn.realgo import load_recording
from golearn.replay import replay
from golearn.trace import Trace


def test_one_processor_counts_what_a_replay_counts():
    trace, _ = load_recording("mixed")
    go = GoAllocator(gogc=None)
    replay(trace, go)
    count = count_locks(trace, 1)
    assert (count.central, count.heap) == (go.locks.central_requests, go.locks.heap_requests)
    assert count.requests == trace.allocations
    assert count.alone + count.central + count.heap == count.requests


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 8), st.lists(st.integers(1, 32_768), min_size=1, max_size=80))
def test_every_p_visits_the_central_list_as_often_as_one_alone(processors, sizes):
    trace = Trace.parse("\n".join(f"a {i} {n} p" for i, n in enumerate(sizes)), "t")
    one, many = count_locks(trace, 1), count_locks(trace, processors)
    assert many.requests == processors * one.requests
    assert many.alone == processors * one.alone


def test_objects_of_one_p_are_not_those_of_another():
    trace = Trace.parse("a 1 24 p\nr 1 5000\na 2 24\nf 1\ngc\na 3 24 p", "t")
    count = count_locks(trace, 3)
    assert (count.processors, count.requests) == (3, 12)


def test_rates():
    count = LockCount(2, 2000, 20, 2)
    assert (count.alone, count.per_thousand(count.central), count.per_thousand(2)) == (1978, 10, 1)
    assert LockCount(1, 0, 0, 0).per_thousand(0) == 0.0


@pytest.mark.parametrize("processors", [0, -1, 65])
def test_numbers_of_processors_that_make_no_sense(processors):
    with pytest.raises(BadParameter, match="expected 1 to 64 processors"):
        count_locks(Trace.parse("a 1 8", "t"), processors)


def walked(go, size, pointers=False):
    """The path of one request."""
    visits, locks = go.locks.central_visits, go.locks.heap_acquired
    go.watch = []
    go.malloc(size, pointers)
    events, go.watch = go.watch, None
    return path_of(
        events, go.tier, go.locks.central_visits - visits, go.locks.heap_acquired - locks
    )


def test_paths():
    go = GoAllocator(gogc=None)
    first = walked(go, 5)
    assert (first.tiers, first.served) == ((TINY, MCACHE, MCENTRAL, MHEAP), MHEAP)
    assert first.cost == "it took the heap lock twice"
    assert (walked(go, 4).tiers, go.tier) == ((TINY,), TINY)
    block = walked(go, 15)
    assert (block.tiers, block.served) == ((TINY, MCACHE), MCACHE)
    assert block.cost == "no lock, nothing shared"
    second = walked(go, 24, True)
    assert (second.tiers, second.served) == ((MCACHE, MCENTRAL, MHEAP), MHEAP)
    assert second.cost == "it took the heap lock once"  # the page cache was empty until now
    large = walked(go, 40_000)
    assert (large.tiers, large.served, large.shares) == ((MHEAP,), MHEAP, True)
    assert large.cost == "no lock, but it touched a list that all Ps share"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((8, 24, 1_000, 30_000, 40_000, 200_000)),
            st.booleans(),
            st.sampled_from((1, 5, 400)),
            st.sampled_from(("", "", "collect", "move")),
        ),
        max_size=12,
    )
)
def test_the_story_names_every_lock(requests):
    """Reclaiming lets the lock go for each sweep; each empty span is given back under it."""
    go = GoAllocator(processors=2, gogc=None, lazy_sweep=True)
    for size, pointers, times, then in requests:
        for _ in range(times - 1):
            go.malloc(size, pointers)
        locks, go.watch = go.locks.heap_acquired, []
        go.malloc(size, pointers)
        kinds = [type(event) for event in go.watch]
        told = sum("under the heap lock" in str(event) for event in go.watch)
        told += kinds.count(SpanFreed)
        if Reclaiming in kinds:
            told += kinds[kinds.index(Reclaiming) :].count(SpanSwept)
        assert go.locks.heap_acquired - locks == told
        assert (go.tier == MHEAP) == (SpanCreated in kinds)
        go.watch = None
        if then == "collect":
            go.gc([])
        elif then == "move":
            go.processor = 1 - go.processor


def test_a_new_span_comes_from_the_page_heap_however_many_were_given_back():
    go = GoAllocator(gogc=None, lazy_sweep=True)
    for _ in range(20):
        go.malloc(200_000)
    go.gc([])
    path = walked(go, 24, True)
    assert (path.tiers, path.served) == ((MCACHE, MCENTRAL, MHEAP), MHEAP)


def test_a_path_that_ends_at_the_central_list():
    go = GoAllocator(gogc=None)
    objects = [go.malloc(24, True) for _ in range(341)]
    go.gc(live=objects[::2])
    path = walked(go, 24, True)
    assert (path.tiers, path.served, path.heap_locks) == ((MCACHE, MCENTRAL), MCENTRAL, 0)
