"""Lines from a file, plain or gzipped, without trusting the file.

A file that is binary, cut short or one endless line ends in a TraceError after a bounded
amount of memory, whatever its size.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from golearn.errors import TraceError

CHUNK = 1 << 18
"""Bytes; a few of numpy's columns for so many stay in the processor's cache."""
LONGEST_LINE = 1 << 16
"""Bytes; recorders print at most a few hundred per line."""

GZIP_MAGIC = b"\x1f\x8b"


def read_lines(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[str]:
    """The text lines of `path`, without their ends; `.gz` is recognised by its content.

    `on_bytes` hears how many bytes of the file have been read so far.
    Raises TraceError for a file that is missing, binary, truncated or no text.
    """
    source = str(path)
    rest = b""
    line = 0
    for chunk in read_chunks(path, on_bytes):
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for text in lines:
            line += 1
            yield _decode(text, source, line)
        if len(rest) > LONGEST_LINE or b"\0" in rest:
            _decode(rest, source, line + 1)
    if rest:
        yield _decode(rest, source, line + 1)


def read_chunks(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The bytes of `path`, unpacked if it is a `.gz`, in pieces of up to `CHUNK`.

    Raises TraceError for a file that is missing or truncated.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            stream: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            while chunk := stream.read(CHUNK):
                if on_bytes is not None:
                    on_bytes(raw.tell())
                yield chunk
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
