"""What the shared parts promise in a browser: downloads, code, questions, no text left behind."""

from __future__ import annotations

import pytest

from tests.browser.test_controls import show, type_into, wait_for_text

pytestmark = pytest.mark.browser


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
