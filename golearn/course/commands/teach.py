"""`golearn teach DIR`: a folder in which nbgrader releases the exercises and grades them."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from golearn.course.errors import WorkspaceError
from golearn.course.workspace import source
from golearn.units import count

DESCRIPTION = """\
Lay out a course for nbgrader in DIR: an assignment for each chapter's exercises, and the settings
that let answers be judged outside the learners' notebooks. Files that are there already are kept.
"""
CONFIG = "nbgrader_config.py"
SETTINGS = '''\
"""Settings for nbgrader: run it in this folder."""

from golearn.course.grading import configure

configure(get_config())  # noqa: F821
'''


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "teach", help="a folder for nbgrader, with an assignment a chapter", description=DESCRIPTION
    )
    command.add_argument("dir", metavar="DIR", type=Path, help="the folder; made if missing")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lay out, and say what comes next."""
    added = lay_out(args.dir)
    chapters = [path.parent.name for path in added if path.suffix == ".ipynb"]
    said = f"{count(len(chapters), 'assignment')} added" if added else "nothing to add"
    print(f"{args.dir}: {said}.")
    if chapters:
        print(f"Next, in this folder: nbgrader generate_assignment {chapters[0]}")
    if find_spec("nbgrader") is None:
        print("nbgrader is not installed here: pip install 'golearn[nbgrader]'")
    return 0


def lay_out(folder: Path) -> list[Path]:
    """Write what is missing; the files that were added. Raises WorkspaceError."""
    wanted = {folder / CONFIG: SETTINGS.encode()}
    for solution in sorted((source() / "solutions").glob("*.ipynb")):
        wanted[folder / "source" / solution.stem / solution.name] = solution.read_bytes()
    added = []
    try:
        for path, content in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _write_whole(path, content)
                added.append(path)
    except OSError as error:
        raise WorkspaceError(f"{folder}: cannot be laid out ({error.strerror})") from error
    return added


def _write_whole(path: Path, content: bytes) -> None:
    """Write a new file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
