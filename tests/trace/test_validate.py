"""Lives of objects, on whole columns, against the same rules played one event at a time."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import TraceError
from golearn.trace import Op, Trace
from golearn.trace.validate import first_fault

SMALL = st.integers(0, 3)
ANY = st.one_of(SMALL, st.sampled_from([50, 10**9, -5]))
EVENTS = st.one_of(
    st.lists(st.tuples(st.sampled_from(list(Op)), ids), max_size=12) for ids in (SMALL, ANY)
)


def play(events: list[tuple[Op, int]]) -> tuple[int | None, list[int]]:
    """The first event that is not legal, and the event that placed each event's object."""
    placed: dict[int, int] = {}
    seen: set[int] = set()
    previous = []
    for number, (op, obj) in enumerate(events):
        legal = op == Op.GC or (obj not in seen if op == Op.ALLOC else obj in placed)
        if not legal:
            return number, previous
        previous.append(placed.get(obj, -1) if op in (Op.REALLOC, Op.FREE) else -1)
        if op == Op.FREE:
            del placed[obj]
        elif op != Op.GC:
            placed[obj] = number
            seen.add(obj)
    return None, previous


@settings(max_examples=1_500, deadline=None)
@given(EVENTS)
def test_lives(events):
    ops = np.array([op for op, _ in events], dtype=np.uint8)
    objects = np.array([0 if op == Op.GC else obj for op, obj in events], dtype=np.int64)
    sizes = np.ones(len(events), dtype=np.int64)
    fault, previous = play(events)
    found = first_fault(ops, objects, sizes)
    assert (None if found is None else found.event) == fault
    if fault is None:
        assert Trace(ops, objects, sizes).previous_event().tolist() == previous


@given(st.data(), st.sampled_from([0, 10**12]))
def test_long_lives(data, offset):
    """Legal traces, whose IDs are small numbers or large ones."""
    events: list[tuple[Op, int]] = []
    live: list[int] = []
    for number in range(data.draw(st.integers(0, 40))):
        op = data.draw(st.sampled_from(list(Op) if live else [Op.ALLOC, Op.GC]))
        obj = offset + number if op == Op.ALLOC else 0
        if op == Op.ALLOC:
            live.append(obj)
        elif op != Op.GC:
            obj = data.draw(st.sampled_from(live))
            if op == Op.FREE:
                live.remove(obj)
        events.append((op, obj))
    trace = Trace.build([(op, obj, 1) for op, obj in events])
    assert trace.previous_event().tolist() == play(events)[1]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([9, 2], [0, 0], [1, 0]), "event 0: unknown operation number 9"),
        (([2, 9], [0, 0], [1, 0]), "event 0: object 0 is not known"),
        (([0, 0], [0, 0], [8, -8]), "event 1: size -8 is negative"),  # its ID is wrong as well
        (([0, 0, 0], [0, 0, 1], [8, 8, 2**47 + 1]), "event 1: object 0 was allocated before"),
        (([0, 0, 0], [0, 1, 0], [8, 2**47 + 1, 8]), "event 1: size 140737488355329 is over"),
        (([0], [0], [-(2**63)]), "event 0: size -9223372036854775808 is negative"),
    ],
)
def test_the_first_fault_is_told_and_of_one_event_the_most_basic(columns, words):
    with pytest.raises(TraceError, match=words):
        Trace(*columns)


def test_a_check_takes_two_numbers_for_each_object():
    """So that a trace on disk, 20 bytes an event, need not fit into memory."""
    objects = 1_500_000
    op = np.repeat(np.array([Op.ALLOC, Op.FREE], dtype=np.uint8), objects)
    ids = np.tile(np.arange(objects), 2)
    size = np.zeros(2 * objects, dtype=np.int64)
    tracemalloc.start()
    try:
        assert first_fault(op, ids, size) is None
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * objects + 5 * len(op)
