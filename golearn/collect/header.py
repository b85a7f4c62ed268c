"""The first word of an object: how long it is, how many references follow, how old it is.

A header is a negative number and an address a positive one, so one word can tell which of both
it holds. (Real collectors use low bits, which are free as objects are aligned.)
"""

from __future__ import annotations

NIL = 0
"""The reference to nothing."""

MAX_REFS = (1 << 20) - 1
"""The most references that one object can hold."""

FREE = 15
"""The age in the header of a free block, which is no object."""


def header(size: int, refs: int, age: int = 0) -> int:
    """The header of an object of `size` words, `refs` of them references."""
    return -(size << 24 | refs << 4 | age)


def size_of(header: int) -> int:
    """Words of the object, its header included."""
    return -header >> 24


def refs_of(header: int) -> int:
    """How many references follow the header."""
    return -header >> 4 & MAX_REFS


def age_of(header: int) -> int:
    """Minor collections that the object has survived; FREE for a free block."""
    return -header & 15
