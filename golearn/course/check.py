"""`check("name", answer)`: the one check for learners, tests and grading."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from golearn.course.handing_in import handed_in
from golearn.course.handing_over import HANDS_IN, hand_over
from golearn.course.judge_process import Judge
from golearn.course.verdict import Verdict
from golearn.course.workspace import course_around

GRADERS = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
"""nbgrader sets one of these while it runs a notebook; a cell fails there by an exception."""

JUDGE = Judge()


def check(name: str, answer: Any) -> Verdict:
    """Whether `answer` solves the exercise `name`: the verdict, with its word first.

    *not attempted*, *right*, *wrong*, *crashed* or *too slow*; all but the first two with the
    smallest case that shows it. The answer is tried out in a process of its own, so no answer
    can stop the notebook. In a learner's folder the outcome is recorded in progress.json.

    While nbgrader runs the notebook, an answer that is not right raises NotRight instead; with
    `golearn.course.grading` it is only handed in, to be judged later. Raises UnknownExercise.
    """
    handed = handed_in(answer)
    if os.environ.get(HANDS_IN):
        return hand_over(str(name), handed)
    grading = any(os.environ.get(variable) for variable in GRADERS)
    folder = None if grading else course_around(Path.cwd())
    verdict = JUDGE.verdict(str(name), handed, folder)
    return verdict.require() if grading else verdict
