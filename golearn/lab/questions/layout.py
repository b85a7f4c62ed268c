"""What becomes of a heap when C has taken memory before it?"""

from __future__ import annotations

from random import Random

from golearn.lab.layout_model import LayoutModel, Side
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.layout.foreign import ARENA_1_10
from golearn.layout.hints import FIRST
from golearn.units import MIB

GROWTH = "start\ngrow 512 MiB\n"

ALL = "all 512 MiB"
NO_START = "it does not start"
FAILS = "it starts, and fails while it grows"
USUAL = f"it gets {ALL} at its usual place"
ELSEWHERE = f"it gets {ALL} in one piece, elsewhere"
PIECES = f"it gets {ALL}, in two pieces"

CHOICES = {
    "linear": (NO_START, FAILS, USUAL, ELSEWHERE),
    "sparse": (FAILS, USUAL, ELSEWHERE, PIECES),
}

WHY = {
    NO_START: "Go 1.10 tries 128 places and the one behind the program. All are C's.",
    FAILS: "Start-up looks at 64 KiB and takes the rest for granted. When the heap or its bitmap "
    "has grown up to C's memory, it cannot go around it.",
    USUAL: "It needs no address that C has.",
    ELSEWHERE: "The first place that it tries is C's, so it takes another one.",
    PIECES: "The next arena's place is C's. It goes elsewhere, and the index finds it there.",
}
"""Why it goes like this, by outcome."""

NAMES = {
    "linear": "the linear heap (Go 1.10, usually from 0xc420000000 on, its bitmap below that)",
    "sparse": "the sparse heap (Go 1.21, usually from 0xc000000000 on)",
}


def _mappings(draw: Random) -> tuple[str, str]:
    """C's memory as a line of the script, and in words."""
    step = draw.randint(1, 6) * 64 * MIB
    start = draw.choice(
        (
            FIRST,
            FIRST + step,
            FIRST + 4096 * MIB,
            ARENA_1_10 - draw.choice((1, 8, 1024)) * MIB,
            ARENA_1_10 + step,
            ARENA_1_10 + step,
            ARENA_1_10 + 4096 * MIB,
            None,
        )
    )
    if start is None:
        name = "every hint and behind the program"
        return f"preset {name}\n", "C holds 64 KiB at every place that Go 1.10 tries"
    return f"c {start:#x} 64 KiB\n", f"C maps 64 KiB at {start:#x}"


def ask(model: LayoutModel, draw: Random) -> Question:
    """A new script for both processes; it is tried out, and played when it is answered."""
    line, says = _mappings(draw)
    script = line + GROWTH
    scene = LayoutModel(script).scenes[-1]
    side = scene.sides[draw.choice((0, 0, 1))]
    right = outcome(side)
    wrong = [Choice(text, _slip(text, right)) for text in CHOICES[side.name] if text != right]
    return Question(
        f"{says}. Then a Go program starts, and its heap grows to 512 MiB. What becomes of "
        f"{NAMES[side.name]}?",
        choices(Choice(right), *wrong, draw=draw),
        WHY[right],
        lambda: model.run(script),
    )


def outcome(side: Side) -> str:
    """How it went for one of the two processes, in the words of the choices."""
    if side.state == "failed at the start":
        return NO_START
    if side.state == "failed":
        return FAILS
    starts = [piece.start for piece in side.row.pieces if piece.kind == "heap"]
    if len(starts) > 1:
        return PIECES
    return USUAL if starts[0] == (ARENA_1_10 if side.name == "linear" else FIRST) else ELSEWHERE


def _slip(chosen: str, right: str) -> str:
    """What whoever chose this has overlooked."""
    if right == NO_START:
        return "Every place that Go 1.10 tries is taken, so no heap is ever made."
    return {
        NO_START: "Start-up looks at 64 KiB in each of 128 places, and most of them are free.",
        FAILS: "Nothing that the heap cannot do without is C's.",
        USUAL: "C's memory lies in what the heap would need there.",
        ELSEWHERE: "What the heap looks at first is free, so it begins at its usual place.",
        PIECES: "Nothing of C's lies in the middle of this heap.",
    }[chosen]
