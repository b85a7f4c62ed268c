"""The code that a lab gives away makes the same lab again: same words, same picture, same code."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from golearn.lab import (
    BumpLab,
    CollectLab,
    FitLab,
    HistoryLab,
    PageHeapLab,
    PredictLab,
    SegregatedLab,
    SizeClassLab,
    TiersLab,
)
from golearn.lab.code import code_of, trace_file
from golearn.lab.predict_model import DRAWN
from golearn.trace import Op, Trace


def fit() -> FitLab:
    lab = FitLab("best_fit_loses", policies=("best-fit",), seed=7)
    lab.event = 3
    lab.settings.heap.value = "4 KiB"
    return lab


def own_trace() -> FitLab:
    lab = FitLab()
    lab.trace_input.text.value = 'a 1 64\na 2 32 # """quotes\\\nf 1\n'
    lab.trace_input.play.click()
    lab.event = 2
    return lab


def history() -> HistoryLab:
    lab = HistoryLab("again and again", seed=5)
    lab.script.text.value = "a 1 41\nf 1\na 2 8\n"
    lab.script.run.click()
    lab.event = 1
    return lab


def segregated() -> SegregatedLab:
    lab = SegregatedLab("small example")
    lab.rule.value = "geometric"
    lab.waste.value = "30"
    lab.event = 12
    return lab


def bump() -> BumpLab:
    lab = BumpLab(heap=512, header=8)
    lab.allocate.click()
    lab.size.value = "13"
    lab.allocate.click()
    lab.free.click()
    lab.action = 2
    return lab


def pages() -> PageHeapLab:
    lab = PageHeapLab("holes")
    lab.buttons["Allocate"].click()
    lab.buttons["Collect"].click()
    lab.scene = 4
    return lab


def collect() -> CollectLab:
    lab = CollectLab("mark-compact")
    lab.program.text.value = "new g0 1 7\nstore g0 0 g0"
    lab.program.run.click()
    lab.step = 3
    lab.occupancy.value = 20
    return lab


def classes() -> SizeClassLab:
    lab = SizeClassLab()
    lab.limit.value, lab.request.value = "3.3", "777"
    return lab


def tiers() -> TiersLab:
    lab = TiersLab("a span is in hand")
    lab.processor.value = 1
    lab.allocate.click()
    lab.half.click()
    lab.collect.click()
    lab.step -= 2
    return lab


def drawn() -> PredictLab:
    lab = PredictLab(seed=3)
    lab.choice.value = DRAWN
    lab.buttons["Next"].click()
    lab.buttons["Hint"].click()
    return lab


MADE = [fit, own_trace, history, segregated, bump, pages, collect, classes, tiers, drawn]
PLAIN = [
    FitLab,
    HistoryLab,
    SegregatedLab,
    BumpLab,
    PageHeapLab,
    CollectLab,
    SizeClassLab,
    TiersLab,
]


def again(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(code, names)
    return names["lab"]


@pytest.mark.parametrize("make", [*MADE, *PLAIN, PredictLab])
def test_the_code_makes_the_same_lab(make: Callable[[], Any]):
    lab = make()
    code = lab.code()
    other = again(code)
    assert type(other) is type(lab)
    assert other.picture().alt == lab.picture().alt
    assert other.picture().png() == lab.picture().png()
    assert other.code() == code
    assert other.quiz.seed == lab.quiz.seed if hasattr(lab, "quiz") else True


def test_a_plain_lab_has_short_code():
    lines = FitLab().code().splitlines()
    assert lines == ["from golearn.lab import FitLab", "", "lab = FitLab()", "lab.event = 0", "lab"]


def test_a_share_is_written_as_a_decimal_number_and_read_as_one():
    lab = SizeClassLab(waste_limit=0.05)
    assert lab.model.waste_limit == Fraction(1, 20)
    assert "SizeClassLab(waste_limit=0.05)" in lab.code() and "Fraction" not in lab.code()
    lab.limit.value = "7.123456"
    assert again(lab.code()).model.waste_limit == lab.model.waste_limit
    third = SizeClassLab(waste_limit=Fraction(1, 3))
    assert "waste_limit=Fraction(1, 3)" in third.code()
    assert again(third.code()).model.waste_limit == Fraction(1, 3)


def test_a_script_with_a_name_is_called_by_it():
    assert 'PageHeapLab(script="a deep search")' in PageHeapLab("a deep search").code()
    assert 'TiersLab(state="after a collection")' in TiersLab("after a collection").code()
    assert (
        'CollectLab(program="a ring that' in CollectLab(program="a ring that nobody holds").code()
    )


def test_a_long_trace_is_read_from_its_file(tmp_path, monkeypatch):
    long = Trace.build([(Op.ALLOC, i, 8 + i % 64) for i in range(900)], "my long/one")
    lab = FitLab(long, policies=("first-fit",))
    name, text = lab.saved()
    assert (name, trace_file(long)[0]) == ("my-long-one.trace", "my-long-one.trace")
    assert f'read("{name}")' in lab.code() and len(lab.code()) < 400
    (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert again(lab.code()).model.trace == long


def test_code_leaves_out_what_is_the_default():
    class Toy:
        def __init__(self, size: int = 3, name: str = "x") -> None:
            pass

    assert code_of(Toy(), size=3, name="y\n") == (
        'from golearn.lab import Toy\n\nlab = Toy(name="""\\\ny\n""")\nlab\n'
    )


@pytest.mark.parametrize("make", [BumpLab, PageHeapLab, TiersLab, CollectLab, FitLab, HistoryLab])
def test_what_is_saved_can_be_loaded(make):
    lab = make()
    name, text = lab.saved()
    given = getattr(lab, "script", None) or getattr(lab, "program", None) or lab.trace_input
    given.file._handle_custom_msg({"name": name}, [memoryview(text.encode())])
    assert lab.message.text == "" and given.file.loaded == name
    assert lab.saved()[1].splitlines()[1:] == text.splitlines()[1:]


def test_a_file_that_is_no_text_is_refused():
    lab = TiersLab()
    lab.script.file._handle_custom_msg({"name": "x.bin"}, [memoryview(b"\xff\xfe\x00")])
    assert lab.message.text == "x.bin: not a text; expected one action a line"
    lab.script.file._handle_custom_msg({"name": "y.txt"}, [memoryview(b"malloc lots")])
    assert lab.message.text.startswith("line 1: size 'lots'") and len(lab.model.actions) == 0
