"""`golearn start [DIR]`: copy the course into a folder of the learner's own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from golearn.course.workspace import DEFAULT_FOLDER, Copied, fill

DESCRIPTION = """\
Copy the course (notebooks, exercises, solutions) into DIR. Files that are there already are
kept as they are; only missing ones are added, so the command can be repeated at any time. For
new versions of what you did not change: golearn upgrade. For a fresh copy: golearn reset.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "start", help="copy the course into a folder", description=DESCRIPTION
    )
    command.add_argument(
        "dir",
        metavar="DIR",
        nargs="?",
        type=Path,
        default=Path(DEFAULT_FOLDER),
        help="the folder; made if it is missing (default: %(default)s)",
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy, and say what was done."""
    copied = fill(args.dir)
    print(report(copied))
    print(f"Open it with: golearn lab {args.dir}")
    return 0


def report(copied: Copied) -> str:
    """What a copy did, in words: a line, and one more per file of which the course has another."""
    lines = [f"The course is in {copied.folder}: {len(copied.added)} files added."]
    if copied.kept:
        lines = [lines[0][:-1] + f", {len(copied.kept)} kept that were there."]
    lines += [f"  kept; the course has another: {name}" for name in copied.differing]
    if copied.differing:
        lines.append("To get what you did not change: golearn upgrade")
    return "\n".join(lines)
