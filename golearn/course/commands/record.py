"""`golearn record --go PACKAGE_OR_FILE [ARG...]`: what a real Go program allocates, as a trace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from golearn.course.errors import OutputError

if TYPE_CHECKING:
    from golearn.realgo import Recorded

DESCRIPTION = """\
Build and run a Go program, and write its allocations and collections as a trace. What the
program prints is not shown. It needs a toolchain of Go 1.21 or 1.22, as for `golearn verify`.

The runtime itself tells of each allocation, so three things hold for every such trace: sizes
are rounded up to a size class; a tiny object that found room in a block which was there
already is missing; and what is not a plain number counts as holding pointers.

A program that does not end by itself, such as a server, is ended with Ctrl-C; the trace is
written all the same.
"""

EXAMPLES = """\
examples:
  golearn record --go main.go
  golearn record --go ./cmd/tool -o tool.trace.gz -- -v input.txt
  golearn replay main.trace --with go first-fit

exit code: 0, 1 if the program crashed or ended with a status other than 0 (the trace is
written), or 130 after Ctrl-C.
"""

STOPPED = 130
"""Exit code after Ctrl-C, as for every command."""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "record",
        help="record the allocations of a real Go program",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = command.add_argument
    add(
        "--go",
        metavar="PACKAGE_OR_FILE",
        required=True,
        help="a .go file, a package's folder, an import path, or a program that was built",
    )
    add(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        help="the trace file, packed if it ends in .gz (default: the program's name and .trace, "
        "if there is no such file yet)",
    )
    add("args", metavar="ARG", nargs="*", help="passed to the program; put -- before options")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Record, write, and say what was recorded."""
    from golearn.course.commands.long_work import LongWork
    from golearn.realgo import GoFailed, record_go
    from golearn.trace import write

    name = program_name(args.go)
    out = _output(args.output, name)
    with LongWork() as work:
        work.task(f"running {name}", None)
        recorded = record_go(args.go, args.args, on_allocation=work.at)
    recorded.trace.name = name
    write(recorded.trace, out)
    print(_summary(recorded, out))
    if recorded.failure is not None:
        raise GoFailed(recorded.failure)
    return STOPPED if recorded.stopped else 0


def program_name(target: str) -> str:
    """What to call the trace of a program: `main` for `cmd/main.go`, `tool` for `./cmd/tool`."""
    path = Path(target)
    if path.is_dir():
        path = path.resolve()
    return path.name.removesuffix(".go") or "program"


def _output(given: Path | None, name: str) -> Path:
    """Where the trace goes; found out, and refused, before the work."""
    out = given or Path(f"{name}.trace")
    if out.is_dir():
        raise OutputError(f"{out}: this is a folder; expected a file name such as {name}.trace")
    if not out.parent.is_dir():
        raise OutputError(f"{out}: there is no folder {out.parent}")
    if given is None and out.exists():
        raise OutputError(f"{out}: is there already; name a file with -o to replace it")
    return out


def _summary(recorded: Recorded, out: Path) -> str:
    from golearn.trace import Op
    from golearn.units import count, human_bytes

    trace = recorded.trace
    collections = int((trace.op == Op.GC).sum())
    peak = human_bytes(int(trace.live_bytes().max(initial=0)))
    lines = [
        f"{out}: {count(trace.allocations, 'allocation')}, {count(collections, 'collection')}, "
        f"at most {peak} live."
    ]
    if recorded.stopped:
        lines.append("Ctrl-C ended the program; the trace goes up to there.")
    if recorded.unread:
        lines.append(
            f"Missing: {count(recorded.unread, 'allocation or free', 'allocations or frees')}; "
            "the program wrote to stderr while the runtime told of them."
        )
    lines.append(f"Compare allocators with: golearn replay {out} --with go first-fit")
    return "\n".join(lines)
