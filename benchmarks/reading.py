"""Reading trace files of every form."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.go_programs import churn
from benchmarks.race import processor, race
from benchmarks.results import Effort, Other, Row
from golearn.trace import Trace, read, write
from golearn.trace.files import PARSERS
from golearn.trace.lines import read_chunks, read_lines

TOPIC = "Reading a trace"
NOTE = (
    "Processor time per event from a file to a checked `Trace`; 200 ns are five million events "
    "a second. Line by line reads what is not in the plainest form, and finds words for faults."
)
AT_MOST = 200


def rows(effort: Effort) -> Iterator[Row]:
    """A row per form. What is read must be what was written."""
    trace = churn(effort.lines).trace
    bare = Trace(trace.op, trace.object, trace.size)
    with tempfile.TemporaryDirectory() as folder:
        for name, path, written in _files(Path(folder), trace, bare):
            if read(path) != written:
                raise AssertionError(f"{name}: read something else than was written")
            runners = {"bulk": processor(partial(read, path))}
            if path.suffix in (".trace", ".rep"):
                form = "rep" if path.suffix == ".rep" else "text"
                runners["line by line"] = processor(partial(_line_by_line, path, form))
            spent = race(runners, effort.runs if len(runners) == 1 else 2)
            nanoseconds = {way: seconds / len(trace) * 1e9 for way, seconds in spent.items()}
            bulk = nanoseconds.pop("bulk")
            others = tuple(Other(*way) for way in nanoseconds.items())
            at_most = None if path.suffix == ".gz" else AT_MOST  # there, unpacking is the work
            yield Row(TOPIC, f"{name}, {len(trace):,} events", bulk, "ns/event", at_most, others)


def _line_by_line(path: Path, form: str) -> Trace:
    source = str(path)
    return PARSERS[form](read_lines(read_chunks(path), source), source)


def _files(folder: Path, trace: Trace, bare: Trace) -> Iterator[tuple[str, Path, Trace]]:
    text, script, rep = folder / "a.trace", folder / "a.script", folder / "a.rep"
    write(trace, text)
    yield "text form", text, trace
    write(bare, script)
    lines = script.read_text(encoding="utf-8").split("\n", 1)[1]
    script.write_text(lines, encoding="utf-8")
    yield "`.script`", script, bare
    rep.write_text(f"{1 << 30}\n{bare.allocations}\n{len(bare)}\n1\n{lines}", encoding="utf-8")
    yield "`.rep`", rep, bare
    write(trace, folder / "a.trace.gz")
    yield "text form, `.gz`", folder / "a.trace.gz", trace
    write(trace, folder / "a.npy")
    yield "binary form", folder / "a.npy", trace
