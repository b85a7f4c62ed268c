"""What code may not do in the sandbox, and that it is told so; what it may do all the same."""

# ruff: noqa: PTH102, PTH104, PTH107, PTH123, PTH208, PTH211, SIM115
from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from golearn.sandbox.packing import packed
from golearn.sandbox.player import Limits, Player, Raised


def do(code, *allowed):
    """What code returned or raised in the sandbox."""
    with Player(packed(code), allowed, Limits(5, 60, 3)) as player:
        try:
            return player.root()()
        except Raised as raised:
            return raised.error


def patched_guard():
    """Everything that code finds of the guard made harmless, as far as it knows."""
    main = sys.modules["__main__"]
    for module in (sys.modules["golearn.sandbox.guard"], main.guard):
        module.REFUSED = module.NO_MODULES = frozenset()
        module._is_allowed = lambda *args: True


def forks_after_a_patch():
    patched_guard()
    return os.fork()


def starts_after_a_patch():
    patched_guard()
    sys.modules.pop("_posixsubprocess")
    return importlib.import_module("_posixsubprocess").__name__


def forks_by_c():
    ctypes = sys.modules["golearn.sandbox.landlock"].ctypes
    return ctypes.pythonapi.fork()


REFUSED = {
    "write a file": lambda: open("x", "w"),
    "append to a file": lambda: open(__file__, "a"),
    "open to write": lambda: os.open("x", os.O_CREAT | os.O_WRONLY),
    "remove": lambda: os.remove("x"),
    "rename": lambda: os.rename("x", "y"),
    "make a folder": lambda: os.mkdir("x"),
    "link": lambda: os.symlink("x", "y"),
    "fork": lambda: os.fork(),
    "system": lambda: os.system("true"),
    "run": lambda: subprocess.run(["true"]),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "kill a group": lambda: os.killpg(1, signal.SIGKILL),
    "connect": lambda: socket.socket().connect(("127.0.0.1", 9)),
    "send": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
    "send a message": lambda: socket.socket(type=socket.SOCK_DGRAM).sendmsg(
        [b"x"], [], 0, ("127.0.0.1", 9)
    ),
    "look up a name": lambda: socket.getaddrinfo("localhost", 80),
    "use ctypes": lambda: importlib.import_module("ctypes"),
    "import the library": lambda: importlib.import_module("golearn.classic"),
    "read the library": lambda: (
        Path(sys.modules["golearn"].__file__, "../classic/policies.py").resolve().read_text()
    ),
    "read a solution": lambda: open("solutions/03-fit.ipynb"),
    "fork, after a patch": forks_after_a_patch,
    "start a program, after a patch": starts_after_a_patch,
    "fork, by C": forks_by_c,
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what):
    found = do(REFUSED[what])
    assert isinstance(found, (PermissionError, ImportError))
    assert "an answer may not" in str(found)


ALLOWED = {
    "read a file": lambda: len(open("/etc/passwd").read()) > 0,
    "list a folder": lambda: len(os.listdir("/")) > 0,
    "import": lambda: importlib.import_module("heapq").nsmallest(1, [2, 1]) == [1],
    "import numpy": lambda: int(importlib.import_module("numpy").arange(3).sum()) == 3,
    "import units": lambda: importlib.import_module("golearn.units").KIB == 1024,
    "take 500 MB": lambda: len(bytearray(500 << 20)) > 0,
}


@pytest.mark.parametrize("what", ALLOWED)
def test_allowed(what):
    assert do(ALLOWED[what]) is True


def test_a_module_that_the_exercise_allows():
    def code():
        return importlib.import_module("golearn.allocator").__name__

    assert do(code, "golearn.allocator") == "golearn.allocator"
    assert str(do(code)) == "an answer may not read this: allocator.py"


def test_more_than_a_gib_is_a_memory_error():
    assert isinstance(do(lambda: len(bytearray(3 << 29))), MemoryError)
    assert do(lambda: threading.active_count()) == 1
