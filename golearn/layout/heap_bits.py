"""Which words hold pointers: one bit a word, as Go keeps it since 1.20.

Source: `runtime/mbitmap.go` (`writeHeapBits`, `heapBits`), Go 1.21.13.

Bit i of a bitmap word stands for word i of the heap that it covers, lowest first. The collector
reads the words of an object one after the other; `no_more_ptrs` lets it stop early. The last
word of an object needs no such bit, since the object ends there anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.layout.heap_arena import HeapArena, ones
from golearn.units import round_up

ArenaOf = Callable[[int], HeapArena[Any]]


def parse_words(words: str) -> NDArray[np.bool_]:
    """A drawing of an object, a letter per word: True where it has a `p`, for pointer."""
    if not words or set(words) - {"p", "-"}:
        raise BadParameter(
            f"'{words[:40]}': expected a letter per word, p for a pointer and - for other data"
        )
    letters = np.frombuffer(words.encode(), np.uint8)
    return np.equal(letters, ord("p"))


def require_fit(address: int, size: int, words: str, ptr_size: int) -> None:
    """Raise BadParameter unless the words lie at a word's start and fit into the slot."""
    if address % ptr_size or size % ptr_size or len(words) * ptr_size > size:
        raise BadParameter(
            f"{len(words)} words of {ptr_size} B do not fit into a slot of {size} B "
            f"at {address:#x}, or it does not begin at a word"
        )


def set_type(arena_of: ArenaOf, address: int, size: int, words: str, ptr_size: int) -> None:
    """Write the bits of one object, and zeros for what is left of its slot."""
    require_fit(address, size, words, ptr_size)
    pointers = parse_words(words)
    wide = 8 * ptr_size
    first = address // ptr_size % wide
    base = address - first * ptr_size
    end = round_up(address + size, wide * ptr_size)
    pieces = list(_pieces(arena_of, base, end - base, ptr_size))
    bits = np.unpackbits(np.concatenate(pieces), bitorder="little")
    bits[first : first + size // ptr_size] = 0
    bits[first : first + len(pointers)] = pointers
    packed = np.packbits(bits, bitorder="little")
    for piece in pieces:
        piece[:], packed = packed[: len(piece)], packed[len(piece) :]
    last = first + (int(np.flatnonzero(pointers)[-1]) if pointers.any() else -1)
    for i in range(len(bits) // wide - 1):
        arena = arena_of(base + i * wide * ptr_size)
        _no_more(arena, _index(arena, base + i * wide * ptr_size), last < (i + 1) * wide)


def pointers(arena_of: ArenaOf, address: int, size: int, ptr_size: int) -> list[int]:
    """Addresses of the pointers in an object; stops where no more are announced."""
    found: list[int] = []
    wide = 8 * ptr_size
    at, end = address - address % (wide * ptr_size), address + size
    while at < end:
        arena = arena_of(at)
        index = _index(arena, at)
        words = (at + i * ptr_size for i in ones(read_word(arena, index)))
        found += [word for word in words if address <= word < end]
        if arena.no_more_ptrs[index // 8] >> index % 8 & 1:
            break
        at += wide * ptr_size
    return found


def read_word(arena: HeapArena[Any], index: int) -> int:
    """One word of an arena's bitmap."""
    size = arena.port.ptr_size
    return int.from_bytes(arena.bitmap[index * size : (index + 1) * size].tobytes(), "little")


def fill(arena_of: ArenaOf, base: int, size: int, ptr_size: int, ones: bool) -> None:
    """All bits of a span alike: zeros, or ones for slots that are a pointer each."""
    for piece in _pieces(arena_of, base, size, ptr_size):
        piece[:] = 0xFF if ones else 0


def _pieces(arena_of: ArenaOf, base: int, size: int, ptr_size: int) -> Iterator[NDArray[np.uint8]]:
    """The parts of the bitmaps that describe a stretch of heap, arena by arena, to write to."""
    per_byte = 8 * ptr_size
    while size:
        arena = arena_of(base)
        room = min(size, arena.base + arena.port.heap_arena_bytes - base)
        first = (base - arena.base) // per_byte
        yield arena.bitmap[first : first + room // per_byte]
        base, size = base + room, size - room


def _index(arena: HeapArena[Any], address: int) -> int:
    """Which word of the arena's bitmap covers `address`."""
    return (address - arena.base) // (8 * arena.port.ptr_size * arena.port.ptr_size)


def _no_more(arena: HeapArena[Any], index: int, yes: bool) -> None:
    byte, bit = divmod(index, 8)
    if yes:
        arena.no_more_ptrs[byte] |= 1 << bit
    else:
        arena.no_more_ptrs[byte] &= ~(1 << bit) & 0xFF
