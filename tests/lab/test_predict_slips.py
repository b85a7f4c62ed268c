"""Natural wrong answers to the puzzles, and the reason that each is told."""

from __future__ import annotations

import pytest

from golearn.lab import PredictLab
from golearn.lab.predict_model import DRAWN, PredictModel
from golearn.lab.predict_slips import Before
from golearn.realgo.oracle import puzzles
from golearn.trace import Op

CACHE_FIRST = "but the P's page cache is asked first."


@pytest.mark.parametrize(
    ("puzzle", "given", "told"),
    [
        ("the same again", 0x2000, "No new page is needed: the span at +0x0 has room."),
        ("pointers or none", 0x2030, "The span at +0x2000 has slots of 24 B without pointers: an"),
        ("rounded up", 0x58, "No slot begins there: the span at +0x0 has slots of 48 B."),
        ("tiny", 0xE, "The P fills the tiny block at +0x10 now, and looks at no other."),
        ("tiny and aligned", 0x17, "The tiny block at +0x10 goes on behind what is used of it, al"),
        ("the end of a span", 0x6000, "A new span begins at the lowest page that is free for it,"),
        ("freed but not collected", 0, "Object 0 was dropped, but no collection has run: it sti"),
        ("after a collection", 0x60, "Object 2 lies there."),
        ("after a collection", 0x90, "That slot is free, but a lower one is free too."),
        (
            "a page given back",
            0x2000,
            f"The page at +0x2000 was given back to the page heap, {CACHE_FIRST}",
        ),
        ("a page given back", 0xC000, f"for a while; now the page heap has it, {CACHE_FIRST}"),
        ("reallocated", 0x2000, "What lay there is gone, but its slot is free only after a coll"),
    ],
)
def test_what_is_told(puzzle, given, told):
    model = PredictModel(puzzle)
    before = Before(model.round.trace)
    assert told in before.slip(given, model.round.asked, model.round.answer)
    assert told in model.answer(hex(given)).text


def test_pages_that_are_passed_over():
    model = PredictModel("a page given back")
    assert "passed over" not in model.why.lower()
    model.answer("0xe000")
    assert model.why.splitlines()[-1] == (
        "Passed over: 1 page at +0x2000, given back by a collection; 4 pages at +0x6000, which "
        "the collector had for lists of its own. They are free in the page heap, but the P's "
        "page cache is asked first."
    )
    for name in set(puzzles()) - {"a page given back"}:
        model.choose(name)
        model.answer("1")
        assert "Passed over" not in model.why


@pytest.mark.parametrize("seed", range(4))
def test_every_place_has_its_reason(seed):
    """Whatever is answered: a sentence, and never that a live object is gone."""
    model = PredictModel(DRAWN, seed)
    for _ in range(4):
        before, answer = Before(model.round.trace), model.round.answer
        live = {o: at for o, at in before.objects.items() if o not in before.dropped}
        for given in [*range(0, 0x4000, 0x7F8), answer + 1, answer + 0x2000, 1 << 30]:
            told = before.slip(given, model.round.asked, answer)
            assert told.endswith(".")
            holder = next((o for o, (a, n) in live.items() if a <= given < a + n), None)
            assert holder is None or told == f"Object {holder} lies there."
        model.next()


def test_what_was_dropped_is_drawn_so():
    lab = PredictLab("a page given back")
    assert [line.dropped for line in lab.model.round.past if line.event.op == Op.ALLOC] == [
        False,
        True,
        False,
    ]
    assert "64 B without pointers at +0x2000, dropped;" in lab.picture().alt
    assert lab.drawing.value.count("stroke-dasharray") == 1
    assert "when all its spans are full and no page is free" in lab.sheet.value
    moved = PredictLab("reallocated").model.round.past
    assert [line.dropped for line in moved] == [True, True, True, False]
