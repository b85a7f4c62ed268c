"""What the labs' controls promise: a click finds all that was typed, Enter presses a button."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import notebook, ready

pytestmark = pytest.mark.browser

FIRST_ACTS = {"BumpLab": "for _ in range(3):\n    lab.allocate.click()"}


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
