"""Record the allocations of a real Go program as a trace.

In Go 1.21 `GODEBUG=allocfreetrace=1` prints every allocation, every collection and every object
that a sweep frees. Three things to know of what it prints:

- Sizes are already rounded up to a size class.
- A tiny object that found room in a block that was there already is not printed.
- It names the type, not whether it holds pointers. Numbers do not; all else is taken to.

An object is freed some time after a collection found it dead. In the trace it is dropped
just before that collection.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from golearn.realgo.toolchain import GoFailed, Toolchain, environment, find_toolchain
from golearn.trace import Op, Trace

PROGRAMS = Path(__file__).parent / "programs"
EVENT = re.compile(r"^trace(alloc|free|gc)\((?:0x([0-9a-f]+), 0x([0-9a-f]+)(?:, (.*))?)?\)$")
PLAIN = re.compile(
    r"^(\[\d+\])*(u?int(8|16|32|64|ptr)?|float(32|64)|complex(64|128)|bool|byte|rune)$"
)


def programs() -> dict[str, Path]:
    """Traces of real Go programs that ship with the package: name to file.

    `gofmt`: go1.21.13's `gofmt -l` on the standard library's `fmt/print.go`.
    """
    return {path.name.split(".")[0]: path for path in sorted(PROGRAMS.glob("*.trace.gz"))}


def record_go(target: str, args: Sequence[str] = (), toolchain: Toolchain | None = None) -> Trace:
    """Build and run a Go package, file or finished program; its allocations as a trace.

    What the program itself prints is not shown. Raises NoToolchain or GoFailed.
    """
    toolchain = toolchain or find_toolchain()
    path = Path(target)
    with tempfile.TemporaryDirectory(prefix="golearn-") as folder:
        program = path
        if path.is_dir() or path.suffix == ".go" or not path.is_file():
            program = Path(folder) / "program"
            build = ["build", "-o", str(program)]
            if path.is_dir():
                toolchain.run(*build, ".", cwd=path)
            else:
                toolchain.run(*build, target)
        return _run(program, args)


def _run(program: Path, args: Sequence[str]) -> Trace:
    name = program.stem
    with subprocess.Popen(
        [str(program.resolve()), *args],
        env=environment(GODEBUG="allocfreetrace=1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stderr is not None
        trace = parse_allocfreetrace(process.stderr, name)
    if not len(trace):
        raise GoFailed(
            f"{name} printed no allocation (status {process.returncode}). Versions up to Go 1.22 "
            "do, with GODEBUG=allocfreetrace=1."
        )
    return trace


def parse_allocfreetrace(lines: Iterable[str], name: str = "go") -> Trace:
    """The trace in what a program printed with `GODEBUG=allocfreetrace=1`."""
    placed: list[list[tuple[Op, int, int, bool]]] = [[]]
    dropped: list[list[tuple[Op, int, int, bool]]] = []
    live: dict[int, int] = {}
    count = 0
    for line in lines:
        match = EVENT.match(line.rstrip())
        if match is None:
            continue
        what, address, size, kind = match.groups()
        if what == "gc":
            placed.append([])
            dropped.append([])
        elif what == "alloc" and address:
            old = live.pop(int(address, 16), None)
            if old is not None and dropped:
                dropped[-1].append((Op.FREE, old, 0, False))
            pointers = kind is not None and not PLAIN.match(kind)
            placed[-1].append((Op.ALLOC, count, int(size, 16), pointers))
            live[int(address, 16)] = count
            count += 1
        elif what == "free" and dropped:
            obj = live.pop(int(address, 16), None)
            if obj is not None:
                dropped[-1].append((Op.FREE, obj, 0, False))
    events = placed[0]
    for freed, then in zip(dropped, placed[1:], strict=True):
        events += [*freed, (Op.GC, 0, 0, False), *then]
    return Trace.build(events, name)
