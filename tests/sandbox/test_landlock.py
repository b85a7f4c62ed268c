"""Landlock alone, without the audit hook: the kernel refuses, also to C."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRY = """
import ctypes, os, sys
from golearn.sandbox import landlock
path = sys.argv[1]
if not landlock.lock():
    sys.exit(77)
libc = ctypes.CDLL(None, use_errno=True)
name = os.fsencode(path)
tries = {
    "unlink": lambda: libc.unlink(name),
    "truncate": lambda: libc.truncate(name, 0),
    "write": lambda: libc.open(name, os.O_WRONLY),
    "create": lambda: libc.open(name + b".new", os.O_CREAT | os.O_WRONLY, 0o600),
    "rename": lambda: libc.rename(name, name + b".old"),
    "mkdir": lambda: libc.mkdir(name + b".d", 0o700),
    "exec": lambda: libc.execv(b"/bin/true", (ctypes.c_char_p * 2)(b"true", None)),
}
for what, call in tries.items():
    print(what, call(), flush=True)
print("read", open(path).read())
"""


def test_no_file_is_changed_and_nothing_started(tmp_path):
    victim = tmp_path / "progress.json"
    victim.write_text("precious")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(victim)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode == 77:
        pytest.skip("this kernel has no Landlock")
    assert done.returncode == 0, done.stderr
    *refused, read = done.stdout.splitlines()
    assert len(refused) == 7
    assert all(line.endswith(" -1") for line in refused)
    assert read == "read precious"
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]
