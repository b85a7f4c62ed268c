"""Every lab as a page without code: keys alone change it, it shows what the library says, and an
automated checker of accessibility finds nothing serious on the whole page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets
import pytest

import golearn.lab
from golearn.classroom.shelf import shelf
from golearn.course.workspace import source
from golearn.lab.drawing import Drawing
from golearn.lab.player import Player
from golearn.lab.view import Lab, inside
from golearn.plots.live_map import HeapMap
from tests.browser import axe
from tests.browser.conftest import SIZE

pytestmark = pytest.mark.browser

SHOWN = """() => ({
    says: [...document.querySelectorAll('.gl-says')].map(node => node.textContent),
    maps: [...document.querySelectorAll('.gl-map')].map(map => [
        map.querySelector('h4').lastChild.textContent,
        [...map.querySelectorAll('.gl-facts span')].map(fact => fact.textContent),
        map.querySelector('.gl-story').textContent,
        map.querySelector('canvas').getAttribute('aria-label'),
    ]),
    told: [...document.querySelectorAll('.gl-lab .widget-html-content')].map(n => n.textContent),
})"""

PLAIN = """texts => texts.map(text => {
    const box = document.createElement('div');
    box.innerHTML = text;
    return box.textContent;
})"""

PLAYED = (("Home", 0), ("ArrowRight", 1), ("End", -1), ("ArrowLeft", -2), ("End", -1))
"""A key on the slider, and the event that it leads to, counted as in a list."""


@pytest.fixture(scope="module")
def visits(browser) -> Iterator[Any]:
    """A browser that keeps what it has loaded."""
    context = browser.new_context(viewport=SIZE)
    yield context
    context.close()


@pytest.fixture
def visitor(visits) -> Iterator[Any]:
    """A page of its own for each lab."""
    page = visits.new_page()
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.mark.parametrize("name", golearn.lab.__all__)
def test_a_lab_as_a_page(classroom, visitor, name):
    problems: list[str] = []
    visitor.on("pageerror", lambda error: problems.append(str(error)))
    visitor.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    theme = "dark" if golearn.lab.__all__.index(name) % 2 else "light"
    visitor.goto(f"{classroom}lab/{name}?theme={theme}")
    visitor.locator(".gl-lab").wait_for(timeout=60_000)
    ours = in_its_chapter(name)
    agree(visitor, ours)
    change(visitor, ours)
    play(visitor, ours)
    axe.load(visitor)
    assert axe.faults(visitor.locator("html")) == []
    assert problems == []


def in_its_chapter(name: str) -> Lab:
    """The lab as the chapter makes it, and as a page opens."""
    cell = next(shown.cell for shown in shelf(source() / "notebooks") if shown.name == name)
    made = {name: getattr(golearn.lab, name)}
    exec(cell, made)
    lab: Lab = made[cell.split()[-1]]
    return lab


def change(page: Any, ours: Lab) -> None:
    """By keyboard alone: press the coloured button or, without one, choose another entry."""
    buttons = [b for b in inside(ours.children) if getattr(b, "button_style", "") == "primary"]
    before = page.evaluate(SHOWN)
    if buttons and any(isinstance(part, Player) for part in ours.children):
        page.get_by_role("button", name=buttons[-1].description, exact=True).focus()
        page.keyboard.press("Enter")
        buttons[-1].click()
    else:
        chosen = next(part for part in inside(ours.children) if isinstance(part, widgets.Dropdown))
        page.locator(".gl-lab select").first.focus()
        at_the_end = chosen.index == len(chosen.options) - 1
        page.keyboard.press("ArrowUp" if at_the_end else "ArrowDown")
        chosen.index += -1 if at_the_end else 1
    agree(page, ours)
    assert page.evaluate(SHOWN) != before


def play(page: Any, ours: Lab) -> None:
    """To both ends and a step from them, by keys on the slider."""
    player = next((part for part in ours.children if isinstance(part, Player)), None)
    if player is None:
        return
    page.locator(".gl-player input[type=range]").focus()
    for key, event in PLAYED:
        page.keyboard.press(key)
        player.value = event % (player.last + 1)
        agree(page, ours)


def agree(page: Any, ours: Lab) -> None:
    """Wait until the page shows what the same lab shows here, word for word."""
    parts = list(inside(ours.children))
    maps = [part for part in parts if isinstance(part, HeapMap)]
    told = [part.value for part in parts if type(part) in (widgets.HTML, Drawing)]
    expected = {
        "says": [part.says for part in parts if isinstance(part, Player)],
        "maps": [[m.title, [" ".join(fact) for fact in m.facts], m.story, m.alt] for m in maps],
        "told": page.evaluate(PLAIN, told),
    }
    end = time.monotonic() + 15
    while (shown := page.evaluate(SHOWN)) != expected and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert shown == expected
