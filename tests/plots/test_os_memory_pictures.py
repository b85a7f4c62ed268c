"""Pictures of chapter 09: what they say is what was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Rectangle

from golearn import plots
from golearn.errors import BadParameter
from golearn.osmem.huge_touch import HugeTouch
from golearn.osmem.kernel_view import PageView
from golearn.osmem.sequences import ARENA, LARGE, SEQUENCES
from golearn.osmem.session import play
from golearn.osmem.states import State
from golearn.plots.row_sketch import KERNEL_WORDS, SHORT, draw_states, in_words, row_sketch
from golearn.plots.row_timeline import timeline_sketch
from golearn.plots.sketch import Sketch
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS
from golearn.realgo import os_calls
from golearn.units import MIB


def boxes(picture, color: str) -> list[Rectangle]:
    shapes = picture.figure.axes[0].patches
    return [p for p in shapes if isinstance(p, Rectangle) and same_color(p.get_fc(), color)]


def test_every_state_has_a_look_and_a_name():
    assert set(STATE_LOOKS) == set(SHORT) == set(State)
    assert len({look.fill for look in STATE_LOOKS.values()}) == len(State)
    assert set(KERNEL_WORDS) >= {view for m in moments("there and back") for view in m.kernel}


def moments(name: str):
    return play(SEQUENCES[name], live=False).moments


def test_a_film_tells_every_call():
    session = play(SEQUENCES["the scavenger at work"], live=False)
    picture = plots.row_film(session)
    assert picture.alt.startswith("A row of 16 pages, call by call. sysReserve pages 0 to 15: ")
    assert picture.alt.count("with memory by the kernel") == len(session.calls) == 8
    assert "sysUnused pages 2 to 3: 2 pages Ready, 2 pages Prepared, 4 pages Ready" in picture.alt
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts.count("Reserved") == 1 and "Prep." in texts
    assert picture.png().startswith(b"\x89PNG")
    with pytest.raises(BadParameter, match="make a call first"):
        plots.row_film(session.moments[:1])


def test_a_long_row_is_drawn_in_runs():
    session = play(ARENA, LARGE, live=False)
    assert len(plots.row_film(session).figure.axes[0].patches) < 60
    assert "15,360 pages Reserved" in in_words(session.moments[-1])


def test_a_cell_for_each_page_that_has_memory():
    session = play(SEQUENCES["a heap that grows"], live=False)
    last = session.moments[-1]
    picture = row_sketch(last).picture("row")
    assert len(boxes(picture, RESIDENT)) == last.resident + 1  # one in the key
    fill = STATE_LOOKS[State.RESERVED].fill
    assert fill is not None
    (reserved,) = boxes(picture, fill)
    share = last.states.count(State.RESERVED) / len(last.states)
    assert reserved.get_width() == pytest.approx(share * 840, abs=0.1)


def test_a_notch_between_pages_of_one_state():
    sketch = Sketch(160, 20)
    draw_states(sketch, [State.READY] * 3 + [State.PREPARED] * 5, 0, 0, 160, 20)
    notches = sketch.picture("x").figure.axes[0].lines
    assert [line.get_xdata()[0] for line in notches] == [20, 40, 80, 100, 120, 140]


def test_a_name_only_where_there_is_room():
    sketch = Sketch(100, 20)
    draw_states(sketch, [State.READY] * 2 + [State.PREPARED] * 30, 0, 0, 100, 20)
    texts = [t.get_text() for t in sketch.picture("x").figure.axes[0].texts]
    assert texts == ["Prepared"]


def test_the_timeline_has_a_bar_for_each_moment_with_memory():
    told = moments("there and back")
    picture = timeline_sketch(told, 4).picture("memory")
    bars = [b for b in boxes(picture, RESIDENT) if b.get_height() > 11]
    assert [round(b.get_height()) for b in bars] == [84, 42]  # 16 pages, then 8
    assert "stroke-dasharray" in timeline_sketch(told, 4).svg("memory")


def test_disagreement_is_said():
    moment = moments("there and back")[2]
    assert moment.agree and in_words(moment).endswith("as the model expects.")
    other = replace(moment, kernel=(PageView(True, True, True),) * 16)
    assert not other.agree and "expected something else" in in_words(other)


def test_go_memory_says_what_was_counted():
    steps = os_calls.recording()
    picture = plots.go_memory(steps)
    assert "FreeOSMemory: HeapSys 51.75 MiB, HeapInuse 232 KiB" in picture.alt
    bars = picture.figure.axes[0].patches
    assert len(bars) == 3 * len(steps)
    tops = [sum(bar.get_height() for bar in bars[i :: len(steps)]) for i in range(len(steps))]
    assert tops == [step.stats["HeapSys"] for step in steps]
    with pytest.raises(BadParameter):
        plots.go_memory([])


def test_huge_touch_is_the_same_text_everywhere():
    live = plots.huge_touch(HugeTouch(2 * MIB, 4096, 2 * MIB, True))
    recorded = plots.huge_touch(HugeTouch(2 * MIB, 4096, 4096, False))
    assert live.alt == recorded.alt
    widths = [box.get_width() for box in boxes(live, RESIDENT)[:2]]
    assert widths[0] < 5 and widths[1] > 600
    texts = [t.get_text() for t in recorded.figure.axes[0].texts]
    assert any("recorded on Linux" in text for text in texts)
