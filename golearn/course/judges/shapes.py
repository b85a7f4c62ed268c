"""The shapes an answer may have. Each reads a returned value or raises BadShape."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any, NamedTuple


class BadShape(Exception):
    """The value has another type than the task asks for."""


class Shape(NamedTuple):
    """`text` completes "must return ..."; `read` gives plain ints, tuples and lists."""

    text: str
    read: Callable[[object], Any]


def _whole(value: object) -> int:
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise BadShape
    return int(value)


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


def _text_or_none(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadShape
    return value


def _wholes(value: object) -> list[int]:
    return [_whole(item) for item in _items(value)]


def _blocks(value: object) -> list[tuple[int, int]]:
    return [_block(item) for item in _items(value)]


def _block(value: object) -> tuple[int, int]:
    pair = _wholes(value)
    if len(pair) != 2:
        raise BadShape
    return pair[0], pair[1]


def _items(value: object) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise BadShape
    return list(value)


def _taken(value: object) -> tuple[int, list[tuple[int, int]]]:
    items = _items(value)
    if len(items) != 2:
        raise BadShape
    return _whole(items[0]), _blocks(items[1])


def _map_line(value: object) -> tuple[int, int, str, str]:
    items = _items(value)
    if len(items) != 4 or not isinstance(items[2], str) or not isinstance(items[3], str):
        raise BadShape
    return _whole(items[0]), _whole(items[1]), items[2], items[3]


NUMBER = Shape("a whole number (int)", _whole)
INDEX = Shape("an index (int) or None", _whole_or_none)
NAME = Shape("a name (str) or None", _text_or_none)
NUMBERS = Shape("a list of whole numbers", _wholes)
BLOCKS = Shape("a list of (address, size) blocks", _blocks)
TAKEN = Shape("an address and a list of (address, size) blocks", _taken)
MAP_LINE = Shape("(start, end, permissions, name): two ints and two strings", _map_line)
