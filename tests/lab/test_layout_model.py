"""The layout lab without widgets: scripts, both processes, and what the drawing is made of."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import GolearnError
from golearn.lab.layout_map import MOST_FOREIGN
from golearn.lab.layout_model import SCRIPTS, LayoutModel
from golearn.lab.layout_sketch import in_words, layout_sketch
from golearn.lab.questions import layout as questions
from golearn.units import MIB


def ends(script: str) -> list[tuple[str, int]]:
    """State and heap in MiB of both processes at the end."""
    return [(side.state, side.heap // MIB) for side in LayoutModel(script).scenes[-1].sides]


@pytest.mark.parametrize(
    ("script", "linear", "sparse"),
    [
        ("Go alone", ("running", 512), ("running", 512)),
        ("one page ahead", ("failed", 256), ("running", 512)),
        ("every place taken", ("failed at the start", 0), ("running", 512)),
        ("first place taken", ("running", 512), ("running", 512)),
        ("C comes later", ("failed", 192), ("running", 512)),
        ("AddressSanitizer", ("running", 512), ("running", 512)),
        ("start\ngrow 2 GiB", ("running", 2048), ("running", 2048)),
        # 16 MiB of bitmap for 512 MiB of heap: C has a page of its 9th
        ("c 0xc41f700000 4 KiB\nstart\ngrow 512 MiB", ("failed", 256), ("running", 512)),
        ("c 0xc000000000 4 KiB\nstart\ngrow 64 MiB", ("running", 64), ("running", 64)),
    ],
)
def test_who_fails_and_when(script, linear, sparse):
    assert ends(script) == [linear, sparse]


def test_a_sparse_heap_goes_around_and_a_linear_one_says_why_it_cannot():
    linear, sparse = LayoutModel("C comes later").scenes[-1].sides
    assert "runtime: address space conflict" in linear.story[-1]
    assert "0xc42c000000, belong to libfoo" in linear.story[-1]
    heap = [piece for piece in sparse.row.pieces if piece.kind == "heap"]
    assert [piece.start for piece in heap] == [0xC000000000, 0x1C000000000]
    assert sum(piece.size for piece in heap) == sparse.heap


def test_what_is_taken_by_go_is_not_given_to_c():
    scene = LayoutModel("start\ngrow 64 MiB\nc 0xc000001000 4 KiB libfoo\n").scenes[-1]
    linear, sparse = scene.sides
    assert "0xc000001000 is taken: libfoo gets 4 KiB at" in linear.story[0]
    assert "0xc000001000 is taken: libfoo gets 4 KiB at" in sparse.story[0]
    assert scene.says == "libfoo maps 4 KiB at 0xc000001000"


def test_an_ended_program_stays_ended():
    model = LayoutModel("one page ahead")
    model.add("grow 64 MiB")
    linear, sparse = model.scenes[-1].sides
    assert (linear.state, linear.heap, linear.story) == (
        "failed",
        256 * MIB,
        ("The program does not run.",),
    )
    assert sparse.heap == 576 * MIB


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("grow 64 MiB", "line 1: start the program before its heap grows"),
        ("start\nstart", "line 2: the program runs already"),
        ("start\ngrow much", "line 2, size 'much'; expected bytes"),
        ("start\ngrow 3 GiB", "line 2: a heap of 1 B to 2 GiB in all"),
        ("start\ngrow 0", "line 2: a heap of 1 B"),
        ("start\nc 12 4 KiB", "line 2 '12 4 KiB': expected an address"),
        ("c 0xc000000001 4 KiB", "0xc000000001 is no multiple of 4,096"),
        ("c 0xfff000000000 4 KiB", "a process has no such addresses"),
        ("c 0x0 4 KiB", "a process has no such addresses"),
        ("c 0xc000000000 0", "at least 1 B"),
        ("preset none", "line 1: no preset 'none'; expected one of nothing"),
        ("random x 3", "line 1 'random x 3'; expected c ADDRESS"),
        ("stop", "line 1 'stop'; expected c ADDRESS"),
        ("random 1 3\n" * 61, "61 lines; expected at most 60"),
    ],
)
def test_one_line_for_what_is_wrong_and_all_stays(line, says):
    model = LayoutModel()
    before = model.text, len(model.scenes)
    with pytest.raises(GolearnError) as error:
        model.run(line)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert (model.text, len(model.scenes)) == before


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 20), st.sampled_from((64, 512, 1024)))
def test_the_row_is_in_order_and_holds_the_heap(seed, mappings, mib):
    model = LayoutModel(f"random {seed} {mappings}\nstart\ngrow {mib} MiB")
    for scene in model.scenes:
        for side in scene.sides:
            pieces = side.row.pieces
            assert all(below.end <= above.start for below, above in pairwise(pieces))
            assert sum(p.size for p in pieces if p.kind == "heap") == side.heap
            foreign = sum(p.kind == "C" for p in pieces)
            assert foreign == min(mappings, MOST_FOREIGN) or scene is model.scenes[0]
    sparse = model.scenes[-1].sides[1]
    assert (sparse.state, sparse.heap) == ("running", mib * MIB)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_scene_can_be_drawn(script):
    for scene in LayoutModel(script).scenes:
        words = in_words(scene)
        assert words.startswith("linear, Go 1.10: ") and " sparse, Go 1.21: " in words
        assert layout_sketch(scene).svg(words).startswith("<svg")


def test_questions_are_answered_by_the_model_itself():
    model, seen = LayoutModel(), set()
    for seed in range(40):
        question = questions.ask(model, Random(seed))
        right = question.choices[question.right].text
        question.reveal()
        assert right in {questions.outcome(side) for side in model.scenes[-1].sides}
        seen.add(right)
    assert seen == set(questions.WHY)
