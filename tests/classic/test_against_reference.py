"""The free list against a second implementation of the same rules, address by address."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.classic import FreeListAllocator
from golearn.errors import OutOfMemory
from tests.classic.reference import ReferenceHeap

CALLS = st.lists(st.tuples(st.booleans(), st.integers(0, 200), st.integers(0, 1000)), max_size=80)
SETUPS = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["first", "next", "best", "worst"]),
        "heap": st.one_of(st.none(), st.integers(0, 1500)),
        "align": st.sampled_from([1, 4, 8, 16, 64]),
        "header": st.sampled_from([0, 4, 8, 16]),
        "coalesce": st.sampled_from(["none", "immediate", "deferred"]),
    }
)


@settings(max_examples=600, deadline=None)
@given(SETUPS, CALLS)
def test_same_addresses_visits_and_heap(setup, calls):
    ours, theirs = FreeListAllocator(**setup), ReferenceHeap(**setup)
    live: list[int] = []
    for frees, size, pick in calls:
        if frees and live:
            address = live.pop(pick % len(live))
            ours.free(address)
            theirs.free(address)
        else:
            expected = theirs.malloc(size)
            if expected is None:
                with pytest.raises(OutOfMemory):
                    ours.malloc(size)
            else:
                assert ours.malloc(size) == expected
                live.append(expected)
            assert ours.visited == theirs.visited
        assert ours.heap_size == theirs.size()
        mine = [tuple(block) for block in ours.free_blocks]
        assert mine == [(c.start, c.size) for c in theirs.cells if c.free]
        ours.check()
