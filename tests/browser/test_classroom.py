"""The labs as pages without code: the start page leads to a lab, and the lab works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from golearn import lab

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
    assert "OF_ANYWIDGET" in visitor.evaluate("String(AbortSignal.timeout)"), "labs have time"


def test_the_start_page_by_keyboard_light_and_dark(classroom, visitor):
    visitor.goto(classroom)
    assert visitor.locator("html").get_attribute("data-theme") == "light", "as the system has it"
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.innerText") == "To the labs"
    visitor.get_by_role("button", name="Dark").press("Enter")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert visitor.evaluate(ground) == "rgb(20, 24, 27)"
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.innerText").endswith(" lab")
    visitor.keyboard.press("Enter")
    visitor.locator(".gl-lab").first.wait_for()
    assert visitor.locator("body").get_attribute("data-jp-theme-light") == "false", "kept"
    assert visitor.evaluate(
        "performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin))"
    ), "nothing comes from other machines"
    visitor.route("**/api/kernels/*", lambda route: route.fulfill(status=404))
    assert not visitor.get_by_role("alert").filter(has_text="This lab was closed").is_visible()
    visitor.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visitor.get_by_role("alert").filter(has_text="This lab was closed").wait_for()


def test_every_lab_is_shown_with_a_picture_that_says_what_it_is(classroom, visitor):
    visitor.goto(classroom)
    cards = visitor.locator(".room-card")
    assert cards.count() == len(lab.__all__)
    for card in cards.all():
        picture = card.locator("img")
        picture.scroll_into_view_if_needed()
        assert len(picture.get_attribute("alt")) > 60
        visitor.wait_for_function("i => i.naturalWidth > 200", arg=picture.element_handle())
    for width in (400, 1280):
        visitor.set_viewport_size({"width": width, "height": 720})
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width


SCROLLERS = """() => [...document.querySelectorAll('*')]
    .filter(node => node.scrollHeight > node.clientHeight + 1 && node !== document.documentElement)
    .filter(node => /auto|scroll/.test(getComputedStyle(node).overflowY))
    .map(node => node.id || node.className)"""


def test_nothing_but_the_page_scrolls_and_it_moves_to_the_keys(classroom, visitor):
    visitor.set_viewport_size({"width": 1280, "height": 420})
    visitor.goto(f"{classroom}lab/BumpLab")
    keys = visitor.get_by_role("button", name="? Keys")
    keys.wait_for()
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.innerText") == "All labs"
    assert visitor.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys.press("Enter")
    bottom = "() => document.querySelector('.gl-tools dl').getBoundingClientRect().bottom"
    visitor.wait_for_function(f"({bottom})() <= innerHeight + 1 && scrollY > 100")
    assert visitor.evaluate(SCROLLERS) == []
