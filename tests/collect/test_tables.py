"""Small heaps before and after: where every object lies, worked out by hand."""

from __future__ import annotations

import pytest

from golearn.collect import (
    COLLECTORS,
    Copying,
    Generational,
    IncrementalMarkSweep,
    MarkCompact,
    MarkSweep,
    Program,
    ThreadedCompact,
    run,
)
from golearn.collect.events import Copied, Forwarded, Moved, Planned, Remembered, Swept
from golearn.collect.measures import colours, fragmentation
from golearn.errors import (
    BadParameter,
    BadSize,
    GolearnError,
    HeapCorruption,
    InvalidPointer,
    OutOfMemory,
    TraceError,
)

FOUR = """
new g0 2 1       # 8..11
new g1 1 2       # 11..14
new g2 0 3 3     # 14..17
new g3 1 4       # 17..20
store g0 0 g3
store g0 1 g2
store g3 0 g0    # a cycle
set g1 nil       # the second one dies
set g2 nil
set g3 nil
"""
"""Objects of 4, 3, 3 and 3 words, from word 8 on; the second is dead."""


def heap_of(make, words=40, text=FOUR):
    heap = make(words * 8, global_slots=4, stack_slots=3)
    run(Program.parse(text), heap)
    return heap


def layout(heap):
    """Address → first payload word."""
    return {address: heap.payload(address)[0] for address in heap.objects()}


TABLE = [
    (MarkSweep, {8: 1, 15: 3, 18: 4}, [(12, 3), (21, 27)]),
    (MarkCompact, {8: 1, 12: 3, 15: 4}, [(18, 30)]),
    (ThreadedCompact, {8: 1, 12: 3, 15: 4}, [(18, 30)]),
    (Copying, {28: 1, 32: 4, 35: 3}, [(38, 10)]),
]


@pytest.mark.parametrize(("make", "after", "free"), TABLE, ids=lambda x: getattr(x, "name", ""))
def test_one_collection(make, after, free):
    heap = heap_of(make)
    assert layout(heap) == {8: 1, 12: 2, 15: 3, 18: 4}
    heap.collect()
    assert layout(heap) == after
    assert heap.free_ranges() == free
    at = {payload: address for address, payload in after.items()}
    assert heap.refs(at[1]) == (at[4], at[3])
    assert heap.refs(at[4]) == (at[1],)


def test_steps_of_cheneys_scan():
    heap = heap_of(Copying)
    seen = [e for e in heap.steps() if isinstance(e, (Copied, Forwarded))]
    assert seen == [
        Copied(1, 8, 28, 4),
        Copied(29, 18, 32, 3),
        Copied(30, 15, 35, 3),
        Forwarded(33, 8, 28),
    ]


def test_steps_of_a_slide():
    events = list(heap_of(MarkCompact).steps())
    assert [e for e in events if isinstance(e, Planned)] == [
        Planned(8, 8),
        Planned(15, 12),
        Planned(18, 15),
    ]
    assert [e for e in events if isinstance(e, Moved)] == [Moved(15, 12, 3), Moved(18, 15, 3)]


def test_steps_of_a_sweep():
    swept = [e for e in heap_of(MarkSweep).steps() if isinstance(e, Swept)]
    assert swept == [Swept(12, 3, 1), Swept(21, 27, 1)]


def test_colours_while_it_marks():
    heap = heap_of(MarkSweep)
    seen = {}
    for event in heap.steps():
        seen[str(event)] = colours(heap)
    states = list(seen.values())
    assert set(states[0].values()) == {"white"}
    assert {8: "grey", 12: "white", 15: "white", 18: "white"} in states
    assert {8: "black", 12: "white", 15: "black", 18: "black"} in states


def test_colours_while_it_copies():
    heap = heap_of(Copying)
    for event in heap.steps():
        if event == Copied(30, 15, 35, 3):
            assert colours(heap) == {28: "grey", 32: "grey", 35: "grey"}
            assert heap.colour(12) == "white"
            assert heap.colour(8) == "black"


# --- generations ------------------------------------------------------------------------------


def test_a_barrier_remembers_and_a_minor_collection_uses_it():
    heap = Generational(64 * 8, nursery=12 * 8, promote_at=1, global_slots=2, stack_slots=1)
    heap.set_root(1, heap.new(1, (1,)))
    heap.minor()
    old = heap.memory[1]
    assert old < heap.old_end
    heap.watch = []
    young = heap.new(0, (2,))
    heap.write(old, 0, young)
    assert Remembered(old + 1, young) in heap.watch
    assert heap.barrier_hits == 1
    heap.minor()
    assert heap.payload(heap.read(old, 0)) == (2,)
    assert heap.read(old, 0) < heap.old_end
    assert heap.remembered == set()


def test_promotion_by_age():
    heap = Generational(64 * 8, nursery=12 * 8, promote_at=3, global_slots=1, stack_slots=0)
    heap.set_root(1, heap.new(0, (1,)))
    ages = []
    for _ in range(3):
        heap.minor()
        ages.append(heap.memory[1] < heap.old_end)
    assert ages == [False, False, True]
    assert heap.pauses[-1].promoted_bytes == 16


def test_a_dead_old_object_keeps_young_ones_until_the_major_collection():
    heap = Generational(64 * 8, nursery=12 * 8, promote_at=1, global_slots=1, stack_slots=0)
    heap.set_root(1, heap.new(1, (1,)))
    heap.minor()
    heap.write(heap.memory[1], 0, heap.new(0, (2,)))
    heap.set_root(1, 0)
    heap.minor()
    assert len(heap.objects()) == 2
    heap.collect()
    assert heap.objects() == []


def test_what_is_larger_than_the_nursery_is_born_old():
    heap = Generational(64 * 8, nursery=8 * 8, global_slots=1, stack_slots=0)
    assert heap.new(0, [0] * 20) < heap.old_end


# --- marking while the program runs -----------------------------------------------------------


def hide(barrier):
    """Move the only reference to a white object into a root that was scanned, then finish."""
    heap = heap_of(lambda *a, **k: IncrementalMarkSweep(*a, barrier=barrier, **k))
    heap.start()
    old = heap.memory[1]
    heap.set_root(2, heap.read(old, 1))
    heap.write(old, 1, 0)
    while heap.advance():
        pass
    heap.finish()
    return heap


@pytest.mark.parametrize("barrier", ["insertion", "deletion", "hybrid"])
def test_a_barrier_saves_the_hidden_object(barrier):
    heap = hide(barrier)
    heap.check()
    assert heap.payload(heap.memory[2]) == (3, 3)


def test_without_a_barrier_it_is_lost():
    with pytest.raises(HeapCorruption, match="slot 2 refers to 15"):
        hide("none").check()


def test_floating_garbage_goes_with_the_next_cycle():
    heap = heap_of(IncrementalMarkSweep)
    heap.start()
    heap.set_root(1, 0)
    heap.finish()
    assert len(heap.objects()) == 3
    heap.collect()
    assert heap.objects() == []


def test_cycle_out_of_turn():
    heap = IncrementalMarkSweep(512)
    for early in (heap.advance, heap.finish):
        with pytest.raises(BadParameter, match="not marking"):
            early()
    heap.start()
    with pytest.raises(BadParameter, match="marking already"):
        heap.start()
    with pytest.raises(BadParameter, match="unknown barrier"):
        IncrementalMarkSweep(512, "read")


# --- what is refused --------------------------------------------------------------------------

WRONG = [
    (lambda h: h.new(-1), BadSize),
    (lambda h: h.new(1 << 20), BadSize),
    (lambda h: h.new(0, [0] * 1000), OutOfMemory),
    (lambda h: h.write(8, 2, 0), BadParameter),
    (lambda h: h.write(8, -1, 0), BadParameter),
    (lambda h: h.write(9, 0, 0), InvalidPointer),
    (lambda h: h.write(8, 0, 9), InvalidPointer),
    (lambda h: h.write(8, 0, 10_000), InvalidPointer),
    (lambda h: h.read(0, 0), InvalidPointer),
    (lambda h: h.set_root(0, 0), BadParameter),
    (lambda h: h.set_root(5, 0), BadParameter),
    (lambda h: h.set_root(1, 9), InvalidPointer),
    (lambda h: h.pop(), BadParameter),
    (lambda h: [h.push() for _ in range(9)], BadParameter),
]


@pytest.mark.parametrize("name", COLLECTORS)
@pytest.mark.parametrize(("call", "error"), WRONG)
def test_wrong_calls_are_refused(name, call, error):
    heap = heap_of(COLLECTORS[name], 400)
    if name == "generational":
        heap.collect()  # into the old generation, where the others have their objects
    before = (
        {heap.payload(a): len(heap.refs(a)) for a in heap.reachable()},
        heap.memory[2:5],
    )
    with pytest.raises(error) as found:
        call(heap)
    assert isinstance(found.value, GolearnError)
    heap.check()
    after = (
        {heap.payload(a): len(heap.refs(a)) for a in heap.reachable()},
        heap.memory[2:5],
    )
    assert before == after


def test_heaps_that_make_no_sense():
    for wrong in (
        lambda: MarkSweep(8),
        lambda: MarkSweep(1024, global_slots=-1),
        lambda: Generational(1024, nursery=800),
        lambda: Generational(1024, promote_at=0),
    ):
        with pytest.raises(BadParameter):
            wrong()


def test_check_finds_a_broken_header_and_a_broken_reference():
    heap = heap_of(MarkCompact)
    heap.memory[9] = 9
    with pytest.raises(HeapCorruption, match="no object starts"):
        heap.check()
    heap.memory[12] = 5
    with pytest.raises(HeapCorruption, match="should be a header"):
        heap.check()


def test_fragmentation_of_nothing_free():
    heap = MarkCompact(32, global_slots=1, stack_slots=0)
    heap.set_root(1, heap.new(0, (1, 2, 3)))
    assert fragmentation(heap) == 0


# --- programs as text -------------------------------------------------------------------------

BAD_LINES = {
    "jump g0": "unknown step 'jump'",
    "new": "'new' is followed by root",
    "new g0": "'new' is followed by root",
    "new x 1": "'x' is no root",
    "new g0 -1": "'-1' is no number",
    "new g0 1 a": "'a' is no number",
    "store g0 0": "'store' is followed by",
    "load g0 nil 0": "'nil' is no root",
    "gc now": "'gc' is followed by nothing",
    "pop nil": "'nil' is no root",
}


@pytest.mark.parametrize("text", BAD_LINES)
def test_bad_line_is_named(text):
    with pytest.raises(TraceError, match=BAD_LINES[text]) as found:
        Program.parse(f"# first\n{text}", "mine")
    assert "mine, line 2" in str(found.value)


def test_a_program_survives_its_text():
    text = "new g0 1 -7\npush g0\nset g0 nil\ngc\npop g0\nload g1 g0 0\nstore g0 0 nil"
    program = Program.parse(text)
    assert str(program) == text
    heap = MarkSweep(512)
    assert run(program, heap).done == len(program)
    assert heap.payload(heap.memory[1]) == (-7,)


def test_a_program_that_follows_nil_is_refused():
    with pytest.raises(InvalidPointer):
        run(Program.parse("load g0 g1 0"), MarkSweep(512))
