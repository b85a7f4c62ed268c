"""Lines from a file, plain or gzipped, without trusting the file.

A file that is binary, cut short or one endless line ends in a TraceError after a bounded
amount of memory, whatever its size.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import tee
from pathlib import Path
from typing import BinaryIO

from golearn.errors import TraceError

CHUNK = 1 << 18
"""Bytes; a few of numpy's columns for so many stay in the processor's cache."""
LONGEST_LINE = 1 << 16
"""Bytes; recorders print at most a few hundred per line."""

GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Some editors begin a text in UTF-8 with it; it is no part of the first line."""


def read_lines(chunks: Iterable[bytes], source: str) -> Iterator[str]:
    """The text lines of a file that comes in pieces, without their ends.

    Raises TraceError, naming `source`, for a file that is binary or no text.
    """
    rest = b""
    line = 0
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for text in lines:
            line += 1
            yield _decode(text, source, line)
        if len(rest) > LONGEST_LINE or b"\0" in rest:
            _decode(rest, source, line + 1)
    if rest:
        yield _decode(rest, source, line + 1)


def read_twice(
    path: Path, on_bytes: Callable[[int], None] | None = None
) -> tuple[Iterator[bytes], Iterator[bytes]]:
    """Two readings of `path`, in pieces, independent of each other.

    A pipe can be read only once: what one of the two has read is kept for the other.
    """
    if is_regular(path):
        return read_chunks(path, on_bytes), read_chunks(path, on_bytes)
    first, second = tee(read_chunks(path, on_bytes))
    return first, second


def is_regular(path: Path) -> bool:
    """Whether this is a file that can be read more than once. False if it cannot be found."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_chunks(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The bytes of `path`, unpacked if it is a `.gz`, in pieces of up to `CHUNK`.

    `on_bytes` hears how many bytes of the file have been read so far; of a pipe it does not.
    Raises TraceError for a file that is missing or truncated.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2).startswith(GZIP_MAGIC)
            stream: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            mark = BYTE_ORDER_MARK
            while chunk := stream.read(CHUNK):
                if on_bytes is not None and raw.seekable():
                    on_bytes(raw.tell())
                yield chunk.removeprefix(mark)
                mark = b""
    except EOFError as error:
        raise TraceError(
            "the gzip data ends too early; the file is truncated", str(path)
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise TraceError(f"the gzip data is damaged ({error})", str(path)) from error
    except FileNotFoundError as error:
        raise TraceError("there is no such file", str(path)) from error
    except IsADirectoryError as error:
        raise TraceError("this is a folder; expected a trace file", str(path)) from error
    except OSError as error:
        raise TraceError(f"cannot be read ({error.strerror or error})", str(path)) from error


def _decode(text: bytes, source: str, line: int) -> str:
    if b"\0" in text:
        raise TraceError("binary data; expected text, one event a line", source, line)
    if len(text) > LONGEST_LINE:
        problem = f"a line of over {LONGEST_LINE:,} bytes; expected text, one event a line"
        raise TraceError(problem, source, line)
    try:
        return text.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError as error:
        raise TraceError(
            "bytes that are not UTF-8 text; expected one event a line", source, line
        ) from error
