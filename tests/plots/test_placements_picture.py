"""Objects in the order in which they were placed."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from golearn import plots
from golearn.errors import BadParameter

PLACED = [(0, 24, True), (0x2000, 24, False), (0x2018, 24, False)]


def boxes(picture):
    return [p for p in picture.figure.axes[0].patches if isinstance(p, Rectangle)]


def test_the_question_stays_open_until_it_is_answered():
    picture = plots.placements(PLACED, (24, True))
    assert picture.alt == (
        "objects so far: 3 objects: 24 B with pointers at +0x0; 24 B without pointers at +0x2000; "
        "24 B without pointers at +0x2018. Asked: 24 B with pointers: ?."
    )
    assert len(boxes(picture)) == 3
    answered = plots.placements(PLACED, (24, True), 0x18, "round 1")
    assert answered.alt.endswith("Asked: 24 B with pointers: +0x18.")
    assert [(b.get_x(), b.get_width()) for b in boxes(answered)] == [
        (0, 24), (0, 24), (24, 24), (24, 24),
    ]  # fmt: skip
    assert answered.png().startswith(b"\x89PNG")


def test_pages_are_rows_and_large_objects_end_with_theirs():
    picture = plots.placements([(0, 100_000, False), (0x1A000, 1, True)])
    ax = picture.figure.axes[0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["+0x0", "+0x1a000"]
    assert [b.get_width() for b in boxes(picture)] == [8192, 24]
    assert "→ 97.66 KiB" in [text.get_text() for text in ax.texts]
    assert ax.get_xlabel() and ax.get_ylabel()


def test_no_object_but_a_question_and_neither():
    assert plots.placements([], (8, False)).alt.endswith("Asked: 8 B without pointers: ?.")
    with pytest.raises(BadParameter):
        plots.placements([])
