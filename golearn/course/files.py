"""Writing files so that each is there whole or not at all, and none of the learner's is lost."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def put_new(target: Path, content: bytes) -> bool:
    """Write a file that does not exist yet; False if it does."""
    if os.path.lexists(target):
        return False
    with _part(target, content) as part:
        return _publish(part, target)


def replace(target: Path, content: bytes) -> None:
    """Write a file, in place of one that may exist."""
    with _part(target, content) as part:
        part.replace(target)
        _sync(target.parent)


def replace_keeping(target: Path, content: bytes) -> Path:
    """Write a file in place of one that exists; the old one, whose new name is returned, stays.

    The old file gets its second name before it loses its first: what somebody saves in between
    is not lost either.
    """
    with _part(target, content) as part:
        number = 1
        while not _second_name(target, kept := backup_name(target, number)):
            number += 1
        part.replace(target)
        _sync(target.parent)
    return kept


def backup_name(target: Path, number: int) -> Path:
    """Where version `number` of a file is kept: `03-fit.ipynb` as `03-fit.backup-1.ipynb`."""
    return target.with_name(f"{target.stem}.backup-{number}{target.suffix}")


def sweep(folder: Path, name: str = "*", age: float = 0) -> None:
    """Remove what interrupted writers of the file `name` left at least `age` seconds ago.

    Nobody else may still be writing it.
    """
    for left in folder.glob(f".{name}.{'[0-9a-f]' * 8}.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime >= age:
                left.unlink()


@contextmanager
def _part(target: Path, content: bytes) -> Iterator[Path]:
    """A file beside `target` that holds `content`, safe on the disk; it goes if nobody took it."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _publish(part: Path, target: Path) -> bool:
    try:
        target.hardlink_to(part)  # unlike a rename it never replaces a file
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            return False
        part.rename(target)
    return True


def _second_name(target: Path, kept: Path) -> bool:
    try:
        kept.hardlink_to(target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        return put_new(kept, target.read_bytes())
    return True


def _sync(folder: Path) -> None:
    """Make sure that the new name is on the disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
