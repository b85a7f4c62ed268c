"""Which objects survive, and what does the collector do next?"""

from __future__ import annotations

from random import Random

from golearn.collect.frames import Frame
from golearn.errors import BadParameter
from golearn.lab.collect_model import CollectModel
from golearn.lab.quiz_model import Choice, Question, choices

MOST_STEPS = 4
"""Other steps to choose from."""


def ask(model: CollectModel, draw: Random) -> Question:
    """About this program and this collection: its outcome, or a step on the way."""
    return _survivors(model, draw) if draw.random() < 0.4 else _next_step(model, draw)


def _survivors(model: CollectModel, draw: Random) -> Question:
    first, last = model.frames[0], model.frames[-1]
    names = {block.address: block.label for block in first.blocks}
    everyone = set(names.values())
    if len(everyone) < len(names) or "" in everyone or len(names) < 2:
        raise BadParameter("objects without a number of their own cannot be asked about")
    alive = {block.label for block in last.blocks}
    in_roots, referred = _targets(first)
    guesses = (everyone, in_roots, in_roots | referred, everyone - alive, referred)
    wrong = [Choice(_list(g), _slip(first, g, alive)) for g in guesses if g and g != alive]
    return Question(
        f"A {model.kind.replace(', ', ' ')} collection comes now. Which objects survive it?",
        choices(Choice(_list(alive)), *wrong, draw=draw),
        f"{last.text} Whatever a path from the roots reaches stays.",
        lambda: model.go_to(len(model.frames) - 1),
        prepare=lambda: model.go_to(0),
    )


def _targets(frame: Frame) -> tuple[set[str], set[str]]:
    """The objects that roots refer to, and those that objects refer to."""
    names = {block.address: block.label for block in frame.blocks}
    roots_end = next((end for name, _, end in frame.spaces if name == "roots"), 0)
    links = [link for link in frame.links if link.target in names]
    return (
        {names[link.target] for link in links if link.word < roots_end},
        {names[link.target] for link in links if link.word >= roots_end},
    )


def _slip(frame: Frame, guess: set[str], alive: set[str]) -> str:
    _, referred = _targets(frame)
    for label in sorted(guess - alive, key=_order):
        but = ", although another object refers to it" if label in referred else ""
        return f"Object {label} does not survive: no path from a root leads to it{but}."
    label = min(alive - guess, key=_order)
    return f"Object {label} survives too: an object that survives, or a root, refers to it."


def _list(labels: set[str]) -> str:
    return ", ".join(sorted(labels, key=_order)) or "none"


def _order(label: str) -> tuple[int, str]:
    return (len(label), label)


def _next_step(model: CollectModel, draw: Random) -> Question:
    frames = model.frames
    now = draw.randrange(1, max(2, len(frames) - 1))
    if now + 1 >= len(frames):
        raise BadParameter("this collection has no step to ask about; choose another program")
    right = frames[now + 1].text
    shown = (frames[now].text, right)
    others = [i for i in range(1, len(frames)) if frames[i].text not in shown]
    others.sort(key=lambda i: (abs(i - now - 1), i))
    wrong = [Choice(frames[i].text, _when(i, now)) for i in others[:MOST_STEPS]]
    return Question(
        "The collector stands at this step. What does it do next?",
        choices(Choice(right), *wrong, draw=draw),
        f"It is step {now + 1}.",
        lambda: model.go_to(now + 1),
        prepare=lambda: model.go_to(now),
    )


def _when(step: int, now: int) -> str:
    return f"That was done in step {step}." if step <= now else f"That comes later, in step {step}."
