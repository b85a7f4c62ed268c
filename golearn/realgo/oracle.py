"""Ask real Go: live where there is a toolchain, else from a recording. The answer is the same.

Puzzles are recordings of traces of a few events, plain text in `puzzles/`. They ship so that a
prediction can be held against the real runtime on any machine.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from golearn.realgo.compare import Comparison, compare
from golearn.realgo.record import record_go
from golearn.realgo.recordings import load_recording, parse_recording, recordings
from golearn.realgo.run import RealRun, run_real
from golearn.realgo.toolchain import (
    MODEL_VERSION,
    GoFailed,
    NoToolchain,
    Toolchain,
    find_toolchain,
)
from golearn.trace import Trace

PUZZLES = Path(__file__).parent / "puzzles"
RUNS = 3
"""Live runs; what most of them say is the answer, as the runtime may do something of its own."""


def puzzles() -> dict[str, tuple[Trace, RealRun]]:
    """The shipped puzzles, in rising difficulty: name to trace and real run."""
    found = {}
    for path in sorted(PUZZLES.glob("*.txt")):
        name = path.stem.split("-", 1)[1].replace("-", " ")
        found[name] = parse_recording(path.read_text(encoding="utf-8"), name)
    return found


def model_toolchain() -> Toolchain | None:
    """A toolchain of the version that the model describes, or None."""
    try:
        toolchain = find_toolchain()
    except NoToolchain:
        return None
    return toolchain if toolchain.is_the_model else None


def ask_go(trace: Trace) -> RealRun:
    """Where real Go puts the objects of `trace`.

    Without a toolchain only traces with a recording have an answer; for others it raises
    NoToolchain.
    """
    toolchain = model_toolchain()
    if toolchain is not None:
        return _most_common([run_real(trace, toolchain) for _ in range(RUNS)])
    for known, run in puzzles().values():
        if known == trace:
            return run
    for name in recordings():
        known, run = load_recording(name)
        if known == trace:
            return run
    raise NoToolchain(
        f"no {MODEL_VERSION} here to run '{trace.name}', and no recording of it; install one "
        "with: pip install 'golearn[go]'"
    )


def ask_snippet(source: str, recorded: str) -> Comparison:
    """Run a Go program, replay what it allocated on real Go, and compare with the model.

    Without a toolchain an earlier run stands in, the recording `puzzles/program/RECORDED.txt`.
    """
    toolchain = model_toolchain()
    if toolchain is None:
        path = PUZZLES / "program" / f"{recorded}.txt"
        if not path.is_file():
            raise NoToolchain(f"no {MODEL_VERSION} here, and no recording '{recorded}'")
        return compare(*parse_recording(path.read_text(encoding="utf-8"), recorded))
    with tempfile.TemporaryDirectory(prefix="golearn-") as folder:
        path = Path(folder) / "main.go"
        path.write_text(source, encoding="utf-8")
        run = record_go(str(path), toolchain=toolchain)
    if run.failure is not None:
        raise GoFailed(run.failure)
    trace = run.trace
    return compare(trace, _most_common([run_real(trace, toolchain) for _ in range(RUNS)]))


def _most_common(runs: list[RealRun]) -> RealRun:
    votes = Counter(run.addresses.tobytes() for run in runs)
    winner = votes.most_common(1)[0][0]
    return next(run for run in runs if run.addresses.tobytes() == winner)
