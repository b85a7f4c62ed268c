"""The learner's folder: a copy of the course that is theirs to write in.

The wheel carries the course under `golearn/_course`; a checkout has it at its root. A file that
exists in the learner's folder is never written to. Chapters arrive without their outputs: a
prediction is no prediction with the answer printed below.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import golearn
from golearn.course.errors import WorkspaceError

CHAPTERS = "notebooks"
PARTS = (CHAPTERS, "exercises", "solutions")
DEFAULT_FOLDER = "golearn-course"
CHECKOUT_FOLDER = "my-course"
"""Where a checkout keeps its learner's copy, so that nobody edits the committed notebooks."""

MARKER = ".golearn-course"
"""A file with this name makes a folder a course folder."""


@dataclass(frozen=True)
class Copied:
    """What `fill` did: file names relative to `folder`, in order."""

    folder: Path
    added: tuple[str, ...]
    kept: tuple[str, ...]
    differing: tuple[str, ...]
    """Those of `kept` whose content is not what `content` gives."""


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
    if is_course(here):
        return here
    if here.resolve() == checkout():
        return here / CHECKOUT_FOLDER
    return here / DEFAULT_FOLDER


def course_files(root: Path) -> list[str]:
    """The files of the course, relative to `root`, in order; no hidden ones, no caches.

    Exercises and solutions count only where their chapter is there: `03-fit` needs a `03-...`.
    """
    found = [path for part in PARTS for path in sorted((root / part).rglob("*")) if path.is_file()]
    names = [path.relative_to(root) for path in found]
    chapters = {_number(path) for path in (root / CHAPTERS).glob("*.ipynb")}
    return [
        name.as_posix()
        for name in names
        if not any(piece.startswith((".", "__")) for piece in name.parts)
        and (name.suffix != ".ipynb" or _number(name) in chapters)
    ]


def _number(notebook: Path) -> str:
    return notebook.name.partition("-")[0]


def content(root: Path, name: str) -> bytes:
    """What the learner gets for the file `name`: a chapter as if it had never been run."""
    shipped = (root / name).read_bytes()
    return unrun(shipped) if Path(name).match(f"{CHAPTERS}/*.ipynb") else shipped


def unrun(notebook: bytes) -> bytes:
    """The text of a notebook without outputs and execution counts."""
    found = json.loads(notebook)
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def fill(folder: Path) -> Copied:
    """Make `folder` a course folder, or add to it what is missing.

    Each file appears whole or not at all; none is overwritten; an interrupted copy is finished
    by the next. Raises WorkspaceError if the folder holds something else or cannot be written.
    """
    root = source()
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (keep symbolic links as named)
    try:
        _claim(folder)
        added, kept, differing = [], [], []
        for name in course_files(root):
            wanted = content(root, name)
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if put_new(target, wanted):
                added.append(name)
                continue
            kept.append(name)
            if not target.is_file() or target.read_bytes() != wanted:
                differing.append(name)
    except (FileExistsError, NotADirectoryError) as error:
        where = error.filename or folder
        raise WorkspaceError(f"{where}: a file is in the way; expected a folder") from error
    except OSError as error:
        where = error.filename or folder
        raise WorkspaceError(f"{where}: cannot be written ({error.strerror or error})") from error
    return Copied(folder, tuple(added), tuple(kept), tuple(differing))


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


def put_new(target: Path, content: bytes) -> bool:
    """Write a file that does not exist yet, whole or not at all; False if it does exist."""
    if os.path.lexists(target):
        return False
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        return _publish(part, target)
    finally:
        part.unlink(missing_ok=True)


def _publish(part: Path, target: Path) -> bool:
    try:
        target.hardlink_to(part)  # unlike a rename it never replaces a file
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            return False
        part.rename(target)
    return True
