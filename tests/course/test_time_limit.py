"""Answers that never end: stopped after a few seconds, with the line that they were at."""

from __future__ import annotations

import threading
import time

import pytest

from golearn.course import check
from golearn.course.exercises import exercises
from golearn.course.handing_in import handed_in
from golearn.course.judges import learner
from golearn.course.judging import judge
from golearn.sandbox.player import Limits


def loops(free, need):
    while True:
        pass


def sleeps(free, need):
    time.sleep(1000)


def loops_in_c(free, need):
    return sum(iter(int, 1))


def catches_exceptions(free, need):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def catches_all(free, need):
    while True:
        try:  # noqa: SIM105
            len(free)
        except:  # noqa: E722
            pass


def ends_on_small_cases_only(free, need):
    return loops(free, need) if len(free) > 1 else None if not free or need > free[0][1] else 0


def dawdles(free, need):
    time.sleep(0.2)
    return next((i for i, (_, size) in enumerate(free) if size >= need), None)


class Loops:
    def __init__(self, size, align=8):
        self.top = 0

    def malloc(self, n):
        loops(self, n)

    def reset(self):
        self.top = 0


class LoopsOnReset(Loops):
    def malloc(self, n):
        return 0

    def reset(self):
        loops(self, 0)


class LoopsAtOnce:
    def __init__(self, size, align=8):
        loops(self, size)


@pytest.mark.parametrize(("name", "answer"), [("first_fit", catches_exceptions), ("Bump", Loops)])
def test_an_endless_answer_is_stopped_after_a_few_seconds(name, answer):
    verdict = check(name, answer)
    assert verdict.word == "too slow"
    assert verdict.sentence == "Your code did not finish within 5 seconds."
    assert verdict.example is not None
    assert verdict.example.case
    assert verdict.example.got == "nothing: it did not finish within 5 seconds"
    assert verdict.example.traceback[-1].split(": ", 1)[1] in ("while True:", "pass")


ENDLESS = [
    ("first_fit", loops),
    ("first_fit", sleeps),
    ("first_fit", loops_in_c),
    ("first_fit", catches_all),
    ("first_fit", ends_on_small_cases_only),
    ("Bump", LoopsOnReset),
    ("Bump", LoopsAtOnce),
]


def verdict_within(monkeypatch, limits, name, answer):
    monkeypatch.setattr(learner, "LIMITS", limits)
    return judge(exercises()[name], handed_in(answer))


@pytest.mark.parametrize(("name", "answer"), ENDLESS, ids=lambda x: getattr(x, "__name__", x))
def test_the_search_ends_with_the_first_such_case(monkeypatch, name, answer):
    verdict = verdict_within(monkeypatch, Limits(seconds=0.5), name, answer)
    assert verdict.word == "too slow"
    assert verdict.sentence == "Your code did not finish within 0.5 seconds."
    assert verdict.example is not None
    assert verdict.example.traceback


def test_calls_that_end_but_take_too_long_in_all(monkeypatch):
    verdict = verdict_within(monkeypatch, Limits(seconds=1, all_seconds=2), "first_fit", dawdles)
    assert verdict.word == "too slow"
    assert verdict.sentence == "Your code did not finish all its calls within 2 seconds."


def test_a_right_answer_is_right_after_an_endless_one():
    assert check("align_up", loops_in_c).word == "too slow"
    assert check("align_up", lambda n, align: -(-n // align) * align).right


def test_any_thread_may_check():
    found = []

    def work():
        found.append(check("align_up", lambda n, align: -(-n // align) * align).right)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 3
