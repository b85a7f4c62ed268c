"""Kills a check, a reset or an upgrade at some moment, and looks at what is left. For a test.

    python -m tests.course.interruptions OPERATION FOLDER SEED TIMES

Each round the learner writes something, the operation begins in a forked process, and that is
killed (SIGKILL): first at random moments, until that came before its end TIMES times; then right
before its first, second, third … operation on a file. It stops at the first thing that is lost or
damaged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from golearn.course import workspace
from golearn.course.exercises import exercises
from golearn.course.judge_process import answer
from golearn.course.progress import ProgressFile
from golearn.course.renewal import reset, upgrade
from golearn.course.shipped import read_manifest
from golearn.course.workspace import fill
from tests.course.small_course import ALL, notebook, ship

FILE_CALLS = {"open", "write", "fsync", "link", "rename", "replace", "unlink", "mkdir", "truncate"}
"""Functions in C that do something to a file; a process may die before any of them."""

CHAPTER, EXERCISE, SOLUTION = ALL
RIGHT = {"C": "programmer", "C++": "programmer", "Go": "collector", "Java": "collector"}


class Round:
    """One folder, and what must be true of it whatever happens."""

    def __init__(self, folder: Path) -> None:
        self.mine, self.shipped = folder / "mine", folder / "shipped"
        self.version = 0
        self.written: list[str] = []
        """All that the learner ever had in a file of theirs."""
        self.recorded = 0
        """Checks that came to their end."""
        self.untouched = ""
        """What must still be in the exercise."""
        ship(self.shipped, "v0")
        workspace.source = lambda: self.shipped
        fill(self.mine)
        ProgressFile(self.mine).look()

    def write(self, name: str, text: str) -> None:
        """The learner saves a file; what they write over themselves is not lost by others."""
        before = (self.mine / name).read_text()
        self.written = [old for old in self.written if old != before]
        (self.mine / name).write_text(text)
        self.written.append(text)

    def operation(self, name: str, number: int) -> Callable[[], object]:
        """Set the scene for a round; what is to be interrupted."""
        if name == "reset":
            self.write(EXERCISE, notebook(f"my answer {number}"))
            return lambda: reset(self.mine, EXERCISE)
        if name == "upgrade":
            self.untouched = notebook(f"my answer {number}")
            self.write(EXERCISE, self.untouched)
            (self.mine / SOLUTION).unlink(missing_ok=True)
            chapter = self.mine / CHAPTER
            ran = json.loads(chapter.read_text())["cells"][0]["source"]
            self.write(CHAPTER, notebook(*ran, output=f"ran in round {number}"))
            self.version += 1
            ship(self.shipped, f"v{self.version}")
            return lambda: upgrade(self.mine)
        data = {"dict": [[k, v] for k, v in RIGHT.items()]}
        question = {"exercise": "who_frees", "handed": {"data": data}, "keep_in": str(self.mine)}
        return lambda: answer(question)

    def inspect(self, finished: bool = False) -> None:
        """Nothing of the learner's is lost, no file is half; if it finished, all are there."""
        files = [p for p in self.mine.rglob("*.ipynb") if not p.name.startswith(".")]
        found = {path.read_text() for path in files}
        lost = [text for text in self.written if text not in found]
        assert not lost, f"lost: {lost[0]}"
        assert all(json.loads(text) for text in found)
        assert self.untouched in ("", (self.mine / EXERCISE).read_text())
        assert all((self.mine / name).is_file() for name in (ALL if finished else ALL[:2]))
        assert read_manifest(self.mine), "what was shipped is not known any more"
        assert not list(self.mine.glob("progress-damaged*")), "the progress was damaged"
        tries = ProgressFile(self.mine).look()
        done = tries["who_frees"].tries if tries else 0
        assert self.recorded <= done <= self.recorded + 1, (self.recorded, done)
        self.recorded = done


def forked(work: Callable[[], object], die_at: int | None = None) -> int:
    """Begin `work` in another process; with `die_at` that kills itself before that call of C's."""
    pid = os.fork()
    if pid:
        return pid
    if die_at is not None:
        calls = count()

        def watch(_frame: object, event: str, function: object) -> None:
            on_file = event == "c_call" and getattr(function, "__name__", "") in FILE_CALLS
            if on_file and next(calls) == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(watch)
    try:
        work()
    finally:
        os._exit(0)
    return 0


def killed(pid: int) -> bool:
    """Whether the process was killed, and did not come to its end before."""
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def at_random(scene: Round, operation: str, rng: random.Random, times: int) -> int:
    """Kill it at random moments, `times` times before its end; how often it came to its end."""
    interrupted = finished = 0
    usual = 0.1
    while interrupted < times:
        work = scene.operation(operation, interrupted)
        start = time.monotonic()
        pid = forked(work)
        time.sleep(rng.uniform(0, usual))
        os.kill(pid, signal.SIGKILL)
        if killed(pid):
            interrupted += 1
        else:
            finished += 1
            usual = min(usual, time.monotonic() - start)
        scene.inspect()
    return finished


def step_by_step(folder: Path, operation: str) -> int:
    """Kill it before each of its operations on files, and let it run again; how many those are."""
    for step in count():
        scene = Round(folder / f"step-{step}")
        interrupted = killed(forked(scene.operation(operation, 0), die_at=step))
        scene.inspect(finished=not interrupted)
        scene.operation(operation, 1)()
        scene.inspect(finished=True)
        assert litter(scene.mine) == [], litter(scene.mine)
        if not interrupted:
            return step
    raise AssertionError("it never comes to its end")


def litter(folder: Path) -> list[str]:
    """What interrupted writers left, an hour later, after a look by `fill`."""
    for part in folder.rglob(".*.part"):
        os.utime(part, (0, 0))
    fill(folder)
    return [part.name for part in folder.rglob(".*.part")]


def main(operation: str, folder: Path, seed: int, times: int) -> None:
    """All rounds; prints how often it came to its end at random, and the number of steps."""
    exercises()  # loaded before the clock runs
    scene = Round(folder / "random")
    finished = at_random(scene, operation, random.Random(seed), times)
    assert litter(scene.mine) == [], litter(scene.mine)
    print(json.dumps({"finished": finished, "steps": step_by_step(folder, operation)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
