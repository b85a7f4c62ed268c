"""Exercises come from solutions, run from top to bottom without an error, and can be graded."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from golearn.course.errors import PublishError
from golearn.course.exercises import exercises
from golearn.course.publish import differing, execute, generated, text_of
from golearn.course.stubs import stub

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
BOTH = [*EXERCISES, *sorted((ROOT / "solutions").glob("*.ipynb"))]


@pytest.fixture(autouse=True)
def kernels_find_golearn(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_exercises_are_what_the_solutions_give():
    assert differing(ROOT) == []


def test_a_changed_a_missing_and_a_left_over_exercise_are_found(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "exercises").mkdir()
    for path in EXERCISES:
        solution = ROOT / "solutions" / path.name
        (tmp_path / "solutions" / path.name).write_bytes(solution.read_bytes())
    for path, text in generated(tmp_path).items():
        path.write_text(text, encoding="utf-8")
    assert differing(tmp_path) == []
    first, second, *_ = (tmp_path / "exercises" / path.name for path in EXERCISES)
    first.write_text(first.read_text().replace("NotImplementedError", "Exception"))
    second.unlink()
    third = tmp_path / "exercises" / "99.ipynb"
    third.write_text("{}")
    assert differing(tmp_path) == [first, second, third]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda p: p.name)
def test_an_untouched_exercise_runs_and_says_not_attempted(path):
    notebook = execute(path)
    checks = [cell for cell in notebook.cells if cell.id.endswith("-check")]
    assert checks
    for cell in checks:
        (output,) = cell.outputs
        assert output.output_type == "execute_result"
        assert ": not attempted. " in output.data["text/plain"]


@pytest.mark.parametrize("path", BOTH, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_cells_carry_what_nbgrader_wants(path):
    seen = set()
    for cell in cells(path):
        mark = cell["metadata"].get("nbgrader")
        source = "".join(cell["source"])
        if mark is None:
            assert "check(" not in source
            continue
        assert mark["schema_version"] == 3
        assert mark["task"] is False
        assert mark["grade_id"] == cell["id"]
        assert cell["id"] not in seen
        seen.add(cell["id"])
        graded = source.startswith("check(")
        assert (mark["grade"], mark["solution"], mark["locked"]) == (graded, not graded, graded)
        assert ("points" in mark) == graded
        assert not graded or mark["points"] > 0


def test_every_exercise_is_in_its_notebook_and_says_its_kind():
    for exercise in exercises().values():
        by_id = {c["id"]: c for c in cells(ROOT / "exercises" / f"{exercise.chapter}.ipynb")}
        name = exercise.name.lower()
        said = "".join(by_id[f"{name}-task"]["source"])
        assert f"\n*{exercise.kind}*\n" in said
        call = "".join(by_id[f"{name}-check"]["source"])
        assert call == f'check("{exercise.name}", {exercise.name})'


# --- stubs ------------------------------------------------------------------------------------

STUBS = {
    "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION": (
        "def f():\n    # Write your code here, in place of the next line.\n"
        "    raise NotImplementedError"
    ),
    "x = ...\n# BEGIN SOLUTION\nx = 1\n# END SOLUTION": (
        "x = ...\n# Write your answer above, in place of the dots."
    ),
    "def f():\n    pass": "def f():\n    pass",
}


@pytest.mark.parametrize("source", STUBS)
def test_stub(source):
    assert stub(source) == STUBS[source]


@pytest.mark.parametrize(
    "source",
    [
        "# BEGIN SOLUTION\nx = 1",
        "x = 1\n# END SOLUTION",
        "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION",
    ],
)
def test_marks_without_a_partner(source):
    with pytest.raises(PublishError, match="without its partner"):
        stub(source)


# --- running ----------------------------------------------------------------------------------


def small(tmp_path, *sources):
    path = tmp_path / "x.ipynb"
    new = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=new), path)
    return path


def test_outputs_are_kept_and_the_rest_is_normal(tmp_path):
    path = small(tmp_path, "print('a')\nprint('b', flush=True)\nprint('c')", "6 * 7")
    text = text_of(execute(path))
    notebook = json.loads(text)
    first, second = notebook["cells"]
    assert [o["text"] for o in first["outputs"]] == [["a\n", "b\n", "c\n"]]
    assert second["outputs"][0]["data"]["text/plain"] == ["42"]
    assert [first["execution_count"], second["execution_count"]] == [1, 2]
    assert first["metadata"] == {}
    assert notebook["metadata"]["language_info"] == {"name": "python"}


def test_what_belongs_to_one_machine_is_dropped(tmp_path):
    notebook = nbformat.read(small(tmp_path, "1"), as_version=4)
    notebook.metadata.update(widgets={"state": {}}, language_info={"version": "3.11.2"})
    notebook.cells[0].metadata.update(execution={"iopub": "now"}, tags=["kept"])
    written = json.loads(text_of(notebook))
    assert sorted(written["metadata"]) == ["kernelspec", "language_info"]
    assert written["metadata"]["language_info"] == {"name": "python"}
    assert written["cells"][0]["metadata"] == {"tags": ["kept"]}


def test_a_cell_that_fails_is_named(tmp_path):
    with pytest.raises(PublishError, match="ZeroDivisionError"):
        execute(small(tmp_path, "1 / 0"))
