"""The text form of a trace, parsed a megabyte at a time.

Only text in its plainest shape is taken: `a ID SIZE`, `a ID SIZE p`, `r ID SIZE`, `f ID` and
`gc` with single blanks; comments have lines of their own, and lines may be empty. Whatever else
there is, `golearn.trace.text` reads line by line, and finds the words for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
LETTER_BYTES = b"".join(letter.encode() for letter in LETTERS) + b"p"

_OP_OF = np.full(256, 255, dtype=np.uint8)
for _op, _letter in enumerate(LETTERS):
    _OP_OF[ord(_letter[0])] = _op
_BLANKS = np.array([2, 2, 1, 0])
"""Blanks in a line, by op; one more before a `p`."""


class Columns(NamedTuple):
    """Columns of a trace, as its constructor takes them."""

    op: NDArray[np.uint8]
    object: NDArray[np.int64]
    size: NDArray[np.int64]
    pointers: NDArray[np.bool_]


def parse_chunks(chunks: Iterable[bytes]) -> Columns | None:
    """The columns of a text that comes in pieces, cut anywhere; None if it is not plain."""
    found: list[Columns] = []
    rest = b""
    for chunk in chunks:
        whole, newline, rest = (rest + chunk).rpartition(b"\n")
        columns = parse_lines(whole + newline)
        if columns is None or len(rest) > LONGEST_LINE:
            return None
        found.append(columns)
    columns = parse_lines(rest + b"\n" if rest else b"")
    if columns is None:
        return None
    return Columns(*(np.concatenate(parts) for parts in zip(*found, columns, strict=True)))


def parse_lines(text: bytes) -> Columns | None:
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
    last = cuts[ends]
    first = np.concatenate(([0], last[:-1] + 1))[: len(last)]
    op = _OP_OF[data[first]]
    if not _is_plain(data, cuts, ends, first, last, op):
        return None
    numbers = np.fromstring(text.translate(None, LETTER_BYTES), dtype=np.int64, sep=" ")
    return _columns(op, numbers, has_pointers=data[last - 1] == ord("p"))


def _is_plain(
    data: NDArray[np.uint8],
    cuts: NDArray[np.intp],
    ends: NDArray[np.intp],
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    op: NDArray[np.uint8],
) -> bool:
    """Whether every line has its letter, its blanks and its numbers, and nothing else.

    `cuts` are the positions of all blanks and line ends, `ends` those of the line ends in
    `cuts`; `first` and `last` the first byte and the line end of each line.
    """
    if (op > Op.GC).any() or len(ends) + np.count_nonzero(data[cuts] == BLANK) != len(cuts):
        return False
    pointers = data[last - 1] == ord("p")
    is_gc = op == Op.GC
    blanks = np.diff(ends, prepend=-1) - 1
    if (blanks != _BLANKS[op] + pointers).any() or (pointers & (op != Op.ALLOC)).any():
        return False
    words = np.diff(cuts, prepend=-1) - 1  # the length of the word that ends at each cut
    letters = ends - blanks  # the cut behind the letter of each line
    if (words[letters] != 1 + is_gc).any() or (data[last[is_gc] - 1] != ord("c")).any():
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
