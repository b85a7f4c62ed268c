"""Files that appear whole or not at all."""

from __future__ import annotations

import gzip
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Content = Callable[[IO[bytes]], object]
"""Writes what belongs into a file."""


def write_files(files: Mapping[Path, Content]) -> None:
    """Write each file, packed if its name ends in `.gz`. None changes before all are written.

    Where a name is a link, its target is replaced; a pipe or a device is written into, since
    there is nothing to replace. Raises OSError, naming the file as it was named here.
    """
    parts: dict[Path, tuple[Path, Path]] = {}
    try:
        for named, content in files.items():
            with _blaming(named):
                if named.exists() and not named.is_file():
                    _fill(named, named, content)
                    continue
                target = Path(os.path.realpath(named))  # resolve() breaks on links in a circle
                part = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
                parts[part] = named, target
                _fill(part, named, content)
        for part, (named, target) in parts.items():
            with _blaming(named):
                part.replace(target)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _fill(path: Path, named: Path, content: Content) -> None:
    with path.open("wb") as file:
        if named.suffix != ".gz":
            content(file)
            return
        # No time and no name in the header: the same content gives the same file.
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            content(packed)  # type: ignore[arg-type]


@contextmanager
def _blaming(named: Path) -> Iterator[None]:
    """Errors inside name this file, not the one that was to become it."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(named), None
        raise
