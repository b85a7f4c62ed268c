"""The recorded verdicts are those of the compiler, where there is one to ask."""

from __future__ import annotations

import os
import subprocess

from golearn.realgo import escape
from golearn.realgo.toolchain import environment


def test_the_recording_is_whole():
    verdicts = escape.recording()
    assert verdicts.version == "go1.21.13 linux/amd64"
    line = int(verdicts.printed.split(":")[1])
    assert verdicts.source.splitlines()[line - 1].strip() == "p := point{3, 4}"


def test_the_compiler_says_so(tmp_path, go):
    verdicts = escape.recording()
    (tmp_path / "escape.go").write_text(verdicts.source)
    command = [str(go.path), "build", "-gcflags=-m -l", "-o", os.devnull, "escape.go"]
    out = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    lines = [line for line in out.stderr.splitlines() if not line.startswith("#")]
    assert lines == verdicts.printed.splitlines()
