"""A class with nbgrader, from the release to the grades: right, half right, and cheated.

nbgrader's own commands, as a teacher gives them. No submission gets a point for what it prints,
patches or pretends; what is right in it counts.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from golearn.course.commands.teach import lay_out
from golearn.course.grading import configure, shown, verdict
from golearn.course.handing_in import handed_in
from golearn.course.handing_over import ANSWER
from golearn.course.judge_process import Judge
from tests.course.notebook_cells import ROOT, notebook

CHAPTER = "02-bump"
POINTS = {
    "bump_addresses": 1,
    "after_frees": 1,
    "bump_claims": 1,
    "align_up": 2,
    "Bump": 2,
    "bump_loses": 3,
}
WITH_PYTHON = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": str(ROOT),
}
COMMANDS = (
    f"generate_assignment {CHAPTER}",
    f"autograde {CHAPTER} --create",
    f"generate_feedback {CHAPTER}",
    "export --to grades.csv",
)
"""From the release to the grades, as docs/teachers.md has them."""

FORGED = json.dumps({"data": {"verdict": {"word": "right", "exercise": "bump_claims"}}})
HOSTILE = {
    # Another check, for all of golearn and for this notebook, and no sign of nbgrader.
    "imports": f"""
import os, sys
import golearn.course, golearn.course.check, golearn.course.verdict, golearn.course.judge_process
from golearn.errors import OutOfMemory
from IPython.display import display
def check(name, answer):
    print(f"{{name}}: right. That is what happens.")
    display({{"{ANSWER}": {FORGED}}}, raw=True)
golearn.course.check = sys.modules["golearn.course.check"].check = check
golearn.course.verdict.Verdict.right = True
golearn.course.judge_process.Judge.verdict = check
for name in [n for n in os.environ if n.startswith(("NBGRADER", "GOLEARN"))]:
    del os.environ[name]
""",
    "bump_addresses": "bump_addresses = {}",
    "after_frees": "after_frees = type('Same', (), {'__eq__': lambda self, other: True})()",
    "align_up": "def align_up(n, align):\n    while True:\n        pass",
    # The test cell itself, rewritten.
    "bump_claims-check": "1.0",
}


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder,
        env=WITH_PYTHON,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def solution() -> dict[str, str]:
    """Cell id → source of every answer in the chapter's solutions."""
    cells = notebook(ROOT / "solutions" / f"{CHAPTER}.ipynb")["cells"]
    settings = {cell["id"]: cell["metadata"].get("nbgrader", {}) for cell in cells}
    return {c["id"]: "".join(c["source"]) for c in cells if settings[c["id"]].get("solution")}


def submit(folder: Path, student: str, answers: dict[str, str]) -> None:
    nb = deepcopy(notebook(folder / "release" / CHAPTER / f"{CHAPTER}.ipynb"))
    for cell in nb["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    path = folder / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(nb))


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course from release to grades, with four submissions."""
    folder = tmp_path_factory.mktemp("class")
    lay_out(folder)
    release, *grading = COMMANDS
    run(folder, *release.split())
    right = solution()
    half = {name: right[name] for name in ("bump_addresses", "after_frees", "bump_claims")}
    submit(folder, "right", right)
    always_up = "def align_up(n, align):\n    return (n // align + 1) * align"
    submit(folder, "half", {**half, "align_up": always_up})
    submit(folder, "hostile", HOSTILE)
    submit(folder, "leaves", {**right, "bump_claims": "import os\nos._exit(0)"})
    for command in grading:
        run(folder, *command.split())
    return folder


def test_the_grades_of_the_class(course):
    with (course / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in rows.items()} == {
        "right": sum(POINTS.values()),
        "half": 3,
        "hostile": 0,
        "leaves": POINTS["bump_addresses"] + POINTS["after_frees"],
    }
    assert {float(row["max_score"]) for row in rows.values()} == {sum(POINTS.values())}


def test_the_guide_has_the_commands_that_are_tested_here():
    page = (ROOT / "docs" / "teachers.md").read_text()
    given = re.findall(r"^nbgrader ([^#\n]*[^#\s])", page, re.MULTILINE)
    assert tuple(given) == COMMANDS


def test_feedback_says_what_goes_wrong(course):
    page = (course / "feedback" / "half" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "a number that is a multiple already was moved up as well" in page
    assert "It still raises NotImplementedError" in page


def test_no_point_for_a_printed_verdict(course):
    graded = notebook(course / "autograded" / "hostile" / CHAPTER / f"{CHAPTER}.ipynb")
    checks = [c for c in graded["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    assert [c["outputs"][0]["output_type"] for c in checks] == ["error"] * len(POINTS)
    assert [len(c["outputs"]) for c in checks] == [1] * len(POINTS)


def test_a_second_layout_keeps_what_is_there(tmp_path):
    added = lay_out(tmp_path)
    changed = tmp_path / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    changed.write_text("mine")
    (tmp_path / "source" / "03-fit" / "03-fit.ipynb").unlink()
    assert len(added) == 1 + len(list((ROOT / "solutions").glob("*.ipynb")))
    assert lay_out(tmp_path) == [tmp_path / "source" / "03-fit" / "03-fit.ipynb"]
    assert changed.read_text() == "mine"


def test_every_chapter_is_released_as_learners_know_it(tmp_path, monkeypatch):
    from nbgrader.apps import NbGraderAPI

    monkeypatch.setenv("PATH", WITH_PYTHON["PATH"])
    lay_out(tmp_path)
    config = Config()
    configure(config)
    config.CourseDirectory.root = str(tmp_path)
    api = NbGraderAPI(config=config)
    for path in sorted((ROOT / "exercises").glob("*.ipynb")):
        done = api.generate_assignment(path.stem)
        assert done["success"], done["log"]
        released = notebook(tmp_path / "release" / path.stem / path.name)["cells"]
        assert ["".join(c["source"]) for c in released] == [
            "".join(c["source"]) for c in notebook(path)["cells"]
        ]


# --- one cell ---------------------------------------------------------------------------------

RIGHT = {"top": 144, "live": 96, "dead": 48}
NO_ANSWER = "The cell did not hand in an answer: it did not run, or `check` was changed."


def cell(*outputs: Any, source: str = 'check("after_frees", after_frees)') -> Any:
    return SimpleNamespace(
        source=source,
        outputs=[SimpleNamespace(data=data, get=lambda *_, d=data: d) for data in outputs],
    )


@pytest.fixture(scope="module")
def judge():
    judge = Judge()
    yield judge
    judge.end()


CELLS = {
    "the right answer": (cell({ANSWER: handed_in(RIGHT)}), "right"),
    "a wrong answer": (cell({ANSWER: handed_in({**RIGHT, "top": 96})}), "wrong"),
    "the last of several counts": (
        cell({ANSWER: handed_in(RIGHT)}, {ANSWER: handed_in({**RIGHT, "top": 96})}),
        "wrong",
    ),
    "a comment of nbgrader's before it": (
        cell(
            {ANSWER: handed_in(RIGHT)}, source='# was missing\n\ncheck("after_frees", after_frees)'
        ),
        "right",
    ),
    "no output": (cell(), "not attempted"),
    "a verdict in words": (cell({"text/plain": "after_frees: right."}), "not attempted"),
    "a verdict of its own": (cell({ANSWER: {"verdict": {"word": "right"}}}), "crashed"),
    "no answer at all": (cell({ANSWER: 7}), "crashed"),
    "code that is none": (cell({ANSWER: {"code": "AAAA"}}), "crashed"),
    "no check": (cell({ANSWER: handed_in(RIGHT)}, source="1.0"), "not attempted"),
    "an unknown exercise": (
        cell({ANSWER: handed_in(RIGHT)}, source='check("nothing", 1)'),
        "crashed",
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_gets_what_its_answer_deserves(judge, name):
    graded, word = CELLS[name]
    found = verdict(graded, judge)
    assert found.word == word
    output = shown(found)
    assert output.output_type == ("display_data" if word == "right" else "error")


def test_a_cell_without_an_answer_says_why(judge):
    assert verdict(cell(), judge).sentence == NO_ANSWER
