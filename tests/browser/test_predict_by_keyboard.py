"""The predict lab in JupyterLab, by keyboard alone."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser

SHEET = "document.querySelector('.gl-quiz').innerText"


def test_answer_see_why_and_go_on(course, page):
    source = "from golearn.lab import PredictLab\nlab = PredictLab('pointers or none')\nlab"
    (course.folder / "predict.ipynb").write_text(notebook(source))
    page.set_default_timeout(60_000)
    course.open("predict.ipynb", page)
    ready(page)
    assert "+0x18" not in page.locator(".gl-quiz").inner_text()

    def press(name):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")

    press("Hint")
    page.wait_for_function(f"{SHEET}.includes('Class 3: slots of 24 B')")
    answer = page.get_by_label("your answer (B)")
    answer.focus()
    page.keyboard.type("nowhere")
    press("Answer")
    page.wait_for_function(
        "document.querySelector('.gl-alert').innerText.includes('is no address')"
    )
    answer.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0x18")
    press("Answer")
    page.wait_for_function(f"{SHEET}.includes('Right: go1.21.13 put it at +0x18. 2 of 3 points')")
    press("Next")
    page.wait_for_function(f"{SHEET}.includes('2 points, 1 of 1 right')")
    page.wait_for_function(f"{SHEET}.includes('33 B')")
    assert course.problems == []
