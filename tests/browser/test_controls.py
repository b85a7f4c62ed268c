"""What every lab's controls promise: keys stay on them, and a click finds all that was typed."""

from __future__ import annotations

import pytest

import golearn.lab
from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser

FIRST_ACTS = {"BumpLab": "for _ in range(3):\n    lab.allocate.click()"}

CHOSEN = "select => select.selectedIndex"
FOCUSED = "control => document.activeElement === control"


def show(course, page, name: str) -> None:
    source = f"from golearn.lab import {name}\nlab = {name}()\n{FIRST_ACTS.get(name, '')}\nlab"
    (course.folder / f"{name}.ipynb").write_text(notebook(source))
    course.open(f"{name}.ipynb", page)
    ready(page)
    page.wait_for_timeout(500)


def wait_for_text(page, selector: str, text: str) -> None:
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector)?.innerText.includes(text)",
        arg=[selector, text],
    )


@pytest.mark.parametrize("name", golearn.lab.__all__)
def test_keyboard_alone_suffices(course, page, name):
    """Every lab: keys stay on its controls, Tab finds all of them, a question is answered."""
    show(course, page, name)
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


def type_into(page, name: str, text: str) -> None:
    page.get_by_label(name).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_a_click_finds_what_was_typed_just_before(course, page):
    show(course, page, "BumpLab")
    place = page.get_by_role("button", name="Allocate").bounding_box()
    type_into(page, "size (B)", "48")
    page.mouse.click(place["x"] + 5, place["y"] + 5)
    wait_for_text(page, ".gl-story", "Object 3 gets 48 B")
    assert course.problems == []


def test_enter_in_the_size_box_allocates(course, page):
    show(course, page, "BumpLab")
    type_into(page, "size (B)", "16")
    page.keyboard.press("Enter")
    wait_for_text(page, ".gl-story", "Object 3 gets 16 B")
    assert course.problems == []


@pytest.mark.parametrize(
    ("lab", "box", "text", "selector", "says"),
    [
        ("PageHeapLab", "size (B)", "40 KiB", ".gl-says", "allocate 40"),
        ("TiersLab", "size (B)", "100", ".gl-tierslab", "112"),
        ("PredictLab", "your answer (B)", "what", ".gl-alert", "what"),
    ],
)
def test_enter_presses_the_main_button(course, page, lab, box, text, selector, says):
    show(course, page, lab)
    type_into(page, box, text)
    page.keyboard.press("Enter")
    wait_for_text(page, selector, says)


def test_a_file_is_loaded_and_named(course, page, tmp_path):
    show(course, page, "FitLab")
    page.get_by_label("trace").first.select_option("your own …")
    for name, text, last in (("one.trace", "a 1 8\na 2 8\n", 1), ("two.trace", "a 1 8\n", 0)):
        path = tmp_path / name
        path.write_text(text)
        page.locator(".gl-file input").set_input_files(path)
        wait_for_text(page, ".gl-file", name)
        wait_for_text(page, ".gl-says", f"event 0 (last: {last})")
    assert page.locator(".gl-lab textarea.widget-input").input_value() == ""
    assert course.problems == []


def test_the_last_address_of_a_map_is_whole(course, page):
    show(course, page, "FitLab")
    page.get_by_label("trace").first.select_option("sqlite")
    wait_for_text(page, ".gl-says", "sqlite")
    page.wait_for_timeout(500)
    below = """canvas => {
        const { width, height } = canvas;
        const ratio = window.devicePixelRatio;
        const line = canvas.getContext("2d").getImageData(0, height - ratio, 40, ratio);
        return line.data.some(value => value > 0);
    }"""
    assert not page.locator(".gl-map canvas").first.evaluate(below)
    assert course.problems == []
