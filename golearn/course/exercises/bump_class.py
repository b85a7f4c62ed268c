"""Judge a learner's `Bump` class: the same calls on it and on the library's allocator."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from golearn.classic import BumpAllocator
from golearn.course.judges.learner import Crash, a, run, show
from golearn.course.judges.shapes import NUMBER, BadShape
from golearn.course.judges.shrink import Fickle, smallest
from golearn.course.judges.slips import told
from golearn.course.verdict import Counterexample
from golearn.errors import OutOfMemory

RESET = "reset"
_ENDS = "this is where it ends"
_NOT_0 = "address 0 was left out"
MOVED = "A malloc that raises must leave the pointer where it was."

Script = tuple[int, int, list[int | str]]
"""Size of the arena, alignment, and calls: a number is a malloc of so many bytes."""

# Hypothesis shrinks towards the first choice; the numbers are turned so that small cases are
# ordinary ones (an arena of 32 bytes, a malloc of 8) unless the edge is what goes wrong.

RESETS: st.SearchStrategy[int | str] = st.just(RESET)
SCRIPTS: st.SearchStrategy[Script] = st.tuples(
    st.integers(0, 64).map(lambda n: (n + 32) % 65),
    st.sampled_from((8, 1, 16)),
    st.lists(st.one_of(st.integers(0, 40).map(lambda n: (n + 8) % 41), RESETS), max_size=8),
)


def judge_bump(answer: Any) -> Counterexample | None:
    """The shortest script on which the learner's class goes wrong. Raises NotAttempted."""
    if not isinstance(answer, type):
        return Counterexample("Bump", "a class", show(answer), "Bump must be a class.")

    try:
        return smallest(SCRIPTS, lambda script: try_script(answer, script))
    except Fickle:
        return Counterexample(
            "two new arenas, the same calls",
            "the same results",
            "different results",
            "Each arena must keep its own state: set it in __init__, not in the class.",
        )


def try_script(bump: type, script: Script) -> Counterexample | None:
    """Play one script on the learner's class and on the library's, call by call."""
    size, align, calls = script
    model = BumpAllocator(heap=size, align=align)
    lines = [f"arena = Bump({size}, align={align})"]

    def wrong(expected: str, got: Any, shows: str) -> Counterexample:
        case = "\n".join(lines)
        if not isinstance(got, Crash):
            return Counterexample(case, expected, show(got), shows)
        shows = got.shows if got.endless else shows
        crashed = not isinstance(got.error, OutOfMemory)
        return Counterexample(
            case, expected, str(got), shows, "", got.traceback, got.endless, crashed
        )

    moved = False  # the arena, by a malloc that raised
    was_reset = False
    arena = run(lambda: bump(size, align=align))
    if isinstance(arena, Crash):
        return wrong("a new arena", arena, "The arena cannot even be made.")
    for call in calls:
        if call == RESET:
            lines.append("arena.reset()")
            was_reset = True
            model.reset()
            moved = False
            got = run(lambda: arena.reset())
            if isinstance(got, Crash):
                return wrong("None", got, got.shows)
            continue
        lines.append(f"arena.malloc({call})")
        top, state = model.top, _state(arena)
        fault = _try_malloc(bump, model, arena, int(call), moved, was_reset)
        if fault is not None:
            return wrong(*fault)
        moved = moved or (model.top == top and _state(arena) != state)
    return None


def _state(arena: Any) -> dict[str, Any]:
    return dict(getattr(arena, "__dict__", {}))


def _try_malloc(
    bump: type, model: BumpAllocator, arena: Any, n: int, moved: bool, was_reset: bool
) -> tuple[str, Any, str] | None:
    """(expected, got, what it shows) if the learner's malloc differs from the model's."""
    top, end = model.top, model.heap_size
    need = max(-(-n // model.align), 1) * model.align
    got = run(lambda: arena.malloc(n))
    try:
        expected = model.malloc(n)
    except OutOfMemory:
        if isinstance(got, Crash) and isinstance(got.error, OutOfMemory):
            return None
        shows = f"{n} bytes take {need}, and only {end - top} are left: raise OutOfMemory."
        if isinstance(got, Crash) and type(got.error).__name__ == "OutOfMemory":
            shows = "This is another class of that name: raise the one from golearn.errors."
            return "OutOfMemory of golearn.errors", got, shows
        return "OutOfMemory", got, shows
    if isinstance(got, Crash):
        if isinstance(got.error, OutOfMemory):
            shared = _share(bump, model.align)
            shows = MOVED if moved else _why_room(top, end, need, was_reset, shared)
        else:
            shows = got.shows
        return str(expected), got, shows
    try:
        address = NUMBER.read(got)
    except BadShape:
        missing = "; is a return missing?" if got is None else "."
        return str(expected), got, f"malloc must return an address (int), not {a(got)}{missing}"
    if address == expected:
        return None
    shows = MOVED if moved else _why_address(address, expected, need, was_reset, model)
    return str(expected), got, shows


def _why_room(top: int, end: int, need: int, was_reset: bool, shared: bool) -> str:
    room = f"The bytes from {top} to {end} are free; that is room enough for {need}."
    if need == end - top:
        return f"{room} A block may fill what is left to the last byte."
    if top == 0 and was_reset:
        return f"{room} reset gives back everything."
    if top == 0 and shared:
        return f"{room} {told('all arenas share one pointer: each must have its own')}"
    return room


def _share(bump: type, align: int) -> bool:
    """Whether an arena goes on where another one stopped."""
    first, second = (run(lambda: bump(1 << 40, align=align).malloc(1)) for _ in range(2))
    return isinstance(first, int) and isinstance(second, int) and first != second


def _why_address(got: int, expected: int, need: int, was_reset: bool, model: BumpAllocator) -> str:
    if expected == 0 and was_reset and 0 < got < model.heap_size:
        return "reset must put the pointer back to 0."
    if got % model.align:
        return f"An address must be a multiple of {model.align}: round every size up."
    if expected == 0 and got in (need, model.align):
        looks = [_ENDS] * (got == need) + [_NOT_0] * (got == model.align)
        return f"A block starts where the pointer stood. {told(*looks)}"
    if got == model.heap_size - need:
        return f"Blocks are taken from the low end. {told('this one came from the high end')}"
    if 0 < expected < got:
        return (
            f"The blocks so far end at {expected}, and the next one starts there; a size that is "
            "a multiple of align already takes no more than that."
        )
    if got < expected:
        return (
            f"The bytes below {expected} are taken: every malloc moves the pointer, and one of "
            "0 bytes takes one align, too."
        )
    return "A block starts where the pointer stands; a new arena, or one after reset, begins at 0."
