"""The labs in JupyterLab, by keyboard alone: keys go in, pixels change, nothing complains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CHAPTER = "03-fit.ipynb"

SHOWN = {
    "fit": "from golearn.lab import FitLab\nlab = FitLab()\nlab.event = 14\nlab",
    "segregated": "from golearn.lab import SegregatedLab\nlab = SegregatedLab()\nlab",
    "bump": "from golearn.lab import BumpLab\nlab = BumpLab()\nlab",
}

PIXELS = """() => [...document.querySelectorAll('.gl-map canvas')]
    .map(canvas => canvas.toDataURL()).join('|')"""


def notebook(source: str) -> str:
    cell = {
        "cell_type": "code",
        "id": "lab",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


def ready(page) -> None:
    """Wait until the lab keeps the keys that are pressed on its controls: JupyterLab would take
    them, and nobody is as fast as a test."""
    page.locator(".gl-lab").first.wait_for(timeout=60_000)
    page.locator(".gl-lab :is(button, select)[data-lm-suppress-shortcuts]:visible").first.wait_for()
    page.locator(".gl-lab .gl-alert").first.wait_for(state="attached")


def show(course, page, name: str) -> str:
    """Open a notebook with one lab in it; what its maps look like."""
    (course.folder / f"{name}.ipynb").write_text(notebook(SHOWN[name]))
    course.open(f"{name}.ipynb", page)
    ready(page)
    page.wait_for_function("() => document.querySelector('.gl-map canvas')?.width > 300")
    page.wait_for_timeout(300)
    return page.evaluate(PIXELS)


def changed(page, before: str) -> str:
    """The pixels once they differ from `before`; fails if they never do."""
    page.wait_for_function(f"before => ({PIXELS})() !== before", arg=before, timeout=15_000)
    page.wait_for_timeout(150)
    return page.evaluate(PIXELS)


@pytest.mark.parametrize("name", ["fit", "segregated"])
def test_the_slider_moves_the_picture(course, page, name):
    before = show(course, page, name)
    slider = page.locator(".gl-player input[type=range]")
    value = int(slider.input_value())
    slider.focus()
    page.keyboard.press("ArrowRight")
    after = changed(page, before)
    assert int(slider.input_value()) == value + 1
    assert f"event {value + 1} (last: " in page.locator(".gl-says").inner_text()
    page.keyboard.press("ArrowLeft")
    assert changed(page, after) == before
    assert course.problems == []


def test_buttons_cursor_and_settings_by_keyboard(course, page):
    before = show(course, page, "fit")
    page.get_by_role("button", name="one event on").focus()
    page.keyboard.press("Enter")
    after = changed(page, before)
    assert "First fit looked at" in page.locator(".gl-story").first.inner_text()
    page.locator(".gl-map canvas").first.focus()
    page.keyboard.press("ArrowRight")
    after = changed(page, after)
    assert " B at 0" in page.locator(".gl-readout").first.inner_text()
    box = page.get_by_label("worst-fit").first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelectorAll('.gl-map canvas').length === 3")
    page.get_by_role("button", name="Show settings").focus()
    page.keyboard.press("Enter")
    heap = page.locator(".gl-lab input[placeholder=grows]")
    heap.wait_for()  # hidden, it would not take the focus
    heap.focus()
    page.keyboard.type("lots")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.gl-alert').innerText.startsWith(\"heap size 'lots'\")"
    )
    assert course.problems == []


def test_play_runs_to_the_end_and_stops(course, page):
    show(course, page, "fit")
    page.get_by_role("button", name="play", exact=True).focus()
    page.keyboard.press("Space")
    says = "document.querySelector('.gl-says').innerText.includes('event 26 (last: 26)')"
    page.wait_for_function(says, timeout=20_000)
    page.get_by_role("button", name="play", exact=True).wait_for()
    assert course.problems == []


def test_bump_by_keyboard(course, page):
    before = show(course, page, "bump")
    page.get_by_role("button", name="Allocate").focus()
    page.keyboard.press("Enter")
    before = changed(page, before)
    page.get_by_role("button", name="Free", exact=True).focus()
    page.keyboard.press("Enter")
    changed(page, before)
    assert "nothing comes back" in page.locator(".gl-story").inner_text()
    assert course.problems == []


@pytest.mark.skipif(
    not (ROOT / "notebooks" / CHAPTER).exists(), reason="chapter 03 is not written yet"
)
def test_chapter_03_in_jupyterlab(course, page):
    course.open(f"notebooks/{CHAPTER}", page)
    slider = page.locator(".gl-player input[type=range]").first
    slider.wait_for(timeout=120_000)
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(1_000)
    before = page.evaluate(PIXELS)
    slider.focus()
    here = int(slider.input_value())
    page.keyboard.press("ArrowRight" if here < int(slider.get_attribute("max")) else "ArrowLeft")
    changed(page, before)
    assert course.problems == []
