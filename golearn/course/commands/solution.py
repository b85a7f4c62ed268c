"""`golearn solution NAME`: the solution of an exercise."""

from __future__ import annotations

import argparse
from typing import Any

from golearn.course.commands.hint import add_folder
from golearn.course.workspace import usual_course

DESCRIPTION = """\
Print the solution of the exercise NAME, if a check of yours was right once, or with --yes.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser("solution", help="the solution", description=DESCRIPTION)
    command.add_argument("name", metavar="NAME", help="the exercise, such as first_fit")
    command.add_argument("--yes", action="store_true", help="also if it was never right")
    add_folder(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from golearn.course.help import solution_in

    print(solution_in(usual_course(args.dir), args.name, args.yes, "--yes"))
    return 0
