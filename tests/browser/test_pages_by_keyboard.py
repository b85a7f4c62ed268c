"""The page heap lab in JupyterLab, by keyboard alone."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser

MAP = "() => document.querySelector('.gl-pages')?.outerHTML"


def test_allocate_look_back_and_make_a_mistake(course, page):
    source = "from golearn.lab import PageHeapLab\nlab = PageHeapLab('a deep search')\nlab"
    (course.folder / "pages.ipynb").write_text(notebook(source))
    page.set_default_timeout(60_000)
    course.open("pages.ipynb", page)
    ready(page)
    assert page.locator(".gl-tree tr").count() == 5

    before = page.evaluate(MAP)
    page.get_by_role("button", name="Allocate").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.gl-says').innerText.includes('action 28 (last: 28)')"
    )
    page.wait_for_function(f"before => ({MAP})() !== before", arg=before)

    slider = page.locator(".gl-player input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "document.querySelector('.gl-says').innerText.includes('action 27 (last: 28)')"
    )

    size = page.get_by_label("size (B)")
    size.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("much")
    page.get_by_role("button", name="Allocate").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.gl-alert').innerText.startsWith(\"size 'much'\")"
    )
    assert course.problems == []
