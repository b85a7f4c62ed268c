"""Answers that never end: a verdict after a few seconds, and all is as it was before."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from golearn.course import check
from golearn.course.judges import learner
from golearn.course.judges.limit import OutOfTime, limited


def loops(free, need):
    while True:
        pass


def sleeps(free, need):
    time.sleep(1000)


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


def catches_all_once(free, need):
    try:
        loops(free, need)
    except BaseException:
        loops(free, need)


def ends_on_small_cases_only(free, need):
    return loops(free, need) if len(free) > 1 else 7


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
def test_an_endless_answer_is_wrong_after_a_few_seconds(name, answer):
    start = time.monotonic()
    verdict = check(name, answer)
    assert verdict.word == "wrong"
    assert verdict.sentence == "Your code did not finish within 5 seconds."
    assert verdict.example is not None
    assert verdict.example.case
    assert verdict.example.got == "nothing within 5 seconds"
    assert "while True:" in verdict.example.traceback[-1] or "pass" in verdict.example.traceback[-1]
    assert time.monotonic() - start < 15


ENDLESS = [
    ("first_fit", loops),
    ("first_fit", sleeps),
    ("first_fit", catches_all),
    ("first_fit", catches_all_once),
    ("first_fit", ends_on_small_cases_only),
    ("Bump", LoopsOnReset),
    ("Bump", LoopsAtOnce),
]


@pytest.mark.parametrize(("name", "answer"), ENDLESS, ids=lambda x: getattr(x, "__name__", x))
def test_the_search_ends_with_the_first_such_case(monkeypatch, name, answer):
    monkeypatch.setattr(learner, "SECONDS", 0.5)
    start = time.monotonic()
    assert check(name, answer).sentence.startswith("Your code did not finish")
    assert time.monotonic() - start < 8


def test_a_right_answer_is_right_after_an_endless_one(monkeypatch):
    monkeypatch.setattr(learner, "SECONDS", 0.5)
    assert not check("align_up", loops).right
    assert check("align_up", lambda n, align: -(-n // align) * align).right


# --- the limit itself -------------------------------------------------------------------------


@pytest.fixture
def rung():
    """An alarm that somebody else has set, 0.6 s from now; the times at which it rang."""
    times: list[float] = []
    before = signal.signal(signal.SIGALRM, lambda *_: times.append(time.monotonic()))
    signal.setitimer(signal.ITIMER_REAL, 0.6)
    yield times
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_handler_and_timer_are_put_back(rung):
    start, handler = time.monotonic(), signal.getsignal(signal.SIGALRM)
    with pytest.raises(OutOfTime), limited(0.1):
        loops(None, None)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert rung == []
    time.sleep(1)
    (at,) = rung
    assert 0.5 < at - start < 0.9


def test_nothing_rings_after_the_end():
    with limited(0.1):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_another_thread_has_no_limit():
    done: list[object] = []

    def work():
        with limited(0.01):
            time.sleep(0.1)
        done.append(check("align_up", lambda n, align: -(-n // align) * align).right)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
