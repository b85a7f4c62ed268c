"""Every lab in JupyterLab by keyboard alone. One kernel serves them one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import golearn.lab
from tests.browser.conftest import CLOSE, SIZE, end_sessions
from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser

FIRST_ACTS = {"BumpLab": "for _ in range(3):\n    lab.allocate.click()\n"}

RUN = """async name => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === name);
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
CLEAR = "window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"

CHOSEN = "select => select.selectedIndex"
FOCUSED = "control => document.activeElement === control"


@pytest.fixture(scope="module")
def bench(course, window) -> Iterator[object]:
    """A notebook with a cell for every lab; none of them has run."""
    cells = []
    for name in golearn.lab.__all__:
        source = f"from golearn.lab import {name}\nlab = {name}()\n{FIRST_ACTS.get(name, '')}lab"
        cells += [{**json.loads(notebook(source))["cells"][0], "id": name}]
    (course.folder / "bench.ipynb").write_text(
        json.dumps({**json.loads(notebook("")), "cells": cells})
    )
    window.set_viewport_size(SIZE)
    window.set_default_timeout(30_000)
    listeners = {
        "pageerror": lambda error: course.problems.append(str(error)),
        "console": lambda m: course.problems.append(m.text) if m.type == "error" else None,
    }
    for event, listener in listeners.items():
        window.on(event, listener)
    course.open("bench.ipynb", window, run=False)
    yield window
    for event, listener in listeners.items():
        window.remove_listener(event, listener)
    try:
        window.evaluate(CLOSE)
    except Exception:  # whatever a failed test left behind: the next one loads JupyterLab anew
        window.goto("about:blank")
    end_sessions(course.port)


@pytest.mark.parametrize("name", golearn.lab.__all__)
def test_keyboard_alone_suffices(course, bench, name):
    """Every lab: keys stay on its controls, Tab finds all of them, a question is answered."""
    page = bench
    course.problems.clear()
    page.evaluate(CLEAR)
    page.wait_for_function("document.querySelector('.gl-lab') === null")
    page.evaluate(RUN, name)
    ready(page)
    keys_stay(page)
    tab_finds_everything(page)
    if page.locator(".gl-player").count():
        step_and_look(page)
    if page.locator(".gl-quizpanel").count():
        answer_a_question(page)
    page.get_by_role("button", name="Copy as code").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.gl-tools textarea').value.endsWith('lab\\n')")
    assert course.problems == []


def keys_stay(page) -> None:
    lists = page.locator(".gl-lab select:visible")
    tried = 0
    for i in range(lists.count()):
        box = lists.nth(i)
        before, entries = box.evaluate(CHOSEN), box.locator("option").count()
        if entries < 2 or not box.is_visible():
            continue
        down = before + 1 < entries
        box.focus()
        page.keyboard.press("ArrowDown" if down else "ArrowUp")
        page.wait_for_timeout(200)
        assert box.evaluate(CHOSEN) == before + (1 if down else -1)
        assert box.evaluate(FOCUSED)
        tried += 1
    assert tried >= 1
    cells = page.locator(".jp-Cell").count()
    button = page.locator(".gl-lab button:visible").first
    button.focus()
    page.keyboard.press("b")  # elsewhere a command: a new cell below
    page.wait_for_timeout(200)
    assert page.locator(".jp-Cell").count() == cells
    assert button.evaluate(FOCUSED)


CONTROLS = """() => [...document.querySelectorAll(
    '.gl-lab :is(button, input, select, textarea, canvas, [tabindex="0"])')]
    .filter(c => c.checkVisibility() && !c.disabled && c.type !== 'file' && c.tabIndex >= 0)"""


def tab_finds_everything(page) -> None:
    """From the first control on, Tab comes by all of them, and each shows where the focus is."""
    count = page.evaluate(f"() => (({CONTROLS})()).length")
    page.evaluate(f"() => {{ (({CONTROLS})())[0].focus(); window.passed = new Set(); }}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    note = """() => {
        const control = document.activeElement;
        if (!control.closest('.gl-lab')) return '';
        window.passed.add(control);
        const { outlineStyle, outlineWidth } = getComputedStyle(control);
        return outlineStyle === 'none' || outlineWidth === '0px' ? control.outerHTML : '';
    }"""
    for _ in range(count + 3):
        assert page.evaluate(note) == "", "the focus is not to be seen on it"
        page.keyboard.press("Tab")
    missed = page.evaluate(
        f"() => (({CONTROLS})()).filter(c => !window.passed.has(c)).map(c => c.outerHTML)"
    )
    assert missed == []


def step_and_look(page) -> None:
    """The slider's keys go through the trace, and what is said changes."""
    slider = page.locator(".gl-player input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('.gl-says').innerText.includes(' 0 (last:')")
    if int(slider.get_attribute("max")):
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.gl-says').innerText.includes(' 1 (last:')")


def answer_a_question(page) -> None:
    page.get_by_role("button", name="Predict").focus()
    page.keyboard.press("Enter")
    question = page.locator(".gl-question")
    question.wait_for()
    page.wait_for_timeout(200)
    if page.locator(".gl-choices button").count() == 0:  # nothing to ask about: it says so
        assert page.locator(".gl-verdict").inner_text() != ""
        return
    page.keyboard.press("1")
    page.wait_for_function("document.querySelector('.gl-verdict').innerText !== ''")
    verdict = page.locator(".gl-verdict").inner_text()
    assert verdict.startswith(("Right.", "Not that one."))
    assert page.locator(".gl-choices .gl-right").count() == 1
    score = "1 of 1 right" if verdict.startswith("Right.") else "0 of 1 right"
    assert page.locator(".gl-score").inner_text() == score
