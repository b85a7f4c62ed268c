"""`golearn reset NAME`: a fresh copy of one notebook; the learner's is kept beside it."""

from __future__ import annotations

import argparse
from typing import Any

from golearn.course.commands.hint import add_folder
from golearn.course.renewal import reset
from golearn.course.workspace import existing_course

DESCRIPTION = """\
Put a fresh copy of a notebook in place of yours. Yours is kept beside it, with a number:
03-fit.backup-1.ipynb. NAME is a path such as exercises/03-fit.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser("reset", help="a fresh copy", description=DESCRIPTION)
    command.add_argument("name", metavar="NAME", help="the notebook, such as exercises/03-fit")
    add_folder(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Reset, and say where the learner's copy is."""
    done = reset(existing_course(args.dir), args.name)
    kept = f"; yours is now {done.backup.name}, beside it" if done.backup else ""
    said = f"is fresh{kept}" if done.renewed else "is as the course has it; nothing was done"
    print(f"{done.file} {said}.")
    return 0
