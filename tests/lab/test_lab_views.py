"""The labs' widgets without a browser: a value set in a cell does what a hand would do."""

from __future__ import annotations

from base64 import b64decode

import pytest

from golearn.lab import BumpLab, FitLab, SegregatedLab
from golearn.lab.fit_model import FITS
from golearn.lab.trace_input import OWN
from golearn.lab.view import inside
from golearn.trace import Trace


def test_moving_the_player_moves_every_map():
    lab = FitLab()
    before = [heap_map.frame for heap_map in lab.maps.values()]
    lab.player.value = 15
    assert lab.model.event == lab.event == lab.player.shown == 15
    assert all(m.frame != b for m, b in zip(lab.maps.values(), before, strict=True))
    for panel in lab.model.panels():
        heap_map = lab.maps[panel.policy]
        assert heap_map.story == panel.story and heap_map.story
        assert heap_map.frame["chosen"] == panel.instant.chosen
    assert lab.player.says == "small example, event 15 (last: 26): allocate 52 B as object 10"
    lab.event = 999
    assert lab.event == 26


def test_choosing_policies():
    lab = FitLab(policies=("first-fit", "best-fit"))
    assert [m.title for m in lab._grid.children] == ["first-fit", "best-fit"]
    lab.policies["worst-fit"].value = True
    assert [m.title for m in lab._grid.children] == ["first-fit", "best-fit", "worst-fit"]
    for name in ("first-fit", "best-fit", "worst-fit"):
        lab.policies[name].value = False
    assert lab.message.text == "no policy is chosen; expected one to four"
    assert lab.model.policies == ("worst-fit",)


@pytest.mark.parametrize("make", [FitLab, SegregatedLab])
def test_choosing_typing_and_failing_to_type_a_trace(make):
    lab = make()
    lab.event = 5
    lab.trace_input.choice.value = "best_fit_loses"
    assert (lab.event, lab.player.last) == (0, len(lab.model.trace) - 1)
    lab.trace_input.choice.value = OWN
    lab.trace_input.text.value = "a 1 10\nf 2"
    lab.trace_input.play.click()
    assert lab.message.text.startswith("your trace, line 2: object 2 is not known")
    assert lab.model.trace.name == "best_fit_loses"
    lab.trace_input.text.value = "a 1 10\na 2 20"
    lab.trace_input.play.click()
    assert (lab.message.text, lab.player.last) == ("", 1)
    upload(lab, "x.trace", b"a 1 10\na 2 20\nf 1\n")
    assert (lab.trace_input.file.loaded, lab.trace_input.text.value) == ("x.trace", "")
    assert (lab.model.trace.name, lab.player.last) == ("x", 2)
    upload(lab, "y.trace", b"f 1\n")
    assert lab.message.text.startswith("y.trace, line 1: object 1 is not known")
    assert (lab.model.trace.name, lab.trace_input.file.loaded) == ("x", "x.trace")
    lab.trace_input.text.value = "a 1 10"
    lab.trace_input.play.click()
    assert (lab.model.trace.name, lab.trace_input.file.loaded) == ("your trace", "")


def upload(lab, name: str, content: bytes) -> None:
    """What the browser sends when a file is chosen."""
    lab.trace_input.file._handle_custom_msg({"name": name}, [memoryview(content)])


@pytest.mark.parametrize("make", [FitLab, SegregatedLab])
def test_settings_right_and_wrong(make):
    lab = make(Trace.parse("a 1 10\na 2 20\nf 1\na 3 9", "mine"))
    lab.settings.header.value = "8"
    assert (lab.model.options.header, lab.message.text) == (8, "")
    lab.settings.header.value = "99999999"
    assert lab.message.text == "header '99999999'; expected at most 1,048,576 bytes"
    lab.settings.header.value = "8"
    lab.settings.heap.value = "lots"
    assert lab.message.text == "heap size 'lots'; expected bytes such as 4096 or 4 KiB"
    assert lab.model.options.heap is None
    lab.settings.heap.value = "16 KiB"
    assert (lab.model.options.heap, lab.message.text) == (16_384, "")


@pytest.mark.parametrize("make", [FitLab, SegregatedLab])
def test_settings_are_folded_until_they_are_wanted(make):
    lab = make()
    fold = next(b for b in inside(lab.children) if getattr(b, "description", "") == "Show settings")
    assert lab.settings.layout.display == "none"
    fold.click()
    assert (lab.settings.layout.display, fold.description) == (None, "Hide settings")
    fold.click()
    assert (lab.settings.layout.display, fold.description) == ("none", "Show settings")
    for unusual in ({"header": 8}, {"heap": 600}, {"align": 16}):
        assert make(**unusual).settings.layout.display is None


def shown(lab: FitLab) -> list[str]:
    return [name for name, heap_map in lab.maps.items() if heap_map.layout.display != "none"]


def test_a_question_leaves_only_its_own_map():
    lab = FitLab("small example")
    scale = lab.maps["first-fit"].grid
    asked = set()
    for _ in range(12):
        lab.quiz.ask()
        asked.add(lab.quiz.where)
        assert shown(lab) == [lab.quiz.where]
        lab.quiz.answer(0)
        assert (lab.quiz.where, shown(lab)) == ("", list(FITS))
        assert all(heap_map.grid == scale for heap_map in lab.maps.values())
    assert asked == set(FITS)


@pytest.mark.parametrize(
    "away",
    [
        lambda lab: lab.quiz.close_question(),
        lambda lab: setattr(lab, "event", 0),
        lambda lab: setattr(lab.quiz, "seed", 7),
    ],
)
def test_all_maps_return_when_the_question_is_put_away(away):
    lab = FitLab("small example")
    lab.quiz.ask()
    away(lab)
    assert shown(lab) == list(FITS)


def test_begin_again():
    lab = FitLab("small example", policies=("best-fit",), align=16)
    code = lab.code()
    lab.policies["first-fit"].value = True
    lab.policies["best-fit"].value = False
    lab.settings.header.value, lab.settings.align.value = "8", 32
    lab.trace_input.choice.value = OWN
    lab.trace_input.text.value = "a 1 24\na 2 32"
    lab.trace_input.play.click()
    lab.event = 1
    assert lab.model.options.align == 32 and len(lab.model.trace) == 2
    lab.again.click()
    assert (lab.code(), lab.event, lab.message.text) == (code, 0, "")
    assert (lab.model.policies, lab.model.options.align) == (("best-fit",), 16)

    segregated = SegregatedLab("small example", classes="geometric", waste=0.2)
    code = segregated.code()
    segregated.rule.value = "powers of two"
    segregated.settings.heap.value = "4096"
    segregated.event = 5
    segregated.again.click()
    assert (segregated.code(), segregated.event) == (code, 0)


def test_a_text_and_the_button_pressed_come_in_one_message():
    lab = BumpLab()
    number = next(i for i, box in enumerate(lab._texts) if box is lab.size)
    press = lab._buttons.index(lab.allocate)
    lab.message._handle_custom_msg({"texts": {str(number): "16"}, "press": press}, [])
    assert lab.size.value == "16" and lab.model.objects == {0: (0, 16)}
    for nonsense in ({"texts": {"99": "1", "x": "2", str(number): 3}}, {"press": 99}, None):
        lab.message._handle_custom_msg(nonsense, [])
    assert lab.size.value == "16" and len(lab.model.objects) == 1


def test_bump_lab_by_hand():
    lab = BumpLab(heap=128)
    lab.free.click()
    assert lab.message.text == "no object is live; allocate one first"
    lab.allocate.click()
    lab.allocate.click()
    assert lab.object.options == (0, 1)
    lab.object.value = 1
    lab.free.click()
    assert "nothing comes back: its 40 B at 40 are dead" in lab.map.story
    lab.size.value = "one"
    lab.allocate.click()
    assert lab.message.text.startswith("size 'one'; expected bytes")
    lab.size.value = "100"
    lab.allocate.click()
    assert lab.message.text.startswith("100 B do not fit: 48 B are left")
    lab.reset.click()
    assert (lab.message.text, lab.model.top, lab.object.options) == ("", 0, ())
    lab.settings.heap.value = ""
    assert "fixed size" in lab.message.text
    lab.settings.heap.value = "1 KiB"
    assert lab.model.allocator.heap_size == 1024


def test_bump_lab_shows_one_script_in_several_arenas():
    lab = BumpLab(script="a hole that stays")
    lab.settings.heap.value = "120"
    assert lab.player.says == "action 4 (last: 4): free object 1" and lab.object.options == (0, 2)
    assert lab.message.text.startswith("action 5, allocate 24 B as object 3, does not fit any more")
    lab.settings.heap.value = "512"
    lab.settings.align.value = 64
    assert (lab.message.text, lab.action, lab.model.top) == ("", 5, 256)
    lab.action = 2
    lab.settings.align.value = 16
    assert (lab.action, lab.player.last) == (2, 5)
    assert "pointer at 80" in lab.picture().alt
    assert (lab.script.choice.value, lab.model.top) == ("a hole that stays", 176)


def test_segregated_lab_by_hand():
    lab = SegregatedLab("small example")
    lab.event = 15
    assert "▸ 64" in lab.table.value and "list of 64 B blocks" in lab.map.story
    lab.rule.value = "geometric"
    assert lab.waste.layout.display == "" and lab.own.layout.display == "none"
    count = len(lab.model.classes)
    lab.waste.value = "50"
    assert len(lab.model.classes) < count
    lab.waste.value = "much"
    assert lab.message.text.startswith("a waste of 'much'; expected per cent such as 12.5")
    lab.waste.value = "100"
    assert lab.message.text.startswith("a waste of '100'; expected per cent such as 12.5, from 0")
    lab.waste.value = "25"
    lab.rule.value = "own list"
    lab.own.value = "56, 112"
    assert (lab.model.classes, lab.message.text) == ((56, 112), "")
    lab.own.value = "56, 1000000"
    assert lab.message.text.startswith("a class of 1,000,000 bytes; expected at most 65,536")
    assert lab.model.classes == (56, 112)
    assert "▸ 56" in lab.table.value


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (FitLab, "Fit lab. small example, event 0 (last: 26): allocate 48 B as object 0."),
        (BumpLab, "Bump lab. arena 256 B, pointer at 0"),
        (SegregatedLab, "Segregated-fit lab. lognormal, event 0 (last: 9,999): allocate"),
    ],
)
def test_what_stays_in_a_committed_notebook(make, words):
    data, metadata = make()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith(words)
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert make()._repr_mimebundle_()[0]["text/plain"] == data["text/plain"]
