"""The text form of a trace, parsed a quarter of a megabyte at a time.

Only text in its plainest shape is taken: `a ID SIZE`, `a ID SIZE p`, `r ID SIZE`, `f ID` and
`gc` with single blanks; comments have lines of their own, and lines may be empty. Whatever else
there is, `golearn.trace.text` reads line by line, and finds the words for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.trace.digits import Digits, Ints
from golearn.trace.lines import LONGEST_LINE
from golearn.trace.text import LONGEST_NUMBER
from golearn.trace.validate import ALLOC, FREE, GC, LETTERS, REALLOC

SKIPPED = re.compile(rb"^(#.*)?\n", re.MULTILINE)
"""Lines without an event."""

NEWLINE, BLANK, ZERO = 10, 32, 48
WEIGHT = len(LETTERS)
"""The op of `w ID`, a line of `.rep` files that asks for nothing."""

_OP_OF = np.full(256, 255, dtype=np.uint8)
for _op, _letter in enumerate((*LETTERS, "w")):
    _OP_OF[ord(_letter[0])] = _op
_BLANKS = np.array([2, 2, 1, 0, 1])
"""Blanks in a line, by op; one more before a `p`."""


class Columns(NamedTuple):
    """Columns of a trace, as its constructor takes them."""

    op: NDArray[np.uint8]
    object: NDArray[np.int64]
    size: NDArray[np.int64]
    pointers: NDArray[np.bool_]


def parse_rep_chunks(chunks: Iterable[bytes]) -> Columns | None:
    """The same for `.rep`: four numbers on lines of their own, of which the third counts events."""
    pieces = iter(chunks)
    *lines, first = next(pieces, b"").split(b"\n", 4)
    header = [line.strip() for line in lines if len(line) <= LONGEST_NUMBER]
    if len(header) < 4 or not all(line.isdigit() for line in header):
        return None
    columns = parse_chunks(chain([first], pieces), WEIGHT)
    if columns is None or len(columns.op) < int(header[2]):
        return None
    kept = columns.op != WEIGHT
    return columns if kept.all() else Columns(*(column[kept] for column in columns))


def parse_chunks(chunks: Iterable[bytes], last: int = GC) -> Columns | None:
    """The columns of a text that comes in pieces, cut anywhere; None if it is not plain.

    Ops up to `last` are known.
    """
    found: list[Columns] = []
    rest = b""
    for chunk in chunks:
        whole, newline, rest = (rest + chunk).rpartition(b"\n")
        columns = parse_lines(whole + newline, last)
        if columns is None or len(rest) > LONGEST_LINE:
            return None
        found.append(columns)
    columns = parse_lines(rest + b"\n" if rest else b"", last)
    if columns is None:
        return None
    return Columns(*(np.concatenate(parts) for parts in zip(*found, columns, strict=True)))


def parse_lines(text: bytes, last: int = GC) -> Columns | None:
    """The columns of whole lines; None if they are not plain."""
    if not text.isascii():
        return None
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    if b"#" in text:
        text = SKIPPED.sub(b"", text)
    lines = Lines.of(text)
    if (lines.data[lines.first] == NEWLINE).any():
        lines = Lines.of(SKIPPED.sub(b"", text))
    if (lines.op > last).any() or not _is_plain(lines):
        return None
    return _columns(lines)


class Lines(NamedTuple):
    """Where the lines and words of a text are. An entry per line, but for `data` and `cuts`."""

    data: NDArray[np.uint8]
    """The bytes of the text."""
    cuts: NDArray[np.intp]
    """Positions in the text of all blanks and line ends: one behind each word."""
    first: NDArray[np.intp]
    """Where the line begins."""
    letter: NDArray[np.intp]
    """Which of `cuts` is the one behind its first word."""
    end: NDArray[np.intp]
    """Which of `cuts` is its end."""
    op: NDArray[np.uint8]
    pointers: NDArray[np.bool_]
    """Whether the line ends in `p`."""

    @classmethod
    def of(cls, text: bytes) -> Lines:
        """The lines of a text, plain or not."""
        data = np.frombuffer(text, dtype=np.uint8)
        cuts = np.flatnonzero(data <= BLANK)
        end = np.flatnonzero(data[cuts] == NEWLINE)
        stop = cuts[end]
        first, letter = np.zeros_like(end), np.zeros_like(end)
        first[1:], letter[1:] = stop[:-1] + 1, end[:-1] + 1
        return cls(data, cuts, first, letter, end, _OP_OF[data[first]], data[stop - 1] == ord("p"))


def _is_plain(lines: Lines) -> bool:
    """Whether every line has its letter, its blanks and its numbers, and nothing else."""
    data, cuts, first, letter, end, op, pointers = lines
    if len(end) + np.count_nonzero(data == BLANK) != len(cuts):
        return False
    is_gc = op == GC
    if (end - letter != _BLANKS[op] + pointers).any() or (pointers & (op != ALLOC)).any():
        return False
    if (cuts[letter] - first != 1 + is_gc).any() or (data[first[is_gc] + 1] != ord("c")).any():
        return False
    marked = end[pointers]
    if (cuts[marked] - cuts[marked - 1] != 2).any():
        return False
    words = np.diff(cuts)
    if words.min(initial=2) < 2 or words.max(initial=2) > 1 + LONGEST_NUMBER:
        return False
    digits = np.count_nonzero(data - np.uint8(ZERO) < 10)
    others = len(op) + np.count_nonzero(is_gc) + np.count_nonzero(pointers)
    return bool(digits + len(cuts) + others == len(data))


def _columns(lines: Lines) -> Columns:
    """The numbers of all lines, by columns."""
    op, cuts, digits = lines.op, lines.cuts, Digits(lines.data)

    def column(word: int, last: int) -> Ints:
        """Numbers so many words behind the letter, 0 where the op is after `last`; (lines,)."""
        numbers = np.zeros(len(op), dtype=np.int64)
        has = np.flatnonzero(op <= last)
        at = lines.letter[has] + word
        ends = cuts[at]
        numbers[has] = digits.ending_at(ends, ends - cuts[at - 1] - 1)
        return numbers

    return Columns(op, column(1, FREE), column(2, REALLOC), lines.pointers)
