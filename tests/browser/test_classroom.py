"""The labs as pages without code: the start page leads to a lab, and the lab works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(browser) -> Iterator[object]:
    """A page of somebody who was never here."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_a_lab_answers_a_visitor(classroom, visitor):
    problems = []
    visitor.on("pageerror", lambda error: problems.append(str(error)))
    visitor.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    visitor.goto(classroom)
    visitor.get_by_role("link", name="Fit lab", exact=True).click()
    says = visitor.locator(".gl-says").first
    says.wait_for()
    before = says.inner_text()
    visitor.get_by_role("button", name="one event on").click()
    visitor.wait_for_function(
        "before => document.querySelector('.gl-says').innerText !== before", arg=before
    )
    assert problems == []
