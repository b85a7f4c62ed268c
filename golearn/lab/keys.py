"""The keys of the labs, in one place: what each part of a lab does with which key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Keys = Sequence[tuple[str, str]]
"""Pairs of a key and what it does."""

KEYS: dict[str, Keys] = {
    "everywhere": (
        ("Tab, Shift+Tab", "to the next control, to the one before"),
        ("Enter or Space", "press a button"),
        ("Enter in a text box", "press the coloured button of its row"),
    ),
    "Player": (
        ("← →", "on the slider: one event back, one on"),
        ("Page Up, Page Down", "on the slider: a tenth of the trace"),
        ("Home, End", "on the slider: to the start, to the end"),
        ("Space", "on the slider: play, pause"),
    ),
    "HeapMap": (
        ("← → ↑ ↓", "on a heap map: from block to block, from row to row"),
        ("Home, End", "on a heap map: to the first block, to the last"),
        ("Enter", "on a heap map: choose the block, if a question asks for one"),
    ),
    "QuizPanel": (("1 2 3 …", "in a question: choose that answer"),),
}
"""The name of a part's class → its keys."""


def keys_of(parts: Iterable[Any]) -> list[list[str]]:
    """The keys that work in a lab made of these parts: lists of a key and what it does."""
    here = {"everywhere", *(type(part).__name__ for part in parts)}
    return [list(pair) for name, pairs in KEYS.items() if name in here for pair in pairs]
