"""The collect lab without its widgets: one collection, step by step, and costs by occupancy."""

from __future__ import annotations

from functools import cache

from golearn.collect import Copying, Generational, MarkCompact, MarkSweep, Program, ThreadedCompact
from golearn.collect.experiments import Steady, steady_state
from golearn.collect.frames import Frame, film
from golearn.collect.heap import ObjectHeap
from golearn.collect.program import run
from golearn.errors import BadParameter, OutOfMemory
from golearn.lab.words import where_text
from golearn.units import KIB, WORD

WORDS = 96
"""Words of the lab's heap: two halves of a row each."""

KINDS = (
    "mark-sweep",
    "mark-compact",
    "threaded-compact",
    "copying",
    "generational, minor",
    "generational, major",
)
"""The collections to choose from."""

GRAMMAR = (
    "new ROOT REFERENCES WORD …, store ROOT N ROOT, load ROOT ROOT N, set ROOT ROOT, push ROOT, "
    "pop ROOT or gc; a ROOT is such as g0 or s0"
)
"""What a line of a program is."""

PROGRAMS = {
    "shared and cyclic": """
new g0 2 1       # a table of two
new g1 1 2       # dies: its root is taken for another
new g2 2 3
new g1 0 4 4
store g0 0 g1
store g2 0 g1    # object 4 has two owners
store g2 1 g0    # 1 and 3 refer to each other
new g1 1 5       # dies
store g0 1 g2
new g3 1 6
store g3 0 g2
set g1 nil
set g2 nil
""",
    "a list with nodes cut out": """
new g0 1 1
new g1 1 2
store g1 0 g0
new g0 1 3
load g2 g1 0
store g0 0 g2
new g1 1 4
store g1 0 g0
new g1 1 5
store g1 0 g0
set g0 g1
set g1 nil
set g2 nil
""",
    "a ring that nobody holds": """
new g0 1 1
new g1 1 2
new g2 1 3
store g0 0 g1
store g1 0 g2
store g2 0 g0
set g0 nil
set g1 nil
set g2 nil
new g3 0 4 4
""",
    "an old object gets a young one": """
new g0 2 1
new g1 0 2 2
store g0 0 g1
gc               # generational: both are old now
new g1 1 3
store g0 1 g1    # old to young: the barrier remembers it
new g2 0 4 4
store g1 0 g2
new g2 0 5 5 5
set g1 nil
""",
}
"""Programs by name, each small enough for half of the heap."""


def make_heap(kind: str) -> ObjectHeap:
    """An empty heap of the lab. Raises BadParameter naming the choices."""
    size, slots = WORDS * WORD, {"global_slots": 4, "stack_slots": 0}
    makers: dict[str, type[MarkSweep | MarkCompact | ThreadedCompact | Copying]] = {
        "mark-sweep": MarkSweep,
        "mark-compact": MarkCompact,
        "threaded-compact": ThreadedCompact,
        "copying": Copying,
    }
    if kind in makers:
        return makers[kind](size, **slots)
    if kind in KINDS:
        return Generational(size, nursery=size // 4, promote_at=2, **slots)
    raise BadParameter(f"unknown collection '{kind}'; expected one of {', '.join(KINDS)}")


class CollectModel:
    """A program is run, then collected once: `step` chooses the frame that is shown.

    Whatever fails raises a GolearnError and leaves all as it was.
    """

    def __init__(self, kind: str = "copying", program: str = "shared and cyclic") -> None:
        self.kind = ""
        self.text = ""
        self.frames: list[Frame] = []
        self.step = 0
        self.load(kind, PROGRAMS.get(program, program))

    def load(self, kind: str, text: str) -> None:
        """Run a program, given as its text, and film a collection; back to the first frame."""
        heap = make_heap(kind)
        done = run(Program.parse(text.strip(), "your program"), heap)
        if done.stopped is not None:
            raise OutOfMemory(f"step {done.done + 1} of the program: {done.stopped}")
        minor = isinstance(heap, Generational) and kind.endswith("minor")
        steps = heap.minor_steps() if isinstance(heap, Generational) and minor else heap.steps()
        self.frames = film(heap, steps)
        self.kind, self.text, self.step = kind, text, 0

    def go_to(self, step: int) -> None:
        """Show another frame. Raises BadParameter if there is none."""
        if not 0 <= step < len(self.frames):
            raise BadParameter(f"step {step}; expected 0 to {len(self.frames) - 1}")
        self.step = step

    @property
    def frame(self) -> Frame:
        """The frame that is shown."""
        return self.frames[self.step]

    @property
    def says(self) -> str:
        """Where it is, and what happened."""
        return f"{where_text(self.step, len(self.frames) - 1, 'step')}: {self.frame.text}"


# --- occupancy --------------------------------------------------------------------------------

COMPARED = {"mark-sweep": MarkSweep, "mark-compact": MarkCompact, "copying": Copying}
HEAP = 64 * KIB
PERCENT = (1, 48)
"""The lowest and the highest occupancy to choose: at 50 % the copier's half is full."""


@cache
def costs_at(percent: int) -> dict[str, Steady]:
    """Each collector with a program that holds so many percent of a heap of 64 KiB.

    Measured by running it. Raises BadParameter outside `PERCENT`.
    """
    low, high = PERCENT
    if not low <= percent <= high:
        raise BadParameter(f"an occupancy of {percent} %; expected {low} to {high}")
    collections = max(2, min(8, 100 // percent))
    return {
        name: steady_state(make, HEAP, percent / 100, collections)
        for name, make in COMPARED.items()
    }


ABOUT = 0.05
"""Costs that differ by no more than this share are about equal."""


def verdict(percent: int) -> str:
    """Which collector is cheapest at this occupancy, in two sentences."""
    costs = {name: steady.cost for name, steady in costs_at(percent).items()}
    ratio = costs["copying"] / costs["mark-compact"]
    times = f"{ratio:.2f}" if ratio < 1 + ABOUT else f"{ratio:.1f}"
    if abs(ratio - 1) <= ABOUT:
        rival = "the two are about equal"
    else:
        rival = f"of the two, {'copying' if ratio < 1 else 'compacting'} wins"
    least = min(costs.values())
    cheap = [
        name for name in sorted(costs, key=costs.__getitem__) if costs[name] <= least * (1 + ABOUT)
    ]
    also = f"; {cheap[1]} is about equal" if cheap[1:] else ""
    return (
        f"At {percent} % occupancy copying touches {times} times as much as compacting: {rival}. "
        f"The least of the three is touched by {cheap[0]}{also}."
    )
