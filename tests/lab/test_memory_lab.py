"""The memory lab's widgets and questions without a browser."""

from __future__ import annotations

from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.lab import MemoryLab
from golearn.lab.memory_model import HAND, SCRIPTS, WAYS, MemoryModel
from golearn.lab.questions import memory


def test_a_program_by_hand():
    lab = MemoryLab("an empty program")
    for line in ("a = new 40", "b = a", "free a"):
        lab.line.value = line
        lab.do.click()
    assert lab.model.text == "a = new 40\nb = a\nfree a\n"
    assert lab.player.says == "line 3 (last: 3): free a. The program frees object 0."
    assert "object 0 is given back by the program itself" in lab.stories[HAND].value
    lab.line.value = "free c"
    lab.do.click()
    assert lab.message.text == "main has no variable c; it has a, b"
    assert lab.player.last == 3
    lab.collect.click()
    assert (lab.message.text, lab.player.last) == ("", 4)
    lab.leave.click()
    assert lab.message.text.startswith("main does not return")
    lab.scene = 1
    assert "placed at 0" in lab.stories[HAND].value and "dangl" not in lab.drawing.value
    lab.script.choice.value = "forgotten"
    assert lab.scene == lab.player.last == 8


def test_what_it_takes_along():
    lab = MemoryLab("forgotten")
    lab.scene = 7
    assert lab.saved() == ("memory.program.txt", SCRIPTS["forgotten"])
    made: dict[str, MemoryLab] = {}
    exec(lab.code(), made)
    assert made["lab"].picture().alt == lab.picture().alt
    data, metadata = lab._repr_mimebundle_()
    assert data["text/plain"].startswith("Memory lab. line 7 (last: 8): y = new 32.")
    assert "by hand: heap 96 B, held 96 B, dead 40 B" in metadata["image/png"]["alt"]


@pytest.mark.parametrize("script", [name for name, text in SCRIPTS.items() if text])
def test_questions_ask_what_the_model_then_does(script):
    asked = set()
    for seed in range(40):
        model = MemoryModel(script)
        question = memory.ask(model, Random(seed))
        way = next(way for way in WAYS if memory._how(way) in question.text)
        before = set(model.heaps[way].places)
        assert all(choice.wrong.endswith(".") for choice in question.choices if choice.wrong)
        question.reveal()
        gone = sorted(before - set(model.heaps[way].places))
        right = ", ".join(f"object {obj}" for obj in gone) or "none"
        assert question.choices[question.right].text == right
        asked.add((way, bool(gone)))
    assert {way for way, _ in asked} == {
        way for way in WAYS if MemoryModel(script).heaps[way].places
    }


def test_an_empty_heap_gives_nothing_to_ask():
    with pytest.raises(BadParameter, match="no object is on the heap"):
        memory.ask(MemoryModel(""), Random(1))
