"""The model and real Go side by side: where each object went, and what was counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import numpy as np
from numpy.typing import NDArray

from golearn.goheap import GoAllocator, MemStats, story
from golearn.goheap.mheap import ARENA_BASE
from golearn.realgo.run import STATS, ZERO_SIZED, RealRun, run_real
from golearn.realgo.toolchain import MODEL_VERSION, Toolchain, find_toolchain
from golearn.replay import replay, steps
from golearn.trace import Op, Trace

TIMED_STATS = ("HeapReleased",)
"""Fields that depend on when the background scavenger ran, once there was a collection."""


@dataclass(frozen=True)
class StatRow:
    """One counter in both. `exact` is False where real Go's depends on time."""

    name: str
    real: int
    model: int
    exact: bool = True

    @property
    def equal(self) -> bool:
        """Whether both counted the same."""
        return self.real == self.model


@dataclass(frozen=True, eq=False)
class Comparison:
    """How well the model predicts a real run. Addresses are relative to the clean start."""

    trace: Trace
    version: str
    real: NDArray[np.int64]
    model: NDArray[np.int64]
    stats: tuple[StatRow, ...]

    @property
    def same(self) -> int:
        """Objects at the same address in both."""
        return int(np.count_nonzero(self.real == self.model))

    @property
    def agreement(self) -> float:
        """Share of objects at the same address, 0 to 1; 1 for a trace that places none."""
        return self.same / len(self.model) if len(self.model) else 1.0

    @property
    def first_difference(self) -> int | None:
        """Number of the first object at another address, counted from 0."""
        differs = self.real != self.model
        return int(np.argmax(differs)) if differs.any() else None

    def explain(self) -> str:
        """The first difference in words, with the model's reasons."""
        first = self.first_difference
        if first is None:
            return f"all {len(self.model):,} objects lie where {self.version} put them"
        real, model = int(self.real[first]), int(self.model[first])
        lines = [
            f"object {first} (counted from 0) is the first that differs: {self.version} put it "
            f"at {real:+#x}, the model at {model:+#x} from the clean start.",
            "The model's reasons:",
        ]
        placed = 0
        for step in steps(self.trace, new_model()):
            if step.event.op <= Op.REALLOC:
                if placed == first:
                    lines.append(story(step.happened))
                    break
                placed += 1
        return "\n".join(lines)

    def __str__(self) -> str:
        counters = [row for row in self.stats if row.exact]
        equal = sum(row.equal for row in counters)
        return (
            f"{self.trace.name}: {self.agreement:.2%} of {len(self.model):,} addresses agree "
            f"with {self.version}; {equal} of {len(counters)} counters are equal"
        )


def new_model() -> GoAllocator:
    """The model in the harness's state: collector off, nothing free before the heap's end."""
    return GoAllocator(gogc=None)


def predict(
    trace: Trace, progress: Callable[[int], None] | None = None
) -> tuple[NDArray[np.int64], MemStats]:
    """Where the model puts each object, relative to the clean start, and its statistics."""
    model = new_model()
    history = replay(trace, model, progress)
    if history.stopped is not None:
        raise history.stopped
    relative = np.where(history.requested > 0, history.address - ARENA_BASE, ZERO_SIZED)
    return relative, model.mem_stats()


def compare(
    trace: Trace, real: RealRun, progress: Callable[[int], None] | None = None
) -> Comparison:
    """Hold the model against a real run or a recording. `progress` hears of events done."""
    model, stats = predict(trace, progress)
    timed = TIMED_STATS if bool((trace.op == Op.GC).any()) else ()
    go = stats.as_go()
    rows = [StatRow(name, real.stats[name], go[name], name not in timed) for name in STATS]
    for row, (mallocs, frees) in zip(stats.by_size, real.by_size.tolist(), strict=True):
        rows.append(StatRow(f"BySize[{row.size}].Mallocs", mallocs, row.mallocs))
        rows.append(StatRow(f"BySize[{row.size}].Frees", frees, row.frees))
    return Comparison(trace, real.version, real.addresses, model, tuple(rows))


@dataclass(frozen=True, eq=False)
class Verification:
    """One trace, the model, and one or more real runs."""

    runs: tuple[Comparison, ...]
    real_agreement: float | None
    """Median share of addresses that two real runs have in common; None for a single run."""
    note: str
    """What to know before reading the numbers; empty if nothing."""

    @property
    def agreement(self) -> float:
        """Median agreement between the model and a real run, 0 to 1."""
        return median(run.agreement for run in self.runs)


def verify(
    trace: Trace,
    runs: int = 1,
    toolchain: Toolchain | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Run `trace` on real Go `runs` times and compare each with the model.

    `progress` hears (steps done, steps in all). Raises NoToolchain or GoFailed.
    """
    toolchain = toolchain or find_toolchain()
    real: list[RealRun] = []
    for done in range(runs):
        if progress is not None:
            progress(done, 2 * runs)
        real.append(run_real(trace, toolchain))
    compared = []
    for done, one in enumerate(real, start=runs):
        if progress is not None:
            progress(done, 2 * runs)
        compared.append(compare(trace, one))
    if progress is not None:
        progress(2 * runs, 2 * runs)
    note = ""
    if not toolchain.is_the_model:
        note = f"the model describes {MODEL_VERSION}; this toolchain is {toolchain.version}"
    return Verification(tuple(compared), _between(real), note)


def _between(real: list[RealRun]) -> float | None:
    """Median agreement over all pairs of real runs."""
    if len(real) < 2:
        return None
    pairs = combinations(real, 2)
    return median(float(np.mean(a.addresses == b.addresses)) for a, b in pairs)
