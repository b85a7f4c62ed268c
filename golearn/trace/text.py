"""The text form of a trace, and its elder sibling with four header lines (`.rep`)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain

import numpy as np

from golearn.errors import TraceError
from golearn.trace.trace import Trace
from golearn.trace.validate import LETTERS, Op, size_problem

FORMS = {
    "a": "a ID SIZE [p]",
    "r": "r ID SIZE",
    "f": "f ID",
    "gc": "gc",
}

LONGEST_NUMBER = 18
"""Digits of an ID or a size: what always fits into 64 bits."""
LONGEST_TITLE = 200
"""Characters of a trace's name that its file keeps."""


class Columns:
    """The columns of a trace while it is being read, with the line of each event."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.op = array("B")
        self.object = array("q")
        self.size = array("q")
        self.pointers = array("b")
        self.line = array("q")

    def add(self, op: Op, obj: int, size: int, pointers: bool, line: int) -> None:
        """Append one event."""
        self.op.append(op)
        self.object.append(obj)
        self.size.append(size)
        self.pointers.append(pointers)
        self.line.append(line)

    def trace(self) -> Trace:
        """The finished trace. Raises TraceError, naming the line, if it is not legal."""
        return Trace(
            np.array(self.op, dtype=np.uint8),
            np.array(self.object, dtype=np.int64),
            np.array(self.size, dtype=np.int64),
            np.array(self.pointers, dtype=np.bool_),
            name=self.source,
            lines=np.array(self.line, dtype=np.int64),
        )


def parse_text(lines: Iterable[str], source: str = "trace", first_line: int = 1) -> Trace:
    """A trace from its text form. Raises TraceError naming source, line and expectation."""
    columns = Columns(source)
    for number, line in enumerate(lines, first_line):
        words = line.split()
        if words and not words[0].startswith("#"):
            _parse_event(words, columns, number)
    return columns.trace()


def parse_rep(lines: Iterable[str], source: str = "trace") -> Trace:
    """A trace from `.rep`: heap size, IDs, events, weight; then events. `w` is skipped."""
    it = iter(lines)
    header = []
    for number in range(1, 5):
        line = next(it, None)
        if line is None:
            raise TraceError("the file ends in its header of four numbers", source, number)
        header.append(_id(line.strip(), source, number))
    seen = 0

    def events() -> Iterable[str]:
        nonlocal seen
        for line in it:
            seen += bool(line.strip()) and not line.lstrip().startswith("#")
            yield "" if line.lstrip().startswith("w ") else line

    trace = parse_text(events(), source, first_line=5)
    promised = header[2]
    if seen < promised:
        problem = f"{seen:,} events, but the header promises {promised:,}; the file is truncated"
        raise TraceError(problem, source)
    return trace


def _parse_event(words: list[str], columns: Columns, line: int) -> None:
    letter, source = words[0], columns.source
    form = FORMS.get(letter)
    if form is None:
        expected = ", ".join(f"'{form}'" for form in FORMS.values())
        raise TraceError(f"unknown operation '{_cut(letter)}'; expected {expected}", source, line)
    if not len(form.replace(" [p]", "").split()) <= len(words) <= len(form.split()):
        given = _cut(" ".join(words))
        raise TraceError(
            f"'{given}' has too few or too many words; expected '{form}'", source, line
        )
    if len(words) == 4 and words[3] != "p":
        raise TraceError(f"'{_cut(words[3])}' after the size; expected p or nothing", source, line)
    columns.add(
        Op(LETTERS.index(letter)),
        _id(words[1], source, line) if len(words) > 1 else 0,
        _size(words[2], source, line) if len(words) > 2 else 0,
        len(words) == 4,
        line,
    )


def _id(word: str, source: str, line: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER):
        problem = f"'{_cut(word)}' is not an ID; expected a whole number of at most 18 digits"
        raise TraceError(problem, source, line)
    return int(word)


def _size(word: str, source: str, line: int) -> int:
    digits = word.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        problem = f"'{_cut(word)}' is not a number; expected a size in bytes"
        raise TraceError(problem, source, line)
    digits = digits.lstrip("0") or "0"
    if len(digits) > LONGEST_NUMBER:  # what fits is held against the limit later, on whole columns
        raise TraceError(size_problem(_cut(word)), source, line)
    value = int(digits)
    return -value if word.startswith("-") else value


def _cut(text: str) -> str:
    text = text if len(text) <= 40 else text[:37] + "..."
    return text if text.isprintable() else ascii(text)[1:-1]


def format_text(trace: Trace) -> Iterable[str]:
    """The lines of the text form, with a comment that names the trace.

    Raises TraceError for what the text form has no words for: several processors, and IDs that
    are negative or have more than 18 digits.
    """
    if trace.processor.any():
        raise TraceError("the text form cannot say which processor an event ran on", trace.name)
    if len(trace) and not 0 <= trace.object.min() <= trace.object.max() < 10**LONGEST_NUMBER:
        problem = f"the text form holds IDs of at most {LONGEST_NUMBER} digits, none negative"
        raise TraceError(f"{problem}; write a file that ends in .npy", trace.name)
    return chain([f"# {title(trace.name)}"], map(_format_event, *_lists(trace)))


def title(name: str) -> str:
    """A name that fits into a line of UTF-8: cut, without control characters."""
    # A surrogate stands for a byte of a file's name that is no UTF-8.
    shown = " ".join(name[:LONGEST_TITLE].split()).encode("utf-8", "backslashreplace").decode()
    return "".join(char for char in shown if char.isprintable())


def _lists(trace: Trace) -> list[list[int]]:
    return [c.tolist() for c in (trace.op, trace.object, trace.size, trace.pointers)]


def _format_event(op: int, obj: int, size: int, pointers: int) -> str:
    if op == Op.GC:
        return "gc"
    letter = LETTERS[op]
    if op == Op.FREE:
        return f"{letter} {obj}"
    return f"{letter} {obj} {size} p" if pointers else f"{letter} {obj} {size}"
