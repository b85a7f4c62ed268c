"""The teachers' guide: what each lab and each chapter needs in memory; what Binder installs."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from golearn import lab
from golearn.course.cli import parser

ROOT = Path(__file__).resolve().parents[2]
LABEL = r"a kernel that (?:shows `(\w+)`|has run chapter ([\w-]+))"
ROW = re.compile(rf"\| {LABEL} \| (\d+) \| (\d+) \|")


def test_every_lab_and_every_chapter_is_measured():
    lines = (ROOT / "docs" / "teachers.md").read_text().splitlines()
    rows = [found.groups() for line in lines if (found := ROW.fullmatch(line))]
    assert [shown for shown, *_ in rows if shown] == list(lab.__all__)
    chapters = [chapter for _, chapter, *_ in rows if chapter]
    assert chapters == sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert all(20 < int(own) <= int(resident) < 2000 for *_, resident, own in rows)


def test_binder_installs_this_checkout_and_lays_the_course_out():
    folder = ROOT / "binder"
    lines = (folder / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-c ../constraints.txt", "-e ."]
    assert (folder / "../constraints.txt").is_file()
    assert os.access(folder / "postBuild", os.X_OK)
    script = (folder / "postBuild").read_text().splitlines()
    (command,) = [line for line in script if line.startswith("golearn ")]
    assert str(parser().parse_args(shlex.split(command)[1:]).dir) == "my-course"
    assert "my-course/notebooks/00-start-here.ipynb" in (ROOT / "docs/teachers.md").read_text()
