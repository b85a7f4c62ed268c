"""The bump lab's model: one pointer up, nothing comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter, BadSize, GolearnError, OutOfMemory
from golearn.lab.bump_model import SCRIPTS, BumpModel


def test_allocate_free_reset():
    model = BumpModel(heap=100)
    assert [model.allocate(40), model.allocate(13)] == [0, 1]
    assert model.story == (
        "Object 1 gets 13 B at 40, rounded up to 16 B. "
        "The pointer moves from 40 to 56; no search, no list."
    )
    model.free(0)
    assert (model.top, model.dead_bytes, model.live_bytes, model.left) == (56, 40, 13, 44)
    assert "nothing comes back: its 40 B at 0 are dead. The pointer stays at 56" in model.story
    assert model.instant().dead_bytes == 40
    model.reset()
    assert (model.top, model.dead_bytes, model.live_bytes, model.left) == (0, 0, 0, 100)
    assert model.story.endswith("56 B are free again, 1 live object included.")


def test_dead_bytes_do_not_help_a_request():
    model = BumpModel(heap=64)
    model.allocate(48)
    model.free(0)
    with pytest.raises(OutOfMemory, match="16 B are left above the pointer, although 48 B"):
        model.allocate(24)
    assert (model.top, model.dead_bytes, model.left) == (48, 48, 16)


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda m: m.allocate(-1), BadSize),
        (lambda m: m.allocate(1 << 60), BadSize),
        (lambda m: m.free(7), BadParameter),
        (lambda m: m.set_up(0), BadParameter),
        (lambda m: m.set_up(64, align=3), BadParameter),
    ],
)
def test_what_is_wrong_leaves_the_state(break_it, error):
    model = BumpModel()
    model.allocate(10)
    before = (model.top, model.objects.copy(), model.story, model.allocator)
    with pytest.raises(error):
        break_it(model)
    assert (model.top, model.objects, model.story, model.allocator) == before


def test_other_settings_repeat_what_was_done():
    model = BumpModel(heap=128)
    model.run("a 0 20\na 1 20\nf 0\nreset\na 0 20\na 1 1\n")
    for align, header, top in ((8, 0, 32), (16, 0, 48), (16, 8, 48), (1, 0, 21), (8, 0, 32)):
        model.set_up(128, align, header)
        assert (len(model.actions), model.top, model.lacks) == (6, top, "")


def test_an_arena_that_is_too_small_stops_at_the_first_action_without_room():
    model = BumpModel()
    model.run(SCRIPTS["full of dead bytes"])
    model.set_up(200)
    assert (len(model.actions), model.objects.keys()) == (3, {0, 1, 2})
    assert model.lacks == (
        "action 4, allocate 64 B as object 3, does not fit any more: 8 B are left above the "
        "pointer; left out from there on: 4 actions"
    )
    model.set_up(10)
    assert model.actions == [] and "action 1, allocate 64 B" in model.lacks
    model.set_up(256, 64)
    assert (len(model.actions), model.dead_bytes, model.lacks) == (7, 192, "")
    model.set_up(200)
    model.free(1)
    assert model.lacks == ""
    model.set_up(256)
    assert model.actions[3:] == ["f 1"]


@given(st.lists(st.one_of(st.integers(-2, 60), st.just("free"), st.just("reset")), max_size=30))
def test_counters_always_add_up(actions):
    model = BumpModel(heap=300, header=8)
    for action in actions:
        try:
            if action == "reset":
                model.reset()
            elif action == "free":
                model.free(next(iter(model.objects), -1))
            else:
                model.allocate(action)
        except GolearnError:
            pass
        instant = model.instant()
        model.allocator.check()
        assert instant.block_bytes + model.dead_bytes == model.top == 300 - model.left
        assert instant.dead_bytes == model.dead_bytes
        assert instant.free_bytes == model.left
