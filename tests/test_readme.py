"""The README tells the truth: its links lead somewhere, its commands exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from golearn.course.cli import COMMANDS, parser

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb")) + sorted(
    (ROOT / "solutions").glob("*.ipynb")
)


def links(path: Path) -> list[str]:
    text = path.read_text()
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    found = re.findall(r"\]\(([^)\s]+?)\)", text)
    return [link.split("#")[0] for link in found if not link.startswith(("http", "#"))]


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    broken = [link for link in links(path) if not (path.parent / link).exists()]
    assert broken == []


def commands(name: str) -> list[str]:
    """Lines in code blocks of the pages that start with `name`."""
    blocks = [b for page in PAGES for b in re.findall(r"```\w*\n(.*?)```", page.read_text(), re.S)]
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.split(" ")[0] == name]


def test_there_are_commands_to_test():
    assert {"make lab", "make test"} <= set(commands("make"))
    assert len(commands("golearn")) >= 3


def test_every_golearn_command_is_told_of():
    told = {line.split()[1] for line in commands("golearn")}
    assert told == {command.__name__.rpartition(".")[2] for command in COMMANDS}


@pytest.mark.parametrize("line", commands("golearn"))
def test_golearn_commands_parse(line):
    parser().parse_args(shlex.split(line)[1:])


@pytest.mark.parametrize("line", commands("make"))
def test_make_targets_exist(line):
    subprocess.run([*shlex.split(line), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


def test_every_chapter_is_in_the_readme():
    chapters = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(set(re.findall(r"notebooks/([\w-]+\.ipynb)", PAGES[0].read_text()))) == chapters


def test_importing_golearn_is_light():
    code = "import sys, golearn; print([m for m in ('matplotlib', 'IPython') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "[]\n"


def test_the_library_does_not_import_pyplot():
    code = (
        "import sys\nimport golearn.trace, golearn.classic, golearn.replay, golearn.plots\n"
        "from golearn import plots\nplots.heap_map, plots.size_histogram\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"
