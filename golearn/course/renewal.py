"""Renewing a learner's copy: new versions where they changed nothing, a fresh copy where they ask.

Three are compared: what was put there, what is there, and what the course has now. What the
learner changed stays; what they ran keeps its outputs in a backup; a backup is never overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from golearn.course import workspace
from golearn.course.errors import WorkspaceError, did_you_mean
from golearn.course.files import put_new, replace_keeping
from golearn.course.shipped import (
    Print,
    content,
    course_files,
    print_of,
    read_manifest,
    write_manifest,
)
from golearn.course.workspace import told_plainly

LOCK = ".golearn-lock"
PATIENCE = 10
"""Seconds to wait for another command that works on the same folder."""


@dataclass(frozen=True)
class Renewed:
    """What `upgrade` did: file names relative to `folder`, in order."""

    folder: Path
    added: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: tuple[str, ...]
    """Changed by the learner and in the course; the learner's stays."""
    unsure: tuple[str, ...]
    """As `kept`, but what was put there is not known: perhaps the learner changed nothing."""
    backups: tuple[str, ...]


def upgrade(folder: Path) -> Renewed:
    """Bring new files, and new versions of files whose cells the learner did not change.

    Raises WorkspaceError for a folder that is no course, is in use, or cannot be written.
    """
    root = workspace.source()
    renewed, kept, unsure, backups = [], [], [], []
    with _alone(folder):
        copied = workspace.fill(folder)
        given = read_manifest(folder)
        for name in copied.differing:
            target, base = folder / name, given.get(name)
            if base is None:
                unsure.append(name)
            elif not _is_ordinary(target) or print_of(target.read_bytes()).cells != base.cells:
                kept.append(name)
            else:
                wanted = content(root, name)
                backups += _renew(target, wanted, base)
                given[name] = print_of(wanted)
                write_manifest(folder, given)
                renewed.append(name)
    return Renewed(copied.folder, copied.added, *map(tuple, (renewed, kept, unsure, backups)))


def _renew(target: Path, wanted: bytes, base: Print) -> list[str]:
    """Put `wanted` there; the name of the backup, unless it is but what the course once gave."""
    backup = replace_keeping(target, wanted)
    if print_of(backup.read_bytes()) == base:
        backup.unlink()
        return []
    return [backup.name]


@dataclass(frozen=True)
class Reset:
    """What `reset` did."""

    file: Path
    renewed: bool
    """False: it was as the course has it."""
    backup: Path | None
    """Where what was there is kept; None if nothing was."""


def reset(folder: Path, name: str) -> Reset:
    """Put a fresh copy of one file there, and keep what was there.

    `name` is a path in the course, or a notebook's name where only one part has it. Raises
    WorkspaceError.
    """
    root = workspace.source()
    chosen = choose(course_files(root), name)
    target, wanted = folder / chosen, content(root, chosen)
    with _alone(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        backup = None
        if not put_new(target, wanted):
            if not _is_ordinary(target):
                raise WorkspaceError(f"{target}: is no ordinary file; it is left alone")
            if target.read_bytes() == wanted:
                return Reset(target, False, None)
            backup = replace_keeping(target, wanted)
        write_manifest(folder, {**read_manifest(folder), chosen: print_of(wanted)})
    return Reset(target, True, backup)


def _is_ordinary(target: Path) -> bool:
    """Whether it is a file, and not a link to one that may lie elsewhere."""
    return target.is_file() and not target.is_symlink()


def choose(names: list[str], name: str) -> str:
    """The one of `names` that `name` means: `exercises/03-fit.ipynb`, or as much of it as is clear.

    Raises WorkspaceError.
    """
    wanted = Path(name).as_posix().removesuffix(".ipynb")
    found = [n for n in names if f"/{n.removesuffix('.ipynb')}".endswith(f"/{wanted}")]
    if len(found) == 1:
        return found[0]
    if not found:
        short = {Path(n).stem for n in names}
        near = did_you_mean(Path(wanted).name, short)
        raise WorkspaceError(f"the course has no notebook '{name}'{near}")
    raise WorkspaceError(f"'{name}' could be {', '.join(found[:-1])} or {found[-1]}; say which")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other command works on this course folder meanwhile."""
    if not workspace.is_course(folder):
        raise WorkspaceError(f"{folder}: is no course folder; make one with golearn start")
    with told_plainly(folder):
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied", str(folder))
        lock = FileLock(folder / LOCK, timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise WorkspaceError(f"{folder}: another golearn command is at work there") from None
        try:
            yield
        finally:
            lock.release()
