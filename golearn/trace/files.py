"""Trace files: find out what a file is, read it, write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from itertools import chain, islice
from pathlib import Path

from golearn.errors import TraceError
from golearn.trace.binary import SUFFIX, is_binary, read_binary, write_binary
from golearn.trace.lines import is_regular, read_lines, read_twice
from golearn.trace.output import Content, write_files
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

    A binary file, as `write` makes it for a name that ends in `.npy`, stays on disk. A text may
    come through a pipe.
    `format` is one of `PARSERS`; by default the content decides. `on_bytes` hears how many
    bytes of the file are read so far. Raises TraceError naming file, line and expectation.
    """
    path = Path(path)
    if format is None and is_regular(path) and (path.suffix == SUFFIX or is_binary(path)):
        mapped = read_binary(path)
        mapped.name = short_name(path)
        return mapped
    careful, quick = read_twice(path, on_bytes)
    lines = read_lines(careful, str(path))
    first = list(islice(lines, LOOK_AHEAD))
    name = format or _format_of(first)
    if name not in PARSERS:
        raise TraceError(
            f"unknown format '{name}'; expected one of {', '.join(PARSERS)}", str(path)
        )
    trace = _read_plain(quick, PLAIN[name]) if name in PLAIN else None
    if trace is None:
        trace = PARSERS[name](chain(first, lines), str(path))
    trace.name = short_name(path)
    return trace


def _read_plain(chunks: Iterator[bytes], parse: PlainParser) -> Trace | None:
    """The trace of a text without surprises; None leaves it, and its faults, to `PARSERS`."""
    columns = parse(chunks)
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

    Reading it gives an equal trace. The file appears whole or not at all; a link stays one, and
    a pipe or a device is written into. Raises TraceError if it cannot be written.
    """
    path = Path(path)
    try:
        write_files({path: _content(trace, path.suffix)})
    except BrokenPipeError:
        raise  # whoever reads the pipe has seen enough
    except OSError as error:
        raise TraceError(f"cannot be written ({error.strerror or error})", str(path)) from error


def _content(trace: Trace, suffix: str) -> Content:
    if suffix == SUFFIX:
        return lambda file: write_binary(trace, file)
    lines = format_text(trace)  # refuses what has no text before any file is touched
    return lambda file: file.writelines(f"{line}\n".encode() for line in lines)


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
