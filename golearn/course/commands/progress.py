"""`golearn progress`: what was done, and what to do next."""

from __future__ import annotations

import argparse
from typing import Any

from golearn.course.commands.hint import add_folder
from golearn.course.workspace import existing_course

DESCRIPTION = """\
Show which exercises were right, chapter by chapter, and what to do next. It is read from
progress.json in the course folder, which checks write; nothing is sent anywhere.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser("progress", help="what was done", description=DESCRIPTION)
    command.add_argument("--all", action="store_true", help="a line for each exercise")
    add_folder(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from golearn.course.overview import Progress

    progress = Progress(existing_course(args.dir))
    print(progress.listed() if args.all else progress)
    return 0
