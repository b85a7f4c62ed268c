"""The history lab in JupyterLab: a trace of one's own, and an answer by a click behind the heap."""

from __future__ import annotations

from random import Random

import pytest

from golearn.lab.history_model import HistoryModel
from golearn.lab.questions import history
from tests.browser.test_controls import show, wait_for_text

pytestmark = pytest.mark.browser

TRACE = "a 0 8\na 1 16\nf 0\na 2 16\n"
"""The hole at 0 is too small for object 2; both allocators put it at 24."""


def test_a_trace_of_ones_own_is_predicted_on_the_map(course, page):
    show(course, page, "HistoryLab")
    page.get_by_label("trace").first.select_option("your own …")
    page.locator(".gl-lab textarea.widget-input").fill(TRACE)
    page.get_by_role("button", name="Play this trace").click()
    wait_for_text(page, ".gl-says", "your trace, event 0 (last: 3)")
    page.get_by_role("button", name="Predict").click()
    page.locator(".gl-choices button").first.wait_for()
    question = history.ask(HistoryModel(TRACE), Random("1/0"))  # what is asked with seed 1
    assert "? ?" in " ".join(page.locator(".gl-serves + tr td").all_inner_texts())
    canvas = page.locator(".gl-map", has_text=question.where).locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] - 6})
    assert " goes to " in question.why
    wait_for_text(page, ".gl-verdict", f"Right. {question.why}")
    wait_for_text(page, ".gl-score", "1 of 1 right")
    wait_for_text(page, ".gl-serves", "at 24")
    assert course.problems == []
