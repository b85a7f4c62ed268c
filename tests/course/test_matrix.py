"""Exercise × (stub, solution, wrong answers): each gets the verdict that it deserves."""

from __future__ import annotations

from collections import Counter

import pytest

from golearn.course import check
from golearn.course.exercises import exercises
from tests.course import (  # noqa: F401
    wrong_collect,
    wrong_layout,
    wrong_page_heap,
    wrong_predict,
    wrong_size_classes,
    wrong_tiers,
)
from tests.course.notebook_cells import answers
from tests.course.wrong_answers import WRONG, Right, Wrong

NAMES = list(exercises())
FEWEST = 3
"""Wrong answers that every exercise must refuse, at least."""

SOLUTIONS, STUBS = answers("solutions"), answers("exercises")


def test_every_exercise_has_a_solution_and_a_stub():
    assert list(SOLUTIONS) == list(STUBS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_solution_is_right(name):
    assert check(name, SOLUTIONS[name]).word == "right"


@pytest.mark.parametrize("name", NAMES)
def test_stub_is_not_attempted(name):
    assert check(name, STUBS[name]).word == "not attempted"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: f"{w.exercise}: {w.misconception}")
def test_wrong_answer_is_refused(wrong: Wrong):
    verdict = check(wrong.exercise, wrong.answer)
    assert verdict.word == "wrong"
    assert verdict.example is not None
    assert verdict.example.expected != verdict.example.got


@pytest.mark.parametrize("name", NAMES)
def test_verdict_is_the_same_every_time(name):
    answer = next(wrong.answer for wrong in WRONG if wrong.exercise == name)
    assert str(check(name, answer)) == str(check(name, answer))


def test_another_right_answer_is_right():
    """The base of the wrong Bump classes is right, so each of them is wrong in one place."""
    assert check("Bump", Right).right


def test_matrix(capsys):
    refused = Counter(wrong.exercise for wrong in WRONG)
    with capsys.disabled():
        print(f"\n{'exercise':<16} stub           solution  wrong answers refused")
        for name in NAMES:
            print(f"{name:<16} not attempted  right     {refused[name]}")
        print(f"{len(NAMES)} exercises, {sum(refused.values())} wrong answers refused")
    assert set(refused) == set(NAMES)
    assert min(refused.values()) >= FEWEST
