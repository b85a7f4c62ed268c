"""Which words hold pointers: one bit a word, as Go keeps it since 1.20.

Source: `runtime/mbitmap.go` (`writeHeapBits`, `heapBits`), Go 1.21.13.

Bit i of a bitmap word stands for word i of the heap that it covers, lowest first. The collector
reads the words of an object one after the other; `no_more_ptrs` lets it stop early. The last
word of an object needs no such bit, since the object ends there anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golearn.errors import BadParameter
from golearn.layout.heap_arena import HeapArena

ArenaOf = Callable[[int], HeapArena[Any]]


def parse_words(words: str) -> int:
    """A drawing of an object, a letter per word, as bits: `p` is 1, `-` is 0, the first lowest."""
    if not words or set(words) - {"p", "-"}:
        raise BadParameter(
            f"'{words[:40]}': expected a letter per word, p for a pointer and - for other data"
        )
    return int(words[::-1].replace("p", "1").replace("-", "0"), 2)


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
    bits = parse_words(words)
    end, last = address + size, address + bits.bit_length() * ptr_size
    wide = 8 * ptr_size
    at = address - address % (wide * ptr_size)
    bits <<= (address - at) // ptr_size
    while at < end:
        covered = at + wide * ptr_size
        low, high = max(0, (address - at) // ptr_size), min(wide, (end - at) // ptr_size)
        arena = arena_of(at)
        write_word(arena, _index(arena, at), bits & (1 << wide) - 1, low, high)
        if covered < end:
            _no_more(arena, _index(arena, at), last <= covered)
        bits >>= wide
        at = covered


def pointers(arena_of: ArenaOf, address: int, size: int, ptr_size: int) -> list[int]:
    """Addresses of the pointers in an object; stops where no more are announced."""
    found: list[int] = []
    wide = 8 * ptr_size
    at, end = address - address % (wide * ptr_size), address + size
    while at < end:
        arena = arena_of(at)
        index = _index(arena, at)
        bits = read_word(arena, index)
        for i in range(wide):
            if bits >> i & 1 and address <= at + i * ptr_size < end:
                found.append(at + i * ptr_size)
        if arena.no_more_ptrs[index // 8] >> index % 8 & 1:
            break
        at += wide * ptr_size
    return found


def read_word(arena: HeapArena[Any], index: int) -> int:
    """One word of an arena's bitmap."""
    size = arena.port.ptr_size
    return int.from_bytes(arena.bitmap[index * size : (index + 1) * size].tobytes(), "little")


def write_word(arena: HeapArena[Any], index: int, bits: int, low: int, high: int) -> None:
    """Replace bits `low` to `high - 1` of one word of an arena's bitmap."""
    size = arena.port.ptr_size
    mask = (1 << high) - (1 << low)
    new = read_word(arena, index) & ~mask | bits & mask
    arena.bitmap[index * size : (index + 1) * size] = list(new.to_bytes(size, "little"))


def fill(arena_of: ArenaOf, base: int, size: int, ptr_size: int, ones: bool) -> None:
    """All bits of a span alike: zeros, or ones for slots that are a pointer each."""
    bytes_per = 8 * ptr_size
    while size:
        arena = arena_of(base)
        room = min(size, arena.base + arena.port.heap_arena_bytes - base)
        first = (base - arena.base) // bytes_per
        arena.bitmap[first : first + room // bytes_per] = 0xFF if ones else 0
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
