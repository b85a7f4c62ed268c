"""The predict lab's widgets without a browser: the answer is hidden until it is given."""

from __future__ import annotations

from base64 import b64decode

from golearn.lab import PredictLab
from golearn.lab.predict_model import DRAWN
from golearn.trace import Trace


def test_nothing_gives_the_answer_away():
    lab = PredictLab("the end of a span")
    shown = lab.sheet.value + lab.picture().alt + repr(lab.children)
    assert "0x4000" not in shown and "?" in lab.sheet.value
    lab.buttons["Hint"].click()
    assert "0x4000" not in lab.sheet.value
    lab.guess.value = "0x4000"
    lab.buttons["Answer"].click()
    assert "✓ Right: go1.21.13 put it at +0x4000. 2 of 3 points." in lab.sheet.value
    assert "The model's reasons:<br>1. 1,000 B without pointers" in lab.sheet.value
    assert lab.picture().alt.endswith("Asked: 1,000 B without pointers: +0x4000.")


def test_one_line_for_what_is_wrong():
    lab = PredictLab()
    lab.guess.value = "somewhere"
    lab.buttons["Answer"].click()
    assert lab.message.text == "'somewhere' is no address; expected 0x30, +0x30 or 48"
    lab.guess.value = "0x31"
    lab.buttons["Answer"].click()
    assert lab.message.text == "" and "✗ Not there" in lab.sheet.value
    lab.buttons["Answer"].click()
    assert lab.message.text == "this round is over; go on to the next one"


def test_next_and_choose():
    lab = PredictLab()
    lab.buttons["Next"].click()
    assert lab.choice.value == lab.model.round.name == "pointers or none"
    assert lab.guess.value == ""
    lab.choice.value = DRAWN
    first = lab.model.round
    lab.buttons["Next"].click()
    assert lab.model.round.name == DRAWN and lab.model.round is not first
    lab.choice.value = "after a collection"
    assert "<td>collect</td>" in lab.sheet.value and "drop object 0" in lab.sheet.value


def test_what_stays_in_a_committed_notebook():
    lab = PredictLab("tiny")
    data, metadata = lab._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith("Predict lab, 0 points, 0 of 0 right. Object 4 is")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert PredictLab("tiny")._repr_mimebundle_()[0]["text/plain"] == data["text/plain"]


def test_what_is_drawn_what_is_saved_and_another_seed():
    lab = PredictLab("the same again")
    assert "24 B p" in lab.drawing.value and lab.drawing.value.count("24 B p") == 2
    lab.guess.value = "0x30"
    lab.buttons["Answer"].click()
    assert lab.drawing.value.count("24 B p") == 3
    name, text = lab.saved()
    assert Trace.parse(text, name) == lab.model.round.trace
    drawn = []
    for seed in (1, 2, 1):
        lab.choice.value = lab.model.names[0]
        lab.seed.value = seed
        lab.choice.value = DRAWN
        drawn.append(lab.model.round.trace)
    assert drawn[0] == drawn[2] != drawn[1]
    assert lab.model.score == "0 points, 0 of 0 right"
    assert "seed" not in lab.code()
    lab.seed.value = 7
    assert "seed=7" in lab.code()
