"""What the course ships, and what of it a learner's folder was given: the base of a three-way look.

A file is the learner's as soon as its cells are not those that were put there. To run a notebook
is not to change it: outputs, counts and metadata do not matter here.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import golearn
from golearn.course import files

CHAPTERS = "notebooks"
PARTS = (CHAPTERS, "exercises", "solutions")
MANIFEST = ".golearn-shipped.json"
"""In a learner's folder: what was put there."""


class Print(NamedTuple):
    """A fingerprint of a file: hashes of its cells (their kinds and sources) and of all of it."""

    cells: str
    whole: str


Manifest = dict[str, Print]
"""File name → the fingerprint of what was put there."""


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


def print_of(text: bytes) -> Print:
    """The fingerprint of a file's content; for what is no notebook both hashes are of all of it."""
    whole = sha256(text).hexdigest()
    try:
        cells = [[c["cell_type"], "".join(c["source"])] for c in json.loads(text)["cells"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Print(whole, whole)
    return Print(sha256(json.dumps(cells).encode()).hexdigest(), whole)


def read_manifest(folder: Path) -> Manifest:
    """What was put into `folder`; empty if that is not known (an old folder, a damaged file)."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): Print(*map(str, prints)) for name, prints in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write_manifest(folder: Path, given: Manifest) -> None:
    """Remember what was put into `folder`. Raises OSError."""
    found = {"golearn": golearn.__version__, "files": dict(sorted(given.items()))}
    files.replace(folder / MANIFEST, (json.dumps(found, indent=1) + "\n").encode())
