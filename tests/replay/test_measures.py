"""The measures on a history small enough to work out by hand, and on the designed workloads."""

from __future__ import annotations

import numpy as np
import pytest

from golearn.classic import FreeListAllocator
from golearn.replay import History, make_allocator, replay, summarise
from golearn.replay.measures import (
    external_fragmentation,
    free_share,
    internal_fragmentation,
    sample_events,
    utilisation,
    visited_per_request,
)
from golearn.trace import WORKLOADS, Trace
from tests.replay.random_traces import random_trace

# 0: A 16 of 10 asked | 1: B 24 of 20 | 2: C 8 of 8 | 3: A freed | 4: C freed
BY_HAND = Trace.parse("a 0 10\na 1 20\na 2 8\nf 0\nf 2")


def test_by_hand():
    h = replay(BY_HAND, FreeListAllocator())
    assert utilisation(h) == 38 / 48
    expected = [1 - 10 / 16, 1 - 30 / 40, 1 - 38 / 48, 1 - 28 / 32, 1 - 20 / 24]
    np.testing.assert_allclose(internal_fragmentation(h), expected)
    np.testing.assert_allclose(free_share(h), [0, 0, 0, 16 / 48, 24 / 48])
    external = external_fragmentation(h, np.array([0, 3, 4]))
    np.testing.assert_allclose(external, [0, 0, 1 - 16 / 24])
    assert visited_per_request(h).tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", ["first-fit", "buddy", "bump", "go"])
def test_external_fragmentation_instant_by_instant(name):
    """Any instants in any order, each worked out alone from the bytes of the heap."""
    for seed in range(30):
        h = replay(random_trace(seed), make_allocator(name))
        draw = np.random.default_rng(seed)
        events = draw.integers(0, len(h), 9) if len(h) else np.arange(0)
        expected = [by_bytes(h, event) for event in events.tolist()]
        np.testing.assert_allclose(external_fragmentation(h, events), expected)
        s = summarise(h)
        if len(h):
            peak = int(h.live_bytes.argmax())
            assert s.internal_at_peak == pytest.approx(internal_fragmentation(h)[peak])


def test_live_bytes_block_by_block(monkeypatch):
    """Rows are taken some at a time; where one lot ends makes no difference."""
    monkeypatch.setattr("golearn.replay.history.BLOCK", 3)
    for seed in range(30):
        trace = random_trace(seed)
        h = replay(trace, make_allocator("first-fit"))
        assert h.live_bytes.tolist() == trace.live_bytes().tolist()


def by_bytes(h: History, event: int) -> float:
    free = np.ones(int(h.heap_size[event]), dtype=bool)
    for row in np.flatnonzero(h.live_at(event) & (h.block > 0)).tolist():
        low = int(h.address[row]) - h.base
        free[low : low + int(h.block[row])] = False
    edges = np.flatnonzero(np.diff(free, prepend=False, append=False))
    gaps = np.diff(edges)[::2]
    return 1 - gaps.max() / gaps.sum() if len(gaps) else 0.0


def test_objects_without_size_lie_in_no_heap():
    h = replay(Trace.parse("a 0 64\na 1 0\na 2 64\nf 0"), make_allocator("go"))
    address, size = h.gaps_at(3)
    assert address.tolist() == [h.base, h.base + 128]
    assert size.tolist() == [64, h.peak_heap - 128]


def test_summary():
    s = summarise(replay(BY_HAND, FreeListAllocator(heap=64)))
    assert (s.allocator, s.events, s.placements) == ("first-fit", 5, 3)
    assert (s.peak_live, s.peak_heap, s.utilisation) == (38, 64, 38 / 64)
    assert s.internal_at_peak == pytest.approx(1 - 38 / 48)
    assert (s.visited_mean, s.visited_max, s.stopped) == (1.0, 1, None)
    assert "larger heap" in (summarise(replay(BY_HAND, FreeListAllocator(heap=16))).stopped or "")


def test_empty():
    s = summarise(replay(Trace.build([]), FreeListAllocator()))
    assert (s.peak_heap, s.utilisation, s.visited_mean) == (0, 0.0, 0.0)


def test_sampled_events_include_the_last():
    h = replay(WORKLOADS["ramp"](events=1000), make_allocator("bump"))
    events = sample_events(h, at_most=7)
    assert len(events) == 7 and events[0] == 0 and events[-1] == 999


def peak(workload: str, name: str) -> int:
    return replay(WORKLOADS[workload](), make_allocator(name)).peak_heap


def test_each_designed_workload_hurts_whom_it_should():
    assert peak("best_fit_loses", "best-fit") > peak("best_fit_loses", "first-fit")
    assert peak("first_fit_loses", "first-fit") > peak("first_fit_loses", "best-fit")
    t = WORKLOADS["holes"]()
    first = summarise(replay(t, make_allocator("first-fit"))).visited_mean
    following = summarise(replay(t, make_allocator("next-fit"))).visited_mean
    assert first > 5 * following
