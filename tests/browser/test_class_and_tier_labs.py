"""The labs of chapters 05 and 06 in JupyterLab, by keyboard alone."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser


def show(course, page, name: str) -> None:
    source = f"from golearn.lab import {name}\nlab = {name}()\nlab"
    (course.folder / f"{name}.ipynb").write_text(notebook(source))
    course.open(f"{name}.ipynb", page)
    ready(page)


def field(page, name: str):
    """The text field whose label says `name`."""
    return page.get_by_label(name, exact=True).first


def type_into(page, name: str, text: str) -> None:
    """Type, and stay in the field; the next button that is pressed takes the text along."""
    field(page, name).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def enter(page, name: str, text: str) -> None:
    """Type and press Enter, which also presses the main button of the field's row."""
    type_into(page, name, text)
    page.keyboard.press("Enter")


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def wait_for_text(page, text: str) -> None:
    page.wait_for_function(
        "text => document.querySelector('.gl-lab').textContent.includes(text)", arg=text
    )


def test_bending_the_rule(course, page):
    show(course, page, "SizeClassLab")
    wait_for_text(page, "Go's own rule: tail at most 12.5 %")
    enter(page, "in %", "1")
    wait_for_text(page, "Your rule: tail at most 1 %")
    enter(page, "request (B)", "4097")
    wait_for_text(page, "4,097 B → class 51")
    press(page, "class above")
    wait_for_text(page, "4,608 B → class 52")
    enter(page, "in %", "lots")
    wait_for_text(page, "waste limit 'lots'; expected per cent")
    press(page, "Go's own rule")
    wait_for_text(page, "Go's own rule: tail at most 12.5 %")
    assert course.problems == []


def test_a_request_walks_down_the_tiers(course, page):
    show(course, page, "TiersLab")
    press(page, "Allocate")
    wait_for_text(page, "mheap serves it at 0xc000000000")
    press(page, "Allocate")
    wait_for_text(page, "mcache serves it at 0xc000000018")
    enter(page, "times", "341")
    wait_for_text(page, "the last of 341")
    press(page, "Drop every second")
    wait_for_text(page, "171 objects dropped")
    press(page, "Collect")
    wait_for_text(page, "collection 1")
    type_into(page, "size (B)", "one")
    press(page, "Allocate")
    wait_for_text(page, "size 'one'; expected bytes")
    assert page.evaluate("document.querySelectorAll('.gl-lab .gl-wide svg').length") == 1
    assert course.problems == []
