"""The labs of chapter 08 in JupyterLab, by keyboard alone."""

from __future__ import annotations

import pytest

from tests.browser.test_class_and_tier_labs import enter, press, show, type_into, wait_for_text

pytestmark = pytest.mark.browser


def test_memory_of_c_in_the_way(course, page):
    show(course, page, "LayoutLab")
    wait_for_text(page, "action 4 (last: 4): the heap grows by 384 MiB")
    wait_for_text(page, "runtime: address space conflict")
    press(page, "Empty processes")
    wait_for_text(page, "two processes, nothing in them yet")
    type_into(page, "address", "0xc424000000")
    press(page, "C takes it")
    wait_for_text(page, "C has 64 KiB at 0xc424000000")
    press(page, "Start the program")
    press(page, "Grow")
    wait_for_text(page, "✗ linear, Go 1.10: has")
    wait_for_text(page, "linear, Go 1.10: has failed, 64 MiB of heap")
    wait_for_text(page, "✓ sparse, Go 1.21: runs")
    wait_for_text(page, "sparse, Go 1.21: runs, 128 MiB of heap")
    enter(page, "heap (B)", "much")
    wait_for_text(page, "size 'much'; expected bytes such as 4096 or 4 KiB")
    press(page, "Predict")
    page.locator(".gl-choices button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.gl-verdict').textContent.length > 10")
    wait_for_text(page, "action 3 (last: 3): the heap grows by 512 MiB")
    slider = page.locator(".gl-player input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    wait_for_text(page, "action 0 (last: 3)")
    assert course.problems == []


def test_a_walk_step_by_step(course, page):
    show(course, page, "WalkLab")
    wait_for_text(page, "step 8 (last: 8): in the second arena")
    wait_for_text(page, "arenas[0][2,125,824]")
    type_into(page, "sparse", "0xc004000040")
    press(page, "Walk")
    wait_for_text(page, "step 0 (last: 5): an address of your own")
    slider = page.locator(".gl-player input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    wait_for_text(page, "arenas[0][2,109,441]")
    wait_for_text(page, "No span: this is no address of an object")
    enter(page, "linear", "here")
    wait_for_text(page, "address 'here'; expected one such as 0xc000012345")
    assert course.problems == []


def test_a_walk_begins_where_a_map_is_clicked(course, page):
    show(course, page, "WalkLab")
    canvas = page.locator(".gl-map canvas").last
    canvas.focus()
    page.keyboard.press("Home")
    page.locator(".gl-readout", has_text="object 5: 12,582,912 B at 0x1c000000000").wait_for()
    page.keyboard.press("Enter")
    wait_for_text(page, "step 0 (last: 8): an address of your own")
    assert page.get_by_label("sparse", exact=True).input_value() == "0x1c000000000"
    page.locator(".gl-map canvas").first.click(position={"x": 300, "y": 40})
    page.wait_for_function(
        "before => document.querySelectorAll('.gl-lab input[type=text]')[0].value !== before",
        arg="0xc423cb2000",
    )
    clicked = int(page.get_by_label("linear", exact=True).input_value(), 16)
    assert 0xC4200B2000 < clicked < 0xC423CB2000  # somewhere inside the huge table
    assert course.problems == []
