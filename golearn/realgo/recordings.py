"""Recordings: what real Go did with some traces, kept so that no toolchain is needed.

A file is a trace in its text form with the address behind each `a` and `r`, relative to the
clean start (`-` for an object without size). Comments name the version and the statistics:

    # recorded by go1.21.13 linux/amd64
    # stats {"Mallocs": 3, …}
    # by_size [[0, 0], …]
    a 0 24 p @ 0
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np

from golearn.errors import TraceError
from golearn.realgo.run import ZERO_SIZED, RealRun
from golearn.trace import Op, Trace

FOLDER = Path(__file__).parent / "recordings"
SUFFIX = ".txt.gz"


def recordings() -> list[str]:
    """Names of the recordings that ship with the package."""
    return sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}"))


def load_recording(name: str) -> tuple[Trace, RealRun]:
    """A shipped recording by name. Raises TraceError naming the choices if there is none."""
    path = FOLDER / f"{name}{SUFFIX}"
    if not path.is_file():
        raise TraceError(f"no such recording; expected one of {', '.join(recordings())}", name)
    return parse_recording(gzip.decompress(path.read_bytes()).decode(), name)


def parse_recording(text: str, name: str) -> tuple[Trace, RealRun]:
    """The trace and the real run in a recording's text. Raises TraceError."""
    notes: dict[str, str] = {}
    lines: list[str] = []
    addresses: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("# "):
            key, _, value = line.removeprefix("# ").partition(" ")
            notes[key] = value
        event, at, address = line.partition(" @ ")
        lines.append(event)
        if at:
            try:
                addresses.append(ZERO_SIZED if address == "-" else int(address))
            except ValueError:
                raise TraceError(f"'{address}' is no address", name, number) from None
    trace = Trace.parse("\n".join(lines), name)
    if len(addresses) != trace.allocations:
        raise TraceError("a recording has one address per object", name)
    try:
        version = notes["recorded"].split()[1]
        stats, by_size = json.loads(notes["stats"]), json.loads(notes["by_size"])
    except (KeyError, IndexError, ValueError) as error:
        raise TraceError("a recording names its version, stats and by_size", name) from error
    run = RealRun(version, np.array(addresses, dtype=np.int64), stats, np.array(by_size))
    return trace, run


def format_recording(trace: Trace, run: RealRun) -> str:
    """The text of a recording."""
    lines = [
        f"# recorded by {run.version} linux/amd64",
        f"# stats {json.dumps(run.stats)}",
        f"# by_size {json.dumps(run.by_size.tolist())}",
    ]
    addresses = iter(run.addresses.tolist())
    for op, obj, size, pointers in trace:
        if op == Op.GC:
            lines.append("gc")
        elif op == Op.FREE:
            lines.append(f"f {obj}")
        else:
            address = next(addresses)
            where = "-" if address == ZERO_SIZED else address
            kind = " p" if pointers and op == Op.ALLOC else ""
            lines.append(f"{'ar'[op]} {obj} {size}{kind} @ {where}")
    return "\n".join(lines) + "\n"


def save_recording(trace: Trace, run: RealRun, path: Path) -> None:
    """Write a recording; the same run gives the same bytes."""
    path.write_bytes(gzip.compress(format_recording(trace, run).encode(), mtime=0))
