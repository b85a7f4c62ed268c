"""trace × allocator → history, and the history asked about any instant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.classic import FreeListAllocator
from golearn.classic.events import Placed
from golearn.errors import BadParameter, OutOfMemory
from golearn.replay import MAKERS, Options, make_allocator, replay, steps
from golearn.replay.replay import one_by_one
from golearn.trace import WORKLOADS, Op, Trace

CLASSIC = sorted(MAKERS.keys() - {"go"})

SMALL = Trace.parse("a 0 10\na 5 20\nr 0 30\nf 5\ngc\na 9 8\n", "small")


def test_rows_and_columns():
    h = replay(SMALL, FreeListAllocator())
    assert h.object.tolist() == [0, 5, 0, 9]
    assert h.address.tolist() == [0, 16, 40, 0]
    assert h.requested.tolist() == [10, 20, 30, 8]
    assert h.block.tolist() == [16, 24, 32, 8]
    assert h.born.tolist() == [0, 1, 2, 5]
    assert h.died.tolist() == [2, 3, 6, 6]
    assert h.heap_size.tolist() == [16, 40, 72, 72, 72, 72]
    assert h.visited.tolist() == [0, 0, 0, 0, 0, 1]
    assert h.tier.tolist() == [0, 0, 0, -1, -1, 0]
    assert h.live_bytes.tolist() == [10, 30, 50, 30, 30, 38]
    assert h.block_bytes.tolist() == [16, 40, 56, 32, 32, 40]


def test_state_at_an_instant():
    h = replay(SMALL, FreeListAllocator())
    assert h.object[h.live_at(2)].tolist() == [5, 0]
    starts, sizes = h.gaps_at(2)
    assert (starts.tolist(), sizes.tolist()) == ([0], [16])
    starts, sizes = h.gaps_at(3)
    assert (starts.tolist(), sizes.tolist()) == ([0], [40])


@pytest.mark.parametrize("name", CLASSIC)
@pytest.mark.parametrize("workload", ["phases", "holes"])
def test_history_agrees_with_the_heap_at_every_step(name, workload):
    t = WORKLOADS[workload](events=300, **({"count": 20} if workload == "holes" else {}))
    h = replay(t, make_allocator(name))
    heap = make_allocator(name)
    for step in steps(t, heap):
        live = h.live_at(step.number)
        table = dict(zip(h.address[live].tolist(), h.block[live].tolist(), strict=True))
        assert table == heap.used
        assert h.heap_size[step.number] == heap.heap_size
        _, gaps = h.gaps_at(step.number)
        assert gaps.sum() == heap.heap_size - sum(heap.used.values())
        if step.event.op == Op.ALLOC:
            assert any(isinstance(e, Placed) and e.address == step.address for e in step.happened)
        heap.check()
    assert h.live_bytes.tolist() == t.live_bytes().tolist()


def test_out_of_memory_ends_the_history():
    t = Trace.parse("a 0 32\na 1 32\nf 0\na 2 8")
    h = replay(t, FreeListAllocator(heap=40))
    assert len(h) == 1 and h.died.tolist() == [1]
    assert isinstance(h.stopped, OutOfMemory)
    *done, last = steps(t, FreeListAllocator(heap=40))
    assert [step.address for step in done] == [0]
    assert (last.number, last.address, last.error is not None) == (1, -1, True)


def test_realloc_holds_both_blocks_for_a_moment():
    t = Trace.parse("a 0 32\nr 0 40")
    assert replay(t, FreeListAllocator(heap=72)).stopped is None
    assert replay(t, FreeListAllocator(heap=64)).stopped is not None


def test_progress_is_told():
    heard = []
    one_by_one(WORKLOADS["ramp"](events=3000), make_allocator("bump"), heard.append)
    assert heard == [0, 1024, 2048, 3000]


def test_progress_is_told_in_bulk(monkeypatch):
    heard = []
    monkeypatch.setattr("golearn.replay.bulk.BATCH", 1000)
    replay(WORKLOADS["ramp"](events=3000), make_allocator("first-fit"), heard.append)
    assert heard == [0, 1000, 2000, 3000]


def test_an_empty_trace():
    h = replay(Trace.build([]), make_allocator("first-fit"))
    assert (len(h), h.peak_heap, len(h.object)) == (0, 0, 0)


@given(st.sampled_from(CLASSIC), st.sampled_from([None, 8, 16, 32]), st.integers(0, 24))
def test_options_reach_every_allocator(name, align, header):
    heap = make_allocator(name, Options(heap=1 << 16, align=align, header=header))
    addresses = [heap.malloc(20) for _ in range(5)]
    assert heap.heap_size == 1 << 16
    assert all(a % (align or 1) == 0 for a in addresses)
    assert all(heap.block_size(a) >= 20 + header for a in addresses)


def test_go_starts_from_a_clean_heap_and_gets_memory_back_by_gc_alone():
    t = Trace.parse("a 0 64 p\na 1 64 p\nf 0\na 2 64 p\ngc\na 3 64 p")
    h = replay(t, make_allocator("go"))
    assert [hex(a) for a in h.address] == [hex(0xC000000000 + 64 * i) for i in (0, 1, 2, 0)]
    assert h.died.tolist() == [2, 6, 6, 6]
    assert h.base == 0xC000000000 and h.tiers[h.tier[0]] == "mheap" and h.tier[4] == -1
    starts, sizes = h.gaps_at(3)
    assert (starts[0], sizes[0]) == (0xC000000000, 64)


def test_events_run_on_the_processor_that_the_trace_names():
    t = Trace([0, 0, 0], [0, 1, 2], [64, 64, 64], processor=[0, 1, 0])
    h = replay(t, make_allocator("go", Options(processors=2)))
    # Each processor has a span of its own in hand, so the second object lies apart.
    assert h.address[2] - h.address[0] == 64
    assert h.address[1] - h.address[0] >= 8192


def test_unknown_allocator_names_the_choices():
    with pytest.raises(BadParameter, match="first-fit"):
        make_allocator("fast-fit")


def test_types_of_columns():
    h = replay(SMALL, FreeListAllocator())
    for name in ("object", "address", "requested", "block", "born", "died", "visited", "heap_size"):
        assert getattr(h, name).dtype == np.int64
