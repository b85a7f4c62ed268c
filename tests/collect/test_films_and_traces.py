"""What a film shows is what the heap holds, and traces leave what they say is live."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from golearn.collect import COLLECTORS, Copying, Generational, MarkCompact, Program, run
from golearn.collect.events import Scanned
from golearn.collect.frames import film
from golearn.collect.measures import extent, fragmentation, live_bytes
from golearn.collect.traces import entries_needed, play
from golearn.errors import OutOfMemory
from golearn.lab.collect_model import PROGRAMS
from golearn.trace import Trace
from golearn.trace.workloads import WORKLOADS

STATES = {"in use", "white", "grey", "black", "forwarded"}


def filmed(make, text):
    heap = make(96 * 8, global_slots=4, stack_slots=0)
    run(Program.parse(text), heap)
    return heap, film(heap, heap.steps())


@pytest.mark.parametrize("make", COLLECTORS.values(), ids=lambda make: make.name)
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_last_frame_is_the_heap(make, name):
    heap, frames = filmed(make, PROGRAMS[name])
    assert [b.address for b in frames[-1].blocks] == heap.objects()
    assert {b.state for f in frames for b in f.blocks} <= STATES
    assert {b.state for b in frames[0].blocks} <= {"in use"}
    assert {b.state for b in frames[-1].blocks} <= {"in use"}
    links = {(link.word, link.target) for link in frames[-1].links}
    for word, target in links:
        assert heap.memory[word] == target
        assert target in heap.objects()
    assert all(link.kind == "reference" for link in frames[-1].links)


@pytest.mark.parametrize("make", COLLECTORS.values(), ids=lambda make: make.name)
def test_no_frame_shows_two_objects_in_one_place(make):
    _, frames = filmed(make, PROGRAMS["shared and cyclic"])
    for frame in frames:
        for low, high in zip(frame.blocks, frame.blocks[1:], strict=False):
            dead = "white" in (low.state, high.state)
            assert low.address + low.size <= high.address or dead


def test_forwarding_pointers_lead_to_the_copy():
    _, frames = filmed(Copying, PROGRAMS["shared and cyclic"])
    seen = 0
    for frame in frames[:-1]:
        label_at = {b.address: b.label for b in frame.blocks}
        for link in frame.links:
            if link.kind == "forwarding":
                assert label_at[link.word] == label_at[link.target]
                seen += 1
    assert seen > 5


def test_an_object_that_stays_is_not_shown_as_dead():
    _, frames = filmed(MarkCompact, PROGRAMS["shared and cyclic"])
    first = frames[-1].blocks[0].address
    states = [b.state for f in frames[2:] for b in f.blocks if b.address == first]
    assert set(states[1:-1]) <= {"grey", "black", "in use"}


def test_a_scanned_copy_is_black_at_once():
    text = PROGRAMS["an old object gets a young one"]
    for make in (Copying, partial(Generational, nursery=24 * 8, promote_at=1)):
        heap = make(96 * 8, global_slots=4, stack_slots=0)
        run(Program.parse(text), heap)
        steps = heap.minor_steps() if isinstance(heap, Generational) else heap.steps()
        scanned = 0
        for frame in film(heap, steps):
            if isinstance(frame.event, Scanned):
                (block,) = [b for b in frame.blocks if b.address == frame.event.address]
                assert block.state == "black"
                scanned += 1
        assert scanned == (3 if isinstance(heap, Generational) else 5)


def test_roots_have_their_names():
    heap = MarkCompact(512, global_slots=2, stack_slots=2)
    heap.push()
    (first, *_) = film(heap, heap.steps())
    assert first.roots == ("g0", "g1", "s0")


TRACE = "a 1 10\na 2 20\nf 1\nr 2 50\na 3 1\ngc\na 4 0\nf 3"


@pytest.mark.parametrize("make", COLLECTORS.values(), ids=lambda make: make.name)
def test_a_trace_leaves_what_is_live(make):
    trace = Trace.parse(TRACE)
    assert entries_needed(trace) == 3
    heap = make(1024)
    play(trace, heap)
    heap.collect()
    table, first, second = 4 * 8, 8 + 56, 8
    assert live_bytes(heap) == heap.used == table + first + second
    assert extent(heap) >= live_bytes(heap) or isinstance(heap, Copying)


def test_a_trace_that_does_not_fit():
    with pytest.raises(OutOfMemory):
        play(Trace.parse("a 1 1000"), MarkCompact(512))


def test_moving_leaves_one_hole_where_marking_leaves_many():
    trace = WORKLOADS["phases"](2000)
    live = int(np.asarray(trace.live_bytes()).max())
    holes = {}
    for name in ("mark-sweep", "mark-compact", "copying"):
        heap = COLLECTORS[name](4 * live)
        play(trace, heap)
        heap.collect()
        holes[name] = fragmentation(heap)
    assert holes["mark-compact"] == holes["copying"] == 0 < holes["mark-sweep"]


def test_extent_of_an_empty_heap():
    assert extent(Generational(1024)) == 0
