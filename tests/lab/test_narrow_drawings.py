"""Drawings for every room: all that the wide one says, nothing beyond the width, no tiny type."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

from golearn.lab import (
    CollectLab,
    LayoutLab,
    MemoryLab,
    OsMemoryLab,
    PageHeapLab,
    PredictLab,
    SizeClassLab,
    TiersLab,
    WalkLab,
    collect_model,
    layout_model,
    memory_model,
    page_heap_model,
    predict_model,
    size_class_model,
)
from golearn.lab.drawing import ROOMS, WIDE, Drawing
from golearn.lab.page_map_svg import FILLS, LEFT
from golearn.lab.tiers_model import STATES
from golearn.lab.view import Lab, inside
from golearn.osmem.sequences import SEQUENCES
from golearn.plots.page_runs import count_pages
from golearn.plots.row_sketch import SHORT

SMALLEST = 10.0
"""Units of type, on a drawing that is shown as wide as it is made, or a little wider."""


@cache
def ems(words: str, bold: bool) -> float:
    """How wide words are in DejaVu Sans, a wide typeface, in units of its size."""
    font = get_font(
        findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal"))
    )
    font.set_size(100, 72)
    font.set_text(words)
    return float(font.get_width_height()[0]) / 64 / 100


def texts(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Each text: its words, left and right end, and size."""
    root = ET.fromstring(svg)
    font = re.search(r"font:(\d+)px", svg)
    for node in root.iter():
        if not node.tag.endswith("text"):
            continue
        size = float(node.get("font-size") or (font[1] if font else 11))
        words = node.text or ""
        wide = size * ems(words, int(node.get("font-weight", 400)))
        x = float(node.get("x", 0))
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[
            node.get("text-anchor", "start")
        ]
        yield words, left, left + wide, size


def words(svg: str, ticks: str = "^$") -> Counter[str]:
    """All words, but for what differs from room to room."""
    return Counter(word for text, *_ in texts(svg) for word in re.sub(ticks, "", text).split())


def drawings(lab: Lab, room: int) -> list[str]:
    """The lab's drawings once its browser has said how much room there is."""
    lab.message.room = room
    shown = [part.value for part in inside(lab.children) if isinstance(part, Drawing)]
    assert shown and all(svg.startswith("<svg") for svg in shown)
    return shown


def check(lab: Lab, ticks: str = "^$") -> None:
    """In every room the same words (but for ticks), all inside, and none too small."""
    wide = drawings(lab, WIDE)
    for room in ROOMS[:-1]:
        for drawing, all_of_it in zip(drawings(lab, room), wide, strict=True):
            view = [float(n) for n in ET.fromstring(drawing).get("viewBox", "").split()]
            assert view[:3] == [0, 0, room]
            assert not words(all_of_it, ticks) - words(drawing, ticks)
            assert words(drawing, ticks).keys() == words(all_of_it, ticks).keys()
            for text, left, right, size in texts(drawing):
                assert left >= -1 and right <= room + 1, (room, text)
                assert size >= SMALLEST, (room, text)
    assert drawings(lab, WIDE) == wide


@pytest.mark.parametrize("state", [None, *STATES])
def test_tiers(state):
    lab = TiersLab(state)
    for size, pointers in ((8, False), (8, False), (24, True), (40_000, False)):
        lab.model.allocate(size, pointers, 1)
        lab._to_the_end()
        check(lab)


def test_walk():
    lab = WalkLab()
    for place in lab.model.places:
        lab.place.value = place
        for step in (0, 3, lab.model.last):
            lab.step = step
            check(lab)


@pytest.mark.parametrize("script", layout_model.SCRIPTS)
def test_layout(script):
    lab = LayoutLab(script)
    for scene in range(len(lab.model.scenes)):
        lab.scene = scene
        check(lab)
    lab.buttons["Random memory of C's"].click()
    check(lab)


@pytest.mark.parametrize("preset", size_class_model.PRESETS)
def test_size_classes(preset):
    lab = SizeClassLab()
    lab.preset.value = preset
    ticks = r"^\d+ (B|KiB|MiB)$"
    for request in (1, 1025, lab.model.classes[-1].size):
        lab.request.value = str(request)
        check(lab, ticks)
        for room in ROOMS:
            chart, _ = drawings(lab, room)
            told = sorted(ends for text, *ends, _ in texts(chart) if re.match(ticks, text))
            assert len(told) >= 4 and all(a[1] + 3 < b[0] for a, b in pairwise(told)), room


@pytest.mark.parametrize("script", page_heap_model.SCRIPTS)
def test_page_heap(script):
    lab = PageHeapLab(script)
    for scene in range(1, len(lab.model.scenes)):
        lab.scene = scene
        check(lab, r"^[\d,]+")
        pages = count_pages(lab.model.scenes[scene].runs)
        for room in ROOMS:
            (svg,) = drawings(lab, room)
            unit = (room - 2 - LEFT) / int(next(texts(svg))[0].split()[0])
            for state, fill in FILLS.items():
                boxes = re.findall(rf'width="([\d.]+)" height="\d+" fill="{re.escape(fill)}"', svg)
                assert sum(map(float, boxes)) / unit == pytest.approx(pages[state], abs=1)


@pytest.mark.parametrize("program", memory_model.SCRIPTS)
def test_memory(program):
    lab = MemoryLab(program)
    for scene in range(len(lab.model.scenes)):
        lab.scene = scene
        check(lab)


@pytest.mark.parametrize("puzzle", predict_model.puzzles())
def test_predict(puzzle):
    lab = PredictLab(puzzle)
    sizes = (
        r"^[\d,]+ B( p)?( dropped)?$"  # in a box only where there is room; the table has them all
    )
    check(lab, sizes)
    lab.guess.value = "0x0"
    lab.buttons["Answer"].click()
    check(lab, sizes)


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_os_memory(sequence):
    lab = OsMemoryLab(sequence)
    for moment in range(len(lab.model.moments)):
        lab.moment = moment
        check(lab, rf"^({'|'.join(map(str, (*SHORT, *SHORT.values())))})$")


@pytest.mark.parametrize("kind", collect_model.KINDS)
@pytest.mark.parametrize("program", collect_model.PROGRAMS)
def test_collect(kind, program):
    lab = CollectLab(kind, program)
    for step in range(0, len(lab.model.frames), 6):
        lab.step = step
        check(lab, r"^\d+$")  # objects, and the addresses where rows start
