"""The bulk engine against its reference: the same history, the same counters, the same heap."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from golearn.errors import BadParameter, HeapCorruption
from golearn.goheap import GoAllocator
from golearn.goheap.bulk import engine, hand_back, rows
from golearn.goheap.bulk.pages import take_pages
from golearn.goheap.bulk.tiny import AFTER, FEW, NO_ROOM, STATES, pack
from golearn.goheap.mheap import ARENA_BASE
from golearn.goheap.tiny import TinyBlock
from golearn.layout import SparseLayout
from golearn.realgo import load_recording, recordings
from golearn.realgo.compare import new_model
from golearn.realgo.run import ZERO_SIZED
from golearn.replay import History
from golearn.replay.go_bulk import replay_go_in_bulk
from golearn.replay.replay import one_by_one, replay
from golearn.trace import Op, Trace
from golearn.units import MIB
from tests.goheap.go_traces import EDGES, go_trace
from tests.goheap.heap_state import differences, heap_state


def assert_same_history(expected: History, got: History) -> None:
    for field in dataclasses.fields(History):
        a, b = getattr(expected, field.name), getattr(got, field.name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype and a.shape == b.shape, (expected.trace, field.name)
            assert np.array_equal(a, b), (expected.trace, field.name, np.flatnonzero(a != b)[0])
        else:
            assert str(a) == str(b), (expected.trace, field.name)


def both(trace: Trace, **settings) -> tuple[GoAllocator, GoAllocator]:
    """The allocators of the reference and of the engine, after the same history."""
    plain, bulk = GoAllocator(**settings), GoAllocator(**settings)
    got = replay_go_in_bulk(trace, bulk)
    assert got is not None
    assert_same_history(one_by_one(trace, plain), got)
    return plain, bulk


def assert_same_counters(plain: GoAllocator, bulk: GoAllocator) -> None:
    assert vars(plain.heap.stats) == vars(bulk.heap.stats)
    assert plain.mem_stats() == bulk.mem_stats()
    assert plain.locks == bulk.locks
    for name in ("tier", "visited", "heap_size", "processor"):
        assert getattr(plain, name) == getattr(bulk, name), name


@pytest.mark.parametrize("block", range(20))
def test_a_thousand_random_traces(block):
    for seed in range(50 * block, 50 * block + 50):
        trace, settings = go_trace(seed)
        plain, bulk = both(trace, **settings)
        assert_same_counters(plain, bulk)
        if seed % 5 == 0:
            assert list(differences(heap_state(plain), heap_state(bulk))) == [], seed
            bulk.check()


@pytest.mark.parametrize("events", [1, 7, 64])
def test_batches_may_end_anywhere(events, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", events)
    for seed in range(1000, 1040):
        trace, settings = go_trace(seed)
        assert_same_counters(*both(trace, **settings))


def test_the_heap_may_be_looked_at_before_the_history():
    for seed in range(3000, 3020):
        trace, settings = go_trace(seed)
        plain, bulk = GoAllocator(**settings), GoAllocator(**settings)
        expected, got = one_by_one(trace, plain), replay_go_in_bulk(trace, bulk)
        assert list(differences(heap_state(plain), heap_state(bulk))) == [], seed
        assert_same_history(expected, got)


def test_the_allocator_goes_on_as_its_reference_would():
    for seed in range(2000, 2030):
        trace, settings = go_trace(seed)
        plain, bulk = both(trace, **settings | {"max_heap": 64 * MIB})
        live = []
        for size in (*EDGES, 3, 9, 5, 100, *EDGES):
            where = plain.malloc(size), bulk.malloc(size)
            assert where[0] == where[1]
            assert plain.block_size(where[0]) == bulk.block_size(where[0])
            live.append(where[0])
        for go in (plain, bulk):
            go.free(live[3])
            go.gc()
            go.check()
        assert [plain.malloc(size) for size in EDGES] == [bulk.malloc(size) for size in EDGES]
        assert_same_counters(plain, bulk)


@pytest.mark.parametrize("name", recordings())
def test_real_go_is_matched_by_both(name):
    trace, real = load_recording(name)
    model = new_model()
    history = replay_go_in_bulk(trace, model)
    relative = np.where(history.requested > 0, history.address - ARENA_BASE, ZERO_SIZED)
    assert np.array_equal(relative, real.addresses)
    reference = new_model()
    assert_same_history(one_by_one(trace, reference), history)
    assert_same_counters(reference, model)


def test_many_spans_of_every_class():
    draw = np.random.default_rng(0)
    size = draw.integers(1, 33_000, 3000)
    trace = Trace(np.zeros(3000), np.arange(3000), size, draw.random(3000) < 0.5)
    assert_same_counters(*both(trace))


def test_memory_that_ends_in_the_middle():
    sizes = [5000, 40, 40_000, 3] * 200
    trace = Trace(np.zeros(800), np.arange(800), sizes)
    plain, bulk = both(trace, max_heap=4 * MIB)
    assert plain.heap_size == 4 * MIB
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


def _pages(count: int) -> Trace:
    """So many requests for a page each."""
    return Trace(np.zeros(count), np.arange(count), np.full(count, 8192), np.arange(count) % 3 == 0)


def test_growing_by_many_chunks_and_arenas():
    plain, bulk = both(_pages(20_000))
    assert plain.heap_size > 2 * 64 * MIB
    assert_same_counters(plain, bulk)
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


@pytest.mark.parametrize("chunks", [2, 3, 16, 17])
@pytest.mark.parametrize("ahead", [False, True])
def test_growing_up_to_a_limit(chunks, ahead):
    settings = {"max_heap": chunks * 4 * MIB, "grow_ahead": ahead}
    plain, bulk = both(_pages(512 * chunks + 1), **settings)
    assert plain.heap_size == chunks * 4 * MIB
    assert_same_counters(plain, bulk)
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


def test_growing_with_a_goal_for_the_scavenger():
    """After a second collection there is one, and each growth has the scavenger look."""
    first, kept, then = 100, 50, 1200
    op = [Op.ALLOC] * first + [Op.FREE] * (first - kept) + [Op.GC] * 2 + [Op.ALLOC] * then
    ids = [*range(first), *range(first - kept), 0, 0, *range(first, first + then)]
    size = [8192] * first + [0] * (first - kept + 2) + [8192] * then
    plain, bulk = both(Trace(op, ids, size))
    assert plain.heap.scavenger.goal is not None
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


def test_chunks_that_are_there_come_first():
    plain, bulk = GoAllocator(), GoAllocator()
    for go in (plain, bulk):
        go.heap.grow(3 * 512)
    taken = take_pages(bulk.heap, bulk.procs, np.ones(1600, dtype=np.int64), 0)
    one_by_one = [plain.heap.take_pages(plain.procs[0], 1)[0] for _ in range(1600)]
    assert taken.base.tolist() == one_by_one
    assert bulk.heap.size == plain.heap.size == 16 * MIB


def test_a_span_across_arenas_of_which_only_the_second_was_used():
    """A page cache held the end of the first arena, unused, while an object filled the second."""
    page, arena = 8192, 64 * MIB
    op = [Op.ALLOC, Op.ALLOC, Op.ALLOC, Op.FREE, Op.GC, Op.ALLOC]
    size = [arena - 64 * page, page, MIB, 0, 0, MIB]
    trace = Trace(op, [0, 1, 2, 2, 0, 3], size, processor=[0, 1, 0, 0, 0, 0])
    plain, bulk = both(trace, processors=2)
    across = [s for s in plain.spans() if s.base < ARENA_BASE + arena < s.limit]
    assert [span.needzero for span in across] == [True]
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


def test_a_second_arena_that_was_used_in_part():
    """All is dropped; then small spans fill the first arena and what follows in the second."""
    page, arena = 8192, 64 * MIB
    small = arena // page + 300
    op = [Op.ALLOC, Op.ALLOC, Op.FREE, Op.FREE, Op.GC, *[Op.ALLOC] * small]
    objects = [0, 1, 0, 1, 0, *range(2, 2 + small)]
    sizes = [arena, 100 * page, 0, 0, 0, *[page] * small]
    plain, bulk = both(Trace(op, objects, sizes), work_spans=0)
    needzero = [span.needzero for span in plain.spans() if span.base >= ARENA_BASE + arena]
    assert 0 < sum(needzero) < len(needzero)
    assert list(differences(heap_state(plain), heap_state(bulk))) == []


def test_an_empty_trace_leaves_an_unused_allocator():
    _, bulk = both(Trace.build([]))
    assert bulk.malloc(8) == ARENA_BASE


def test_the_heap_is_made_when_it_is_looked_at():
    go = GoAllocator()
    heap = go.heap
    replay(Trace.parse("a 0 64 p\na 1 64 p\nf 0"), go)
    assert "heap" not in vars(go) and not go.unused
    assert go.span_of(ARENA_BASE).alloc_count == 2
    assert go.heap is heap
    with pytest.raises(AttributeError, match="no attribute 'stack'"):
        _ = go.stack


class Subclass(GoAllocator):
    """May do anything, so it has to be asked."""


def _used() -> GoAllocator:
    go = GoAllocator()
    go.malloc(8)
    return go


def _watched() -> GoAllocator:
    go = GoAllocator()
    go.watch = []
    return go


def _checked() -> GoAllocator:
    go = GoAllocator()
    go.collector.gccheckmark = True
    return go


BY_EVENT = [
    ("sweeps wait", lambda: GoAllocator(lazy_sweep=True), "a 0 8\ngc"),
    ("watched", _watched, "a 0 8"),
    ("a subclass", Subclass, "a 0 8"),
    ("used", _used, "a 0 8"),
    ("marks are checked", _checked, "a 0 8\ngc"),
    ("in an address space that wants to know", lambda: GoAllocator(layout=SparseLayout()), "a 0 8"),
]


@pytest.mark.parametrize(("why", "make", "text"), BY_EVENT, ids=[row[0] for row in BY_EVENT])
def test_what_goes_event_by_event(why, make, text):
    trace = Trace.parse(text)
    assert replay_go_in_bulk(trace, make()) is None
    assert_same_history(one_by_one(trace, make()), replay(trace, make()))


def test_a_replayed_allocator_is_not_fresh():
    go = GoAllocator()
    trace = Trace.parse("a 0 64")
    first, second = replay(trace, go), replay(trace, go)
    assert second.address[0] - first.address[0] == 64


@pytest.mark.parametrize("number", [1, -1])
def test_a_processor_that_is_not_there(number):
    trace = Trace([0], [0], [8], processor=[number])
    with pytest.raises(BadParameter, match=f"no P{number}"):
        replay(trace, GoAllocator())


def test_lazy_sweeps_without_a_collection_need_no_reference():
    assert replay_go_in_bulk(Trace.parse("a 0 8"), GoAllocator(lazy_sweep=True)) is not None


def test_progress_is_told(monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 4)
    heard: list[int] = []
    trace = Trace([Op.ALLOC] * 6 + [Op.GC], [0, 1, 2, 3, 4, 5, 0], [8] * 7)
    replay(trace, GoAllocator(), heard.append)
    assert heard == [0, 4, 6, 7]


def test_the_automaton_of_tiny_blocks():
    """In every state, every pair of sizes ends as in a real block."""
    for state in range(STATES):
        for first in range(1, 16):
            for second in range(1, 16):
                block = TinyBlock()
                block.base, block.offset = 16 * (state > 0), state
                fits = []
                for size in (first, second):
                    address = block.fit(size)
                    fits.append(address - block.base if address else NO_ROOM)
                    if not address:
                        block.consider(32, size)
                packing = pack(np.array([first, second]), state)
                assert packing.offset.tolist() == fits
                assert packing.state[-1] == block.offset == AFTER[AFTER[state, first], second]


@pytest.mark.parametrize("few", [[8], [5], [1, 2], [4, 8], [3, 5, 7], range(1, 16)], ids=str)
@pytest.mark.parametrize("count", [1, 47, 48, 49, 48 * FEW, 48 * FEW + 1, 4800])
def test_rows_of_tiny_objects(few, count):
    """States that soon forget where they began, and states that never do."""
    sizes = np.random.default_rng(count).choice(few, count)
    state, offsets, opens = 3, [], []
    for size in sizes.tolist():
        block = TinyBlock()
        block.base, block.offset = 16, state
        address = block.fit(size)
        offsets.append(address - 16 if address else NO_ROOM)
        opens.append(not address and block.consider(32, size))
        state = block.offset
    packing = pack(sizes, 3)
    assert packing.offset.tolist() == offsets
    assert packing.opens.tolist() == opens
    assert packing.state[-1] == state


def test_a_processor_that_was_chosen_before():
    """A trace that names none runs where the allocator is."""
    plain, in_bulk = (GoAllocator(processors=2) for _ in range(2))
    plain.processor = in_bulk.processor = 1
    trace = Trace.parse("a 0 24\na 1 8\ngc\na 2 24")
    assert_same_history(one_by_one(trace, plain), replay(trace, in_bulk))
    assert_same_counters(plain, in_bulk)
    assert list(differences(heap_state(plain), heap_state(in_bulk))) == []


def test_memory_that_ends_at_a_tiny_object():
    """The P gives up its full span, and counts what shares its blocks, before it learns that
    there is no other. Three objects of 5 bytes share a block of 16."""
    requests, blocks = 900_000, 4 * MIB // 16
    trace = Trace(np.zeros(requests), np.arange(requests), np.full(requests, 5))
    go = GoAllocator(max_heap=4 * MIB)
    got = replay_go_in_bulk(trace, go)
    assert got is not None and len(got) == 3 * blocks
    assert go.heap.stats.tiny_alloc_count == 2 * blocks


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_replay_leaves_an_allocator_that_says_so():
    go = GoAllocator()
    with pytest.raises(KeyboardInterrupt):
        replay(Trace.parse("a 0 8"), go, interrupt)
    for _ in range(2):
        assert not go.unused
        with pytest.raises(HeapCorruption, match="was interrupted; make a new one"):
            go.malloc(8)


def test_a_heap_that_could_not_be_made_says_so(monkeypatch):
    go = GoAllocator()
    replay(Trace.parse("a 0 8 p"), go)
    with monkeypatch.context() as patched:
        patched.setattr(hand_back, "_restore_places", interrupt)
        with pytest.raises(KeyboardInterrupt):
            go.check()
    with pytest.raises(HeapCorruption, match="was interrupted; make a new one"):
        go.check()


def test_an_interrupted_look_at_a_history_can_be_had_again(monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 64)
    trace, settings = next(made for made in map(go_trace, range(50)) if len(made[0]) > 200)
    got, expected = (replay(trace, GoAllocator(**settings)) for _ in range(2))
    batch, calls = rows.Rows._batch, []

    def third_time(self, events):
        calls.append(events)
        if len(calls) == 3:
            raise KeyboardInterrupt
        batch(self, events)

    monkeypatch.setattr(rows.Rows, "_batch", third_time)
    with pytest.raises(KeyboardInterrupt):
        _ = got.died
    assert_same_history(expected, got)
