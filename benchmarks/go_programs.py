"""Programs for Go's allocator as traces, and the real Go runtime that runs the same.

Sizes are those of the workload `lognormal`; half of the objects hold pointers.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from golearn.realgo.toolchain import NoToolchain, find_toolchain, run
from golearn.trace import Op, Trace

LIVE = 100_000
"""Objects that a program holds; fewer in short traces."""

DO = {Op.FREE: 2, Op.GC: 3}
"""What `gotrace` calls an operation; 0 and 1 allocate, without and with pointers."""


@dataclass(frozen=True, eq=False)
class Program:
    """A trace, and the variable that each event is about, shape (events,)."""

    trace: Trace
    slot: np.ndarray


def only_requests(events: int, seed: int = 0) -> Program:
    """Allocate, and never come back to it."""
    draw = np.random.default_rng(seed)
    op = np.full(events, Op.ALLOC, dtype=np.uint8)
    size, pointers = _sizes(draw, events), draw.random(events) < 0.5
    numbers = np.arange(events)
    trace = Trace(op, numbers, size, pointers, name="only requests")
    return Program(trace, numbers % min(LIVE, events))


def churn(events: int, collections: bool = False, live: int = LIVE, seed: int = 0) -> Program:
    """Fill some variables, then drop the object of one at random and allocate another.

    With `collections` the heap is collected whenever as many objects were allocated as live.
    """
    draw = np.random.default_rng(seed)
    live = min(live, events // 4)
    pairs = (events - live) // 2
    chosen = draw.integers(0, live, pairs)
    op = np.concatenate((np.zeros(live), np.tile([Op.FREE, Op.ALLOC], pairs))).astype(np.uint8)
    slot = np.concatenate((np.arange(live), np.repeat(chosen, 2)))
    obj = np.zeros(len(op), dtype=np.int64)
    obj[op == Op.ALLOC] = np.arange(live + pairs)
    by_slot = np.argsort(slot, kind="stable")
    dropped = np.flatnonzero(op[by_slot] == Op.FREE)
    obj[by_slot[dropped]] = obj[by_slot[dropped - 1]]
    size = np.where(op == Op.FREE, 0, _sizes(draw, len(op)))
    pointers = (op == Op.ALLOC) & (draw.random(len(op)) < 0.5)
    if collections:
        at = np.arange(live, len(op), 2 * live)
        op, slot, obj, size, pointers = (
            np.insert(column, at, value)
            for column, value in zip(
                (op, slot, obj, size, pointers), (Op.GC, 0, 0, 0, 0), strict=True
            )
        )
    name = "churn with collections" if collections else "churn"
    return Program(Trace(op, obj, size, pointers, name=name), slot)


def _sizes(draw: np.random.Generator, count: int) -> np.ndarray:
    return np.maximum(1, draw.lognormal(4.16, 1.35, count)).astype(np.int64)


class RealGo:
    """The compiled `gotrace`. Raises NoToolchain."""

    def __init__(self) -> None:
        toolchain = find_toolchain()
        if not toolchain.is_the_model:
            raise NoToolchain(f"the model describes Go 1.21, not {toolchain.version}")
        self._folder = tempfile.TemporaryDirectory(prefix="gotrace-")
        self.folder = Path(self._folder.name)
        self.program = self.folder / "gotrace"
        toolchain.run("build", "-o", str(self.program), ".", cwd=Path(__file__).parent / "gotrace")

    def write(self, program: Program) -> Path:
        """The trace in the form that `gotrace` reads."""
        trace = program.trace
        do = trace.pointers.astype(np.uint8)
        for op, number in DO.items():
            do[trace.op == op] = number
        path = self.folder / "trace"
        with path.open("wb") as file:
            np.array([len(trace), program.slot.max() + 1], dtype="<i8").tofile(file)
            trace.size.astype("<i8").tofile(file)
            program.slot.astype("<i4").tofile(file)
            do.tofile(file)
        return path

    def seconds(self, path: Path) -> float:
        """Processor time of the loop over the events, in one run."""
        return int(run([str(self.program), str(path)], GOGC="off", GOMAXPROCS="1")) / 1e9
