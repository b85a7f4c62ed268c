"""A computer on which a control needs its time: it is shown late, but it is shown."""

from __future__ import annotations

import pytest

from tests.browser.test_labs import notebook

pytestmark = pytest.mark.browser

SLOW = '''\
import anywidget

class Slow(anywidget.AnyWidget):
    _esm = """
    export default {
      async initialize() { await new Promise((done) => setTimeout(done, 4000)); },
      render({ el }) { el.innerHTML = '<p class="gl-late">here at last</p>'; },
    };
    """

Slow()'''


def test_a_control_that_takes_four_seconds(course, page):
    (course.folder / "slow.ipynb").write_text(notebook(SLOW))
    course.open("slow.ipynb", page)
    page.locator(".gl-late").wait_for()
    assert course.problems == []
