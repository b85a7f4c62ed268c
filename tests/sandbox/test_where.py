"""Where endless code is: the outermost loop of the innermost function that has one."""

from __future__ import annotations

import pytest

from golearn.sandbox.where import Line, first_line_of_loop, way_to_the_loop

SOURCE = """\
def outer(n):
    for i in range(n):
        while True:
            if i:
                inner(i)

def inner(i):
    match i:
        case 1:
            while i:
                pass
    try:
        return [j for j in iter(int, 1)]
    except ValueError:
        for _ in range(i):
            pass

while True:
    def within():
        return 1
    within()
"""


@pytest.mark.parametrize(
    ("line", "loop"),
    [(1, None), (2, 2), (3, 2), (5, 2), (10, 10), (11, 10), (13, None), (16, 15), (20, None)],
)
def test_the_loop_around_a_line(line, loop):
    assert first_line_of_loop(SOURCE, line) == loop


@pytest.mark.parametrize("source", ["def (", "\0", "x = " + "(" * 1000, "", "-" * 100_000 + "1"])
def test_what_cannot_be_read_has_no_loop(source):
    assert first_line_of_loop(source, 1) is None


def test_the_way_ends_at_the_first_loop():
    frames = [("lib.py", 3, "call"), ("cell", 1, "outer"), ("cell", 11, "inner"), ("cell", 5, "x")]
    assert way_to_the_loop(frames, {"cell": SOURCE}) == (
        Line(1, "outer", "def outer(n):"),
        Line(10, "inner", "while i:"),
    )
    assert way_to_the_loop([("cell", 10**9, "f")], {"cell": SOURCE}) == (Line(10**9, "f", ""),)
    assert way_to_the_loop(frames, {}) == ()
