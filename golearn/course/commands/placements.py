"""The placements file: where each object of a trace went, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from golearn.course.errors import OutputError
from golearn.replay import History
from golearn.trace.output import write_files

HEADER = "event,object,address,size,block\n"


def lines(history: History) -> Iterator[str]:
    """The lines of the file; rows in order of birth, sizes and addresses in bytes."""
    yield HEADER
    columns = (history.born, history.object, history.address, history.requested, history.block)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield ",".join(map(str, row)) + "\n"


def write_all(files: dict[Path, History]) -> None:
    """Write each history to its file. No file is touched before all are written in full.

    Raises OutputError if one cannot be written; then none has changed.
    """
    try:
        write_files({path: partial(_write, history) for path, history in files.items()})
    except BrokenPipeError:
        raise
    except OSError as error:
        where = error.filename or "placements"
        raise OutputError(f"{where}: cannot be written ({error.strerror or error})") from error


def _write(history: History, file: IO[bytes]) -> None:
    file.writelines(line.encode("ascii") for line in lines(history))
