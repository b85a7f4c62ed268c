"""Rules for committed notebooks, stricter than running them: a cell that never ran is a gap.

nbval compares outputs cell by cell and passes over cells without an execution count, so that
count is held here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXECUTED = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "solutions").glob("*.ipynb")])
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
HINDERS_NBVAL = re.compile(r"\binteract(ive_output)?\s*\(|\bwith\s+\w*\.?Output\s*\(")


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def faults(notebook) -> list[str]:
    """What keeps an executed notebook from being committed."""
    found = []
    for number, cell in enumerate(code_cells(notebook), 1):
        source = "".join(cell["source"])
        if cell["execution_count"] != number:
            found.append(f"cell {number} has execution count {cell['execution_count']}")
        if any(output["output_type"] == "error" for output in cell["outputs"]):
            found.append(f"cell {number} shows an error")
        if source.rstrip().endswith(";"):
            found.append(f"cell {number} ends in a semicolon, which hides its output")
        if HINDERS_NBVAL.search(source):
            found.append(f"cell {number} shows something that is never compared")
        if not source.strip():
            found.append(f"cell {number} is empty")
    if "widgets" in notebook["metadata"]:
        found.append("widget state is saved")
    return found


def test_there_are_solutions_for_every_exercise():
    solutions = {path.name for path in EXECUTED if path.parent.name == "solutions"}
    assert solutions
    assert solutions == {path.name for path in EXERCISES}


@pytest.mark.parametrize("path", EXECUTED, ids=named)
def test_every_cell_was_executed(path):
    assert faults(load(path)) == []


def test_the_map_in_the_first_chapter_has_all_the_others():
    first, *others = (path for path in EXECUTED if path.parent.name == "notebooks")
    linked = re.findall(r"\| \[\d\d [^]]*\]\(([^)]+)\)", first.read_text(encoding="utf-8"))
    assert linked == [path.name for path in others]


@pytest.mark.parametrize("path", [*EXECUTED, *EXERCISES], ids=named)
def test_the_text_uses_no_numbers_that_only_the_list_of_concepts_explains(path):
    text = "\n".join("".join(cell["source"]) for cell in load(path)["cells"])
    assert re.findall(r"\bM\d\.\d\b", text) == []


@pytest.mark.parametrize("path", EXERCISES, ids=named)
def test_exercises_were_never_run(path):
    cells = code_cells(load(path))
    assert all(cell["execution_count"] is None and cell["outputs"] == [] for cell in cells)


@pytest.mark.parametrize("path", [*EXECUTED, *EXERCISES], ids=named)
def test_the_format_is_valid_and_says_nothing_of_the_machine(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text


def good():
    """A notebook without a fault."""
    return {
        "metadata": {},
        "cells": [
            {"cell_type": "code", "execution_count": n, "source": [f"{n}"], "outputs": []}
            for n in (1, 2)
        ],
    }


def test_the_guard_itself():
    assert faults(good()) == []
    spoilers = {
        "cell 2 has execution count None": lambda n: n["cells"][1].update(execution_count=None),
        "cell 1 has execution count 3": lambda n: n["cells"][0].update(execution_count=3),
        "cell 2 shows an error": lambda n: n["cells"][1]["outputs"].append(
            {"output_type": "error"}
        ),
        "cell 1 ends in a semicolon, which hides its output": lambda n: n["cells"][0].update(
            source=["x;"]
        ),
        "cell 2 shows something that is never compared": lambda n: n["cells"][1].update(
            source=["interact(f)"]
        ),
        "cell 1 is empty": lambda n: n["cells"][0].update(source=[]),
        "widget state is saved": lambda n: n["metadata"].update(widgets={}),
    }
    for fault, spoil in spoilers.items():
        notebook = good()
        spoil(notebook)
        assert faults(notebook) == [fault]
