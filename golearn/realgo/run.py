"""Run a trace on the real Go runtime: build the harness, run it, read what it says.

The harness (`harness/main.go`) first brings its heap into a known state, the *clean start*: no
span has a free slot and no page is free. From there on every address follows from the trace.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.goheap import GO_CLASSES
from golearn.goheap.memstats import BY_SIZE
from golearn.realgo.toolchain import GoFailed, Toolchain, find_toolchain, run
from golearn.trace import Op, Trace, write

HARNESS = Path(__file__).parent / "harness"
CLASSES = ",".join(f"{row.size}:{row.span_bytes}" for row in GO_CLASSES.classes)

STATS = (
    "Alloc",
    "TotalAlloc",
    "Mallocs",
    "Frees",
    "HeapAlloc",
    "HeapSys",
    "HeapIdle",
    "HeapInuse",
    "HeapReleased",
    "HeapObjects",
)
"""Fields of MemStats whose change over a run follows from the trace alone."""


@dataclass(frozen=True, eq=False)
class RealRun:
    """What real Go did with a trace.

    `addresses` has one entry per placed object, relative to the clean start, in bytes. It is
    `ZERO_SIZED` for objects without size. `stats` is by how much each field of MemStats
    changed; `by_size` has (mallocs, frees) per size class, shape (61, 2).
    """

    version: str
    addresses: NDArray[np.int64]
    stats: dict[str, int]
    by_size: NDArray[np.int64]


ZERO_SIZED = -1


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where harnesses are built and run; gone when Python ends."""
    return tempfile.TemporaryDirectory(prefix="golearn-")


@cache
def build_harness(toolchain: Toolchain) -> Path:
    """The compiled harness. Raises GoFailed."""
    target = Path(_folder().name) / f"harness-{toolchain.version}"
    toolchain.run("build", "-o", str(target), ".", cwd=HARNESS)
    return target


TRIES = 5


def run_real(trace: Trace, toolchain: Toolchain | None = None) -> RealRun:
    """Run `trace` on real Go, collector off but for the trace's own `gc`, on one P.

    Now and then the runtime allocates something of its own meanwhile. `Mallocs` tells, and the
    run is repeated, at most four times. Raises NoToolchain or GoFailed.
    """
    toolchain = toolchain or find_toolchain()
    harness = build_harness(toolchain)
    expected = int(np.count_nonzero(trace.size[trace.op <= Op.REALLOC]))
    for _ in range(TRIES):
        result = _run_once(trace, harness)
        if result.stats["Mallocs"] == expected:
            break
    return result


def _run_once(trace: Trace, harness: Path) -> RealRun:
    with tempfile.TemporaryDirectory(dir=_folder().name) as folder:
        source, result = Path(folder) / "trace.txt", Path(folder) / "result"
        write(trace, source)
        run([str(harness), str(source), str(result), CLASSES], GOGC="off", GOMAXPROCS="1")
        return _read_result(result.read_bytes(), trace)


def _read_result(data: bytes, trace: Trace) -> RealRun:
    line, _, body = data.partition(b"\n")
    header: dict[str, Any] = json.loads(line)
    addresses = np.frombuffer(body, dtype="<u8").astype(np.int64)
    if len(addresses) != header["count"] or header["count"] != trace.allocations:
        raise GoFailed("the harness did not report one address per object")
    sizes = trace.size[trace.op <= Op.REALLOC]
    relative = np.where(sizes > 0, addresses - header["start"], ZERO_SIZED)
    before, after = header["before"], header["after"]
    by_size = [
        (b["Mallocs"] - a["Mallocs"], b["Frees"] - a["Frees"])
        for a, b in zip(before["BySize"], after["BySize"], strict=True)
    ]
    return RealRun(
        version=header["version"],
        addresses=relative,
        stats={name: after[name] - before[name] for name in STATS},
        by_size=np.array(by_size[:BY_SIZE], dtype=np.int64),
    )
