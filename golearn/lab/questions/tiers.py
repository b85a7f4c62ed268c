"""Which tier will answer?"""

from __future__ import annotations

from copy import deepcopy
from random import Random

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY
from golearn.goheap.sizeclass import MAX_SMALL_SIZE, TINY_SIZE
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.tiers_model import TiersModel
from golearn.lab.words import size_text

REQUESTS = (
    (5, False), (8, False), (12, False), (8, True), (24, True), (24, True), (24, False),
    (100, True), (1_000, False), (32_768, False), (32_769, False), (40_000, True),
)  # fmt: skip
"""Sizes in bytes, and whether the object holds pointers."""

NAMES = {
    TINY: "the tiny block",
    MCACHE: "the mcache: the span in hand",
    MCENTRAL: "the mcentral: a span with room",
    MHEAP: "the mheap: new pages",
}


def ask(model: TiersModel, draw: Random) -> Question:
    """A request on the heap as it is. What serves it is tried out on a copy."""
    wanted = draw.choice(sorted(NAMES))
    for _ in range(len(REQUESTS)):  # so that the mcache is not always the answer
        size, pointers = draw.choice(REQUESTS)
        processor = draw.randrange(len(model.go.procs))
        trial = deepcopy(model)
        trial.move_to(processor)
        trial.allocate(size, pointers)
        if trial.path.served == wanted:
            break
    served = trial.path.served
    assert served is not None
    kind = "with pointers" if pointers else "without pointers"
    wrong = [
        Choice(name, _slip(tier, served, size, pointers, processor))
        for tier, name in NAMES.items()
        if tier != served
    ]

    def reveal() -> None:
        model.move_to(processor)
        model.allocate(size, pointers)

    return Question(
        f"A goroutine on P{processor} asks for {size_text(size)}, {kind}. Which tier will answer?",
        choices(Choice(NAMES[served]), *wrong, draw=draw),
        " ".join(_sentence(str(event)) for event in trial.events),
        reveal,
    )


def _slip(tier: int, served: int, size: int, pointers: bool, processor: int) -> str:
    """The first step at which the chosen tier and the real way part."""
    if served == MHEAP and size > MAX_SMALL_SIZE:
        return f"{size_text(size)} are over 32 KiB: neither mcache nor mcentral is asked."
    if tier > served:
        return f"It does not get that far: {GoAllocator.tiers[served]} can serve it."
    if tier == TINY:
        if pointers:
            return "An object with pointers never goes to the tiny block."
        if size >= TINY_SIZE:
            return f"The tiny block takes less than {TINY_SIZE} B."
        return "The tiny block has no room for it, and a new one is needed."
    if tier == MCACHE:
        return f"The mcache of P{processor} has no span of this class with a free slot."
    return "No span with room waits in the mcentral of this class."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
