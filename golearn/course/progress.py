"""What a learner has done, in one readable file of their folder: `progress.json`.

Written as a whole beside the old one, then put in its place, so that a stop at any moment leaves
one of the two; a lock lets several notebooks take turns. A file that cannot be read is set aside
under another name and told of. Nothing is sent anywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from filelock import FileLock, Timeout

from golearn.course import files
from golearn.course.errors import ProgressError
from golearn.course.verdict import Verdict, Word

FILE, LOCK = "progress.json", ".progress.lock"
FORMAT = 1
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a damaged file raises."""

PATIENCE = 5
"""Seconds that one notebook waits for another to have written."""


@dataclass(frozen=True)
class Done:
    """What was done about one exercise. Moments are local time, as ISO 8601, to the second."""

    word: Word = "not attempted"
    """The last verdict."""
    tries: int = 0
    """Checks that were more than *not attempted*."""
    hints: int = 0
    """Hints that were asked for."""
    right_at: str | None = None
    """When it was right for the first time."""
    solution_at: str | None = None
    """When the solution was shown for the first time."""

    @property
    def passed(self) -> bool:
        """Whether it was right once."""
        return self.right_at is not None


Table = dict[str, Done]
"""By the name of the exercise."""


class ProgressFile:
    """The progress kept in one learner's folder. Raises ProgressError if it cannot be kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: list[str] = []
        """What the learner should know, such as that a damaged file was set aside."""
        self._seen: Table | None = None

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.folder / FILE

    def look(self) -> Table:
        """What was done so far; nothing if there is no file. A damaged file is set aside.

        Raises ProgressError.
        """
        try:
            self._seen = self._read()
        except DAMAGE:
            with self._locked():
                self._seen = self._read_or_set_aside()
        return dict(self._seen or {})

    def keep(self, verdict: Verdict) -> Verdict:
        """Record a verdict, and give it back, with a note if that failed."""
        now = datetime.now().isoformat(timespec="seconds")

        def after(done: Done) -> Done:
            tried = verdict.word != "not attempted"
            done = replace(done, word=verdict.word, tries=done.tries + tried)
            return replace(done, right_at=done.right_at or now) if verdict.right else done

        try:
            self._change(verdict.exercise, after)
        except ProgressError as error:
            self.notes.append(f"This was not recorded: {error}")
        return replace(verdict, note=" ".join([verdict.note, *self.notes]).strip())

    def add_hint(self, exercise: str, number: int) -> None:
        """Record that hint `number` (from 1) was shown."""
        self._change(exercise, lambda done: replace(done, hints=max(done.hints, number)))

    def add_solution(self, exercise: str) -> None:
        """Record that the solution was shown."""
        now = datetime.now().isoformat(timespec="seconds")
        self._change(exercise, lambda done: replace(done, solution_at=done.solution_at or now))

    def _change(self, exercise: str, after: Any) -> None:
        with self._locked():
            table = self._read_or_set_aside()
            if table is None:
                table = dict(self._seen or {})  # it vanished since we looked
            table[exercise] = after(table.get(exercise, Done()))
            self._write(table)
            self._seen = table

    # --- the file -----------------------------------------------------------------------------

    def _read(self) -> Table | None:
        """The table, or None if there is no file. Raises ProgressError, and one of DAMAGE."""
        try:
            text = self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ProgressError(f"{self.file}: cannot be read ({error.strerror})") from error
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise ProgressError(
                f"{self.file}: was written by another golearn (format {found['format']}); "
                "update golearn, or move the file away"
            )
        return {str(name): _done(done) for name, done in found["exercises"].items()}

    def _read_or_set_aside(self) -> Table | None:
        try:
            return self._read()
        except DAMAGE:
            aside = self._free_name()
            try:
                self.file.rename(aside)
            except OSError as error:
                raise ProgressError(f"{self.file}: is damaged ({error.strerror})") from error
            self.notes.append(f"{FILE} could not be read; it was set aside as {aside.name}.")
            return None

    def _free_name(self) -> Path:
        number = 1
        while os.path.lexists(aside := self.folder / f"progress-damaged-{number}.json"):
            number += 1
        return aside

    def _write(self, table: Table) -> None:
        found = {
            "format": FORMAT,
            "exercises": {name: asdict(done) for name, done in table.items()},
        }
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        try:
            files.replace(self.file, text.encode())
        except OSError as error:
            raise ProgressError(f"{self.file}: cannot be written ({error.strerror})") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone with the file. What an interrupted writer left behind goes."""
        lock = FileLock(self.folder / LOCK, timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise ProgressError(f"{self.file}: another notebook is writing to it") from None
        except OSError as error:
            raise ProgressError(f"{self.folder}: cannot be written ({error.strerror})") from error
        try:
            files.sweep(self.folder, FILE)
            yield
        finally:
            lock.release()


def _done(found: Any) -> Done:
    done = Done(**found)
    whole = (done.tries, done.hints)
    moments = (done.right_at, done.solution_at)
    if done.word not in get_args(Word) or not all(isinstance(n, int) for n in whole):
        raise ValueError(f"no verdict and counts: {found}")
    if not all(moment is None or isinstance(moment, str) for moment in moments):
        raise ValueError(f"no moments: {found}")
    return done
