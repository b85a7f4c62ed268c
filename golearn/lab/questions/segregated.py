"""Which list will serve the request?"""

from __future__ import annotations

from bisect import bisect_left
from random import Random

from golearn.errors import BadParameter
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.segregated_model import SegregatedModel
from golearn.lab.words import event_text, size_text
from golearn.trace import Op

LARGE = "none: the free list of large blocks"
TRIES = 40


def ask(model: SegregatedModel, draw: Random) -> Question:
    """A request of the trace that is still to come. Raises BadParameter if there is none."""
    last = len(model.history) - 1
    events = (draw.randint(1, last) for _ in range(TRIES if last > 0 else 0))
    event = next((e for e in events if model.trace.op[e] <= Op.REALLOC), None)
    if event is None:
        raise BadParameter("no request to ask about in this trace; choose another trace")
    size = int(model.trace.size[event])
    need, serves = model.need(size), model.class_of(size)
    right = Choice(_name(serves))
    wrong = [Choice(_name(c), _slip(c, need, serves)) for c in _near(model, need)]
    took = f"{size_text(need)} with rounding and header" if need != size else size_text(size)
    why = (
        f"The request takes {took}, more than every class holds."
        if serves is None
        else f"The request takes {took}; {size_text(serves)} is the smallest class that holds it."
    )
    return Question(
        f"Event {event:,} will {event_text(model.event_at(event))}. Which list will serve it?",
        choices(right, *(c for c in wrong if c.text != right.text), draw=draw),
        why,
        lambda: model.go_to(event),
        prepare=lambda: model.go_to(event - 1),
    )


def _near(model: SegregatedModel, need: int) -> list[int | None]:
    """Two classes on each side, and none."""
    i = bisect_left(model.classes, need)
    around: list[int | None] = [*model.classes[max(0, i - 2) : i + 3]]
    return [*around, None]


def _name(size_class: int | None) -> str:
    return LARGE if size_class is None else f"the list of {size_text(size_class)} blocks"


def _slip(size_class: int | None, need: int, serves: int | None) -> str:
    if size_class is None:
        return f"A class holds {size_text(need)}: lists are asked first."
    if size_class < need:
        return f"A block of {size_text(size_class)} does not hold {size_text(need)}."
    if serves is None:
        return "No class is that large."
    return (
        f"It would hold it, but so does {size_text(serves)}, which wastes "
        f"{size_text(size_class - serves)} less."
    )
