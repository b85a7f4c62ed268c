"""An instant shows what the history's own mask shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.plots.instant import Timeline
from golearn.replay import Options, make_allocator, replay
from golearn.trace import Trace
from golearn.trace.workloads import lognormal

NAMES = st.sampled_from(["bump", "first-fit", "next-fit", "best-fit", "segregated-fit", "buddy"])


@settings(deadline=None)
@given(NAMES, st.integers(0, 5), st.data())
def test_every_instant_equals_the_mask(name, seed, data):
    history = replay(lognormal(200, seed, live=20), make_allocator(name))
    event = data.draw(st.integers(0, len(history) - 1))
    instant = Timeline(history).at(event)
    live = history.live_at(event)
    assert sorted(instant.object) == sorted(history.object[live])
    assert (np.diff(instant.start) > 0).all()
    assert instant.live_bytes == history.live_bytes[event]
    assert instant.block_bytes == history.block_bytes[event]
    assert instant.end - instant.base == history.heap_size[event]
    for mine, theirs in zip(instant.gaps(), history.gaps_at(event), strict=True):
        assert np.array_equal(mine, theirs)


@settings(deadline=None)
@given(NAMES, st.data())
def test_what_covers_an_address(name, data):
    history = replay(lognormal(100, 1, live=10), make_allocator(name))
    instant = Timeline(history).at(data.draw(st.integers(0, len(history) - 1)))
    address = data.draw(st.integers(instant.base, instant.end - 1))
    start, size, live = instant.at(address)
    assert start <= address < start + size
    owners = (instant.start <= address) & (address < instant.start + instant.block)
    assert (live is not None) == owners.any()
    if live is not None:
        assert owners[live]


def test_what_was_placed_and_what_was_freed():
    trace = Trace.parse("a 1 40\na 2 16\nr 1 80\nf 2\ngc", "t")
    timeline = Timeline(replay(trace, make_allocator("first-fit")))
    found = [(timeline.at(e).new, timeline.at(e).freed) for e in range(5)]
    assert found == [
        ((0, 40), None),
        ((40, 16), None),
        ((56, 80), (0, 40)),
        (None, (40, 16)),
        (None, None),
    ]


def test_a_bump_allocator_leaves_dead_bytes():
    trace = Trace.parse("a 1 40\na 2 16\nf 1", "t")
    history = replay(trace, make_allocator("bump", Options(heap=100)))
    instant = Timeline(history).at(2)
    assert (instant.dead_bytes, instant.free_bytes) == (40, 44)
    assert "40 bytes are dead, 44 are free" in instant.describe()


@pytest.mark.parametrize("event", [-1, 3, 10**9])
def test_an_event_that_is_not_there(event):
    timeline = Timeline(replay(Trace.parse("a 1 40\na 2 16\nf 1"), make_allocator("bump")))
    with pytest.raises(BadParameter, match="expected 0 to 2"):
        timeline.clamp(event)


@pytest.mark.parametrize("name", ["buddy", "bump"])
def test_a_block_that_ends_beyond_two_gibibytes(name):
    half = 1 << 30
    history = replay(Trace.parse(f"a 1 {half}\na 2 {half}"), make_allocator(name))
    instant = Timeline(history).at(1)
    assert [len(part) for part in instant.gaps()] == [0, 0]
    assert instant.at(2 * half - 1) == (half, half, 1)
