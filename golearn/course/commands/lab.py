"""`golearn lab [DIR]`: open JupyterLab on the course."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from golearn.course.commands.start import report
from golearn.course.errors import CourseError
from golearn.course.workspace import fill, usual_folder
from golearn.lab.patience import EXTENSIONS

FIRST_PAGE = "/lab/tree/notebooks/00-start-here.ipynb"

SETTINGS = Path(__file__).resolve().parents[1] / "jupyterlab"
"""Defaults for JupyterLab: no question about news, no look for updates, so nothing is sent."""

FOR_THE_COURSE = (
    f"--LabApp.app_settings_dir={SETTINGS}",
    f"--LabApp.extra_labextensions_path={EXTENSIONS}",
)
"""Options of JupyterLab that the course needs."""

DESCRIPTION = """\
Open JupyterLab on the course folder DIR, at chapter 00. The folder is made, and missing files
are added, as `golearn start` does. Without DIR: the current folder if it holds the course;
my-course/ if the current folder is a checkout of golearn; else ./golearn-course.
Any other option goes to JupyterLab; write it as --name=value.
"""


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "lab",
        help="open the course in JupyterLab",
        description=DESCRIPTION,
        usage="golearn lab [DIR] [--no-browser] [--port N] [--ip ADDRESS] [JUPYTERLAB OPTION ...]",
        allow_abbrev=False,
    )
    command.add_argument("dir", metavar="DIR", nargs="?", type=Path, help="the course folder")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    command.add_argument("--port", type=int, metavar="N", help="the port to listen on")
    command.add_argument("--ip", metavar="ADDRESS", help="the address to listen on")
    command.set_defaults(run=run, passes_on=True)


def run(args: argparse.Namespace) -> int:
    """Fill the folder if needed and become JupyterLab, which prints its address."""
    if find_spec("jupyterlab") is None:
        raise CourseError("JupyterLab is not installed; run: pip install jupyterlab")
    copied = fill(args.dir or usual_folder(Path.cwd()))
    print(report(copied), flush=True)
    command = jupyter_command(copied.folder, args)
    if os.name == "posix":
        # The same process: Ctrl-C and every other signal are JupyterLab's own affair.
        os.execv(command[0], command)
    return subprocess.call(command)


def jupyter_command(folder: Path, args: argparse.Namespace) -> list[str]:
    """The command line that serves `folder`, with the learner's options last."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url={FIRST_PAGE}",
        *FOR_THE_COURSE,
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container; JupyterLab would refuse to start
    if args.no_browser:
        command.append("--no-browser")
    if args.port is not None:
        command.append(f"--port={args.port}")
    if args.ip is not None:
        command.append(f"--ip={args.ip}")
    return command + list(args.passed_on)
