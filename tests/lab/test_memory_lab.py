"""The memory lab's widgets and questions without a browser."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.lab import MemoryLab
from golearn.lab.memory_model import HAND, SCRIPTS, MemoryModel
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
    assert (lab.scene, lab.player.last) == (4, 8)


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


def test_what_is_freed_too_early_is_opened_at_the_damage():
    lab = MemoryLab("freed too early")
    assert lab.player.says.startswith("line 5 (last: 7): b.next = c")
    assert "⚠ by hand: now object 1" in lab.drawing.value and ">damaged<" in lab.drawing.value
    assert "b → object 0 ⚠ by hand: now object 1" in lab.picture().alt
    assert "object 1 at 0 (damaged)" in lab.picture().alt
    lab.scene = 3
    assert "⚠ by hand: freed" in lab.drawing.value and ">damaged<" not in lab.drawing.value


def test_dead_objects_are_hatched_as_in_the_legend():
    lab = MemoryLab("forgotten")
    assert "<path" not in lab.drawing.value
    lab.scene = 7
    assert lab.drawing.value.count("<path") == lab.drawing.value.count(">dead<") == 3


def test_predict_asks_about_the_next_line_and_answering_shows_it():
    lab = MemoryLab("a ring")
    for line in (6, 7, 8):
        lab.quiz.ask()
        assert lab.scene == line - 1
        assert lab.quiz.text.startswith(f"Line {line} is “{lab.model.actions[line - 1]}”.")
        lab.quiz.answer(0)
        assert (lab.scene, len(lab.model.actions)) == (line, 8)
    lab.quiz.ask()
    assert lab.quiz.text.startswith("The program is at its end.") and lab.scene == 8
    lab.quiz.answer(0)
    assert lab.scene == lab.player.last == 9
    lab.scene = 2
    lab.quiz.ask()
    assert lab.quiz.text.startswith("Line 3 is “b = new 40”.")
    lab.scene = 3
    assert lab.quiz.verdict.startswith("You looked before you answered.")


def test_who_begins_again_is_asked_the_same_again():
    lab = MemoryLab("a ring")
    for _ in range(3):
        lab.quiz.ask()
        assert lab.quiz.text.startswith("Line 6 is “return”.") and lab.quiz.trouble == ""
        lab.quiz.answer(0)
        lab.script.again.click()
        assert lab.scene == 5


def told(model: MemoryModel, scene: int) -> str:
    """What the model's own scenes say that a line did, in the words of a question."""
    ways = []
    for old, new in zip(model.scenes[scene].sides, model.scenes[scene + 1].sides, strict=True):
        here = {box.object: box.address for box in new.boxes}
        words = [f"at {here[obj]}" for obj in here.keys() - {b.object for b in old.boxes}]
        gone = [f"{box.object}" for box in old.boxes if box.object not in here]
        if gone := sorted(gone):
            listed = f"{', '.join(gone[:-1])} and {gone[-1]}"
            words += [f"objects {listed} go" if gone[1:] else f"object {gone[0]} goes"]
        words += [new.misuse] * bool(new.misuse)
        ways.append(", ".join(words) or "nothing")
    return "by hand: {}; counting: {}; tracing: {}".format(*ways)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("seed", range(4))
def test_questions_ask_what_the_model_then_does(script, seed):
    model = MemoryModel(script)
    own, kinds = len(model.actions), []
    for scene in range(own + 8):
        question = memory.ask(model, scene, Random(f"{seed}/{scene}"))
        assert all(choice.wrong.endswith(".") for choice in question.choices if choice.wrong)
        assert len(model.actions) == max(own, scene)
        question.reveal()
        assert question.choices[question.right].text == told(model, scene)
        assert f"“{model.actions[scene]}”" in question.text
        kinds.append(memory._kind(model.actions[scene]))
    invented = kinds[own:]
    assert all(a != b for a, b in pairwise(invented)) and len(set(invented)) > 2


def slips(script: str, scene: int) -> set[str]:
    model, seeds = MemoryModel(script), range(30)
    asked = [memory.ask(model, scene, Random(seed)) for seed in seeds]
    return {choice.wrong for question in asked for choice in question.choices}


@pytest.mark.parametrize(
    ("script", "scene", "says"),
    [
        ("a ring", 0, "By hand: a frame lies on the stack, not on the heap."),
        ("a ring", 5, "Counting: object 0 stays, for 1.next still refers to it."),
        ("a ring", 5, "Tracing: object 0 stays, for no collection runs."),
        ("a ring", 7, "By hand: object 0 stays, for gc counts only where a collector traces."),
        ("a ring", 7, "Tracing: object 2 stays, for a variable leads to it."),
        ("forgotten", 3, "Counting: object 1 stays, for free counts only by hand."),
        ("forgotten", 3, "By hand: object 1 goes, for the program frees it."),
        ("forgotten", 4, "Counting: object 0 goes, for nothing refers to it any more."),
        ("forgotten", 5, "Counting: the lowest place with room is at 0."),
        (
            "freed too early",
            4,
            "By hand: object 1 is overwritten, for the program uses an object that it has freed.",
        ),
    ],
)
def test_wrong_answers_are_explained(script, scene, says):
    assert says in slips(script, scene)


def test_a_line_that_meets_an_empty_heap_is_not_asked_about():
    with pytest.raises(BadParameter, match="line 1, gc, meets an empty heap; go one line on"):
        memory.ask(MemoryModel("gc\na = new 8"), 0, Random(1))
    with pytest.raises(BadParameter, match="60 lines; begin again"):
        memory.ask(MemoryModel("gc\n" * 60), 60, Random(1))
