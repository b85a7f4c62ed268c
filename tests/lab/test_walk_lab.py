"""The walk lab: places, typed addresses, steps and questions."""

from __future__ import annotations

from base64 import b64decode
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.lab import WalkLab
from golearn.lab.questions import walk as questions
from golearn.lab.walk_lab import TYPED
from golearn.lab.walk_map import pieces
from golearn.lab.walk_model import C_HAS, OBJECTS, PLACES, WalkModel, parse_address
from golearn.plots.figures.span_walk import found

MODEL = WalkModel()


@pytest.mark.parametrize("place", PLACES)
def test_both_walks_find_what_the_heap_itself_says(place):
    MODEL.choose(place)
    for name, walk in MODEL.walks.items():
        go = MODEL.heaps[name]
        assert walk.span is go.heap.layout.span_of(MODEL.addresses[name])
        alive = place not in ("where an object died", "one byte too far")
        assert (walk.span is not None) == alive


def test_the_linear_walk_reads_one_table_and_the_sparse_one_two():
    MODEL.choose("in the second arena")
    assert {name: walk.reads for name, walk in MODEL.walks.items()} == {"linear": 1, "sparse": 2}
    assert MODEL.addresses["sparse"] == 0x1C000400018
    MODEL.choose("C's memory")
    assert [walk.entry for walk in MODEL.walks.values()] == [None, None]
    assert MODEL.heaps["sparse"].heap.layout.space.at(C_HAS.start).owner == "C"


def test_a_dead_span_is_told_from_none():
    MODEL.choose("where an object died")
    assert [found(walk) for walk in MODEL.walks.values()] == [
        "The span at 0xc420080000 is free now: no object is here",
        "The span at 0xc000080000 is free now: no object is here",
    ]
    MODEL.choose("the tail behind the slots")
    assert found(MODEL.walks["sparse"]).endswith("1 page: its tail, behind the slots")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, (1 << 64) - 1), st.sampled_from(sorted(MODEL.heaps)))
def test_any_address_can_be_walked(address, layout):
    MODEL.ask(layout, address)
    assert MODEL.walks[layout].span is MODEL.heaps[layout].heap.layout.span_of(address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0xC000000000", 0xC000000000),
        (" 12,345 ", 12345),
        ("0", 0),
        ("0xffffffffffffffff", 2**64 - 1),
    ],
)
def test_addresses_as_they_are_typed(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "zzz", "-1", "0x", "1.5", "0x1ffffffffffffffff", "9" * 25])
def test_what_is_no_address(text):
    with pytest.raises(BadParameter, match="address '"):
        parse_address(text)


def test_questions_are_answered_by_the_walk():
    kinds = set()
    for seed in range(40):
        question = questions.ask(MODEL, Random(seed))
        right = question.choices[question.right].text
        question.reveal()
        layout = "sparse" if "sparse" in question.text else "linear"
        steps = [str(step) for step in MODEL.walks[layout].steps]
        if "second level" in question.text:
            assert any(step.startswith(f"arenas[0][{right}]") for step in steps)
        elif "`spans`" in question.text:
            assert any(step.startswith(f"spans[{right}]") for step in steps)
        else:
            assert right in (questions.OBJECT, questions.DEAD, questions.NOTHING)
        kinds.add(question.text.split(": ")[1])
    assert len(kinds) == 3


def test_both_sides_go_on_telling_of_the_same_thing():
    """A node in the arena, an object that died: Predict and a click take both heaps along."""
    for seed in range(30):
        model = WalkModel("where an object died")
        question = questions.ask(model, Random(seed))
        question.reveal()
        told = [walk.span and walk.span.spanclass for walk in model.walks.values()]
        assert told[0] == told[1]
        if "an object" in model.place or not model.place:
            places = [
                (what, model.addresses[name] - start)
                for name in model.walks
                for what, start in model.objects[name].items()
                if 0 <= model.addresses[name] - start < OBJECTS[what][0]
            ]
            assert len(places) == 2 and places[0] == places[1]


@pytest.mark.parametrize(
    ("layout", "place", "why"),
    [
        ("linear", "one byte too far", "No arena holds this address, so no entry is read."),
        ("sparse", "one byte too far", "There is an arena, but its entry for this page is empty."),
        ("sparse", "C's memory", "No arena holds this address, so no entry is read."),
    ],
)
def test_what_is_missing_is_named(layout, place, why):
    model, found = WalkModel(), {}
    for seed in range(300):
        question = questions.ask(model, Random(seed))
        found[question.text] = question.why
    asked = f"{model.address_of(layout, place):#x} on the {layout} heap: where does the walk end?"
    assert found[asked] == why


def test_steps_come_one_by_one():
    lab = WalkLab()
    assert (lab.step, lab.player.last) == (8, 8)
    whole = lab.drawing.value
    lab.step = 2
    assert "stroke-dasharray" in lab.drawing.value and "stroke-dasharray" not in whole
    assert lab.player.says == "step 2 (last: 8): in the second arena"
    lab.place.value = "C's memory"
    assert (lab.step, lab.player.last) == (0, 5)
    assert lab.boxes["sparse"].value == hex(C_HAS.start + 64)


def test_typed_addresses_and_what_is_wrong():
    lab = WalkLab()
    lab.boxes["linear"].value = "here"
    lab.walk.click()
    assert lab.message.text.startswith("address 'here'; expected one such as")
    assert lab.model.place == "in the second arena"
    lab.boxes["linear"].value = "0xc420013170"
    lab.walk.click()
    assert (lab.message.text, lab.place.value, lab.step) == ("", "an address of your own", 0)
    again: dict[str, WalkLab] = {}
    exec(lab.code().replace("\nlab\n", ""), again)
    assert again["lab"].model.addresses == lab.model.addresses
    assert "linear=0xc420013170, sparse=0x" in lab.code()


def test_what_stays_in_a_committed_notebook():
    data, metadata = WalkLab()._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith("Walk lab. step 8 (last: 8): in the second arena.")
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_the_maps_show_where_the_objects_lie():
    model = WalkModel("inside a huge table")
    found = pieces(model)
    assert [piece.layout for piece in found] == ["linear", "sparse", "sparse"]
    for layout in ("linear", "sparse"):
        mine = [piece for piece in found if piece.layout == layout]
        told = [number for piece in mine for number in piece.instant.object.tolist()]
        assert told == [0, 1, 2, 4, 5]  # object 3 is dead
        starts = [start for piece in mine for start in piece.instant.start.tolist()]
        assert starts == [model.objects[layout][what] for what in OBJECTS if what not in model.dead]
        marked = [piece.instant.chosen for piece in mine if piece.instant.chosen]
        assert len(marked) == 1 and marked[0][0] <= model.addresses[layout] < sum(marked[0])


def test_a_click_on_a_map_walks_from_there():
    lab = WalkLab()
    linear, first, second = lab.maps
    assert second.instant is not None and second.instant.chosen is not None
    second._handle_custom_msg({"pick": second.instant.base + 5_000_000}, [])
    assert lab.model.addresses["sparse"] == second.instant.base + 5_000_000
    assert lab.boxes["sparse"].value == f"{second.instant.base + 5_000_000:#x}"
    assert (lab.step, lab.place.value) == (0, TYPED)
    alike = lab.model.objects["linear"]["an object behind it"] + 5_000_000
    assert lab.model.addresses["linear"] == alike
    first.move("home")
    first._handle_custom_msg({"pick": first.cursor[0]}, [])
    assert first.instant is not None and first.instant.chosen == (first.instant.base, 8192)
    assert second.instant.chosen is None
    assert linear.instant is not None and linear.instant.chosen is not None
