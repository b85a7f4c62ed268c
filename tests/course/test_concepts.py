"""Every idea of the course is exercised, and every chapter rises from predicting to designing."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from golearn.course import concepts
from golearn.course.concepts import BEGIN, CONCEPTS, END, exercised, renewed, table
from golearn.course.exercise import Exercise
from golearn.course.exercises import exercises
from tests.course.notebook_cells import ROOT

KINDS = ["predict", "explain", "write", "design"]
FEWEST = 5

CHAPTERS: dict[str, list[Exercise]] = defaultdict(list)
for exercise in exercises().values():
    CHAPTERS[exercise.chapter].append(exercise)

WITHOUT_EXERCISES = {"00-start-here"}
"""Tells how to find one's way; what it shows comes back in the chapters."""


@pytest.mark.parametrize("number", CONCEPTS)
def test_every_idea_is_exercised(number):
    assert exercised(exercises())[number]


@pytest.mark.parametrize("name", exercises())
def test_every_exercise_is_about_ideas_of_the_course(name):
    numbers = exercises()[name].concepts
    assert numbers
    assert set(numbers) <= set(CONCEPTS)


def test_every_chapter_has_exercises():
    chapters = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert chapters - WITHOUT_EXERCISES == set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_rises_from_predicting_to_designing(chapter):
    kinds = [exercise.kind for exercise in CHAPTERS[chapter]]
    assert len(kinds) >= FEWEST
    assert set(kinds) == set(KINDS)
    assert all(KINDS.index(a) <= KINDS.index(b) for a, b in pairwise(kinds))


def test_the_readme_has_the_table_of_today():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text == renewed(text, exercises()), "run: python -m golearn.course.concepts"


def one(number: str) -> dict[str, Exercise]:
    return {"dig": Exercise("dig", "07-page-heap", "Dig", (number,), "write", lambda _: None)}


def test_a_table_of_one_exercise():
    lines = table(one("M2.4")).splitlines()
    assert "| M2.4 | First, next, best and worst fit | " in table(one("M2.4"))
    assert [line for line in lines if "`dig`" in line] == [
        "| M2.4 | First, next, best and worst fit | [`dig`](exercises/07-page-heap.ipynb) |"
    ]


def test_the_table_is_renewed_and_the_rest_stays():
    old = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    new = renewed(old, one("M1.1"))
    assert new.startswith(f"before\n{BEGIN}\n| | idea |")
    assert new.endswith(f"\n{END}\nafter\n")
    assert renewed(new, one("M1.1")) == new


@pytest.mark.parametrize("text", ["no marks", f"{END} {BEGIN}"])
def test_a_readme_without_marks_is_refused(text):
    with pytest.raises(ValueError, match="the README needs one"):
        renewed(text, one("M1.1"))


def test_outside_a_checkout_there_is_nothing_to_renew(monkeypatch, capsys):
    monkeypatch.setattr("golearn.course.workspace.checkout", lambda: None)
    assert concepts.main() == 1
    assert "only in a checkout" in capsys.readouterr().err
