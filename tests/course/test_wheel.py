"""The wheel brings all: the course out of it, a check, and nothing of the checkout is needed."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from golearn.course.shipped import content, course_files
from tests.course.command import ENVIRONMENT, ROOT

CHECK = """
import golearn
from golearn.course import check
print(golearn.__file__)
print(check("first_fit", lambda free, need: 0).word)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder that holds what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *command: str, cwd: Path) -> str:
    environment = {**ENVIRONMENT, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_start_from_the_wheel_and_check_there(installed, tmp_path):
    said = run(installed, "-m", "golearn", "start", "mine", cwd=tmp_path)
    names = course_files(ROOT)
    assert f"{len(names)} files added" in said
    assert all((tmp_path / "mine" / name).read_bytes() == content(ROOT, name) for name in names)
    where, word = run(installed, "-c", CHECK, cwd=tmp_path / "mine/exercises").splitlines()
    assert Path(where).is_relative_to(installed)
    assert word == "wrong"
    progress = json.loads((tmp_path / "mine/progress.json").read_text())
    assert progress["exercises"]["first_fit"]["tries"] == 1
