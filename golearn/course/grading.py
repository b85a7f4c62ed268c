"""nbgrader's part: stubs instead of solutions at release, verdicts from outside at grading.

A learner's notebook runs in a kernel that is the learner's: there `check` may be given another
meaning, and a verdict may be printed by anybody. So the notebook's word does not count here. It
only hands in answers, as outputs; `Verdicts` judges them in a process of its own, afterwards.

Needs nbgrader: `pip install 'golearn[nbgrader]'`.
"""

from __future__ import annotations

import os
import re
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute, NbGraderPreprocessor

from golearn.course.errors import CourseError
from golearn.course.handing_over import ANSWER, HANDS_IN
from golearn.course.judge_process import Judge
from golearn.course.stubs import stub
from golearn.course.verdict import Verdict

SECONDS = 60
"""How long a cell of a learner may run. What `check` tries out has limits of its own."""

CHECKED = re.compile(r'^check\("(\w+)"', re.MULTILINE)
"""What a graded cell looks like."""


def configure(config: Any) -> None:
    """nbgrader's settings for a folder of this course, in its `nbgrader_config.py`."""
    release = list(GenerateAssignment.preprocessors.default())
    release[release.index(ClearSolutions)] = Stubs
    grading = list(Autograde.autograde_preprocessors.default())
    at = grading.index(Execute)
    grading[at : at + 1] = [HandIn, Verdicts]
    config.CourseDirectory.course_id = "golearn"
    config.GenerateAssignment.preprocessors = release
    config.Autograde.autograde_preprocessors = grading
    config.HandIn.timeout = SECONDS


class Stubs(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes the exercise of a solution, the same as learners get with the course."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """The cell with what stands between the marks taken out."""
        if cell.cell_type == "code":
            cell.source = stub(cell.source)
        return cell, resources


class HandIn(Execute):  # type: ignore[misc]
    """Runs a notebook whose checks hand their answers in; what comes before an exit counts."""

    def preprocess(self, nb: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """The notebook with its outputs, as far as it ran."""
        resources = args[0] if args else kwargs.get("resources")
        os.environ[HANDS_IN] = "1"
        try:
            ran: tuple[Any, Any] = super().preprocess(nb, *args, **kwargs)
            return ran
        except DeadKernelError:
            self.log.warning("The notebook ended its kernel; what comes after is not graded.")
            return nb, resources
        finally:
            del os.environ[HANDS_IN]


class Verdicts(NbGraderPreprocessor):  # type: ignore[misc]
    """Judges what graded cells have handed in. nbgrader takes an error for 0 points."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with a verdict below each graded cell, and nothing else."""
        judge = Judge()
        try:
            for cell in nb.cells:
                settings = cell.metadata.get("nbgrader", {})
                if cell.cell_type == "code" and settings.get("grade"):
                    cell.outputs = [shown(verdict(cell, judge))]
        finally:
            judge.end()
        return nb, resources


def verdict(cell: Any, judge: Judge) -> Verdict:
    """The verdict on the answer that a graded cell handed in."""
    found = CHECKED.search(cell.source)
    if found is None:
        return Verdict("?", "not attempted", "This cell checks no exercise.")
    name = found[1]
    handed = [o.data[ANSWER] for o in cell.outputs if ANSWER in o.get("data", {})]
    if not handed:
        said = "The cell did not hand in an answer: it did not run, or `check` was changed."
        return Verdict(name, "not attempted", said)
    try:
        return judge.verdict(name, handed[-1], None)
    except CourseError as error:
        return Verdict(name, "crashed", f"The answer cannot be judged: {error}")


def shown(verdict: Verdict) -> Any:
    """The output that stands for a verdict."""
    if verdict.right:
        return new_output("display_data", {"text/plain": str(verdict)})  # type: ignore[no-untyped-call]
    lines = str(verdict).splitlines()
    error = {"ename": "NotRight", "evalue": lines[0], "traceback": lines}
    return new_output("error", **error)  # type: ignore[no-untyped-call]
