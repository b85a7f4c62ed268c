"""`golearn verify [TRACE]`: the model and the real Go runtime side by side."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from golearn.course.errors import did_you_mean

if TYPE_CHECKING:
    from golearn.realgo import Comparison, Verification
    from golearn.trace import Trace

DESCRIPTION = """\
Run TRACE on the real Go runtime and on golearn's model of it, and compare where each object
went and what was counted.

TRACE is a file as for `golearn replay`, or the name of a recording. Without TRACE all
recordings of real runs that come with golearn are run again.

It needs a Go toolchain: pip install 'golearn[go]', or `go` on the PATH, or GOLEARN_GO set to
the path of one. With --recorded it needs none: the model is then held against what real Go did
when the recordings were made.
"""

COLUMNS = """\
columns of the table:
  objects    objects that the trace places
  same       share of them at the same address in both, relative to the clean start;
             with several runs, the median
  real Go    share on which two runs of real Go agree, median; with collections no two
             runs need be the same
  counters   fields of MemStats, and of BySize, that are equal in both

exit code: 0, or 1 if the model was wrong where it claims to be exact: on Go 1.21, in a
trace without collections.
"""

RUNS_WITH_GC = 3
"""Real runs of a trace with collections, unless told otherwise."""

WIDTH = 80


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "verify",
        help="compare the model of Go's allocator with real Go",
        description=DESCRIPTION,
        epilog=COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = command.add_argument
    add("trace", metavar="TRACE", nargs="?", help="a trace file, or the name of a recording")
    add(
        "--runs",
        type=_runs,
        metavar="N",
        help=f"runs of real Go (default: 1, with collections {RUNS_WITH_GC})",
    )
    add("--recorded", action="store_true", help="use the recordings, not a live Go")
    add("--json", action="store_true", help="print the numbers as JSON instead of a table")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Verify one trace or all recordings; print what agrees and the first thing that does not."""
    from golearn.course.commands.long_work import LongWork

    with LongWork() as work:
        done = _recorded(args.trace, work) if args.recorded else _live(args, work)
    if args.json:
        _print_json(done)
    else:
        _print(done, one=args.trace is not None)
    return int(any(_claimed(one) and not _exact(one) for one in done))


def _live(args: argparse.Namespace, work: Any) -> list[Verification]:
    from golearn.realgo import find_toolchain, load_recording, recordings, verify

    toolchain = find_toolchain()
    names = recordings() if args.trace is None else [args.trace]
    done = []
    for name in names:
        trace = load_recording(name)[0] if args.trace is None else _read(name)
        runs = args.runs or (RUNS_WITH_GC if _collects(trace) else 1)
        work.task(f"{trace.name} on {toolchain.version}", 2 * runs)
        done.append(verify(trace, runs, toolchain, lambda at, _total: work.at(at)))
    return done


def _recorded(name: str | None, work: Any) -> list[Verification]:
    from golearn.realgo import Verification, compare, load_recording, recordings

    done = []
    for one in recordings() if name is None else [name]:
        trace, real = load_recording(one)
        work.task(one, len(trace))
        done.append(Verification((compare(trace, real, work.at),), None, ""))
    return done


def _read(name: str) -> Trace:
    from golearn.errors import TraceError
    from golearn.realgo import load_recording, programs, recordings
    from golearn.trace import load, read, shipped

    path = Path(name)
    if path.exists():
        return read(path)
    if name in recordings():
        return load_recording(name)[0]
    if name in programs():
        return read(programs()[name])
    if name in shipped():
        return load(name)
    names = [*recordings(), *programs(), *shipped()]
    near = did_you_mean(name, names)
    raise TraceError(f"no such file or recording{near} (recordings: {', '.join(names)})", name)


def _collects(trace: Trace) -> bool:
    from golearn.trace import Op

    return bool((trace.op == Op.GC).any())


def _claimed(one: Verification) -> bool:
    """Whether the model claims to be exact for this comparison."""
    return not one.note and not _collects(one.runs[0].trace)


def _exact(one: Verification) -> bool:
    return all(run.agreement == 1 and not _unequal(run) for run in one.runs)


def _unequal(run: Comparison) -> list[Any]:
    return [row for row in run.stats if row.exact and not row.equal]


def _typical(one: Verification) -> Comparison:
    """The run in the middle, by agreement."""
    return sorted(one.runs, key=lambda run: run.agreement)[len(one.runs) // 2]


def _print_json(done: list[Verification]) -> None:
    import json

    results = []
    for one in done:
        run = _typical(one)
        results.append(
            {
                "trace": run.trace.name,
                "events": len(run.trace),
                "objects": len(run.model),
                "version": run.version,
                "runs": len(one.runs),
                "agreement": one.agreement,
                "real_agreement": one.real_agreement,
                "first_difference": run.first_difference,
                "counters": {row.name: [row.real, row.model] for row in run.stats},
                "note": one.note,
            }
        )
    print(json.dumps(results, indent=2))


def _print(done: list[Verification], one: bool) -> None:
    from rich.table import Table

    _say(_heading(done))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("trace", no_wrap=True)
    for title in ("events", "objects", "runs", "same", "real Go", "counters"):
        table.add_column(title, justify="right", no_wrap=True)
    for verification in done:
        table.add_row(*_cells(verification))
    _console().print(table)
    if one:
        _print_counters(_typical(done[0]))
    for verification in done:
        run = _typical(verification)
        if run.first_difference is not None:
            print(f"\n{run.trace.name}: {run.explain()}")
        elif one:
            _say(f"No difference: {run.explain()}.")
    for note in dict.fromkeys(v.note for v in done if v.note):
        _say(f"Note: {note}.")


def _heading(done: list[Verification]) -> str:
    versions = ", ".join(dict.fromkeys(run.version for one in done for run in one.runs))
    return f"golearn's model and {versions} on linux/amd64"


def _cells(one: Verification) -> tuple[str, ...]:
    run = _typical(one)
    counters = [row for row in run.stats if row.exact]
    between = "" if one.real_agreement is None else f"{one.real_agreement:.2%}"
    return (
        run.trace.name,
        f"{len(run.trace):,}",
        f"{len(run.model):,}",
        str(len(one.runs)),
        f"{one.agreement:.2%}",
        between,
        f"{len(counters) - len(_unequal(run))} of {len(counters)}",
    )


def _print_counters(run: Comparison) -> None:
    """The fields of MemStats, and the classes of BySize that differ."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("MemStats, change", no_wrap=True)
    for title in ("real Go", "model"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    by_size = 0
    for row in run.stats:
        if row.name.startswith("BySize") and row.equal:
            by_size += 1
            continue
        verdict = "equal" if row.equal else "differs" if row.exact else "differs, depends on time"
        table.add_row(row.name, f"{row.real:,}", f"{row.model:,}", verdict)
    table.add_row(f"BySize: {by_size} others", "", "", "equal")
    print()
    _console().print(table)
    print()


def _console() -> Any:
    import sys

    from rich.console import Console

    return Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH, break_long_words=False))


def _runs(word: str) -> int:
    n = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0
    if not 1 <= n <= 99:
        raise argparse.ArgumentTypeError(f"'{word}' is no number of runs; expected 1 to 99")
    return n
