"""The history lab: what it tells is what the histories say, and it asks where objects go."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter, GolearnError, TraceError
from golearn.lab import HistoryLab
from golearn.lab.history_model import ALLOCATORS, MOST_EVENTS, TRACES, HistoryModel
from golearn.lab.questions import history as questions
from golearn.lab.script_input import OWN
from golearn.trace import Op


@st.composite
def traces(draw: st.DrawFn) -> str:
    """Up to a dozen requests of up to 64 bytes."""
    live: list[int] = []
    lines = []
    for number in range(draw(st.integers(1, 12))):
        op = draw(st.sampled_from("aafr")) if live else "a"
        if op == "f":
            lines.append(f"f {live.pop(draw(st.integers(0, len(live) - 1)))}")
        elif op == "r":
            lines.append(f"r {draw(st.sampled_from(live))} {draw(st.integers(1, 64))}")
        else:
            live.append(number)
            lines.append(f"a {number} {draw(st.integers(1, 64))}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("trace", "allocator", "event", "story"),
    [
        ("five requests", "bump", 0, "Object 0 goes to 0: the heap is empty."),
        (
            "five requests",
            "bump",
            3,
            "Object 1 is freed: its 40 B at 24 are dead, for the pointer does not move back.",
        ),
        (
            "five requests",
            "bump",
            4,
            "Object 3 goes to 80, where the pointer stood; that moves on to 112. "
            "It does not look at the 40 B that are dead.",
        ),
        (
            "five requests",
            "first-fit",
            2,
            "Object 2 goes to 64, behind everything else: there is no hole.",
        ),
        (
            "five requests",
            "first-fit",
            3,
            "Object 1 is freed: its 40 B at 24 are a hole that can be used again.",
        ),
        (
            "five requests",
            "first-fit",
            4,
            "Object 3 goes to 24: the hole that object 1 left is large enough, "
            "and 8 B of it stay free.",
        ),
        (
            "a hole that is too small",
            "first-fit",
            4,
            "Object 3 goes to 80, behind everything else: no hole holds 24 B.",
        ),
        (
            "a hole filled exactly",
            "first-fit",
            4,
            "Object 3 goes to 24: the hole that object 1 left is large enough, and filled exactly.",
        ),
        (
            "two holes",
            "first-fit",
            7,
            "Object 5 goes to 56: the hole that object 3 left is the first that is large enough, "
            "and 8 B of it stay free.",
        ),
        (
            "again and again",
            "first-fit",
            4,
            "Object 2 goes to 0: the hole that object 1 left is large enough, and filled exactly.",
        ),
        (
            "a 0 24\na 1 41",
            "first-fit",
            1,
            "Object 1 goes to 24, behind everything else: there is no hole. "
            "41 B take 48 B: blocks are multiples of 8.",
        ),
        (
            "a 0 24\na 1 40\na 2 8\nf 0\nf 1",
            "first-fit",
            4,
            "Object 1 is freed: its 40 B at 24 are free, and with what was free beside them "
            "a hole of 64 B.",
        ),
        (
            "a 0 24\na 1 40\nf 0\nf 1\na 2 80",
            "first-fit",
            4,
            "Object 2 goes to 0: the hole of 64 B there is the last in the heap, which grows by "
            "16 B for it.",
        ),
        (
            "a 0 24\nr 0 32",
            "bump",
            1,
            "Object 0 goes to 24, where the pointer stood; that moves on to 56. "
            "Its old block's 24 B at 0 are dead, for the pointer does not move back.",
        ),
        ("a 0 24\ngc", "first-fit", 1, "A manual allocator ignores it."),
    ],
)
def test_stories(trace, allocator, event, story):
    assert HistoryModel(trace).story(allocator, event) == story


@settings(max_examples=60, deadline=None)
@given(traces())
def test_lines_and_stories_agree_with_the_histories(text):
    model = HistoryModel(text)
    model.go_to(len(model.trace) - 1)
    lines = model.lines()
    for column, name in enumerate(ALLOCATORS):
        history = model.histories[name]
        grown = [0, *history.heap_size.tolist()]
        for obj, address, born in zip(
            *(c.tolist() for c in (history.object, history.address, history.born)), strict=True
        ):
            story = model.story(name, born)
            assert lines[born].answers[column] == f"at {address}"
            assert story.startswith(f"Object {obj} goes to {address}")
            assert ("behind" in story) == (name != "bump" and 0 < grown[born] == address)
            assert ("grows by" in story) == (
                name != "bump" and address < grown[born] < grown[born + 1]
            )
        for event in range(len(model.trace)):
            if model.trace.op[event] == Op.FREE:
                assert lines[event].answers[column].endswith("dead" if name == "bump" else "free")


@settings(max_examples=60, deadline=None)
@given(traces(), st.integers(0, 9))
def test_what_is_asked_is_what_then_happens(text, seed):
    model = HistoryModel(text)
    try:
        question = questions.ask(model, Random(seed))
    except BadParameter as error:
        assert "choose another trace" in str(error)
        placed = [number for number, op in enumerate(model.trace.op) if op <= Op.REALLOC]
        assert len(placed) < 2
        return
    assert question.prepare is not None
    question.prepare()
    event, name = model.event + 1, question.where
    right = question.choices[question.right]
    new = model.instant(name, event).new
    assert new is not None and right.text.startswith(f"at {new[0]:,}, ")
    assert question.at(new[0], name) == question.right
    assert all(choice.wrong.endswith(".") for choice in question.choices if choice.wrong)
    question.reveal()
    assert model.event == event and question.why == model.story(name, event)


@pytest.mark.parametrize("name", TRACES)
def test_the_traces_to_choose_from(name):
    model = HistoryModel(name)
    assert (model.trace.name, model.text) == (name, TRACES[name])
    seen = {questions.ask(model, Random(seed)).where for seed in range(12)}
    assert seen == set(ALLOCATORS)


def slips(trace: str, name: str, event: int) -> dict[str, str]:
    """The choices of the question on one event, each with its first wrong step."""
    model = HistoryModel(trace)
    for seed in range(99):
        question = questions.ask(model, Random(seed))
        if question.where == name and question.text.startswith(f"Event {event} "):
            return {choice.text: choice.wrong for choice in question.choices}
    raise AssertionError("never asked")


def test_every_wrong_answer_has_its_reason():
    assert slips("two holes", "first-fit", 7) == {
        "at 56, where a hole of 48 B begins": "",
        "at 16, where a hole of 24 B begins": "It holds 24 B, and 40 are needed.",
        "at 120, behind everything else": (
            "First fit looks for a hole first, and takes the one at 56."
        ),
        "at 0, where object 0 lies": "Object 0 still lies there.",
    }
    late = slips("two holes", "first-fit", 8)
    assert late["at 16, where a hole of 24 B begins"] == ""
    assert late["at 96, where a hole of 8 B begins"] == (
        "It is large enough, but the hole at 16 comes before it."
    )
    assert slips("five requests", "bump", 4) == {
        "at 80, behind everything else": "",
        "at 24, where a hole of 40 B begins": "Those bytes are dead: bump never looks back.",
        "at 0, where object 0 lies": "Object 0 still lies there.",
    }


def test_again_and_again_needs_a_small_heap_only_with_holes():
    peaks = [h.peak_heap for h in HistoryModel("again and again").histories.values()]
    assert peaks == [160, 40]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no event in it"),
        ("b 1 2", "line 1"),
        ("a 0 8\nf 1", "line 2: object 1 is not known"),
        ("a 0 8\n" * 2, "line 2"),
        ("\n".join(f"a {i} 8" for i in range(MOST_EVENTS + 1)), "a trace of 41 events"),
        ("a 0 100000000000000\na 1 100000000000000", "event 1: the heap would outgrow"),
    ],
)
def test_what_is_wrong_leaves_the_lab_as_it_was(text, problem):
    lab = HistoryLab("two holes")
    lab.event = 3
    before = (lab.code(), lab.table.value)
    lab.script.choice.value = OWN
    lab.script.text.value = text
    lab.script.run.click()
    assert problem in lab.message.text and "\n" not in lab.message.text
    assert (lab.code(), lab.table.value) == before
    with pytest.raises(GolearnError):
        HistoryModel(text)
    if "line" in problem:
        with pytest.raises(TraceError):
            HistoryModel(text)


def cells(lab: HistoryLab) -> list[list[str]]:
    """The table as text, row by row."""
    rows = re.findall(r"<tr.*?</tr>", lab.table.value)
    return [
        [re.sub("<.*?>", "", cell) for cell in re.findall("<t[hd].*?</t[hd]>", r)] for r in rows
    ]


def test_the_future_is_a_question_mark():
    lab = HistoryLab()
    lab.event = 3
    assert cells(lab)[0] == ["event", "trace", "it asks", "bump", "first-fit"]
    assert cells(lab)[3:] == [
        ["2", "a 2 16", "allocate 16 B as object 2", "at 64", "at 64"],
        ["▸ 3", "f 1", "free object 1", "40 B dead", "40 B free"],
        ["4", "a 3 32", "allocate 32 B as object 3", "?", "?"],
    ]
    lab.player.value = 4
    assert cells(lab)[-1] == ["▸ 4", "a 3 32", "allocate 32 B as object 3", "at 80", "at 24"]
    assert lab.maps["first-fit"].facts == [["heap", "80 B"], ["live", "72 B"], ["free", "8 B"]]
    assert lab.maps["bump"].facts == [["heap", "112 B"], ["live", "72 B"], ["dead", "40 B"]]
    assert lab.maps["first-fit"].story == lab.model.story("first-fit", 4)
    assert lab.player.says == "five requests, event 4 (last: 4): allocate 32 B as object 3"


def test_predicting_hides_the_answer_until_it_is_given():
    lab = HistoryLab("two holes")
    lab.player.value = 8
    lab.quiz.ask()
    event = lab.event
    assert cells(lab)[event + 2][-2:] == ["?", "?"]
    question = lab.quiz.model.question
    place = question.choices[question.right].place
    lab.maps[question.where].pick(place[0])
    assert lab.quiz.score == "1 of 1 right" and lab.event == event + 1
    assert cells(lab)[event + 2][-1].startswith("at ")


def test_begin_again_and_traces_of_ones_own():
    lab = HistoryLab("two holes")
    lab.event = 5
    lab.script.again.click()
    assert (lab.event, lab.model.trace.name) == (0, "two holes")
    lab.script.choice.value = OWN
    assert lab.script.text.value == TRACES["two holes"].strip()
    lab.script.text.value = "# mine\na 7 30\n"
    lab.script.run.click()
    assert (lab.model.trace.name, lab.player.last, lab.saved()[0]) == (
        "your trace",
        0,
        "your-trace.trace",
    )
    lab.script.choice.value = "five requests"
    assert (lab.model.trace.name, lab.player.last, lab.message.text) == ("five requests", 4, "")
