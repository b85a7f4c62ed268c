"""Right answers pass, however they are written."""

from __future__ import annotations

import pytest

from golearn.course import check
from golearn.course.exercises import exercises
from tests.course import right_more  # noqa: F401  (it adds to RIGHT)
from tests.course.right_answers import RIGHT

WRITTEN = [name for name, exercise in exercises().items() if exercise.kind == "write"]
FAR = [right for right in RIGHT if "numpy" in right.how or not callable(right.answer)]


@pytest.mark.parametrize("right", RIGHT, ids=lambda r: f"{r.exercise}: {r.how}")
def test_another_right_answer_is_right(right):
    assert exercises()[right.exercise].judge(right.answer) is None


@pytest.mark.parametrize("right", FAR, ids=lambda r: f"{r.exercise}: {r.how}")
def test_it_is_so_on_the_whole_way(right):
    assert check(right.exercise, right.answer).word == "right"


def test_the_table_has_an_answer_for_every_function_to_write():
    assert set(WRITTEN) <= {right.exercise for right in RIGHT}
