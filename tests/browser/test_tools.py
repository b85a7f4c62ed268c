"""What the shared parts promise in a browser: downloads, code, questions, no text left behind."""

from __future__ import annotations

from random import Random

import pytest

from golearn.lab.fit_model import FitModel
from golearn.lab.questions import fit
from tests.browser.test_controls import show, type_into, wait_for_text

pytestmark = pytest.mark.browser

THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"


def test_code_picture_trace_and_keys(course, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(course, page, "FitLab")
    page.get_by_role("button", name="Copy as code").focus()
    page.keyboard.press("Enter")
    wait_for_text(page, ".gl-done", "The code is in the clipboard")
    code = page.locator(".gl-tools textarea").input_value()
    assert code.startswith("from golearn.lab import FitLab")
    assert page.evaluate("navigator.clipboard.readText()") == code
    for button, name, start in (
        ("Save picture", "fitlab.png", b"\x89PNG"),
        ("Save trace", "small-example.trace", b"# small example"),
    ):
        with page.expect_download() as saved:
            page.get_by_role("button", name=button).click()
        assert saved.value.suggested_filename == name
        assert saved.value.path().read_bytes().startswith(start)
    page.get_by_role("button", name="? Keys").focus()
    page.keyboard.press("Enter")
    wait_for_text(page, ".gl-tools dl", "on a heap map")
    assert course.problems == []


def test_a_click_never_overtakes_what_was_typed(course, page):
    show(course, page, "BumpLab")
    page.evaluate(
        """() => {
        const named = name => [...document.querySelectorAll('.gl-lab button')]
            .find(b => b.textContent === name);
        window.typeAndAllocate = sizes => {
            const box = document.querySelector('.gl-lab input[type=text]');
            for (const size of sizes) {
                box.focus();
                box.value = String(size);
                for (const kind of ['input', 'change'])
                    box.dispatchEvent(new Event(kind, { bubbles: true }));
            }
            named('Allocate').click();
        };
    }"""
    )
    for n in range(10):
        page.evaluate("sizes => typeAndAllocate(sizes)", [100 + n, 2 + n])
        wait_for_text(page, ".gl-story", f"Object {3 + n} gets {2 + n} B")
    type_into(page, "size (B)", "7")
    page.keyboard.press("Enter")
    wait_for_text(page, ".gl-story", "Object 13 gets 7 B")
    assert course.problems == []


def test_a_block_is_chosen_on_the_map(course, page):
    show(course, page, "FitLab")
    page.get_by_role("button", name="Predict").click()
    page.locator(".gl-choices button").first.wait_for()
    asked = FitModel()
    question = fit.ask(asked, Random("1/0"))  # what the lab asks with seed 1
    place = question.choices[question.right].place
    assert place is not None
    canvas = page.locator(".gl-map", has_text=question.where).locator("canvas")
    canvas.focus()
    page.keyboard.press("Home")
    said = page.locator(".gl-map", has_text=question.where).locator(".gl-readout")
    for _ in range(40):
        if f"free: {place[1]:,} B at {place[0]:,}" in said.inner_text():
            break
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    page.keyboard.press("Enter")
    wait_for_text(page, ".gl-verdict", "Right.")
    wait_for_text(page, ".gl-score", "1 of 1 right")
    assert course.problems == []


def test_scrubbing_shows_what_the_history_says(course, page):
    show(course, page, "FitLab")
    slider = page.locator(".gl-player input[type=range]")
    model = FitModel()
    slider.focus()
    for key, event in (("Home", 0), ("End", 26), ("ArrowLeft", 25), ("ArrowLeft", 24)):
        page.keyboard.press(key)
        wait_for_text(page, ".gl-says", f"event {event} (last: 26)")
        model.go_to(event)
        stories = [panel.story for panel in model.panels()]
        page.wait_for_function(
            "told => [...document.querySelectorAll('.gl-story')].map(s => s.innerText).join('|')"
            " === told",
            arg="|".join(stories),
        )
        race = page.locator(".gl-race").inner_text()
        for standing in model.standings():
            assert f"{standing.peak:,} B" in race and f"{standing.visited:,} (" in race
    assert course.problems == []


def test_reduced_motion_and_a_dark_page(course, page):
    page.emulate_media(reduced_motion="reduce")
    show(course, page, "CollectLab")
    page.evaluate(THEME, "JupyterLab Dark")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    moving = """() => [...document.querySelectorAll('.gl-lab *')].filter(node => {
        const style = getComputedStyle(node);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length"""
    assert page.evaluate(moving) == 0
    ink = "getComputedStyle(document.querySelector('.gl-collect text:last-of-type')).fill"
    assert page.evaluate(ink) == page.evaluate(
        "getComputedStyle(document.querySelector('.gl-collect')).color"
    )
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function("document.querySelector('.gl-wide[tabindex=\"0\"]') !== null")
    wide = page.locator(".gl-wide[tabindex='0']").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.gl-wide[tabindex=\"0\"]').scrollLeft > 0")
    page.evaluate(THEME, "JupyterLab Light")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'true'")
    assert course.problems == []
