"""What will the next line do to the heap, under each way to look after it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from golearn.errors import BadParameter
from golearn.lab.memory_model import COUNTS, HAND, TRACING, WAYS, MemoryModel, Scene
from golearn.lab.memory_program import MOST_NAMES
from golearn.lab.quiz_model import Choice, Question, choices

SHORT = {HAND: "by hand", COUNTS: "counting", TRACING: "tracing"}
PLACED = "At which address is the object placed?"
FRAMES = {"call": "a frame is placed", "return": "a frame goes"}
WHY = {
    "new": "Each way has a heap of its own, and first fit takes the lowest place with room.",
    "call": "A frame lies on the stack; the heap stays as it is.",
    "free": "free counts only by hand; the other two do not look at it.",
    "gc": "gc counts only where a collector traces; it takes all that no variable leads to.",
}
WHY_ELSE = (
    "By hand nothing goes without free; counting takes at once what has no reference left; "
    "tracing waits for gc."
)


@dataclass(frozen=True)
class Outcome:
    """What a line does under one way: where an object is placed, which ones are taken back."""

    place: int | None = None
    gone: frozenset[int] = frozenset()
    note: str = ""

    def __str__(self) -> str:
        told = [f"at {self.place}"] if self.place is not None else []
        told += [_go(self.gone)] if self.gone else []
        return ", ".join([*told, self.note] if self.note else told) or "nothing"


Outcomes = tuple[Outcome, ...]
"""One for each of `WAYS`."""


def ask(model: MemoryModel, scene: int, draw: Random) -> Question:
    """The line after a scene; after the last one a line with which the program could go on.

    Raises BadParameter if that line has nothing to do, or the program no room for another.
    """
    own = model.actions[scene : scene + 1]
    line = own[0] if own else draw.choice(_telling(model, draw))
    trial = _after(model, scene, line)
    kind, right = _kind(line), _outcomes(trial)
    if kind in ("set", "gc") and not any(side.boxes for side in trial.scenes[-2].sides):
        raise BadParameter(f"line {scene + 1}, {line}, meets an empty heap; go one line on")
    wrong = [
        Choice(_told(guess), _slip(trial, kind, guess, right))
        for guess in _guesses(trial, kind, right, draw)
        if guess != right
    ]
    where = f"Line {scene + 1} is" if own else "The program is at its end. It could go on with"
    asks = (
        "At which address is the object placed?" if kind == "new" else "What happens on the heap?"
    )
    return Question(
        f"{where} “{line}”. {asks}",
        choices(Choice(_told(right)), *wrong, draw=draw),
        WHY.get(kind, WHY_ELSE),
        (lambda: None) if own else (lambda: model.add(line)),
    )


def _after(model: MemoryModel, scene: int, line: str) -> MemoryModel:
    """The program up to a scene, and a line more."""
    trial = MemoryModel("\n".join(model.actions[:scene]))
    trial.add(line)
    return trial


def _telling(model: MemoryModel, draw: Random) -> list[str]:
    """Lines that could come next and do something; none is of the same kind as the last."""
    last = _kind(model.actions[-1]) if model.actions else ""
    lines = [line for line in _lines(model, draw) if _kind(line) != last]
    ends = len(model.actions)
    return [
        x for x in lines if any(o != Outcome() for o in _outcomes(_after(model, ends, x)))
    ] or lines


def _lines(model: MemoryModel, draw: Random) -> Iterator[str]:
    frames = model.program.frames
    variables = frames[-1].variables
    named = {name: obj for name, obj in variables.items() if obj is not None}
    fresh = [name for name in "xyzw" if name not in variables]
    names = fresh[:1] if len(variables) < MOST_NAMES else list(variables)
    yield f"{draw.choice(names)} = new {8 * draw.randint(2, 6)}"
    yield "gc"
    yield from (f"{name} = nil" for name in named)
    yield from (f"free {n}" for n, obj in named.items() if obj in model.heaps[HAND].places)
    if len(frames) > 1:
        yield "return"


def _kind(line: str) -> str:
    """The kind of a line: call, return, free, gc, new, or set for what changes a reference."""
    word = line.split()[0]
    return word if word in ("call", "return", "free", "gc") else "new" if "= new" in line else "set"


def _outcomes(trial: MemoryModel) -> Outcomes:
    """What the last line did."""
    before, after = trial.scenes[-2:]
    found = []
    for old, new in zip(before.sides, after.sides, strict=True):
        place = next((box.address for box in new.boxes if box.new), None)
        held = {box.object for box in new.boxes}
        gone = frozenset(box.object for box in old.boxes) - held
        found.append(Outcome(place, gone, new.misuse))
    return tuple(found)


def _guesses(trial: MemoryModel, kind: str, right: Outcomes, draw: Random) -> list[Outcomes]:
    """What one could think instead: the same for all ways, or one way wrong."""
    before = trial.scenes[-2]
    if kind == "new":
        size = next(box.block for box in trial.scenes[-1].sides[0].boxes if box.new)
        placed = {o.place for o in right if o.place is not None}
        spots = sorted(placed | {side.heap for side in before.sides} | {size})
        alike = [tuple(replace(o, place=spot) for o in right) for spot in spots]
        first = [alike[spots.index(place)] for place in sorted(placed)]
    else:
        alike = list(_taken(trial, before, right[0].gone))
        found = alike[0]
        first = [found, (right[0], *found[1:]), alike[1]]
        if kind in FRAMES:
            first.append(tuple(replace(o, note=FRAMES[kind]) for o in right))
    rest = [
        (*right[:i], guess[i], *right[i + 1 :]) for guess in alike + first for i in range(len(WAYS))
    ]
    draw.shuffle(rest)
    return first + rest


def _taken(trial: MemoryModel, before: Scene, freed: frozenset[int]) -> Iterator[Outcomes]:
    """What is freed or else dead, nothing, any one object, or all goes, whatever the way."""
    held = [{box.object for box in side.boxes} for side in before.sides]
    everything = set().union(*held)
    alive = trial.program.reachable(everything)
    singles = ({obj} for obj in sorted(everything))
    for gone in (freed or everything - alive, set[int](), *singles, everything):
        yield tuple(Outcome(gone=frozenset(gone & here)) for here in held)


def _told(outcomes: Outcomes) -> str:
    return "; ".join(f"{SHORT[way]}: {o}" for way, o in zip(WAYS, outcomes, strict=True))


def _slip(trial: MemoryModel, kind: str, guess: Outcomes, right: Outcomes) -> str:
    """The first way about which a wrong guess is wrong."""
    way, wrong, is_so = next(x for x in zip(WAYS, guess, right, strict=True) if x[1] != x[2])
    return f"{SHORT[way].capitalize()}: {_why(trial, way, kind, wrong, is_so)}."


def _why(trial: MemoryModel, way: str, kind: str, guess: Outcome, right: Outcome) -> str:
    if guess.note in FRAMES.values():
        return "a frame lies on the stack, not on the heap"
    if guess.place != right.place:
        return f"the lowest place with room is at {right.place}"
    if guess.note != right.note:
        return f"{right.note}, for the program uses an object that it has freed"
    if not guess.gone - right.gone:
        obj = min(right.gone - guess.gone)
        return (
            f"{_go([obj])}, for "
            + {
                HAND: "the program frees it",
                COUNTS: "nothing refers to it any more",
                TRACING: "no variable leads to it",
            }[way]
        )
    obj = min(guess.gone - right.gone)
    if kind == "free" and way != HAND:
        return f"object {obj} stays, for free counts only by hand"
    if kind == "gc" and way == HAND:
        return f"object {obj} stays, for gc counts only where a collector traces"
    refers = [r.name for r in trial.program.references(trial.heaps[way].places) if r.object == obj]
    return (
        f"object {obj} stays, for "
        + {
            HAND: "the program does not free it here",
            COUNTS: f"{refers[0] if refers else 'something'} still refers to it",
            TRACING: "a variable leads to it" if kind == "gc" else "no collection runs",
        }[way]
    )


def _go(objects: Iterable[int]) -> str:
    *others, last = map(str, sorted(objects))
    return f"objects {', '.join(others)} and {last} go" if others else f"object {last} goes"
