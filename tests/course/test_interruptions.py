"""kill −9 in the midst of a check, a reset, an upgrade: nothing is lost, nothing is damaged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading

import pytest

from golearn.course.handing_in import handed_in
from golearn.course.judge_process import Judge
from golearn.course.progress import ProgressFile
from golearn.course.workspace import MARKER
from tests.course.command import ENVIRONMENT, ROOT

ROUNDS = {"check": 80, "reset": 60, "upgrade": 60}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    """A process per operation, all at work meanwhile."""
    folder = tmp_path_factory.mktemp("interrupted")
    command = [sys.executable, "-m", "tests.course.interruptions"]
    running = {
        name: subprocess.Popen(
            [*command, name, str(folder / name), "7", str(times)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, times in ROUNDS.items()
    }
    yield running
    for process in running.values():
        process.kill()
        process.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("operation", ROUNDS)
def test_killed_at_random_and_at_every_step(rounds, operation, capsys):
    out, problem = rounds[operation].communicate(timeout=100)
    assert rounds[operation].returncode == 0, problem
    steps = json.loads(out)["steps"]
    with capsys.disabled():
        print(
            f"\n{operation}: killed {ROUNDS[operation]} times at a random moment, "
            f"and before each of {steps} operations on files"
        )
    assert steps >= 4


def test_a_judge_killed_at_any_moment(tmp_path):
    """The whole way, with the process that tries the code: the notebook gets a verdict."""
    (tmp_path / MARKER).touch()
    handed = handed_in(lambda n, align: -(-n // align) * align)
    judge, rng = Judge(), random.Random(3)
    assert judge.verdict("align_up", handed, tmp_path).right
    for _ in range(2):
        killer = threading.Timer(rng.uniform(0, 0.5), os.kill, [judge._talk.pid, signal.SIGKILL])
        killer.start()
        verdict = judge.verdict("align_up", handed, tmp_path)
        killer.cancel()
        killer.join()
        assert verdict.word in ("right", "crashed")
        assert ProgressFile(tmp_path).look()["align_up"].passed
    judge.end()
    assert not list(tmp_path.glob("progress-damaged*"))
