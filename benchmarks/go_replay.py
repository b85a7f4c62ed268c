"""Whole traces on Go's allocator: the bulk engine, the readable classes, and real Go.

    python benchmarks/go_replay.py [--most EVENTS] [--runs N] [--plot FILE.png]

The program allocates 100,000 objects (fewer in short traces), then drops one at random and
allocates one, over and over. Sizes are those of the workload `lognormal`; half of the objects
hold pointers. Without collections nothing comes back; with them the heap is collected whenever
as many objects were allocated as are live.

What is measured is processor time, user and system, per event:
- bulk: from a `Trace` in memory to the `History` with all its columns, fresh allocator and
  fresh arrays each time. The heap's spans are not made, as nobody looks at them.
- by event: the same by the readable classes, up to `READABLE` events.
- real Go: the loop over the same events on one P, automatic collections off, `runtime.GC()`
  where the trace has `gc`; a fresh process each time. Reading the trace is not in it.

Medians of runs that take turns. Needs Go 1.21 (`golearn[go]`); without it that column is empty.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
import tracemalloc
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from golearn.goheap import GoAllocator
from golearn.plots.colors import BLACK, BLUE, VERMILLION
from golearn.plots.picture import Picture
from golearn.realgo.toolchain import NoToolchain, find_toolchain, run
from golearn.replay import History, replay
from golearn.replay.replay import one_by_one
from golearn.trace import Op, Trace
from golearn.units import MIB

LIVE = 100_000
EVENTS = (10_000, 100_000, 1_000_000, 10_000_000)
READABLE = 1_000_000
"""Longest trace for the readable classes, which is also where both are held against each other."""

DO = {Op.FREE: 2, Op.GC: 3}
"""What `gotrace` calls an operation; 0 and 1 allocate, without and with pointers."""


@dataclass(frozen=True, eq=False)
class Churn:
    """A trace, and the variable that each event is about, shape (events,)."""

    trace: Trace
    slot: np.ndarray


def churn(events: int, collections: bool, seed: int = 0) -> Churn:
    """Fill some variables, then replace one at a time."""
    draw = np.random.default_rng(seed)
    live = min(LIVE, events // 4)
    pairs = (events - live) // 2
    chosen = draw.integers(0, live, pairs)
    op = np.concatenate((np.zeros(live), np.tile([Op.FREE, Op.ALLOC], pairs))).astype(np.uint8)
    slot = np.concatenate((np.arange(live), np.repeat(chosen, 2)))
    obj = np.zeros(len(op), dtype=np.int64)
    obj[op == Op.ALLOC] = np.arange(live + pairs)
    by_slot = np.argsort(slot, kind="stable")
    dropped = np.flatnonzero(op[by_slot] == Op.FREE)
    obj[by_slot[dropped]] = obj[by_slot[dropped - 1]]
    size = np.maximum(1, draw.lognormal(4.16, 1.35, len(op))).astype(np.int64)
    size[op == Op.FREE] = 0
    pointers = (op == Op.ALLOC) & (draw.random(len(op)) < 0.5)
    if collections:
        at = np.arange(live, len(op), 2 * live)
        op, slot, obj, size, pointers = (
            np.insert(column, at, value)
            for column, value in zip(
                (op, slot, obj, size, pointers), (Op.GC, 0, 0, 0, 0), strict=True
            )
        )
    kind = "with collections" if collections else "no collections"
    return Churn(Trace(op, obj, size, pointers, name=f"{events:,} events, {kind}"), slot)


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

    def write(self, program: Churn) -> Path:
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

    def nanoseconds(self, path: Path) -> int:
        """Processor time of one run."""
        return int(run([str(self.program), str(path)], GOGC="off", GOMAXPROCS="1"))


@dataclass(frozen=True)
class Row:
    """Medians in nanoseconds of processor time per event; None where it was not measured."""

    collections: bool
    events: int
    bulk: float
    by_event: float | None
    real: float | None


def in_bulk(trace: Trace) -> int:
    """Nanoseconds from a trace to its history."""
    gc.collect()
    start = time.process_time_ns()
    replay(trace, GoAllocator(gogc=None))
    return time.process_time_ns() - start


def measure(events: int, collections: bool, runs: int, real: RealGo | None) -> Row:
    """One line of the table; up to `READABLE` events the two histories must be equal."""
    program = churn(events, collections)
    trace = program.trace
    path = real.write(program) if real else None
    in_bulk(trace)
    bulk, go = [], []
    for _ in range(runs):
        bulk.append(in_bulk(trace))
        if real and path:
            go.append(real.nanoseconds(path))
    by_event = None
    if len(trace) <= READABLE * 1.01:
        start = time.process_time_ns()
        expected = one_by_one(trace, GoAllocator(gogc=None))
        by_event = (time.process_time_ns() - start) / len(trace)
        check_same(expected, replay(trace, GoAllocator(gogc=None)))
    return Row(
        collections,
        events,
        statistics.median(bulk) / len(trace),
        by_event,
        statistics.median(go) / len(trace) if go else None,
    )


def check_same(expected: History, got: History) -> None:
    """Stop if any column of the two histories differs."""
    for field in fields(History):
        a, b = getattr(expected, field.name), getattr(got, field.name)
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


def bytes_above_output(trace: Trace) -> int:
    """The most memory that a replay has in hand, beyond the columns that it returns."""
    gc.collect()
    tracemalloc.start()
    go = GoAllocator(gogc=None)
    history = replay(trace, go)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    columns = (getattr(history, field.name) for field in fields(History))
    return peak - sum(column.nbytes for column in columns if isinstance(column, np.ndarray))


def picture(rows: list[Row]) -> Picture:
    """Nanoseconds per event over the length of the trace, both axes logarithmic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    lines = (("by event", "by_event", BLACK, "s:"), ("real Go", "real", VERMILLION, "^--"))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, collections in zip(panels, (False, True), strict=True):
        mine = [row for row in rows if row.collections == collections]
        for label, name, color, style in (*lines, ("bulk", "bulk", BLUE, "o-")):
            points = [(r.events, getattr(r, name)) for r in mine if getattr(r, name) is not None]
            if points:
                axes.loglog(*zip(*points, strict=True), style, color=color, label=label)
                axes.annotate(
                    f"{label}: {points[-1][1]:,.0f}",
                    points[-1],
                    xytext=(0, 7),
                    textcoords="offset points",
                    ha="right",
                    color=color,
                )
        axes.set_title("with collections" if collections else "no collections")
        axes.set_xlabel("events of the trace")
        axes.grid(True, alpha=0.3)
    panels[0].set_ylabel("processor time per event, ns")
    panels[0].set_ylim(bottom=1)
    said = [
        f"{row.events:,} events {'with' if row.collections else 'without'} collections: "
        f"bulk {row.bulk:.0f} ns" + (f", real Go {row.real:.0f} ns" if row.real else "")
        for row in rows
    ]
    return Picture(figure, "Processor time per event. " + "; ".join(said) + ".")


def print_table(rows: list[Row]) -> None:
    """A line per trace, each with the ratios of its own run."""
    print(f"{'':18}{'events':>12}{'bulk':>10}{'by event':>12}{'':>8}{'real Go':>10}{'bulk is':>12}")
    for row in rows:
        line = f"{'with collections' if row.collections else 'no collections':18}{row.events:12,}"
        line += f"{row.bulk:7.1f} ns"
        line += (
            f"{row.by_event:9,.0f} ns{row.by_event / row.bulk:6.0f} ×" if row.by_event else " " * 20
        )
        line += f"{row.real:7.1f} ns{row.bulk / row.real:7.2f} of it" if row.real else ""
        print(line)


def main() -> None:
    """Measure, print, draw."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--most", type=float, default=EVENTS[-1], help="longest trace, in events")
    options.add_argument("--runs", type=int, default=5, help="runs of which the median is taken")
    options.add_argument("--plot", type=Path, help="write the picture to this file")
    args = options.parse_args()
    try:
        real: RealGo | None = RealGo()
    except NoToolchain as reason:
        print(f"without real Go: {reason}")
        real = None
    rows = []
    for collections in (False, True):
        for events in EVENTS:
            if events <= args.most:
                rows.append(measure(events, collections, args.runs, real))
    print_table(rows)
    for collections in (False, True):
        mine = [row for row in rows if row.collections == collections and row.events >= 100_000]
        if len(mine) > 1:
            print(
                f"{'with collections' if collections else 'no collections'}: "
                f"{mine[-1].events:,} events cost {mine[-1].bulk / mine[0].bulk:.2f} times as much "
                f"per event as {mine[0].events:,}"
            )
        trace = churn(int(args.most), collections).trace
        print(f"memory above the output, {trace.name}: {bytes_above_output(trace) / MIB:.1f} MiB")
    if args.plot:
        picture(rows).save(args.plot)


if __name__ == "__main__":
    main()
