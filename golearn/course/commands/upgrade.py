"""`golearn upgrade`: new chapters, and new versions of what the learner did not change."""

from __future__ import annotations

import argparse
from typing import Any

from golearn.course.commands.hint import add_folder
from golearn.course.renewal import Renewed, upgrade
from golearn.course.workspace import existing_course

DESCRIPTION = """\
Bring a course folder up to the installed golearn: add what is new, and renew the files whose
cells you did not change. What you changed is never touched. A notebook that you only ran is
renewed too; the one with your outputs is kept beside it.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser("upgrade", help="bring new chapters", description=DESCRIPTION)
    add_folder(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Upgrade, and say what was done."""
    print(report(upgrade(existing_course(args.dir))))
    return 0


def report(done: Renewed) -> str:
    """What an upgrade did, in words."""
    lines = [f"{done.folder}: {len(done.added)} files added, {len(done.renewed)} renewed."]
    lines += [f"  added: {name}" for name in done.added]
    lines += [f"  renewed: {name}" for name in done.renewed]
    lines += [f"  as you had run it: {name}" for name in done.backups]
    lines += [f"  kept, as you changed it; the course has a new one: {name}" for name in done.kept]
    lines += [
        f"  kept; the course has another, and perhaps you changed it: {n}" for n in done.unsure
    ]
    if done.kept or done.unsure:
        lines.append("To have a new one, and yours kept beside it: golearn reset NAME")
    return "\n".join(lines)
