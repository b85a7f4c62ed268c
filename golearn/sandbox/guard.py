"""What the code in the child may not do: change files, start or stop processes, cheat, eat memory.

The limits and Landlock hold for C too. The audit hook stops what Python code tries in plain ways
and says so; Python cannot promise more (PEP 578), so nothing that matters relies on it alone: the
child knows no right answer, and its parent believes nothing but plain values.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import golearn
from golearn.sandbox import landlock

MEMORY = 1 << 30
"""Bytes that the code may take on top of what the child has at its start."""

SPARE = 64 << 20
"""Bytes on top of that, to tell what happened."""

CPU_SECONDS = 120
"""The longest that it computes, where it does not end with its parent."""

DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of `linux/prctl.h`."""

ANY = (-1, -1)
OURS = Path(golearn.__file__).resolve().parent
FREE_TO_USE = ("golearn", "golearn.errors", "golearn.units", "golearn.sandbox")
"""Modules of golearn that any code may import, with what lies below `golearn.sandbox`."""

CHANGES = (
    *("os.remove os.rename os.rmdir os.mkdir os.truncate os.link os.symlink os.chmod").split(),
    *("os.chown os.utime os.setxattr os.removexattr os.mkfifo shutil.rmtree").split(),
)
PROCESSES = (
    *("os.fork os.forkpty os.exec os.posix_spawn os.spawn os.system os.startfile").split(),
    *("os.kill os.killpg signal.pthread_kill subprocess.Popen pty.spawn").split(),
    *("_winapi.CreateProcess _winapi.TerminateProcess").split(),
)
NETWORK = (
    *("socket.connect socket.bind socket.sendto socket.sendmsg").split(),
    *("socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr socket.getnameinfo").split(),
)
OTHERS = ("ctypes.dlopen", "ctypes.dlsym", "resource.setrlimit")
REFUSED = frozenset((*CHANGES, *PROCESSES, *NETWORK, *OTHERS))
NO_MODULES = frozenset(("_ctypes", "_posixsubprocess"))
"""What they do raises no event, or not in time."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit() -> None:
    """No more memory, time, files and processes than an answer can need."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    try:
        import resource
    except ImportError:  # not on Windows; the parent watches time and memory there
        return
    mapped = _address_space()
    limits = {
        "RLIMIT_AS": (mapped + MEMORY, mapped + MEMORY + SPARE) if mapped else ANY,
        "RLIMIT_CPU": (CPU_SECONDS, CPU_SECONDS),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NPROC": (0, 0),  # root may start some all the same
        "RLIMIT_CORE": (0, 0),
    }
    for name, values in limits.items():
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), values)


def relax() -> None:
    """Open the spare memory, after a MemoryError."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _address_space() -> int:
    """Bytes that the child has mapped. Only Linux needs it: others do not keep the limit."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def close(allowed: tuple[str, ...] = ()) -> None:
    """Shut every door; `allowed` are modules of golearn that this code may import."""
    landlock.lock()
    _disarm()
    may_use = (*FREE_TO_USE, *allowed)
    refused, no_modules = REFUSED, NO_MODULES  # ours, whatever becomes of the module's

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in refused:
            raise PermissionError(f"an answer may not do this: {event}")
        if event == "import":
            if args[0] in no_modules:
                raise ImportError(f"an answer may not use {args[0]}")
            _refuse_module(args[0], may_use)
        elif event == "open":
            _refuse_file(args[0], args[1], args[2], may_use)

    sys.addaudithook(hook)


def _disarm() -> None:
    """Take away what no audit event tells of."""
    for name in ("ctypes", "_ctypes", "subprocess"):
        sys.modules.pop(name, None)
    sys.modules["_posixsubprocess"] = None  # type: ignore[assignment]
    for name in ("signal", "_signal"):
        with suppress(AttributeError, KeyError):
            del sys.modules[name].pidfd_send_signal


def _refuse_module(name: object, may_use: tuple[str, ...]) -> None:
    if isinstance(name, str) and not _is_allowed(name, may_use):
        raise ImportError(
            f"an answer may not use {name}; what it needs is in the task and in its arguments"
        )


def _is_allowed(module: str, may_use: tuple[str, ...]) -> bool:
    if module.partition(".")[0] != "golearn":
        return True
    return module in may_use or module.startswith("golearn.sandbox.")


def _refuse_file(path: object, mode: object, flags: object, may_use: tuple[str, ...]) -> None:
    if isinstance(path, int):
        return  # it has that one already
    by_mode = isinstance(mode, str) and bool(set(mode) & set("wax+"))
    if by_mode or (isinstance(flags, int) and flags & WRITING):
        raise PermissionError(f"an answer may not write to files: {path}")
    where = Path(os.fsdecode(path))  # type: ignore[arg-type]
    if where.suffix == ".ipynb" or not _is_allowed(_module_of(where), may_use):
        raise PermissionError(f"an answer may not read this: {where.name}")


def _module_of(path: Path) -> str:
    """The module of golearn that a file belongs to, or an empty string."""
    try:
        inside = path.resolve().relative_to(OURS)
    except ValueError:
        return ""
    parts = [part for part in inside.parts if part != "__pycache__"]
    stem = parts[-1].partition(".")[0] if parts else ""
    return ".".join(("golearn", *parts[:-1], *([] if stem == "__init__" else [stem])))
