"""The OS memory lab in JupyterLab, by keyboard alone: real memory, and a kernel that lives on."""

from __future__ import annotations

import sys

import pytest

from tests.browser.test_class_and_tier_labs import press, show, type_into, wait_for_text
from tests.browser.test_labs import notebook, ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux"),
]


def test_a_page_from_none_to_ready_and_back(course, page):
    show(course, page, "OsMemoryLab")
    wait_for_text(page, "call 8 (last: 8): sysFree pages 0 to 15")
    press(page, "Empty row")
    wait_for_text(page, "an empty row, all None")
    type_into(page, "pages", "4-7")
    for number, name in enumerate(("sysReserve", "sysMap", "sysUsed", "touch"), 1):
        press(page, name)
        wait_for_text(page, f"call {number} (last: {number}): {name} pages 4 to 7")
    wait_for_text(page, "have memory 4 pages, 16,384 B · page faults of this touch")
    press(page, "sysMap")
    wait_for_text(page, "sysMap of 16 KiB at 0xc000004000 is refused.")
    press(page, "sysUnused")
    wait_for_text(page, "have memory 0 pages, 0 B · kernel and model agree")
    type_into(page, "pages", "12")
    press(page, "Touch in a process of its own")
    wait_for_text(
        page, "A process of its own wrote to page 12 and was ended: SIGSEGV at 0xc00000c000"
    )
    press(page, "Predict")
    page.locator(".gl-choices button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.gl-verdict').textContent.length > 10")
    wait_for_text(page, "call 6 (last: 6):")
    slider = page.locator(".gl-player input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    wait_for_text(page, "call 0 (last: 6): an empty row")
    assert course.problems == []


def test_the_platform_table_is_filtered(course, page):
    source = "from golearn.lab import PlatformLab\nlab = PlatformLab()\nlab"
    (course.folder / "platforms.ipynb").write_text(notebook(source))
    course.open("platforms.ipynb", page)
    ready(page)
    wait_for_text(page, "sysUnused, all systems: 8 rows")
    for name, choice in (("call", "sysUsed"), ("show", "asks the system")):
        page.get_by_label(name, exact=True).first.select_option(choice)
    wait_for_text(page, "sysUsed, all systems, asks the system: 2 rows")
    wait_for_text(page, "VirtualAlloc(MEM_COMMIT, PAGE_READWRITE)")
    assert course.problems == []
