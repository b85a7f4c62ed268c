"""Trace files: find out what a file is, read it, write it."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterable
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from typing import IO

from golearn.errors import TraceError
from golearn.trace.binary import SUFFIX, is_binary, read_binary, write_binary
from golearn.trace.lines import read_chunks, read_lines
from golearn.trace.recorders import parse_ltrace, parse_valgrind, sniff
from golearn.trace.text import format_text, parse_rep, parse_text
from golearn.trace.text_bulk import Columns, parse_chunks, parse_rep_chunks
from golearn.trace.trace import Trace

PARSERS: dict[str, Callable[[Iterable[str], str], Trace]] = {
    "text": parse_text,
    "rep": parse_rep,
    "valgrind": parse_valgrind,
    "ltrace": parse_ltrace,
}

PlainParser = Callable[[Iterable[bytes]], Columns | None]
PLAIN: dict[str, PlainParser] = {"text": parse_chunks, "rep": parse_rep_chunks}
"""What reads the plainest shape of a format, much sooner."""

LOOK_AHEAD = 200
"""Lines that decide which format a file has; recorders print a banner first."""


def read(
    path: str | Path,
    format: str | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Trace:
    """Read a trace from a file: text form, `.script`, `.rep`, valgrind or ltrace log; or `.gz`.

    A binary file, as `write` makes it for a name that ends in `.npy`, stays on disk.
    `format` is one of `PARSERS`; by default the content decides. `on_bytes` hears how many
    bytes of the file are read so far. Raises TraceError naming file, line and expectation.
    """
    path = Path(path)
    if format is None and is_binary(path):
        mapped = read_binary(path)
        mapped.name = short_name(path)
        return mapped
    lines = read_lines(path, on_bytes)
    first = list(islice(lines, LOOK_AHEAD))
    name = format or _format_of(first)
    if name not in PARSERS:
        raise TraceError(
            f"unknown format '{name}'; expected one of {', '.join(PARSERS)}", str(path)
        )
    trace = _read_plain(path, PLAIN[name], on_bytes) if name in PLAIN else None
    if trace is None:
        trace = PARSERS[name](chain(first, lines), str(path))
    trace.name = short_name(path)
    return trace


def _read_plain(
    path: Path, parse: PlainParser, on_bytes: Callable[[int], None] | None
) -> Trace | None:
    """The trace of a text without surprises; None leaves it, and its faults, to `PARSERS`."""
    columns = parse(read_chunks(path, on_bytes))
    if columns is None:
        return None
    try:
        return Trace(*columns)
    except TraceError:
        return None


def _format_of(lines: list[str]) -> str:
    header = [line.strip() for line in lines[:4]]
    if len(header) == 4 and all(h.isascii() and h.isdigit() for h in header):
        return "rep"
    return sniff(lines) or "text"


def write(trace: Trace, path: str | Path) -> None:
    """Write the text form, gzipped if the name ends in `.gz`; the binary form if in `.npy`.

    Reading it gives an equal trace. The file appears whole or not at all. Raises TraceError if
    it cannot be written.
    """
    path = Path(path)
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as raw:
            try:
                _write_into(raw, trace, path.suffix)
                raw.close()
                Path(raw.name).chmod(0o666 & ~_umask())
                Path(raw.name).replace(path)
            except BaseException:
                Path(raw.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise TraceError(f"cannot be written ({error.strerror or error})", str(path)) from error


def _write_into(file: IO[bytes], trace: Trace, suffix: str) -> None:
    if suffix == SUFFIX:
        write_binary(trace, file)
        return
    lines = (f"{line}\n".encode() for line in format_text(trace))
    if suffix == ".gz":
        # No time and no name in the header: the same trace gives the same file.
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            for line in lines:
                packed.write(line)
    else:
        file.writelines(lines)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def short_name(path: Path) -> str:
    """A name for titles: `trace-gcc.script.gz` is `trace-gcc`."""
    name = path.name.removesuffix(".gz")
    return name.rsplit(".", 1)[0] if "." in name else name


def shipped() -> dict[str, Path]:
    """The recordings of real programs that come with golearn: name → file."""
    folder = Path(str(resources.files("golearn.trace") / "data"))
    return {short_name(path): path for path in sorted(folder.glob("*.trace.gz"))}


def load(name: str) -> Trace:
    """One of the shipped recordings. Raises TraceError naming the choices."""
    files = shipped()
    if name not in files:
        raise TraceError(f"no such recording; expected one of {', '.join(files)}", name)
    return read(files[name])
