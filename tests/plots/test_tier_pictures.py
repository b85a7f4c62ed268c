"""The pictures of the tiers, and the sketch that is both SVG and figure."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from golearn import plots
from golearn.errors import BadParameter
from golearn.goheap.lock_counts import LockCount
from golearn.goheap.mspan import MSpan
from golearn.goheap.sizeclass import make_span_class
from golearn.lab.tiers_model import STATES, in_state
from golearn.plots.figures.tier_walk import describe, sketch
from golearn.plots.sketch import FREE, INK, Sketch


def span_with(bits: int) -> MSpan:
    span = MSpan(0xC000000000, 1, make_span_class(5, False), 0)
    span.alloc_bits, span.alloc_count = bits, bits.bit_count()
    span.refill_alloc_cache(0)
    return span


def test_alloc_cache_tells_slots_and_zeros_and_changes_nothing():
    span = span_with(0b1011_0011)
    picture = plots.alloc_cache(span, 3)
    assert picture.alt == (
        "allocCache over 3 requests: slot 2 after 2 zeros, slot 3 after 0 zeros, "
        "slot 6 after 2 zeros."
    )
    assert (span.freeindex, span.alloc_count) == (0, 5)
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "2 → slot 0 + 2 = 2;  then shift by 3" in texts
    assert [t for t in texts if t.startswith("freeindex")] == [
        "freeindex 0",
        "freeindex 3",
        "freeindex 4",
        "freeindex 7",
    ]
    bits = [t for t in texts if t in "01"]
    assert "".join(bits[:16]) == "0011001011111111"
    assert picture.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("steps", [0, 13])
def test_alloc_cache_with_odd_steps(steps):
    with pytest.raises(BadParameter, match="expected 1 to 12"):
        plots.alloc_cache(span_with(0), steps)


def test_alloc_cache_of_a_full_span():
    with pytest.raises(BadParameter, match="the span has 1 free slots, not 2"):
        plots.alloc_cache(span_with((1 << 169) - 1), 2)


def test_lock_counts_names_every_rate():
    counts = [LockCount(1, 1000, 20, 3), LockCount(8, 8000, 160, 8)]
    picture = plots.lock_counts(counts, "a test")
    assert picture.alt == (
        "Per 1,000 requests, a test. 1 P: 20.00 at a central list, 3.00 with the heap lock; "
        "8 Ps: 20.00 at a central list, 1.00 with the heap lock."
    )
    (ax,) = picture.figure.axes
    assert ax.get_xlabel() == "processors (Ps)" and ax.get_ylabel() == "per 1,000 requests"
    assert [bar.get_height() for bar in ax.patches] == [1000, 1000, 20, 20, 3, 1]
    with pytest.raises(BadParameter):
        plots.lock_counts([], "nothing")
    with pytest.raises(BadParameter):
        plots.lock_counts([LockCount(1, 0, 0, 0)], "nothing")


@pytest.mark.parametrize("name", STATES)
def test_walks_are_drawn_on_the_page_and_in_the_figure(name):
    walk = in_state(name).walk()
    picture = plots.tier_walk(walk)
    assert picture.alt == describe(walk) and walk.outcome in picture.alt
    svg = ET.fromstring(sketch(walk).svg(picture.alt))
    on_page = [element.text for element in svg.iter("text")]
    in_figure = [text.get_text() for text in picture.figure.axes[0].texts]
    assert on_page == in_figure and walk.request in on_page
    assert svg.attrib["aria-label"] == picture.alt
    frames = [e for e in svg.iter("rect") if e.attrib["stroke-width"] == "4"]
    assert len(frames) == 1


def test_everything_lies_inside_the_drawing():
    for name in STATES:
        s = sketch(in_state(name).walk())
        for x, y, w, h in re.findall(
            r'<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"', s.svg("")
        ):
            assert float(x) >= 0 and float(x) + float(w) <= s.width
            assert float(y) >= 0 and float(y) + float(h) <= s.height


def test_a_sketch_takes_its_ink_from_the_page():
    s = Sketch(100, 50)
    s.rect(0, 0, 10, 10, FREE, INK, dashed=True)
    s.text(5, 5, "a < b & c", bold=True, anchor="end")
    s.arrow(0, 0, 30, 0, "#009E73", dashed=True)
    svg = s.svg('says "a < b"')
    root = ET.fromstring(svg)
    rect, text, line, head = root
    assert rect.attrib["fill"].startswith("var(--gl-free") and rect.attrib["stroke"] == (
        "currentColor"
    )
    assert (text.text, text.attrib["text-anchor"]) == ("a < b & c", "end")
    assert line.attrib["stroke"] == "#009E73" and head.attrib["points"].startswith("30.0,0.0")
    assert root.attrib["aria-label"] == 'says "a < b"'
    assert s.picture("alt").png().startswith(b"\x89PNG")
