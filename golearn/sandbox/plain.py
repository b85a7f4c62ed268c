"""Plain values, the only ones that pass between two processes: numbers, text, and lists of them.

Subclasses lose what they add, so that nothing that was passed can act where it arrives. What is
not plain stays where it is; a number, its type's name and its repr pass in its place.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, NamedTuple

LONGEST_NUMBER = 512
"""Bits of a whole number that may pass: none of a longer one is an address or a size."""

LISTS: tuple[tuple[str, type], ...] = (
    ("list", list),
    ("tuple", tuple),
    ("set", set),
    ("frozenset", frozenset),
)


class Garbled(Exception):
    """What arrived is not what `pack` makes."""


class Thing(NamedTuple):
    """Stands for a value that is not plain; equal to nothing but itself."""

    number: int
    kind: str
    """The name of its type."""
    text: str
    """Its repr, as far as it has one."""
    is_class: bool = False

    def __repr__(self) -> str:
        return self.text


Keep = Callable[[object], Thing]
Find = Callable[[Thing], Any]


def pack(value: object, keep: Keep) -> Any:
    """`value` in what JSON knows; `keep(thing)` is asked for all that is not plain."""
    try:
        return _pack(value, keep)
    except RecursionError:  # it holds itself, or is nested too deeply
        return {"thing": list(keep(value))}


def _pack(value: object, keep: Keep) -> Any:
    if value is None or value is True or value is False:
        return value
    if value is ...:
        return {"...": None}
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.bool_):
        return bool(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Integral) and operator.index(value).bit_length() <= LONGEST_NUMBER:
        return operator.index(value)
    if isinstance(value, Real) and not isinstance(value, Integral):
        return float(value)
    if isinstance(value, bytes):
        return {"bytes": bytes.hex(value)}
    if isinstance(value, dict):
        return {"dict": [[_pack(k, keep), _pack(v, keep)] for k, v in dict.items(value)]}
    for name, kind in LISTS:
        if isinstance(value, kind):
            return {name: [_pack(item, keep) for item in kind.__iter__(value)]}  # type: ignore[attr-defined]
    return {"thing": list(keep(value))}


def unpack(packed: Any, find: Find) -> Any:
    """The value that `pack` was given; `find(thing)` is put in place of what stayed behind.

    Raises Garbled.
    """
    try:
        return _unpack(packed, find)
    except (TypeError, ValueError, KeyError, OverflowError, RecursionError) as error:
        raise Garbled(f"no plain value ({error})") from None


def _unpack(packed: Any, find: Find) -> Any:
    if packed is None or isinstance(packed, (bool, int, float, str)):
        return packed
    name: Any
    inside: Any
    ((name, inside),) = packed.items() if isinstance(packed, dict) else ((None, None),)
    if name == "...":
        return ...
    if name == "bytes":
        return bytes.fromhex(inside)
    if name == "dict":
        return {_unpack(k, find): _unpack(v, find) for k, v in inside}
    if name == "thing":
        number, kind, text, is_class = inside
        return find(Thing(int(number), str(kind), str(text), bool(is_class)))
    kinds = dict(LISTS)
    if name not in kinds or not isinstance(inside, list):
        raise Garbled(f"no plain value ({name})")
    return kinds[name](_unpack(item, find) for item in inside)


def described(value: object, number: int = 0, with_repr: bool = True) -> Thing:
    """The Thing that stands for `value`; without its repr if nothing of it may be called."""
    kind = type(value).__name__
    if type(value) is int and value.bit_length() > LONGEST_NUMBER:
        kind = f"int of {value.bit_length():,} bits"
    text = f"<{kind}>"
    if with_repr:
        try:
            text = str.__str__(repr(value))
        except Exception as error:
            text = f"<{kind} whose repr raises {type(error).__name__}>"
    return Thing(number, kind, text[:10_000], isinstance(value, type))
