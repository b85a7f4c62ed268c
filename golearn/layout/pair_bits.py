"""The bitmap of the linear layout: two bits per word, from the arena's start downward.

Source: `runtime/mbitmap.go`, Go 1.10.

One byte stands for four words. Its low half holds their *pointer* bits, its high half their
*scan* bits: 1 if this word or a later one of the object may be a pointer, 0 ("dead") if the
collector can stop. The byte for the arena's first four words lies directly below the arena, the
next one below that. So both can grow without being in each other's way.

The scan bit of an object's second word is always 1, because the debugging mode `gccheckmark` uses
that bit as its mark. An object of one word is a pointer, or it would lie in a tiny block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golearn.layout.heap_bits import parse_words, require_fit

POINTER, SCAN = 1 << 0, 1 << 4


class PairBits:
    """Bits for the arena that begins at `start`. `top` is the end of the bitmap's area."""

    def __init__(self, start: int, top: int, ptr_size: int) -> None:
        self.start = start
        self.top = top
        self.ptr_size = ptr_size
        self._bytes: NDArray[np.uint8] = np.zeros(0, np.uint8)
        """In the order of the words they describe: the reverse of their addresses."""

    def __len__(self) -> int:
        """Bytes in use."""
        return len(self._bytes)

    def grow(self, nbytes: int) -> None:
        """Add zeros until there are `nbytes`."""
        more = np.zeros(nbytes - len(self._bytes), np.uint8)
        self._bytes = np.concatenate([self._bytes, more])

    def place_of(self, address: int) -> tuple[int, int]:
        """(address of the byte, number of the word in it) for a word of the arena."""
        word = (address - self.start) // self.ptr_size
        return self.top - word // 4 - 1, word % 4

    def byte_at(self, address: int) -> int:
        """The byte of bitmap at this address."""
        return int(self._bytes[self.top - 1 - address])

    def bits(self, address: int) -> tuple[bool, bool]:
        """(pointer bit, scan bit) of a word of the arena."""
        at, shift = self.place_of(address)
        byte = self.byte_at(at)
        return bool(byte & POINTER << shift), bool(byte & SCAN << shift)

    def set_type(self, address: int, size: int, words: str) -> None:
        """Write the pairs of one object, dead ones for what is left of its slot."""
        require_fit(address, size, words, self.ptr_size)
        pointers = parse_words(words)
        found = np.flatnonzero(pointers)
        scans = int(found[-1]) + 1 if len(found) else 0
        pairs = np.zeros(size // self.ptr_size, np.uint8)
        pairs[: len(pointers)] = pointers * POINTER
        pairs[:scans] |= SCAN
        pairs[1 : 2 if scans else 1] |= SCAN
        word = (address - self.start) // self.ptr_size
        low, high = word // 4, -(-(word + len(pairs)) // 4)
        quads = self._bytes[low:high, np.newaxis] >> np.arange(4, dtype=np.uint8) & (POINTER | SCAN)
        quads.ravel()[word % 4 : word % 4 + len(pairs)] = pairs
        self._bytes[low:high] = (quads << np.arange(4, dtype=np.uint8)).sum(axis=1)

    def clear(self, base: int, size: int) -> None:
        """All words of a new span are dead."""
        first = (base - self.start) // self.ptr_size // 4
        self._bytes[first : first + size // self.ptr_size // 4] = 0

    def pointers(self, address: int, size: int) -> list[int]:
        """Addresses of the pointers in an object, read as the collector does: up to a dead word."""
        found: list[int] = []
        for i in range(size // self.ptr_size):
            word = address + i * self.ptr_size
            pointer, scan = self.bits(word)
            if i != 1 and not scan:
                break
            if pointer:
                found.append(word)
        return found
