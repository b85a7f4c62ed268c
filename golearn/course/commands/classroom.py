"""`golearn classroom`: serve the labs as pages without code."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from golearn.course.errors import CourseError
from golearn.course.shipped import CHAPTERS
from golearn.course.workspace import source

DESCRIPTION = """\
Serve the labs as pages without code, for a lecture hall: a start page, and a kernel for each lab
that somebody opens. Without --host only this machine can see them. With --host 0.0.0.0 all who
can reach it do, if they have the token that is then asked for. Ctrl-C ends it.
"""
PORT = 8866
LONGEST = 10_000
HELP = {
    "host": "the address to listen on (default: 127.0.0.1; 0.0.0.0 is every network)",
    "port": f"the port to listen on (default: {PORT}; 0 is any free one)",
    "token": "what visitors have to type (default: a new one, or none on this machine alone)",
    "no-token": "let everybody in who can reach the address",
    "warm": "kernels kept ready for the next visitors (default: 4)",
    "most": "kernels at most (default: as many as three quarters of the free memory hold)",
    "idle": "minutes after which a lab that nobody touches is closed (default: 60)",
}


def add_to(commands: Any) -> None:
    """Register the command with argparse."""
    command = commands.add_parser(
        "classroom", help="serve the labs as pages without code", description=DESCRIPTION
    )
    command.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help=HELP["host"])
    command.add_argument(
        "--port", metavar="N", type=whole(0, 65_535), default=PORT, help=HELP["port"]
    )
    tokens = command.add_mutually_exclusive_group()
    tokens.add_argument("--token", metavar="WORD", type=word, help=HELP["token"])
    tokens.add_argument(
        "--no-token", dest="token", action="store_const", const="", help=HELP["no-token"]
    )
    command.add_argument("--warm", metavar="N", type=whole(0, 1000), default=4, help=HELP["warm"])
    command.add_argument("--most", metavar="N", type=whole(1, 1000), help=HELP["most"])
    command.add_argument("--idle", metavar="MINUTES", type=minutes, default=60, help=HELP["idle"])
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Listen, say where, and serve until interrupted."""
    if find_spec("voila") is None:
        raise CourseError("Voilà is not installed; run: pip install 'golearn[classroom]'")
    from golearn.classroom.door import open_door
    from golearn.classroom.room import Room, capacity
    from golearn.classroom.server import be_interruptible, serve
    from golearn.classroom.shelf import shelf

    room = Room(args.warm, args.most or capacity(), round(args.idle * 60))
    labs = shelf(source() / CHAPTERS)
    be_interruptible()
    door = open_door(args.host, args.port, args.token)
    print(announcement(door.addresses, door.token, room.most), flush=True)
    with tempfile.TemporaryDirectory(prefix="golearn-classroom-") as folder:
        serve(labs, door, room, Path(folder))
    print("\nThe classroom is closed.")
    return 0


def announcement(addresses: list[str], token: str, most: int) -> str:
    """What the teacher reads."""
    where = "\n".join(f"    {address}" for address in addresses)
    lines = [f"The labs are at\n\n{where}\n"]
    if token:
        lines += [f"and ask for the token\n\n    {token}\n"]
        lines += [f"To project both: {addresses[0]}door?token={token}"]
    return "\n".join([*lines, f"Room for {most} open labs. Ctrl-C closes the classroom."])


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in these bounds."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text}: expected a number from {least} to {most}")
        return int(text)

    return read


def minutes(text: str) -> float:
    """A positive number of minutes."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST:
        raise argparse.ArgumentTypeError(
            f"{text}: expected minutes, more than 0, at most {LONGEST}"
        )
    return number


def word(text: str) -> str:
    """A token: letters, digits and dashes, so that it can be typed and stand in an address."""
    if not re.fullmatch(r"[A-Za-z0-9-]{6,100}", text):
        raise argparse.ArgumentTypeError("expected 6 to 100 letters, digits or dashes")
    return text
