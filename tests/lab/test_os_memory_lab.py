"""The OS memory lab, its model and its questions, without a browser."""

from __future__ import annotations

import sys
from base64 import b64decode
from random import Random

import pytest

from golearn.errors import BadParameter, GolearnError
from golearn.lab import OsMemoryLab
from golearn.lab.os_memory_model import OsMemoryModel, pages_and_bytes, parse_pages
from golearn.lab.questions.os_memory import ask
from golearn.osmem import session as sessions
from golearn.osmem.row_calls import NAMES
from golearn.osmem.sequences import SEQUENCES, TOUCHES

linux = pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux")
both = pytest.mark.parametrize("live", [pytest.param(True, marks=linux), False])


@pytest.mark.parametrize(
    ("text", "pages"),
    [("3", (3, 1)), (" 3-7 ", (3, 5)), ("0 to 15", (0, 16)), ("4–4", (4, 1))],
)
def test_pages_as_they_are_typed(text, pages):
    assert parse_pages(text) == pages


@pytest.mark.parametrize("text", ["", "7-3", "a", "-1", "1-", "1e3", "²", "9999999"])
def test_pages_that_make_no_sense(text):
    with pytest.raises(BadParameter, match="expected such as 3 or 3-7"):
        parse_pages(text)


# --- the model --------------------------------------------------------------------------------


@both
def test_every_sequence_plays(live):
    for name, script in SEQUENCES.items():
        model = OsMemoryModel(name, live)
        assert model.script == script
        assert all(moment.agree for moment in model.moments)
        model.empty()


@both
def test_a_refused_call_leaves_the_row(live):
    model = OsMemoryModel("an aligned piece", live)
    before = model.moments[-1]
    assert "sysUnused" in model.why_not("sysUnused", 0, 2)
    with pytest.raises(GolearnError, match="sysUnused of 8 KiB"):
        model.act("sysUnused", 0, 2)
    with pytest.raises(BadParameter, match=r"call 2, sysUsed pages 0 to 15: sysUsed of 64 KiB"):
        model.play("sysReserve 0 16\nsysUsed 0 16")
    with pytest.raises(BadParameter, match="line 1 'x'"):
        model.play("x")
    with pytest.raises(BadParameter, match="unknown call 'free'"):
        model.act("free", 0, 1)
    assert model.moments[-1] is before
    assert model.why_not("touch", 3, 8) == ""
    model.session.close()


@both
def test_a_touch_in_a_process_of_its_own(live):
    for script, _row, page, signal in [(*touch, s) for touch, s in zip(
        TOUCHES, ("SIGSEGV", "", "SIGSEGV", "SIGSEGV"), strict=True
    )]:  # fmt: skip
        if not live and script not in SEQUENCES.values():
            continue
        model = OsMemoryModel(script, live)
        says = model.touch_apart(page)
        assert (signal or "lived") in says and f"page {page}" in says
        assert len(model.moments) == len(model.session.calls) + 1
        model.empty()


def test_where_there_is_no_linux(monkeypatch):
    monkeypatch.setattr(sessions, "can_be_live", lambda pages: False)
    lab = OsMemoryLab("there and back")
    assert "recorded on Linux" in lab.where.value
    lab.buttons["sysReserve"].click()
    assert lab.message.text.startswith("this system is no Linux, so a recording answers")
    lab.script.choice.value = "a heap that grows"
    assert (lab.message.text, lab.player.last) == ("", 7)
    lab.quiz.ask()
    assert "this system is no Linux" in lab.quiz.trouble


# --- questions --------------------------------------------------------------------------------


@linux
def test_questions_are_answered_by_the_kernel():
    """The right choice is what the row shows once the call was made."""
    asked = set()
    for seed in range(60):
        model = OsMemoryModel(list(SEQUENCES)[seed % len(SEQUENCES)])
        question = ask(model, Random(seed))
        before = len(model.moments)
        question.reveal()
        moment = model.moments[-1]
        assert len(model.moments) == before + 1
        told = moment.resident if "have memory" in question.text else moment.mapped_ready
        assert question.choices[question.right].text == pages_and_bytes(told)
        for choice in question.choices:
            assert question.why not in choice.wrong
        assert moment.agree
        assert 2 <= len(question.choices) <= 6
        asked.add((moment.call.name, "have memory" in question.text))
        model.empty()
    assert len({name for name, _ in asked}) >= 6


def test_a_recording_is_not_asked():
    with pytest.raises(BadParameter, match="no Linux"):
        ask(OsMemoryModel(live=False), Random(1))


# --- the lab ----------------------------------------------------------------------------------


@linux
def test_a_page_there_and_back_by_hand():
    lab = OsMemoryLab("")
    lab.pages.value = "4-7"
    for name in ("sysReserve", "sysMap", "sysUsed"):
        assert "gl-legal" in lab.buttons[name]._dom_classes
        lab.buttons[name].click()
        assert lab.message.text == ""
    lab.buttons["touch"].click()
    moment = lab.model.moments[-1]
    assert (moment.resident, moment.mapped_ready, moment.faults >= 4) == (4, 4, True)
    assert "page faults of this touch" in lab.facts.value
    assert "gl-refused" in lab.buttons["sysMap"]._dom_classes
    assert lab.buttons["sysMap"].tooltip.startswith("sysMap of 16 KiB at 0xc000004000 is refused")
    lab.buttons["sysMap"].click()
    assert lab.message.text == lab.buttons["sysMap"].tooltip
    lab.buttons["sysUnused"].click()
    assert lab.message.text == "" and lab.model.moments[-1].resident == 0
    lab.buttons["sysUsed"].click()
    lab.buttons["sysFree"].click()
    assert lab.player.says == "call 7 (last: 7): sysFree pages 4 to 7"
    assert all(state == "None" for state in lab.model.moments[-1].states)


@linux
def test_looking_back_choosing_and_typing_wrong_pages():
    lab = OsMemoryLab("the scavenger at work")
    shown = lab.drawing.value
    lab.moment = 4
    assert lab.drawing.value != shown and "mappedReady <b>16 pages, 65,536 B</b>" in lab.facts.value
    lab.pages.value = "x"
    assert lab.message.text == "pages 'x'; expected such as 3 or 3-7"
    lab.buttons["sysUsed"].click()
    assert lab.message.text == "pages 'x'; expected such as 3 or 3-7"
    lab.pages.value = "9-20"
    lab.buttons["sysUsed"].click()
    assert lab.message.text.startswith("12 pages from page 9 on do not lie in the row")
    lab.script.choice.value = "faults on purpose"
    assert lab.player.says == "call 3 (last: 3): sysFault pages 4 to 11"
    lab.pages.value = "5"
    lab.apart.click()
    assert "SIGSEGV at 0x" in lab.story.value
    lab.empty.click()
    assert lab.player.says == "call 0 (last: 0): an empty row, all None"
    assert lab.picture().alt.startswith("OS memory lab. call 0 (last: 0): an empty row")


@linux
def test_the_quiz_shows_what_was_asked():
    lab = OsMemoryLab("a heap that grows")
    calls = len(lab.model.moments)
    lab.quiz.ask()
    assert lab.quiz.asking and len(lab.model.moments) == calls
    lab.quiz.answer(0)
    assert not lab.quiz.asking and len(lab.model.moments) == calls + 1
    assert lab.moment == lab.player.last == calls
    lab.quiz.ask()
    lab.moment = 0
    assert "looked before you answered" in lab.quiz.verdict


@linux
def test_the_lab_as_code_and_as_a_script():
    lab = OsMemoryLab("a heap that grows")
    lab.moment = 5
    assert 'OsMemoryLab(sequence="a heap that grows")' in lab.code()
    lab.pages.value = "0"
    lab.buttons["sysUnused"].click()
    made: dict[str, OsMemoryLab] = {}
    exec(lab.code(), made)
    again = made["lab"]
    assert again.model.script == lab.model.script == lab.saved()[1]
    assert again.moment == lab.moment


@both
def test_what_stays_in_a_committed_notebook(live, monkeypatch):
    if not live:
        monkeypatch.setattr(sessions, "can_be_live", lambda pages: False)
    data, metadata = OsMemoryLab("there and back")._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert data["text/plain"] == (
        "OS memory lab. call 8 (last: 8): sysFree pages 0 to 15. 16 pages None. sysStat 0, "
        "mappedReady 0, with memory by the kernel 0, as the model expects."
    )


def test_each_call_has_a_button():
    lab = OsMemoryLab()
    assert sorted(lab.buttons) == sorted(NAMES)
    with pytest.raises(BadParameter, match="call 1, sysReserve pages 0 to 2: this system is no"):
        OsMemoryModel("sysReserve 0 3", live=False)
