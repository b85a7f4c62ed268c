"""The learner's folder: a copy of the course that is theirs to write in.

The wheel carries the course under `golearn/_course`; a checkout has it at its root. A file that
exists in the learner's folder is never written to by `fill`; `golearn.course.renewal` renews those
that are still as they came. Chapters arrive without their outputs: a prediction is no prediction
with the answer printed below.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import golearn
from golearn.course.errors import WorkspaceError
from golearn.course.files import put_new, sweep
from golearn.course.shipped import (
    CHAPTERS,
    PARTS,
    content,
    course_files,
    print_of,
    read_manifest,
    write_manifest,
)

DEFAULT_FOLDER = "golearn-course"
CHECKOUT_FOLDER = "my-course"
"""Where a checkout keeps its learner's copy, so that nobody edits the committed notebooks."""

MARKER = ".golearn-course"
"""A file with this name makes a folder a course folder."""

FORGOTTEN = 3600
"""Seconds after which a half-written file is nobody's any more."""


@dataclass(frozen=True)
class Copied:
    """What `fill` did: file names relative to `folder`, in order."""

    folder: Path
    added: tuple[str, ...]
    kept: tuple[str, ...]
    differing: tuple[str, ...]
    """Those of `kept` of which the course has another version than it once gave."""


def checkout() -> Path | None:
    """The root of the checkout that this golearn runs from, or None if it was installed."""
    root = Path(golearn.__file__).resolve().parent.parent
    is_checkout = (root / "pyproject.toml").is_file() and (root / CHAPTERS).is_dir()
    return root if is_checkout else None


def source() -> Path:
    """The folder that holds the course as it was shipped. Raises WorkspaceError."""
    packed = Path(golearn.__file__).resolve().parent / "_course"
    root = packed if packed.is_dir() else checkout()
    if root is None:
        raise WorkspaceError("this installation of golearn carries no course; install it again")
    return root


def is_course(folder: Path) -> bool:
    """Whether `folder` is a learner's copy of the course."""
    return (folder / MARKER).is_file()


def course_around(here: Path) -> Path | None:
    """The learner's folder that `here` lies in, or None."""
    return next((folder for folder in (here, *here.parents) if is_course(folder)), None)


def usual_folder(here: Path) -> Path:
    """The course folder meant by someone who stands in `here` and names none."""
    around = course_around(here)
    if around is not None:
        return around
    if here.resolve() == checkout():
        return here / CHECKOUT_FOLDER
    return here / DEFAULT_FOLDER


def existing_course(folder: Path | None) -> Path:
    """`folder`, or the usual one, if it is a course folder. Raises WorkspaceError."""
    chosen = folder or usual_folder(Path.cwd())
    if not is_course(chosen):
        raise WorkspaceError(
            f"{chosen}: is no course folder; make one with golearn start, or name yours with --dir"
        )
    return chosen


def usual_course(folder: Path | None) -> Path | None:
    """As `existing_course`; None if no folder is named and the usual one is none."""
    if folder is None and not is_course(usual_folder(Path.cwd())):
        return None
    return existing_course(folder)


def fill(folder: Path) -> Copied:
    """Make `folder` a course folder, or add to it what is missing.

    Each file appears whole or not at all; none is overwritten; an interrupted copy is finished
    by the next. Raises WorkspaceError if the folder holds something else or cannot be written.
    """
    root = source()
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (keep symbolic links as named)
    with told_plainly(folder):
        _claim(folder)
        for place in (folder, *(folder / part for part in PARTS)):
            sweep(place, age=FORGOTTEN)
        course = {name: content(root, name) for name in course_files(root)}
        differing = _take_stock(folder, course)
        added = [name for name, wanted in course.items() if _add(folder / name, wanted)]
    kept = [name for name in course if name not in added]
    return Copied(folder, tuple(added), tuple(kept), tuple(differing))


def _add(target: Path, wanted: bytes) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    return put_new(target, wanted)


def _take_stock(folder: Path, course: Mapping[str, bytes]) -> list[str]:
    """Note in the manifest what is as the course has it, or missing and about to be added.

    Returns the others of which the course has another version than it once gave.
    """
    before = read_manifest(folder)
    given, differing = dict(before), []
    for name, wanted in course.items():
        target, new, base = folder / name, print_of(wanted), given.get(name)
        there = print_of(target.read_bytes()) if target.is_file() else None
        if not os.path.lexists(target) or (there is not None and there.cells == new.cells):
            given[name] = new
        elif base is None or base.cells != new.cells:
            differing.append(name)
    if given != before:
        write_manifest(folder, given)
    return differing


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a WorkspaceError."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        where = error.filename or folder
        raise WorkspaceError(f"{where}: a file is in the way; expected a folder") from error
    except OSError as error:
        where = error.filename or folder
        raise WorkspaceError(f"{where}: cannot be written ({error.strerror or error})") from error


def _claim(folder: Path) -> None:
    """Mark `folder` as a course folder; it is new, empty (hidden files aside), or one already."""
    folder.mkdir(parents=True, exist_ok=True)
    if is_course(folder):
        return
    foreign = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    if foreign:
        raise WorkspaceError(
            f"{folder}: holds other things ({foreign[0]}, ...); "
            "expected a new folder, an empty one or one that has the course"
        )
    put_new(folder / MARKER, f"golearn {golearn.__version__}\n".encode())
