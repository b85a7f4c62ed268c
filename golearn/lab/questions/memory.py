"""Which objects are taken back, under each way of looking after a heap?"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from golearn.errors import BadParameter
from golearn.lab.memory_model import COUNTS, HAND, TRACING, WAYS, WHO, MemoryModel
from golearn.lab.quiz_model import Choice, Question, choices

NONE = "none"

WHY = {
    HAND: "By hand nothing goes but what the program frees, and that at once.",
    COUNTS: "An object goes as soon as nothing refers to it; what goes no longer refers to others.",
    TRACING: "Nothing goes before a collection; that takes all to which no variable leads.",
}


def ask(model: MemoryModel, draw: Random) -> Question:
    """The next line of the program, and what goes then. A copy of the model knows.

    Raises BadParameter if there is no object to ask about.
    """
    ways = [way for way in WAYS if model.heaps[way].places]
    if not ways:
        raise BadParameter("no object is on the heap; let the program ask for one first")
    line, way = draw.choice(_lines(model)), draw.choice(ways)
    before = set(model.heaps[way].places)
    trial = MemoryModel(model.text)
    trial.add(line)
    right = before - set(trial.heaps[way].places)
    reachable = trial.program.reachable(before)
    guesses = [before - reachable, set[int](), before, *({obj} for obj in sorted(before))]
    others = [Choice(_names(g), _slip(way, line, g, right)) for g in guesses if g != right]
    return Question(
        f"The next line is “{line}”. The heap is looked after {_how(way)}. Which objects are "
        "taken back then?",
        choices(Choice(_names(right)), *others, draw=draw),
        WHY[way],
        lambda: model.add(line),
    )


def _lines(model: MemoryModel) -> list[str]:
    """Lines that could come next and may cost an object its life."""
    frames = model.program.frames
    named = [name for name, obj in frames[-1].variables.items() if obj is not None]
    lines = ["gc", "gc", *(f"{name} = nil" for name in named), *(f"free {n}" for n in named)]
    return lines + ["return"] * 2 * (len(frames) > 1)


def _how(way: str) -> str:
    return {HAND: "by hand", COUNTS: "by counting references", TRACING: "by tracing"}[way] + (
        f" ({WHO[way]})"
    )


def _slip(way: str, line: str, guess: set[int], right: set[int]) -> str:
    """The first object about which a wrong guess is wrong."""
    if guess - right:
        why = {
            HAND: "the program does not free it here",
            COUNTS: "something refers to it",
            TRACING: "a variable leads to it" if line == "gc" else "no collection runs",
        }[way]
        return f"Object {min(guess - right)} stays: {why}."
    return f"Object {min(right - guess)} goes{' too' if guess else ''}."


def _names(objects: Iterable[int]) -> str:
    found = sorted(objects)
    return ", ".join(f"object {obj}" for obj in found) if found else NONE
