"""Chapter 09 shows the same where nothing is live, and where memory is short."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from golearn.course.publish import normalise

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = ROOT / "notebooks" / "09-os-memory.ipynb"

NO_LINUX = "import sys\nsys.platform = 'darwin'\n"
LITTLE_MEMORY = (
    "import resource\n"
    "resource.setrlimit(resource.RLIMIT_DATA, (512_000_000, 512_000_000))\n"
)  # fmt: skip
"""`RLIMIT_AS` would be too strict: numpy alone maps more addresses than that."""


def texts(notebook) -> list[list[str]]:
    """What each cell shows, pictures by their alt text."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        ["".join(o.get("text") or o.get("data", {}).get("text/plain", "")) for o in cell.outputs]
        for cell in code
    ]


@pytest.mark.parametrize(
    ("before", "live"),
    [
        pytest.param(NO_LINUX, False, id="no Linux: the recording"),
        pytest.param(
            LITTLE_MEMORY,
            True,
            id="512 MB",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux"),
        ),
    ],
)
def test_the_outputs_are_those_that_are_committed(before, live, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(CHAPTER, as_version=4)
    committed = texts(notebook)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = before + first.source
    notebook.cells.append(nbformat.v4.new_code_cell("print(back.live, lab.live)"))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    normalise(notebook)
    *shown, last = texts(notebook)
    assert shown == committed
    assert last == [f"{live} {live}\n"]
