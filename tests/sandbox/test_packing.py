"""Packed code works from what it is given: by value if it is the learner's own."""

from __future__ import annotations

import sys
import threading

import pytest

from golearn.sandbox.packing import MOST_SOURCE, Unpackable, packed
from golearn.sandbox.player import Player


def play(code, *args):
    with Player(packed(code)) as player:
        return player.root()(*args)


def test_code_brings_what_it_refers_to():
    table = {"a": [1, 2]}

    def helper(key):
        return sum(table[key])

    assert play(lambda: helper("a")) == 3
    table["a"].append(3)
    assert play(lambda: helper("a")) == 6


def test_a_module_of_the_learners_own_travels_whole(tmp_path, monkeypatch):
    (tmp_path / "my_helpers.py").write_text(
        "LIMIT = 3\n\n\ndef limited(n):\n    return n < LIMIT\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import my_helpers  # type: ignore[import-not-found]

    handed = packed(my_helpers.limited)
    assert handed["sources"][my_helpers.__file__].startswith("LIMIT = 3")
    (tmp_path / "my_helpers.py").unlink()
    with Player(handed) as player:
        assert player.root()(2) is True
    del sys.modules["my_helpers"]


@pytest.mark.parametrize(
    ("held", "word"), [(threading.Lock(), "lock"), ((i for i in "ab"), "generator")]
)
def test_what_cannot_leave_is_named(held, word):
    with pytest.raises(Unpackable, match=word):
        packed(lambda: held)


def test_sources_are_the_newest_and_not_too_many(monkeypatch):
    import linecache

    lines = ["x" * (MOST_SOURCE // 2)]
    cells = {f"<cell {i}>": (0, None, lines, "") for i in range(5)}
    monkeypatch.setattr(linecache, "cache", cells)
    assert list(packed(play)["sources"]) in (["<cell 4>", "<cell 3>"], [__file__, "<cell 4>"])
