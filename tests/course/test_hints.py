"""Hints: three for each exercise, rising, and none of them is the answer."""

from __future__ import annotations

import ast
from importlib import import_module
from typing import Any

import pytest

from golearn.course.exercises import CHAPTERS, exercises
from tests.course.notebook_cells import ROOT, answers, notebook

HINTS: dict[str, tuple[str, ...]] = {
    name: hints
    for chapter in CHAPTERS
    for name, hints in import_module(f"golearn.course.hints.{chapter}").HINTS.items()
}
SOLUTIONS = answers("solutions")
TRIVIAL = 16
"""A line of code of so few characters gives nothing away."""


def solution_code() -> dict[str, list[str]]:
    """Exercise → the lines between the marks of its solution."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        lines: list[str] = []
        for cell in notebook(path)["cells"]:
            source = "".join(cell["source"])
            if source.startswith("check("):
                found[source.split('"')[1]] = lines
                lines = []
            elif cell["cell_type"] == "code" and "# BEGIN SOLUTION" in source:
                inside = False
                for line in map(str.strip, source.splitlines()):
                    inside = (inside or line == "# BEGIN SOLUTION") and line != "# END SOLUTION"
                    lines += [line] if inside else []
    return found


CODE = solution_code()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_module_of_hints_for_each_module_of_exercises(chapter):
    hints = import_module(f"golearn.course.hints.{chapter}").HINTS
    names = [e.name for e in import_module(f"golearn.course.exercises.{chapter}").EXERCISES]
    assert list(hints) == names


@pytest.mark.parametrize("name", exercises())
def test_three_different_hints_of_a_sentence_or_a_few(name):
    hints = HINTS[name]
    assert len(set(hints)) == len(hints) == 3
    for hint in hints:
        assert 40 <= len(hint) <= 400
        assert hint[-1] in ".?"
        assert hint.count("`") % 2 == 0


@pytest.mark.parametrize("name", exercises())
def test_no_hint_is_the_answer(name):
    given = [secret for hint in HINTS[name] for secret in secrets(name) if secret in hint]
    assert given == []


def secrets(name: str) -> list[str]:
    """What a hint must not contain: whole lines of the solution, or a question's answer."""
    right = SOLUTIONS[name]
    told = [
        f"{key}{link}{value!r}" for key, value in pairs(right) for link in (" is ", " = ", ": ")
    ]
    told += [f"{key!r}: {value!r}" for key, value in pairs(right)]
    lines = [line.partition("  #")[0].strip() for line in CODE[name]]
    return told + [line for line in lines if len(line) > TRIVIAL]


def pairs(answer: Any) -> list[tuple[Any, Any]]:
    return list(answer.items()) if isinstance(answer, dict) else []


def test_what_a_hint_must_not_contain():
    assert "a is 0" in secrets("bump_addresses")
    assert "return (n + align - 1) // align * align" in secrets("align_up")
    assert any("a 5 24" in line or line == "f 1" for line in CODE["best_fit_loses"])
    assert all(ast.parse(line) for line in secrets("pick_list") if line.startswith("return"))
