"""Decimal numbers in a text, all at once: eight digits are one 64-bit word.

The digits of a word are added up in pairs, then pairs of pairs, then fours: three
multiplications, whatever the number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WORD = 8
"""Digits that are looked at together."""

_VALUES = 0x0F0F0F0F0F0F0F0F
"""What is left of eight ASCII digits is their values."""

_LAST = np.array([_VALUES << 8 * (WORD - n) & (1 << 64) - 1 for n in range(WORD + 1)], np.uint64)
"""The values of the last n bytes of a word; bytes before them count as zeros."""


class Digits:
    """The numbers in `text`. Positions in bytes."""

    def __init__(self, text: NDArray[np.uint8]) -> None:
        padded = b"0" * WORD + text.tobytes()
        self.words = np.ndarray((len(text) + 1,), dtype="<u8", buffer=padded, strides=(1,))
        """The eight bytes that end before each position of the text."""

    def ending_at(self, ends: NDArray[np.intp], lengths: Ints) -> Ints:
        """The numbers of so many digits (1 to 18) that end before `ends`, of the same shape."""
        values = _value(self.words[ends] & _LAST[np.minimum(lengths, WORD)])
        long = np.flatnonzero(lengths > WORD)
        if len(long):
            values[long] += 10**WORD * self.ending_at(ends[long] - WORD, lengths[long] - WORD)
        return values


def _value(digits: NDArray[np.uint64]) -> Ints:
    """The numbers whose eight digits are the bytes of `digits`, the first one lowest."""
    digits *= np.uint64(10 * 2**8 + 1)
    digits >>= np.uint64(8)
    digits &= np.uint64(0x00FF00FF00FF00FF)
    digits *= np.uint64(100 * 2**16 + 1)
    digits >>= np.uint64(16)
    digits &= np.uint64(0x0000FFFF0000FFFF)
    digits *= np.uint64(10_000 * 2**32 + 1)
    digits >>= np.uint64(32)
    return digits.view(np.int64)
