"""Odd answers to every exercise: each gets a verdict, none is right, none stops the judge."""

from __future__ import annotations

import math

import pytest

from golearn.course.exercise import NotAttempted
from golearn.course.exercises import exercises
from golearn.course.judges import Answers, Function
from golearn.course.judges.shrink import some
from golearn.sandbox.plain import described, pack, unpack

HUGE = 2**511
NEST: list = []
for _ in range(50):
    NEST = [NEST]

ODD = {
    "huge": HUGE,
    "negative": -HUGE,
    "no number": math.nan,
    "endless number": math.inf,
    "no character": "\ud800<script>",
    "bytes": b"x",
    "a nest": NEST,
    "huge numbers": [HUGE, -HUGE, HUGE],
    "huge blocks": [(HUGE, -HUGE)],
    "an address and huge blocks": (HUGE, [(-HUGE, HUGE), (0, HUGE)]),
    "a huge mapping": (HUGE, -1, "r", "<b>"),
    "many": [10**7] * 1000,
    "a set": {1, 2},
    "a longer number": 2**5000,
    "an object": object(),
    "a long text": "a 1 1\n" * 1000,
    "a huge request": f"a 1 {HUGE}",
}

CALLS = 5
"""Of each function, with arguments of all sizes."""


def judged(judge, odd):
    """Counterexamples to the value, given in every place where an answer has one."""
    if isinstance(judge, Function):
        return [judge._try(lambda *args: odd, args, []) for args in some(judge.calls, CALLS)]
    if isinstance(judge, Answers):
        return [judge({question: odd}) for question in judge.questions]
    return [judge(odd)]


@pytest.mark.parametrize("name", exercises())
def test_every_odd_answer_is_wrong(name):
    judge = exercises()[name].judge
    for what, odd in ODD.items():
        try:
            found = judged(judge, unpack(pack(odd, described), lambda thing: thing))
        except NotAttempted:
            continue
        for example in found:
            assert example is not None, what
            assert len(f"{example}".encode()) < 50_000, what
