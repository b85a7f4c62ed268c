"""The segregated-fit lab's model: lists at any instant are those of the allocator itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.classic import SegregatedFitAllocator
from golearn.errors import BadParameter, GolearnError
from golearn.lab.segregated_model import SegregatedModel, make_classes, parse_classes
from golearn.replay import Options, steps
from golearn.trace import Trace
from golearn.trace.workloads import lognormal


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 20), st.sampled_from([(16, 64, 256), (8, 2048), (48, 96)]))
def test_lists_equal_the_allocator_s_own(seed, classes):
    trace = lognormal(150, seed, live=30)
    model = SegregatedModel(trace, classes)
    allocator = SegregatedFitAllocator(classes, align=8)
    expected = []
    for _ in steps(trace, allocator):
        runs = allocator.run_at.values()
        expected.append(
            {
                size: (
                    sum(run.size_class == size for run in runs),
                    sum(len(run.free) for run in runs if run.size_class == size),
                )
                for size in allocator.classes
            }
        )
    for event in reversed(range(len(trace))):
        model.go_to(event)
        rows = model.lists()
        assert {r.size_class: (r.runs, r.free) for r in rows if r.size_class} == expected[event]
        assert sum(r.live for r in rows) == len(model.instant().start)
        assert sum(r.requested for r in rows) == model.instant().live_bytes
        assert sum(r.waste + r.requested for r in rows) == model.instant().block_bytes


def test_the_serving_list_and_its_waste_are_told():
    model = SegregatedModel(Trace.parse("a 1 50\na 2 60\na 3 9000\nf 1\nf 3", "t"), (32, 64))
    stories, serving = [], []
    for event in range(5):
        model.go_to(event)
        stories.append(model.story)
        serving.append([r.size_class for r in model.lists() if r.serves])
    assert serving == [[64], [64], [None], [64], [None]]
    assert stories[0] == (
        "50 B go to the list of 64 B blocks, the smallest class that holds them: its list was "
        "empty, so a new run was cut into blocks. The block is at 0; 14 B of it are wasted "
        "(22%). The class has 1 run."
    )
    assert "no search" in stories[1] and "4 B of it are wasted (6%)" in stories[1]
    assert "more than every class holds: a block of 9,000 B" in stories[2]
    assert stories[3] == "The block at 0 goes back to the list of 64 B blocks."
    assert "free list of large blocks" in stories[4]


@pytest.mark.parametrize(("size", "expected"), [(0, 32), (24, 32), (25, 64), (56, 64), (57, None)])
def test_class_of_a_request_counts_the_header(size, expected):
    assert SegregatedModel("small example", (32, 64), options=Options(header=8)).class_of(size) == (
        expected
    )


def test_choices_of_classes():
    assert make_classes("powers of two")[:4] == (8, 16, 32, 64)
    assert make_classes("16, 48 96;128") == (16, 48, 96, 128)
    wide, narrow = make_classes("geometric", 0.5), make_classes("geometric", 0.05)
    assert len(wide) < len(narrow)


@pytest.mark.parametrize("text", ["", "a", "16,,x", "-4", "1.5", "²"])
def test_classes_that_make_no_sense(text):
    with pytest.raises(BadParameter):
        parse_classes(text)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda m: m.set_classes("0"),
        lambda m: m.set_classes(()),
        lambda m: m.set_classes("geometric", 1.0),
        lambda m: m.set_options(Options(align=5)),
        lambda m: m.go_to(99),
        lambda m: m.load("nothing"),
    ],
)
def test_what_is_wrong_leaves_the_state(break_it):
    model = SegregatedModel("small example")
    model.go_to(8)
    before = (model.event, model.classes, model.options, model.history, model.trace)
    with pytest.raises(GolearnError):
        break_it(model)
    assert (model.event, model.classes, model.options, model.history, model.trace) == before


def test_out_of_memory_ends_the_lists():
    model = SegregatedModel("small example", (64,), options=Options(heap=100, align=8))
    model.go_to(20)
    assert model.story.startswith("Out of memory since event")
    assert model.lists()
