"""The four states of memory as boxes, the seven calls as arrows, perhaps one call just made."""

from __future__ import annotations

from golearn.errors import BadParameter
from golearn.osmem.space_events import Moved
from golearn.osmem.states import CALLS, OWNED, Call, State
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import INK, Sketch
from golearn.plots.state_looks import STATE_LOOKS

WIDTH, HEIGHT = 1000.0, 372.0
BOX, HIGH, TOP, GAP, LEFT = 118.0, 74.0, 112.0, 158.0, 28.0
BOXES = {state: LEFT + i * (BOX + GAP) for i, state in enumerate((State.NONE, *OWNED))}
"""State → left edge of its box."""
BOTTOM = TOP + HIGH
COSTS = {
    State.NONE: "not Go's",
    State.RESERVED: "a touch faults",
    State.PREPARED: "touch it not",
    State.READY: "safe to use",
}


def os_states(event: Moved | None = None, at: State | None = None) -> Picture:
    """The diagram; `event` marks a call, where memory came from and where it is now.

    `at` marks a state without a call. Raises BadParameter for foreign memory, which has no box.
    """
    name = event.call.removesuffix("OS") if event else ""
    if at is State.FOREIGN or (event and name not in CALLS):
        raise BadParameter("the diagram has the states and calls of Go; foreign memory has none")
    now = event.after if event else at
    sketch = Sketch(WIDTH, HEIGHT)
    for call in CALLS.values():
        if call.name != name:
            _arrow(sketch, call, marked=False)
    if event:
        _arrow(sketch, CALLS[name], marked=True)
    for state in BOXES:
        _box(sketch, state, here=state is now)
    if event:
        sketch.text(WIDTH / 2, HEIGHT - 14, str(event), 14, "middle", bold=True)
    return sketch.picture(_alt(event, now))


def _box(sketch: Sketch, state: State, here: bool) -> None:
    x, look = BOXES[state], STATE_LOOKS[state]
    ink = INK if look.fill is None else look.ink
    sketch.rect(x, TOP, BOX, HIGH, look.fill, INK, 1.2, look.dashed)
    if here:
        sketch.rect(x - 5, TOP - 5, BOX + 10, HIGH + 10, None, colors.CHOSEN, 3)
        sketch.text(x + BOX / 2, TOP + 64, "the range is here", 12, "middle", color=ink)
    sketch.text(x + BOX / 2, TOP + 28, str(state), 18, "middle", bold=True, color=ink)
    sketch.text(x + BOX / 2, TOP + 47, COSTS[state], 12, "middle", color=ink)


def _arrow(sketch: Sketch, call: Call, marked: bool) -> None:
    """One call: straight between neighbours, else along a lane above or below the boxes."""
    color, line = (colors.CHOSEN, 3.0) if marked else (INK, 1.2)
    match call.name:
        case "sysAlloc":
            _lane(sketch, call, State.NONE, TOP, 44.0, color, line)
        case "sysFault":
            _lane(sketch, call, State.READY, BOTTOM, 244.0, color, line)
        case "sysFree":
            _free(sketch, call, color, line)
        case "sysUnused":
            _straight(sketch, call, State.READY, TOP + 54, TOP + 72, color, line)
        case _:
            _straight(sketch, call, call.before[0], TOP + 20, TOP + 12, color, line)


def _straight(
    sketch: Sketch, call: Call, before: State, y: float, words: float, color: str, line: float
) -> None:
    x1, x2 = BOXES[before], BOXES[call.after]
    left = min(x1, x2) + BOX
    tail, head = (7, GAP - 8) if x1 < x2 else (GAP - 8, 7)
    sketch.arrow(left + tail, y, left + head, y, color, line)
    _words(sketch, call, left + GAP / 2, words, color, below=words > y)


def _lane(
    sketch: Sketch, call: Call, before: State, edge: float, lane: float, color: str, line: float
) -> None:
    """Out of a box, along a lane, into another box."""
    x1, x2 = BOXES[before] + BOX * 0.7, BOXES[call.after] + BOX * 0.7
    away = 8 if lane > edge else -8
    sketch.line(x1, edge + away, x1, lane, color, line)
    sketch.line(x1, lane, x2, lane, color, line)
    sketch.arrow(x2, lane, x2, edge + away, color, line)
    middle = (x1 + x2) / 2 if lane < edge else x1 - (BOX + GAP) * 0.6
    _words(sketch, call, middle, lane - 7, color, below=False, one_line=True)


def _free(sketch: Sketch, call: Call, color: str, line: float) -> None:
    """From each of Go's states down to one line, and up into None."""
    lane, down = 302.0, BOX * 0.3
    for state in OWNED:
        x = BOXES[state] + down
        sketch.line(x, BOTTOM + 8, x, lane, color, line)
    end = BOXES[State.NONE] + down
    sketch.line(BOXES[State.READY] + down, lane, end, lane, color, line)
    sketch.arrow(end, lane, end, BOTTOM + 8, color, line)
    middle = (BOXES[State.NONE] + BOXES[State.READY] + BOX) / 2
    _words(sketch, call, middle, lane + 20, color, below=True, one_line=True)


def _words(
    sketch: Sketch,
    call: Call,
    x: float,
    y: float,
    color: str,
    below: bool,
    one_line: bool = False,
) -> None:
    """The call's name, and what it does to the books."""
    books = books_of(call)
    if one_line:
        sketch.text(x, y, f"{call.name}: {books}", 13, "middle", bold=True, color=color)
        return
    step = 15 if below else -15
    name, detail = (y, y + step) if below else (y + step, y)
    sketch.text(x, name, call.name, 14, "middle", bold=True, color=color)
    sketch.text(x, detail, books, 11, "middle", color=color)


def books_of(call: Call) -> str:
    """`sysStat +n, mappedReady +n`; only Prepared bytes go into `mappedReady` by sysUsed."""
    n = "prepared" if call.name == "sysUsed" else "n"
    told = [
        f"{counter} {'+' if sign > 0 else '−'}{n}"
        for counter, sign in (("sysStat", call.stat), ("mappedReady", call.ready))
        if sign
    ]
    return ", ".join(told) or "no books"


def _alt(event: Moved | None, now: State | None) -> str:
    calls = "; ".join(
        f"{c.name} from {' or '.join(c.before)} to {c.after} ({books_of(c)})"
        for c in CALLS.values()
    )
    made = f" Just made: {event}" if event else ""
    here = f" The range is {now} now." if now else ""
    return f"Four states and seven calls. {calls}.{made}{here}"
