"""Every lab before an automated checker of accessibility, light and dark."""

from __future__ import annotations

import json

import pytest

import golearn.lab
from tests.browser import axe
from tests.browser.test_labs import notebook
from tests.browser.test_tools import THEME

pytestmark = pytest.mark.browser

OPENED = ("Predict", "? Keys", "Copy as code")
"""Buttons that open what else there is to see."""

TALL = {"width": 1280, "height": 2000}


def all_labs() -> str:
    """A notebook with every lab, each in a cell of its own."""
    pages = [
        json.loads(notebook(f"from golearn.lab import {name}\nlab = {name}()\nlab"))
        for name in golearn.lab.__all__
    ]
    for number, page in enumerate(pages):
        page["cells"][0]["id"] = f"lab-{number}"
    return json.dumps({**pages[0], "cells": [page["cells"][0] for page in pages]})


def test_no_lab_has_a_serious_fault_in_jupyterlab(course, page):
    page.set_viewport_size(TALL)  # what has been scrolled away is not looked at
    (course.folder / "all-labs.ipynb").write_text(all_labs())
    course.open("all-labs.ipynb", page)
    axe.load(page)
    labs = {name: page.locator(f".gl-{name.lower()}") for name in golearn.lab.__all__}
    for lab in labs.values():
        open_all(lab)
    found = []
    for theme, light in (("JupyterLab Dark", "false"), ("JupyterLab Light", "true")):
        page.evaluate(THEME, theme)
        page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
        for name, lab in labs.items():
            lab.evaluate("lab => lab.scrollIntoView()")
            page.wait_for_timeout(150)  # drawn only now
            found += [f"{name}, {theme}: {fault}" for fault in axe.faults(lab)]
    assert found == [], "\n".join(found)


def open_all(lab) -> None:
    """Press the buttons that open something, and see it open."""
    lab.scroll_into_view_if_needed()
    for name in OPENED:
        button = lab.get_by_role("button", name=name, exact=True)
        if button.count():
            button.click()
    lab.locator(".gl-tools textarea").wait_for()
    lab.locator(".gl-tools dt").first.wait_for()
