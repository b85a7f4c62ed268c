"""`golearn replay TRACE --with NAME...`: run a trace on allocators and compare them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from golearn.course.errors import OutputError, did_you_mean

if TYPE_CHECKING:
    from golearn.replay import History, Options
    from golearn.trace import Trace

DESCRIPTION = """\
Run TRACE on one or more allocators and print a comparison.

TRACE is a file: the text form, .script, .rep, a valgrind or ltrace log, any of them
gzipped; or the name of a recording that comes with golearn.
"""

COLUMNS = """\
columns of the table:
  heap      the largest size of the heap
  used      utilisation: the most bytes ever live / heap
  internal  internal fragmentation: share of the bytes in live blocks that nobody
            asked for (rounding, headers, class sizes), when most bytes are live
  external  external fragmentation: 1 - largest free range / free bytes, mean
            over 200 instants; 0 is one piece, near 1 is crumbs
  visited   free blocks looked at per request: mean, and the largest number (max)
  stopped   the event (counted from 0) at which there was no memory left

placements file (CSV): event,object,address,size,block
  a line per placed object: the event that placed it (counted from 0), its ID, its
  address, the bytes asked for and the bytes of its block, all decimal.
  One allocator writes OUT.csv; several write OUT.first-fit.csv, OUT.bump.csv, ...
  Each file appears whole or not at all.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "replay",
        help="run a trace on allocators and compare them",
        description=DESCRIPTION,
        epilog=COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = command.add_argument
    add("trace", metavar="TRACE", help="a trace file, or the name of a shipped recording")
    add(
        "--with",
        dest="names",
        metavar="NAME",
        nargs="+",
        type=_allocator_name,
        required=True,
        help="allocators: bump, first-fit, next-fit, best-fit, worst-fit, segregated-fit, "
        "buddy, go; a design ignores options below that it has no use for",
    )
    add("--heap", type=_heap, metavar="N", help="a fixed heap of N bytes (default: it grows)")
    add("--align", type=_align, metavar="N", help="round requests up to multiples of N bytes")
    add("--header", type=_header, metavar="N", default=0, help="add N bytes to each request")
    add(
        "--coalesce",
        choices=("none", "immediate", "deferred"),
        default="immediate",
        help="when free neighbours merge: never, at once, when a request finds no room",
    )
    add("--placements", type=Path, metavar="OUT.csv", help="write where each object went")
    add("--json", action="store_true", help="print the numbers as JSON instead of a table")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, replay on each allocator, write placements, print the comparison."""
    from golearn.course.commands.long_work import LongWork
    from golearn.course.commands.table import as_json, as_table
    from golearn.errors import GolearnError, TraceError
    from golearn.replay import Options

    names = list(dict.fromkeys(args.names))
    files = _placement_files(args.placements, names, Path(args.trace))
    histories: dict[str, History] = {}
    refused = []
    with LongWork() as work:
        trace = _read(args.trace, work)
        if len(trace) == 0:
            raise TraceError("no event in it", args.trace)
        options = Options(args.heap, args.align, args.header, args.coalesce, trace.processors)
        for name in names:
            try:
                histories[name] = _replay(trace, name, options, work)
            except GolearnError as error:  # the others can still be compared
                refused.append(f"{name}: {error}")
    if files:
        from golearn.course.commands.placements import write_all

        write_all({files[name]: history for name, history in histories.items()})
    if histories:
        (as_json if args.json else as_table)(trace, list(histories.values()), options)
    if refused:
        raise GolearnError("; ".join(refused))
    return 0


def _read(name: str, work: Any) -> Trace:
    from golearn.errors import TraceError
    from golearn.trace import load, read, shipped

    path = Path(name)
    if not path.exists():
        names = shipped()
        if name in names:
            return load(name)
        near = did_you_mean(name, names)
        raise TraceError(f"no such file or recording{near} (recordings: {', '.join(names)})", name)
    size = path.stat().st_size if path.is_file() else None
    work.task(f"reading {path.name}", size)
    return read(path, on_bytes=work.at)


def _replay(trace: Trace, name: str, options: Options, work: Any) -> History:
    from golearn.replay import make_allocator, replay

    work.task(name, len(trace))
    return replay(trace, make_allocator(name, options), progress=work.at)


def _placement_files(out: Path | None, names: list[str], trace: Path) -> dict[str, Path]:
    """Where the placements of each allocator go; found out, and refused, before the work."""
    if out is None:
        return {}
    if out.is_dir():
        raise OutputError(f"{out}: this is a folder; expected a file name such as out.csv")
    if not out.parent.is_dir():
        raise OutputError(f"{out}: there is no folder {out.parent}")
    several = len(names) > 1
    files = {n: out.with_suffix(f".{n}{out.suffix}") if several else out for n in names}
    if trace.exists() and any(file.exists() and file.samefile(trace) for file in files.values()):
        raise OutputError(f"{out}: this is the trace itself; expected another file")
    return files


def _allocator_name(word: str) -> str:
    from golearn.replay import MAKERS

    if word not in MAKERS:
        choices = ", ".join(MAKERS)
        near = did_you_mean(word, MAKERS)
        raise argparse.ArgumentTypeError(f"unknown allocator '{word}'{near} (one of {choices})")
    return word


def _heap(word: str) -> int:
    from golearn.units import ADDRESS_SPACE

    return _whole(word, ADDRESS_SPACE)


def _header(word: str) -> int:
    from golearn.replay import MOST_HEADER

    return _whole(word, MOST_HEADER)


def _align(word: str) -> int:
    n = _whole(word, 1 << 20)
    if n < 1 or n & (n - 1):
        raise argparse.ArgumentTypeError(f"'{word}' is no power of two such as 8 or 16")
    return n


def _whole(word: str, largest: int) -> int:
    n = int(word) if word.isascii() and word.isdigit() and len(word) < 19 else -1
    if not 0 <= n <= largest:
        raise argparse.ArgumentTypeError(
            f"'{word}' is not a number of bytes; expected 0 to {largest}"
        )
    return n
