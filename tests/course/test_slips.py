"""Misconceptions that checks know: each is refused, and called by its name."""

from __future__ import annotations

import pytest

from golearn.course.exercises import exercises
from golearn.course.judges import Answers, Function, Question, Slip
from golearn.course.judges.slips import Seen, likeliest

FEWEST = 4
FUNCTIONS = {name: e.judge for name, e in exercises().items() if isinstance(e.judge, Function)}
ANSWERS = {name: e.judge for name, e in exercises().items() if isinstance(e.judge, Answers)}
SLIPS = [(name, slip) for name, judge in FUNCTIONS.items() for slip in judge.slips]
VALUES = [
    (name, key, value, looks)
    for name, judge in ANSWERS.items()
    for key, question in judge.questions.items()
    for value, looks in question.slips.items()
]


@pytest.mark.parametrize(("name", "slip"), SLIPS, ids=lambda x: getattr(x, "looks", x)[:60])
def test_who_answers_by_a_slip_is_told_so(name, slip):
    example = FUNCTIONS[name](slip.answer)
    assert example is not None
    assert slip.looks in example.shows


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_slips_and_no_two_say_the_same(name):
    looks = {slip.looks for slip in FUNCTIONS[name].slips}
    assert len(looks) >= FEWEST


@pytest.mark.parametrize(("name", "key", "value", "looks"), VALUES)
def test_a_value_that_a_slip_gives_is_wrong_and_told(name, key, value, looks):
    right = {key: question.value for key, question in ANSWERS[name].questions.items()}
    example = ANSWERS[name]({**right, key: value})
    assert example is not None
    assert looks in example.shows


TWICE = Slip("it was doubled", lambda n: 2 * n)
SQUARE = Slip("it was squared", lambda n: n * n)
DIVIDED = Slip("it was divided", lambda n: 1 // n)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([Seen((3,), 6, 4)], "It looks as if it was doubled."),
        ([Seen((3,), 7, 4)], ""),
        ([Seen((2,), 4, 3)], "It looks as if it was doubled, or as if it was squared."),
        ([Seen((3,), 9, 4), Seen((2,), 4, 3)], "It looks as if it was squared."),
        (
            [Seen((3,), 0, 4), Seen((0,), ZeroDivisionError, 1)],
            "It looks as if it was divided.",
        ),
        ([], ""),
    ],
)
def test_the_slip_that_explains_most(seen, said):
    assert likeliest([TWICE, SQUARE, DIVIDED], seen) == said


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([4, 5, 6], ""),  # right in all the others, where who doubles is wrong
        ([4, 5, 10], ""),
        ([4, 8, 10], "It looks as if it was doubled."),
    ],
)
def test_a_slip_that_explains_one_call_by_chance_is_not_told(others, said):
    seen = [Seen((n,), got, n + 1) for n, got in enumerate(others, 3)]
    assert likeliest([TWICE], [*seen, Seen((2,), 4, 3)]) == said


def _no_slip_of_ours(roots, refs):
    """Stops at the first object that was marked before."""
    live, grey = set(), [root for root in roots if root is not None]
    while grey and (obj := grey.pop()) not in live:
        live.add(obj)
        grey += [ref for ref in refs[obj] if ref is not None]
    return sorted(live)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("mark", _no_slip_of_ours),
        ("pick_list", lambda classes, need: max((need - 1).bit_length() - 2, 0)),
        (
            "slot_address",
            lambda n, size, span: int(n / (span / size)) * span + n % (span // size) * size,
        ),
        ("keep_books", lambda calls: (8, 8)),
    ],
)
def test_code_that_is_wrong_in_a_way_of_its_own_is_told_no_slip(name, answer):
    example = FUNCTIONS[name](answer)
    assert example is not None
    assert "It looks as if" not in example.shows


def test_code_that_never_returns_anything_is_told_so():
    example = FUNCTIONS["first_fit"](lambda free, need: print(need))
    assert example is not None
    assert example.shows.endswith("It returned None every time: is a return missing?")


def test_a_slip_is_about_one_value():
    judge = Answers({"n": Question(4, "Two and two.", {22: "the digits were joined"})})
    told = judge({"n": 22})
    other = judge({"n": 5})
    assert told is not None
    assert other is not None
    assert told.shows == "Two and two. It looks as if the digits were joined."
    assert other.shows == "Two and two."
