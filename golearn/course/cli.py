"""The `golearn` command: reads the command line, calls one command, turns errors into a line.

Exit codes: 0 all went well; 1 an error in the input or the surroundings, in one line on
stderr; 2 the command line itself is wrong; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from golearn import __version__
from golearn.course.commands import (
    classroom,
    hint,
    lab,
    progress,
    record,
    replay,
    reset,
    solution,
    start,
    teach,
    upgrade,
    verify,
)
from golearn.errors import GolearnError

ERROR, INTERRUPTED = 1, 130

COMMANDS = (
    start,
    lab,
    progress,
    hint,
    solution,
    reset,
    upgrade,
    classroom,
    teach,
    replay,
    record,
    verify,
)
"""In the order of `golearn --help`."""


def parser() -> argparse.ArgumentParser:
    """The whole command line, with help."""
    top = argparse.ArgumentParser(
        prog="golearn",
        description="Learn how a real memory allocator works, on the one inside Go.",
    )
    top.add_argument("--version", action="version", version=f"golearn {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return top


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """One command line; `passed_on` are the options meant for another program."""
    top = parser()
    args, rest = top.parse_known_args(argv)
    stray = rest if not getattr(args, "passes_on", False) else [r for r in rest if r[:1] != "-"]
    if stray:
        top.error(f"unrecognized arguments: {' '.join(stray)}")
    args.passed_on = rest
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's own); the exit code.

    Raises SystemExit(2) for a wrong command line, as argparse does.
    """
    _prepare_streams()
    try:
        args = parse(argv)
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("golearn: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing may be flushed at exit any more.
        _point_nowhere(1)
        return 0
    except GolearnError as error:
        return _complain(str(error))
    except MemoryError:
        return _complain("not enough memory for this input")
    except OSError as error:
        _point_nowhere(1)
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}")


def _complain(problem: str) -> int:
    print("golearn: " + " ".join(problem.split()), file=sys.stderr)
    return ERROR


def _prepare_streams() -> None:
    """Names that the terminal cannot show come out escaped; a closed stream swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _point_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, descriptor)
    finally:
        os.close(nowhere)
