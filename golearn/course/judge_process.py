"""The process that judges, beside the notebook's: what a notebook changes in golearn is not there.

`Judge` is the notebook's side. `python -m golearn.course.judge_process` is the process: it is
started by the first check and stays, so that the next ones are quick; it ends with the notebook.
"""

from __future__ import annotations

import os
import threading
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from golearn.course.errors import CourseError, ProgressError, UnknownExercise, unknown_exercise
from golearn.course.verdict import Counterexample, Verdict
from golearn.sandbox.talk import Died, Talk, TooLong, TooSlow, serve

SECONDS = 120
"""How long a whole check may take. The learner's code gets less."""


class Judge:
    """Asks the process for verdicts; starts it when it is needed. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._talk: Talk | None = None
        self._owner = 0

    def verdict(self, exercise: str, handed: dict[str, Any], keep_in: Path | None) -> Verdict:
        """The verdict; if it is reached in a learner's folder, `keep_in`, it is recorded there.

        Raises UnknownExercise, and CourseError if the judge itself failed.
        """
        question = {
            "exercise": exercise,
            "handed": handed,
            "keep_in": None if keep_in is None else str(keep_in),
        }
        with self._lock:
            try:
                try:
                    answer = self._started().ask(question, SECONDS)
                except Died:  # it may have been killed since the last check
                    answer = self._started().ask(question, SECONDS)
            except TooSlow:
                said = f"The check was not done after {SECONDS} seconds, and was stopped."
                return Verdict(exercise, "too slow", said)
            except TooLong as big:
                said = f"Your answer cannot be tried: with what it holds on to, {big}."
                return Verdict(exercise, "wrong", said)
            except Died:
                said = "The check was stopped from outside before it was done. Run it again."
                return Verdict(exercise, "crashed", said)
        return _verdict(answer)

    def _started(self) -> Talk:
        if self._talk is None or self._owner != os.getpid() or not self._talk.alive:
            self._talk, self._owner = Talk(__name__), os.getpid()
        return self._talk

    def end(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            if self._talk is not None:
                self._talk.end()
                self._talk = None


def _verdict(answer: Any) -> Verdict:
    if "unknown" in answer:
        raise UnknownExercise(answer["unknown"])
    if "failed" in answer:
        raise CourseError(f"the check itself failed, which is not your fault:\n{answer['failed']}")
    found = answer["verdict"]
    if found["example"] is not None:
        example = {**found["example"], "traceback": tuple(found["example"]["traceback"])}
        found = {**found, "example": Counterexample(**example)}
    return Verdict(**found)


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """What the process answers."""
    from golearn.course.exercises import exercises
    from golearn.course.judging import judge
    from golearn.course.progress import ProgressFile

    name, known = question["exercise"], exercises()
    if name not in known:
        return {"unknown": str(unknown_exercise(name, known))}
    try:
        progress = ProgressFile(Path(question["keep_in"])) if question["keep_in"] else None
        if progress is not None:
            with suppress(ProgressError):  # told of by `keep`
                progress.look()  # before any code runs that might reach the file
        verdict = judge(known[name], question["handed"])
        if progress is not None:
            verdict = progress.keep(verdict)
        return {"verdict": asdict(verdict)}
    except Exception:
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    serve(answer)
