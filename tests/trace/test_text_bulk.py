"""Text in bulk against text line by line: equal columns, or left to the careful reader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from golearn import trace
from golearn.errors import TraceError
from golearn.trace import WORKLOADS
from golearn.trace.text import Columns, _parse_event, format_text, parse_rep
from golearn.trace.text_bulk import parse_chunks, parse_lines, parse_rep_chunks

NUMBERS = st.one_of(st.integers(0, 99), st.integers(0, 10**18 - 1)).map(str)
GOOD = st.one_of(
    st.builds("a {} {}".format, NUMBERS, NUMBERS),
    st.builds("a {} {} p".format, NUMBERS, NUMBERS),
    st.builds("r {} {}".format, NUMBERS, NUMBERS),
    st.builds("f {}".format, NUMBERS),
    st.just("gc"),
    st.sampled_from(["", "# a comment: a 1 2"]),
)
ODD = st.text("arfgcp 0123#-\r\t\x00é", max_size=8)
BAD = ["a 1 2  p", " a 1 2", "a 1 2 ", "gc ", "cg", "gg", "ap 1 2", "f 1 p", "r 1 2 p", "a p 1"]
BAD += ["a 1p 2", "f", "a  1", "a 1 ", "1 2", "p", "f 0000000000000000001", "f 1\x0b", "g", "a 12"]
BAD += ["w 1", "a1 2 3", "a 1 2 3p", "a\t1 2", "a 1\x002", "# \xff"]


def line_by_line(text: str) -> Columns | None:
    columns = Columns("test")
    try:
        for number, line in enumerate(text.split("\n"), 1):
            words = line.split()
            if words and not words[0].startswith("#"):
                _parse_event(words, columns, number)
    except TraceError:
        return None
    return columns


@settings(max_examples=600, deadline=None)
@given(st.lists(st.one_of(GOOD, GOOD, GOOD, st.sampled_from(BAD), ODD), max_size=6))
@example(["a 1 2 p", "f 1", "gc"])
@example(["gc", "a 7 0"])
def test_the_same_or_nothing(lines):
    text = "".join(line + "\n" for line in lines)
    got, expected = parse_lines(text.encode()), line_by_line(text)
    if got is not None:
        assert expected is not None
        for name in ("op", "object", "size", "pointers"):
            assert getattr(got, name).tolist() == [int(v) for v in getattr(expected, name)]


@given(st.lists(GOOD, max_size=8))
def test_plain_text_is_taken(lines):
    assert parse_lines("".join(line + "\n" for line in lines).encode()) is not None


@pytest.mark.parametrize("line", BAD)
def test_what_is_not_plain_is_left(line):
    assert parse_lines(f"a 1 2\n{line}\ngc\n".encode("latin-1")) is None


@given(st.lists(GOOD, max_size=6), st.integers(1, 9))
def test_pieces_may_be_cut_anywhere(lines, length):
    text = "\n".join(lines).encode()  # the last line has no end
    pieces = [text[i : i + length] for i in range(0, len(text), length)]
    got, expected = parse_chunks(pieces), parse_lines(text + b"\n" if text else b"")
    assert got is not None
    assert expected is not None
    assert all(np.array_equal(a, b) for a, b in zip(got, expected, strict=True))


def test_a_line_without_end_is_left_before_it_fills_the_memory():
    read = 0

    def endless():
        nonlocal read
        while read < 1_000:
            read += 1
            yield b"1" * 1_000

    assert parse_chunks(endless()) is None
    assert read < 100


REP_LINES = st.lists(
    st.sampled_from(
        ["a 1 16", "a 2 9", "r 1 4", "w 1", "w 2", "f 1", "f 2", "", "# w 1", "w", "w x"]
    )
)


@settings(max_examples=300)
@given(REP_LINES, st.integers(0, 9), st.sampled_from(["100", " 4 ", "-1", "x", "", "9" * 20]))
@example(["a 1 16", "w 1", "f 1"], 3, "100")
@example(["a 1 16", "w 1", "f 1"], 4, "100")
def test_rep_in_bulk_is_the_same_or_nothing(lines, promised, size):
    text = "\n".join([size, "2", str(promised), "1", *lines])
    got = parse_rep_chunks([text.encode()])
    try:
        expected = parse_rep(text.split("\n"))
    except TraceError:
        assert got is None or _is_illegal(got)
        return
    if got is not None:
        assert trace.Trace(*got) == expected


def _is_illegal(columns) -> bool:
    with pytest.raises(TraceError):
        trace.Trace(*columns)
    return True


def test_a_plain_rep_is_taken():
    columns = parse_rep_chunks([b"1000\n2\n5\n1\na 0 16\na 1 568\nw 0\nf 0\nf 1\n"])
    assert columns is not None
    assert columns.op.tolist() == [0, 0, 2, 2]
    assert columns.size.tolist() == [16, 568, 0, 0]


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_file_is_read_in_bulk(tmp_path, monkeypatch, name):
    made = WORKLOADS[name]()
    path = tmp_path / "x.trace"
    path.write_text("".join(line + "\n" for line in format_text(made)))
    monkeypatch.setattr("golearn.trace.files.PARSERS", {"text": None})  # it is not called
    assert trace.read(path) == made
