"""Every lab in a narrow window: nothing must be moved sideways, nothing is too small to read."""

from __future__ import annotations

import pytest

import golearn.lab
from tests.browser.test_accessibility import all_labs
from tests.browser.test_labs import ready

pytestmark = pytest.mark.browser

FILES = """() => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: 'none' };
    const shown = Boolean(document.querySelector('.jp-FileBrowser')?.offsetWidth);
    if (shown) window.jupyterapp.commands.execute('application:toggle-left-area');
    return shown;
}"""
"""Draws all cells, even those out of sight; hides the list of files, and says if it was there."""

SMALLEST = 10
"""Pixels of type on the screen."""

FAULTS = f"""name => {{
    const lab = document.querySelector('.gl-' + name);
    const box = lab.getBoundingClientRect();
    const faults = [];
    for (const wide of lab.querySelectorAll('.gl-wide'))
        if (wide.scrollWidth > wide.clientWidth + 1)
            faults.push(`${{wide.scrollWidth}} pixels in ${{wide.clientWidth}}`);
    for (const text of lab.querySelectorAll('.gl-wide svg text')) {{
        const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
        const at = text.getBoundingClientRect();
        if (size < {SMALLEST}) faults.push(`${{size}} pixels: ${{text.textContent}}`);
        if (at.left < box.left - 2 || at.right > box.right + 2)
            faults.push(`cut off: ${{text.textContent}}`);
    }}
    for (const title of lab.querySelectorAll('.gl-map h4'))
        if (title.getBoundingClientRect().right > box.right - 10)
            faults.push(`cut off: ${{title.textContent}}`);
    return faults;
}}"""


@pytest.mark.parametrize("width", [400, 800])
def test_labs_fit_in_a_narrow_window(course, page, width):
    (course.folder / f"narrow-{width}.ipynb").write_text(all_labs())
    course.open(f"narrow-{width}.ipynb", page)
    files = page.evaluate(FILES)
    ready(page)
    page.set_viewport_size({"width": width, "height": 900})
    found = {name: faults for name in golearn.lab.__all__ if (faults := at_rest(page, name))}
    if files:
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    assert found == {}
    assert course.problems == []


def at_rest(page, name: str) -> list[str]:
    """What is wrong with a lab once it has had time to draw itself anew."""
    page.locator(f".gl-{name.lower()}").evaluate("lab => lab.scrollIntoView()")
    faults: list[str] = []
    for _ in range(40):
        page.wait_for_timeout(250)
        if not (faults := page.evaluate(FAULTS, name.lower())):
            break
    return faults[:3]
