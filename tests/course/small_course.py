"""A small course in place of the real one, for tests of learners' folders."""

from __future__ import annotations

import json
from pathlib import Path

ALL = ("notebooks/01-one.ipynb", "exercises/01-one.ipynb", "solutions/01-one.ipynb")


def notebook(*sources: str, output: str = "") -> str:
    """The text of a notebook with these code cells, each with the same output."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    cells = [
        {"cell_type": "code", "source": [source], "outputs": outputs, "execution_count": None}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}}, indent=1, sort_keys=True) + "\n"


def ship(root: Path, version: str) -> None:
    """The course as of some version: each notebook's one cell names it."""
    for name in ALL:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(notebook(f"{name} {version}"))


def contents(folder: Path) -> dict[str, str]:
    """The learner's files, without those that are golearn's own."""
    found = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")]
    return {p.relative_to(folder).as_posix(): p.read_text() for p in found}
