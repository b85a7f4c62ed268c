"""Which list will serve the request, does that take a new run, and what is wasted?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from random import Random

from golearn.errors import BadParameter
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.segregated_model import SegregatedModel
from golearn.lab.words import event_text, size_text, with_text
from golearn.trace import Op

LARGE = "none: the free list of large blocks"
EMPTY = "yes: its list is empty"
HAS_ONE = "no: its list has a free block"
EACH = "yes: every request gets a run of its own"
LENDS = "no: another list has a block to lend"
TRIES = 40


def ask(model: SegregatedModel, draw: Random) -> Question:
    """A request of the trace that is still to come. Raises BadParameter if there is none."""
    kind = draw.choice((_list, _run, _waste))
    last = len(model.history) - 1
    events = [draw.randint(1, last) for _ in range(TRIES if last > 0 else 0)]
    cuts = [event for event in model.cuts if 1 <= event <= last]
    if kind is _run and cuts and draw.random() < 0.5:  # else they would hardly ever be asked
        events.insert(0, draw.choice(cuts))
    event = next((e for e in events if model.trace.op[e] <= Op.REALLOC), None)
    if event is None:
        raise BadParameter("no request to ask about in this trace; choose another trace")
    if model.class_of(int(model.trace.size[event])) is None:
        kind = _list
    return kind(model, event, draw)


def _question(
    model: SegregatedModel,
    event: int,
    asks: str,
    right: Choice,
    wrong: list[Choice],
    why: str,
    draw: Random,
) -> Question:
    return Question(
        f"Event {event:,} will {event_text(model.event_at(event))}. {asks}",
        choices(right, *(c for c in wrong if c.text != right.text), draw=draw),
        why,
        lambda: model.go_to(event),
        prepare=lambda: model.go_to(event - 1),
    )


def _takes(model: SegregatedModel, size: int) -> str:
    need = model.need(size)
    return f"The request takes {size_text(need)}{with_text(size, need, model.options.header)}"


# --- which list -------------------------------------------------------------------------------


def _list(model: SegregatedModel, event: int, draw: Random) -> Question:
    size = int(model.trace.size[event])
    need, serves = model.need(size), model.class_of(size)
    wrong = [Choice(_name(c), _not_that_list(c, need, serves)) for c in _near(model, need)]
    why = (
        f"{_takes(model, size)}, more than every class holds."
        if serves is None
        else f"{_takes(model, size)}; {size_text(serves)} is the smallest class that holds it."
    )
    asks = "Which list will serve it?"
    return _question(model, event, asks, Choice(_name(serves)), wrong, why, draw)


def _near(model: SegregatedModel, need: int) -> list[int | None]:
    """Two classes on each side, and none."""
    i = bisect_left(model.classes, need)
    around: list[int | None] = [*model.classes[max(0, i - 2) : i + 3]]
    return [*around, None]


def _name(size_class: int | None) -> str:
    return LARGE if size_class is None else f"the list of {size_text(size_class)} blocks"


def _not_that_list(size_class: int | None, need: int, serves: int | None) -> str:
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


# --- a new run --------------------------------------------------------------------------------


def _run(model: SegregatedModel, event: int, draw: Random) -> Question:
    size = int(model.trace.size[event])
    serves = model.class_of(size)
    assert serves is not None
    used, free = model.blocks_before(event, serves)
    mine = f"the list of {size_text(serves)} blocks"
    has = f"{free:,} of its {used + free:,} are free" if free else "none of its blocks is free"
    serving = f"It goes to {mine}, and {has}."
    slips = {
        EMPTY: serving,
        HAS_ONE: serving,
        EACH: "A run is cut into many blocks of one class, and serves as many requests.",
        LENDS: f"Lists do not lend: {mine} has its own runs.",
    }
    right = HAS_ONE if free else EMPTY
    wrong = [Choice(text, slip) for text, slip in slips.items() if text != right]
    asks = "Does it need a new run?"
    return _question(model, event, asks, Choice(right), wrong, slips[right], draw)


# --- what is wasted ---------------------------------------------------------------------------


def _waste(model: SegregatedModel, event: int, draw: Random) -> Question:
    size = int(model.trace.size[event])
    need, serves = model.need(size), model.class_of(size)
    assert serves is not None
    added, block = with_text(size, need, model.options.header), size_text(serves)
    wrong = []
    if need != size:
        slip = f"The request takes {size_text(need)}{added}, but the block has {block}."
        wrong.append(Choice(size_text(need - size), slip))
    if serves > need > size:
        slip = f"Of the {size_text(need)}{added} the program asked for {size_text(size)} only."
        wrong.append(Choice(size_text(serves - need), slip))
    wrong.append(Choice(size_text(0), "Nobody else gets what is left of a block."))
    i = bisect_right(model.classes, serves)
    if i < len(model.classes):
        slip = f"That would be in {size_text(model.classes[i])}, but {block} hold it."
        wrong.append(Choice(size_text(model.classes[i] - size), slip))
    if i > 1 and size > model.classes[i - 2]:
        slip = f"That is what the class below, {size_text(model.classes[i - 2])}, lacks."
        wrong.append(Choice(size_text(size - model.classes[i - 2]), slip))
    wrong.append(Choice(block, "That is the whole block."))
    return _question(
        model,
        event,
        "How many bytes of its block will be wasted?",
        Choice(size_text(serves - size)),
        wrong,
        f"{_takes(model, size)} and gets a block of {block}; the program asked for "
        f"{size_text(size)} of it.",
        draw,
    )
