"""The recorded verdicts are those of the compiler, where there is one to ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from golearn.realgo import escape


def go_command() -> str | None:
    beside_python = Path(sys.executable).parent / "go"
    return shutil.which("go") or (str(beside_python) if beside_python.exists() else None)


def test_the_recording_is_whole():
    verdicts = escape.recording()
    assert verdicts.version == "go1.21.13 linux/amd64"
    line = int(verdicts.printed.split(":")[1])
    assert verdicts.source.splitlines()[line - 1].strip() == "p := point{3, 4}"


@pytest.mark.skipif(go_command() is None, reason="no Go toolchain to ask")
def test_the_compiler_says_so(tmp_path):
    verdicts = escape.recording()
    (tmp_path / "escape.go").write_text(verdicts.source)
    env = os.environ | {"GO111MODULE": "off", "GOCACHE": str(tmp_path / "cache")}
    out = subprocess.run(
        [go_command(), "build", "-gcflags=-m -l", "-o", os.devnull, "escape.go"],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [line for line in out.stderr.splitlines() if not line.startswith("#")]
    assert lines == verdicts.printed.splitlines()
