"""`golearn hint NAME`: the next hint for an exercise."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from golearn.course.workspace import usual_course

DESCRIPTION = """\
Print the next hint for the exercise NAME, below those that were shown before: first a nudge, then
the idea, then nearly the answer. How many were shown is remembered in the course folder.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser("hint", help="the next hint", description=DESCRIPTION)
    command.add_argument("name", metavar="NAME", help="the exercise, such as first_fit")
    add_folder(command)
    command.set_defaults(run=run)


def add_folder(command: argparse.ArgumentParser) -> None:
    """The option that names the course folder."""
    command.add_argument(
        "--dir",
        type=Path,
        metavar="DIR",
        help="the course folder (default: the one around you, or ./golearn-course)",
    )


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from golearn.course.help import hint_in

    folder = usual_course(args.dir)
    print(hint_in(folder, args.name))
    if folder is None:
        print("Not remembered: there is no course folder here; name yours with --dir.")
    return 0
