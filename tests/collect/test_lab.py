"""The collect lab: its model, its widgets without a browser, and its pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from golearn import plots
from golearn.collect import Copying
from golearn.collect.experiments import steady_state
from golearn.errors import BadParameter, InvalidPointer, OutOfMemory, TraceError
from golearn.lab import CollectLab
from golearn.lab.collect_model import KINDS, PERCENT, PROGRAMS, CollectModel, costs_at, verdict
from golearn.lab.collect_svg import collection_svg
from golearn.lab.trace_input import OWN
from golearn.plots.figures.collect_costs import cost_lines, fit, occupancy_curves


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_collection_of_every_program(kind, program):
    model = CollectModel(kind, program)
    assert len(model.frames) > 4
    for step in range(len(model.frames)):
        model.go_to(step)
        assert model.says.startswith(f"step {step} (last: {len(model.frames) - 1}): ")
        drawing = ET.fromstring(collection_svg(model.frame))
        assert model.frame.text in drawing.get("aria-label")


BAD = [
    ("nothing", "new g0 1", BadParameter),
    ("copying", "jump", TraceError),
    ("copying", "load g0 g1 0", InvalidPointer),
    ("copying", "new g9 1", BadParameter),
    ("copying", "new g0 60", OutOfMemory),
]


@pytest.mark.parametrize(("kind", "text", "error"), BAD)
def test_what_fails_changes_nothing(kind, text, error):
    model = CollectModel()
    model.go_to(3)
    before = model.frame
    with pytest.raises(error):
        model.load(kind, text)
    assert (model.kind, model.frame) == ("copying", before)


def test_no_such_step():
    with pytest.raises(BadParameter, match="expected 0 to"):
        CollectModel().go_to(99)


def test_the_lab_by_hand():
    lab = CollectLab()
    first = lab.drawing.value
    lab.player.value = 5
    assert lab.model.step == lab.step == lab.player.shown == 5
    assert lab.drawing.value != first
    lab.kind.value = "mark-compact"
    assert (lab.model.kind, lab.step) == ("mark-compact", 0)
    assert lab.player.last == len(lab.model.frames) - 1
    lab.program.choice.value = "a ring that nobody holds"
    assert lab.model.text == PROGRAMS["a ring that nobody holds"]
    assert lab.program.own.layout.display == "none"
    lab.program.choice.value = OWN
    assert lab.program.own.layout.display == "flex"
    lab.program.text.value = "new g0 one"
    lab.program.run.click()
    assert lab.message.text == "your program, line 1: 'one' is no number that fits here"
    lab.program.text.value = "new g0 1 7\nstore g0 0 g0"
    lab.program.run.click()
    assert lab.message.text == ""
    assert [b.label for b in lab.model.frame.blocks] == ["7"]


def test_the_occupancy_slider():
    lab = CollectLab()
    before = lab.costs.value
    lab.occupancy.value = 2
    assert lab.costs.value != before
    assert "copying wins" in lab.costs.value
    lab.occupancy.value = 40
    assert "compacting wins" in lab.costs.value


@pytest.mark.parametrize(
    ("percent", "says", "least"),
    [
        (1, "0.30 times as much as compacting: of the two, copying wins", "copying."),
        (3, "of the two, copying wins", "mark-sweep; copying is about equal."),
        (4, "of the two, copying wins", "mark-sweep."),
        (5, "1.02 times as much as compacting: the two are about equal", "mark-sweep."),
        (6, "1.2 times as much as compacting: of the two, compacting wins", "mark-sweep."),
        (48, "of the two, compacting wins", "mark-sweep."),
    ],
)
def test_the_verdict_changes_where_the_costs_cross(percent, says, least):
    """The formulas of chapter 4 cross at 5.0 % (compacting) and at 3.4 % (mark-sweep)."""
    assert says in verdict(percent)
    assert verdict(percent).endswith(f"The least of the three is touched by {least}")


def test_costs_rise_with_occupancy():
    costs = [costs_at(percent)["copying"].cost for percent in (2, 10, 30, 45)]
    assert costs == sorted(costs)
    assert verdict(2) != verdict(45)
    for percent in (PERCENT[0] - 1, PERCENT[1] + 1):
        with pytest.raises(BadParameter):
            costs_at(percent)


def test_what_a_notebook_keeps_is_the_same_every_time():
    def kept():
        lab = CollectLab("threaded-compact")
        lab.step = 9
        data, metadata = lab._repr_mimebundle_()
        assert metadata["image/png"]["alt"] == data["text/plain"]
        return data["text/plain"], data["image/png"]

    assert kept() == kept()
    assert kept()[0].startswith("Collect lab. threaded-compact, step 9 (last: ")


# --- figures ----------------------------------------------------------------------------------


def test_a_step_says_every_object():
    model = CollectModel()
    model.go_to(6)
    picture = plots.collection_step(model.frame, "Copying")
    for block in model.frame.blocks:
        assert f"{block.label} at {block.address} {block.state}" in picture.alt
    assert picture.png().startswith(b"\x89PNG")


def test_lines_through_points():
    assert fit(([0, 1, 2], [1, 3, 5])) == pytest.approx((2, 1, 1))
    with pytest.raises(BadParameter):
        fit(([0, 1], [1, 3]))
    points = {"copying": ([0, 8192, 16384], [0, 24576, 49152])}
    assert "3.00 bytes touched per live byte, R² 1.0000" in cost_lines(points, points).alt


def test_curves_and_points():
    measured = [steady_state(Copying, 16384, 0.1, 2)]
    picture = occupancy_curves(measured, {"copying": lambda r: 3 * r / (0.5 - r)}, 0.05)
    at = f"{measured[0].residency:.0%}"
    assert f"copying at {at}: {measured[0].cost:.2f}, formula" in picture.alt
    assert "cross at 5.0%" in picture.alt
    with pytest.raises(BadParameter):
        occupancy_curves([], {})
