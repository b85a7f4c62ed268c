"""The placements file: where each object of a trace went, one line each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from golearn.course.errors import OutputError
from golearn.replay import History

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
    parts: dict[Path, Path] = {}
    try:
        for named, history in files.items():
            if named.exists() and not named.is_file():
                _write(named, history)  # a pipe or a device; there is nothing to replace
                continue
            target = named.resolve()
            part = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
            parts[part] = target
            _write(part, history)
        for part, target in parts.items():
            part.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = error.filename2 or error.filename or "placements"
        raise OutputError(f"{where}: cannot be written ({error.strerror or error})") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _write(path: Path, history: History) -> None:
    with path.open("w", encoding="ascii", newline="\n") as out:
        out.writelines(lines(history))
