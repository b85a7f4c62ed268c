"""Scripts as lines with numbers: what is said of a wrong one names the line that was typed."""

from __future__ import annotations

import pytest

from golearn.errors import BadParameter
from golearn.lab.script_lines import carry_out, numbered_lines

SCRIPT = "# a comment\n\n  a 1 8  # eight\nf 1\n"


def test_lines_keep_their_numbers():
    assert numbered_lines(SCRIPT, 2) == [(3, "a 1 8"), (4, "f 1")]
    assert numbered_lines("", 2) == []
    with pytest.raises(BadParameter, match=r"2 lines; expected at most 1$"):
        numbered_lines(SCRIPT, 1)


def test_the_first_wrong_line_ends_it():
    done = []

    def act(line: str) -> None:
        if line.startswith("f"):
            raise BadParameter("object 1 is not live")
        done.append(line)

    with pytest.raises(BadParameter, match=r"^line 4: object 1 is not live$"):
        carry_out(SCRIPT + "a 2 8", 3, act)
    assert done == ["a 1 8"]
