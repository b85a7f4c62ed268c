"""Exercise × (stub, solution, wrong answers): each gets the verdict that it deserves."""

from __future__ import annotations

import os
import queue
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest

from golearn.course.exercises import exercises
from golearn.course.handing_in import handed_in
from golearn.course.judge_process import Judge
from tests.course.notebook_cells import answers
from tests.course.wrong_answers import bank

WRONG = bank()
NAMES = list(exercises())
FEWEST = 5
"""Wrong answers that every exercise must refuse, at least."""

WORDS = {
    ("mark", "never asks whether an object is marked: a cycle has no end"): "too slow",
    ("mark", "walks every way anew, except round a circle"): "too slow",
    ("Bump", "an OutOfMemory of its own"): "crashed",
    ("cheney", "no forwarding pointer"): "too slow",
    ("cheney", "scan does not move on"): "too slow",
    ("next_fit", "wraps by taking the remainder, also of an empty list"): "crashed",
    ("find_span", "every address has an arena"): "crashed",
    ("find_span", "pages are counted from address 0"): "crashed",
    ("parse_map_line", "every mapping has a name"): "crashed",
    ("class_of", "one table for all"): "crashed",
    ("take_slot", "nothing free is an error"): "crashed",
    ("Bump", "a full arena is a MemoryError"): "crashed",
    ("best_fit", "min of nothing"): "crashed",
}
"""The verdicts on wrong answers that are not *wrong*."""

SOLUTIONS, STUBS = answers("solutions"), answers("exercises")
FIRST = {wrong.exercise: wrong for wrong in reversed(WRONG)}
"""A wrong answer per exercise."""


@pytest.fixture(scope="module")
def verdicts():
    """All verdicts, by what is asked; a judge per processor works on them meanwhile."""
    asked = {
        **{("solution", name): (name, SOLUTIONS[name]) for name in NAMES},
        **{("stub", name): (name, STUBS[name]) for name in NAMES},
        **{("wrong", i): (wrong.exercise, wrong.answer) for i, wrong in enumerate(WRONG)},
        **{("again", name): (name, FIRST[name].answer) for name in NAMES},
        ("another", "Bump"): ("Bump", import_module("tests.course.wrong_bump").Right),
    }
    judges = queue.SimpleQueue()
    count = min(os.cpu_count() or 1, 4)
    for judge in (all_judges := [Judge() for _ in range(count)]):
        judges.put(judge)

    def verdict(name, handed):
        judge = judges.get()
        try:
            return judge.verdict(name, handed, None)
        finally:
            judges.put(judge)

    with ThreadPoolExecutor(count) as pool:
        yield {
            key: pool.submit(verdict, name, handed_in(answer))
            for key, (name, answer) in asked.items()
        }
        pool.shutdown(cancel_futures=True)
    for judge in all_judges:
        judge.end()


def test_every_exercise_has_a_solution_and_a_stub():
    assert list(SOLUTIONS) == list(STUBS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_solution_is_right(verdicts, name):
    assert verdicts["solution", name].result().word == "right"


@pytest.mark.parametrize("name", NAMES)
def test_stub_is_not_attempted(verdicts, name):
    assert verdicts["stub", name].result().word == "not attempted"


@pytest.mark.parametrize(
    "number", range(len(WRONG)), ids=lambda i: f"{WRONG[i].exercise}: {WRONG[i].misconception}"
)
def test_wrong_answer_is_refused(verdicts, number):
    verdict = verdicts["wrong", number].result()
    wrong = WRONG[number]
    assert verdict.word == WORDS.get((wrong.exercise, wrong.misconception), "wrong")
    assert wrong.says in str(verdict)
    assert verdict.example is not None
    assert verdict.example.expected != verdict.example.got


@pytest.mark.parametrize("name", NAMES)
def test_verdict_is_the_same_every_time(verdicts, name):
    number = WRONG.index(FIRST[name])
    assert str(verdicts["wrong", number].result()) == str(verdicts["again", name].result())


def test_another_right_answer_is_right(verdicts):
    """The base of the wrong Bump classes is right, so each of them is wrong in one place."""
    assert verdicts["another", "Bump"].result().right


def test_matrix(verdicts, capsys):
    words = {key: future.result().word for key, future in verdicts.items()}
    refusals = ("wrong", "crashed", "too slow")
    refused = Counter(w.exercise for i, w in enumerate(WRONG) if words["wrong", i] in refusals)
    with capsys.disabled():
        print(f"\n{'exercise':<20} {'stub':<14} {'solution':<9} wrong answers refused")
        for name in NAMES:
            stub, solution = words["stub", name], words["solution", name]
            print(f"{name:<20} {stub:<14} {solution:<9} {refused[name]}")
        total = sum(refused.values())
        print(f"{len(NAMES)} exercises, {total} of {len(WRONG)} wrong answers refused")
    assert set(refused) == set(NAMES)
    assert min(refused.values()) >= FEWEST
    assert total == len(WRONG)
