"""The tiers lab: what it shows is what Go's allocator has, and its buttons do what they say."""

from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter, GolearnError
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY
from golearn.lab import TiersLab
from golearn.lab.tiers_lab import EMPTY
from golearn.lab.tiers_model import STATES, TiersModel, in_state

SERVED = {
    "the first request": MHEAP,
    "a span is in hand": MCACHE,
    "the span in hand is full": MHEAP,
    "after a collection": MCENTRAL,
    "two tiny objects": TINY,
    "a large object": MHEAP,
    "moved to another P": MHEAP,
}


@pytest.mark.parametrize("name", STATES)
def test_states_show_what_they_are_named_after(name):
    model = in_state(name)
    walk = model.walk()
    assert walk.path.served == SERVED[name]
    assert walk.outcome.endswith(f"{walk.path.cost}.")
    assert model.story
    model.go.check()


def test_a_request_in_hand():
    model = in_state("a span is in hand")
    box = model.walk().mcache
    assert (box.slots, box.free, box.taken, box.first, len(box.cells)) == (341, 323, 17, 0, 64)
    assert list(box.cells) == [False] * 18 + [True] * 46
    assert model.request == "24 B with pointers on P0, the last of 18"
    assert model.walk().outcome == "mcache serves it at 0xc000000198: no lock, nothing shared."


def test_the_central_sets_after_a_collection():
    model = TiersModel()
    model.allocate(24, True, times=3 * 341)
    model.drop(keep_every=2)
    assert model.request == "511 objects dropped, nothing is freed yet"
    model.collect()
    box = model.walk().central
    assert (box.partial_swept, box.partial_unswept, box.full_swept, box.full_unswept) == (
        1,
        0,
        0,
        2,
    )
    model.allocate(24, True, times=171)
    box = model.walk().central
    assert (box.partial_swept, box.partial_unswept, box.full_swept, box.full_unswept) == (
        0,
        0,
        1,
        1,
    )
    assert model.walk().path.served == MCENTRAL


def test_moving_leaves_the_span_behind():
    model = in_state("a span is in hand")
    model.move_to(1)
    assert model.request == "the goroutine moves from P0 to P1"
    box = model.walk().mcache
    assert (box.processor, box.slots) == (1, 0)
    model.move_to(0)
    assert (model.walk().mcache.free, model.allocate(24, True)) == (323, 0xC000000000 + 18 * 24)


def test_a_tiny_object_takes_no_slot():
    model = in_state("two tiny objects")
    walk = model.walk()
    assert (walk.tiny.used, walk.mcache.taken) == (12, None)
    assert walk.outcome.startswith("The tiny block serves it at 0xc000000008")


def test_a_full_span_shows_its_last_slots():
    model = TiersModel()
    model.allocate(24, True, times=341)
    box = model.walk().mcache
    assert (box.free, box.first, len(box.cells), box.taken) == (0, 320, 21, 340)


ACTIONS = st.one_of(
    st.tuples(st.just("allocate"), st.integers(0, 40_000), st.booleans(), st.integers(1, 400)),
    st.tuples(st.just("drop"), st.integers(0, 3)),
    st.tuples(st.just("collect")),
    st.tuples(st.just("move_to"), st.integers(0, 2)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTIONS, max_size=12))
def test_whatever_is_done_the_books_agree(actions):
    model = TiersModel(processors=3)
    requests = 0
    for name, *args in actions:
        getattr(model, name)(*args)
        requests += args[2] if name == "allocate" else 0
        model.go.check()
        walk = model.walk()
        box = walk.mcache
        assert sum(model.counts) == requests
        assert box.free <= box.slots and len(box.cells) <= 64
        if box.taken is not None:
            assert not box.cells[box.taken - box.first]
        span = model.go.procs[model.processor].mcache.alloc[model._spanclass]
        assert box.free == span.free_slots()
    for _, facts in model.facts:
        assert sum(int(value.replace(",", "")) for _, value in facts) == requests


@pytest.mark.parametrize(
    "break_it",
    [
        lambda m: m.allocate(-1),
        lambda m: m.allocate(1 << 48),
        lambda m: m.allocate(8, times=0),
        lambda m: m.allocate(8, times=20_001),
        lambda m: m.move_to(2),
        lambda m: m.reset(0),
        lambda m: m.reset(17),
    ],
)
def test_what_is_wrong_leaves_the_state(break_it):
    model = in_state("after a collection")
    before = (model.walk(), model.story, model.facts, len(model.live))
    with pytest.raises(GolearnError):
        break_it(model)
    assert (model.walk(), model.story, model.facts, len(model.live)) == before
    assert model.go.watch is None


def test_an_unknown_state():
    with pytest.raises(BadParameter, match="unknown state 'full'; expected one of an empty heap"):
        in_state("full")


# --- the view ---------------------------------------------------------------------------------


def test_allocating_by_hand():
    lab = TiersLab()
    assert "no request yet" in lab.walk.value
    lab.allocate.click()
    assert "24 B with pointers on P0" in lab.walk.value and "✓ serves it" in lab.walk.value
    assert lab.story.value.count("<li>") == 9
    lab.pointers.value, lab.size.value, lab.times.value = False, "1 KiB", "3"
    lab.allocate.click()
    assert "1,024 B without pointers on P0, the last of 3" in lab.walk.value
    lab.size.value = "many"
    lab.allocate.click()
    assert lab.message.text == "size 'many'; expected bytes such as 4096 or 4 KiB"
    lab.size.value, lab.times.value = "8", "0"
    lab.allocate.click()
    assert lab.message.text == "0 times; expected 1 to 20,000"
    lab.times.value = "abc"
    lab.allocate.click()
    assert lab.message.text == "times 'abc'; expected a whole number from 1 to 20,000"
    lab.times.value = "1"
    lab.allocate.click()
    assert lab.message.text == "" and sum(lab.model.counts) == 5


def test_the_other_controls():
    lab = TiersLab("a span is in hand")
    assert lab.state.value == "a span is in hand"
    lab.processor.value = 1
    assert lab.model.processor == 1 and "no span in hand" in lab.walk.value
    lab.half.click()
    assert "9 objects dropped" in lab.walk.value
    lab.all.click()
    assert "9 objects dropped" in lab.walk.value and lab.model.live == []
    lab.collect.click()
    assert "collection 1" in lab.story.value
    lab.reset.click()
    assert lab.model.processor == lab.processor.value == 0 and len(lab.model.live) == 18
    lab.state.value = EMPTY
    assert lab.model.live == []
    lab.state.value = "a large object"
    assert "past all the others" in lab.walk.value


def test_what_stays_in_a_committed_notebook():
    data, metadata = TiersLab("after a collection")._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith(
        "Tiers lab. 24 B with pointers on P0. Way: mcache → mcentral."
    )
    assert data["text/plain"].endswith(
        "Requests served by: tiny 0, mcache 1,020, mcentral 1, mheap 3. Requests that touched: "
        "nothing shared 1,020, a shared list, no lock 2, the heap lock, once or more 2."
    )
    assert metadata["image/png"]["alt"] == data["text/plain"]
