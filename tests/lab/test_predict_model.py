"""The predict lab's model: rounds, hints, answers, score."""

from __future__ import annotations

import pytest

from golearn.errors import BadParameter
from golearn.lab.predict_model import DRAWN, LONGEST, SHORTEST, PredictModel, parse_address
from golearn.realgo import predict
from golearn.realgo.oracle import puzzles


def test_every_puzzle_asks_for_its_last_object():
    model = PredictModel()
    for name, (trace, run) in puzzles().items():
        model.choose(name)
        assert model.round.answer == run.addresses[-1]
        assert len(model.round.past) == len(trace) - 1
        assert model.question.startswith(f"Object {model.round.asked.object} is ")
        assert model.why == ""


def test_right_with_and_without_hints():
    model = PredictModel("pointers or none")
    verdict = model.answer("+0x18")
    assert (verdict.right, verdict.points) == (True, 3)
    assert verdict.text == "Right: go1.21.13 put it at +0x18."
    assert "slot 1, address 0xc000000018" in model.why
    model.next()
    assert (model.round.name, model.verdict, model.hints) == ("rounded up", None, [])
    assert model.hint().startswith("Class 5: slots of 48 B, 170 in a span of 1 page")
    assert model.hint() == (
        "The spans before the request: +0x0 slots of 48 B with pointers, 3 of 170 taken; "
        "+0x2000 slots of 64 B with pointers, 1 of 128 taken."
    )
    with pytest.raises(BadParameter, match="no further hint"):
        model.hint()
    assert model.answer("144").points == 1
    assert model.score == "4 points, 2 of 2 right"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0x1be8", "at +0x4000; you are 2 pages off. No slot begins there: the span at +0x0 has "),
        ("0x2000", "Not there: go1.21.13 put it at +0x4000; you are 1 page off. Object 4 lies "),
        ("0x4010", "the place in it is 16 B off. A new span hands out its first slot first."),
    ],
)
def test_wrong(given, said):
    model = PredictModel("the end of a span")
    verdict = model.answer(given)
    assert (verdict.right, verdict.points) == (False, 0)
    assert said in verdict.text
    assert model.score == "0 points, 0 of 1 right"
    for again in (lambda: model.answer("0x4000"), model.hint):
        with pytest.raises(BadParameter, match="this round is over"):
            again()


def test_hints_fit_the_kind_of_object():
    hints = {name: PredictModel(name).hint() for name in ("tiny", "past the page cache")}
    assert "may share a tiny block" in hints["tiny"]
    assert hints["past the page cache"] == "Over 32 KiB: a span of its own, 8 pages."
    assert PredictModel("the same again").hint().startswith("Class 3: slots of 24 B")


def test_after_the_puzzles_rounds_are_drawn_the_same_each_time():
    def play(seed):
        model = PredictModel(DRAWN, seed)
        rounds = []
        for _ in range(12):
            trace = model.round.trace
            assert SHORTEST <= len(model.round.past) <= LONGEST + SHORTEST
            assert model.round.answer == predict(trace)[0][-1] >= 0
            rounds.append((model.round.asked, model.round.answer))
            model.next()
            assert model.round.name == DRAWN
        return rounds

    assert play(1) == play(1)
    assert play(1) != play(2)
    assert len(set(play(1))) > 8


def test_the_last_puzzle_is_followed_by_a_drawn_round():
    model = PredictModel(list(puzzles())[-1])
    model.next()
    assert model.round.name == DRAWN


def test_reallocation_keeps_its_kind():
    model = PredictModel("reallocated")
    assert [line.event.pointers for line in model.round.past] == [True] * 4


@pytest.mark.parametrize(
    ("text", "address"),
    [("0x30", 48), ("+0x30", 48), ("+ 48", 48), ("48", 48), ("1,024", 1024), ("0X1_000", 4096)],
)
def test_addresses(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "0x", "x30", "-8", "0x3g", "1.5", "²", "9" * 40, "30h"])
def test_what_is_no_address(text):
    model = PredictModel()
    with pytest.raises(BadParameter, match="is no address; expected 0x30"):
        model.answer(text)
    assert (model.verdict, model.played) == (None, 0)


def test_an_unknown_puzzle_changes_nothing():
    model = PredictModel()
    before = model.round
    with pytest.raises(BadParameter, match="unknown puzzle 'x'; expected one of the same again"):
        model.choose("x")
    assert model.round is before
