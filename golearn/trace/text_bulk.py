"""The text form of a trace, parsed a megabyte at a time.

Only text in its plainest shape is taken: `a ID SIZE`, `a ID SIZE p`, `r ID SIZE`, `f ID` and
`gc` with single blanks; comments have lines of their own, and lines may be empty. Whatever else
there is, `golearn.trace.text` reads line by line, and finds the words for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.trace.lines import LONGEST_LINE
from golearn.trace.validate import LETTERS, Op

LONGEST_NUMBER = 18
"""Digits: what always fits into 64 bits."""

SKIPPED = re.compile(rb"^(#.*)?\n", re.MULTILINE)
"""Lines without an event."""

NEWLINE, BLANK, ZERO = 10, 32, 48
WEIGHT = len(LETTERS)
"""The op of `w ID`, a line of `.rep` files that asks for nothing."""

LETTER_BYTES = b"".join(letter.encode() for letter in LETTERS) + b"pw"

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


def parse_chunks(chunks: Iterable[bytes], last: int = Op.GC) -> Columns | None:
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


def parse_lines(text: bytes, last: int = Op.GC) -> Columns | None:
    """The columns of whole lines; None if they are not plain."""
    if not text.isascii():
        return None
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    if b"#" in text or b"\n\n" in text or text.startswith(b"\n"):
        text = SKIPPED.sub(b"", text)
    data = np.frombuffer(text, dtype=np.uint8)
    cuts = np.flatnonzero(data <= BLANK)
    ends = np.flatnonzero(data[cuts] == NEWLINE)
    stop = cuts[ends]
    first = np.concatenate(([0], stop[:-1] + 1))[: len(stop)]
    op = _OP_OF[data[first]]
    if (op > last).any() or not _is_plain(data, cuts, ends, stop, op):
        return None
    numbers = np.fromstring(text.translate(None, LETTER_BYTES), dtype=np.int64, sep=" ")
    return _columns(op, numbers, has_pointers=data[stop - 1] == ord("p"))


def _is_plain(
    data: NDArray[np.uint8],
    cuts: NDArray[np.intp],
    ends: NDArray[np.intp],
    stop: NDArray[np.intp],
    op: NDArray[np.uint8],
) -> bool:
    """Whether every line has its letter, its blanks and its numbers, and nothing else.

    `cuts` are the positions of all blanks and line ends, `ends` those of the line ends in
    `cuts`, `stop` those of the line ends in the text.
    """
    if len(ends) + np.count_nonzero(data[cuts] == BLANK) != len(cuts):
        return False
    pointers = data[stop - 1] == ord("p")
    is_gc = op == Op.GC
    blanks = np.diff(ends, prepend=-1) - 1
    if (blanks != _BLANKS[op] + pointers).any() or (pointers & (op != Op.ALLOC)).any():
        return False
    words = np.diff(cuts, prepend=-1) - 1  # the length of the word that ends at each cut
    letters = ends - blanks  # the cut behind the letter of each line
    if (words[letters] != 1 + is_gc).any() or (data[stop[is_gc] - 1] != ord("c")).any():
        return False
    if (words[ends[pointers]] != 1).any() or words.min(initial=1) < 1:
        return False
    if words.max(initial=1) > LONGEST_NUMBER:
        return False
    digits = np.count_nonzero(data - np.uint8(ZERO) < 10)
    others = len(op) + np.count_nonzero(is_gc) + np.count_nonzero(pointers)
    return bool(digits + len(cuts) + others == len(data))


def _columns(
    op: NDArray[np.uint8], numbers: NDArray[np.int64], has_pointers: NDArray[Any]
) -> Columns:
    """Deal the numbers of all lines out to the columns."""
    per_line = _BLANKS[op]
    after = np.cumsum(per_line)
    obj = np.zeros(len(op), dtype=np.int64)
    size = np.zeros(len(op), dtype=np.int64)
    has_id, has_size = op <= Op.FREE, op <= Op.REALLOC
    obj[has_id] = numbers[(after - per_line)[has_id]]
    size[has_size] = numbers[after[has_size] - 1]
    return Columns(op, obj, size, has_pointers)
