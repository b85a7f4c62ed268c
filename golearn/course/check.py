"""`check("name", answer)`: the one check for learners, tests and grading."""

from __future__ import annotations

import os
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from golearn.course.errors import UnknownExercise, did_you_mean
from golearn.course.exercise import Exercise, Kind, NotAttempted
from golearn.course.exercises import exercises
from golearn.course.verdict import Verdict

GRADERS = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
"""nbgrader sets one of these while it runs a notebook; a cell fails there by an exception."""

PRAISE: dict[Kind, str] = {
    "predict": "That is what happens.",
    "explain": "All of it holds.",
    "write": "It does the right thing in every case that was tried.",
    "design": "Your trace shows it.",
}


def check(name: str, answer: Any) -> Verdict:
    """Whether `answer` solves the exercise `name`: *not attempted*, *right* or *wrong*.

    A wrong answer comes with the smallest case that shows it. While nbgrader runs the notebook
    an answer that is not right raises NotRight instead. Raises UnknownExercise.
    """
    verdict = judge(_exercise(name), answer)
    if any(os.environ.get(variable) for variable in GRADERS):
        verdict.require()
    return verdict


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """The verdict on one answer. What the answer prints meanwhile is dropped."""
    if _is_blank(answer):
        return Verdict(exercise.name, "not attempted", "Write your answer, then run this again.")
    try:
        with redirect_stdout(_Silence()):
            example = exercise.judge(answer)
    except NotAttempted as still_open:
        return Verdict(exercise.name, "not attempted", str(still_open))
    if example is not None:
        return Verdict(exercise.name, "wrong", example.shows, example)
    return Verdict(exercise.name, "right", exercise.praise or PRAISE[exercise.kind])


def _exercise(name: str) -> Exercise:
    known = exercises()
    if name not in known:
        near = did_you_mean(str(name), known)
        others = "" if near else f"; none of the {len(known)} names is near to it"
        raise UnknownExercise(f"there is no exercise '{name}'{near}{others}")
    return known[name]


def _is_blank(answer: Any) -> bool:
    if answer is None or answer is ...:
        return True
    return isinstance(answer, (str, list, tuple, dict, set)) and (
        len(answer) == 0 or (isinstance(answer, str) and not answer.strip())
    )


class _Silence(StringIO):
    """A stream that keeps nothing of what is written to it."""

    def write(self, text: str) -> int:
        return len(text)
