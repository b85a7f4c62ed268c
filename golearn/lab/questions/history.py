"""Where will the next object go: into a hole, or behind everything else?"""

from __future__ import annotations

from random import Random

from golearn.errors import BadParameter
from golearn.lab.history_model import ALLOCATORS, HistoryModel
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.words import event_at, event_text, size_text
from golearn.plots.instant import Instant, Range
from golearn.trace import Op
from golearn.units import ADDRESS_SPACE

ANY = 0.15
"""How often any request is asked about, hole or not."""


def ask(model: HistoryModel, draw: Random) -> Question:
    """Mostly a request that meets a hole, never the first. Raises BadParameter if none is left."""
    requests = [
        (name, event)
        for event in range(1, len(model.trace))
        for name in ALLOCATORS
        if model.trace.op[event] <= Op.REALLOC and model.instant(name, event - 1).end
    ]
    telling = [r for r in requests if len(model.instant(r[0], r[1] - 1).gaps()[0])]
    if not requests:
        raise BadParameter("no object is placed after the first event; choose another trace")
    told = requests if not telling or draw.random() < ANY else telling
    return _question(model, *draw.choice(told), draw)


def _question(model: HistoryModel, name: str, event: int, draw: Random) -> Question:
    before, placed = model.instant(name, event - 1), model.instant(name, event).new
    assert placed is not None
    found = [_hole(before, hole, placed, name) for hole in _holes(before)]
    found += [_behind(before, placed)]
    found += [
        Choice(f"at {start:,}, where object {obj} lies", f"Object {obj} still lies there.")
        for start, obj in zip(before.start.tolist()[:1], before.object.tolist(), strict=False)
    ]
    right = next(choice for choice in found if not choice.wrong)
    asks = event_text(event_at(model.trace, event))
    return Question(
        f"Event {event} will {asks}. Where will {name.replace('-', ' ')} put it? "
        f"Choose it here, or click the place in the map of {name}.",
        choices(right, *(choice for choice in found if choice.wrong), draw=draw),
        model.story(name, event),
        lambda: model.go_to(event),
        where=name,
        prepare=lambda: model.go_to(event - 1),
    )


def _holes(before: Instant) -> list[Range]:
    """Ranges in no live block, in address order."""
    starts, sizes = before.gaps()
    return [*zip(starts.tolist(), sizes.tolist(), strict=True)]


def _hole(before: Instant, hole: Range, placed: Range, name: str) -> Choice:
    start, size = hole
    address, need = placed
    text = f"at {start:,}, where a hole of {size_text(size)} begins"
    if start == address:
        return Choice(text, place=hole)
    if name == "bump":
        return Choice(text, "Those bytes are dead: bump never looks back.", hole)
    if size < need:
        return Choice(text, f"It holds {size_text(size)}, and {need} are needed.", hole)
    return Choice(text, f"It is large enough, but the hole at {address:,} comes before it.", hole)


def _behind(before: Instant, placed: Range) -> Choice:
    address, end = placed[0], before.end
    text, place = f"at {end:,}, behind everything else", (end, ADDRESS_SPACE)
    if address == end:
        return Choice(text, place=place)
    return Choice(
        text, f"First fit looks for a hole first, and takes the one at {address:,}.", place
    )
