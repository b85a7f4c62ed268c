"""More right answers in other ways: by recursion, by counting, by halves; all of them must pass."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import gcd
from typing import Any

import numpy as np

from golearn.errors import OutOfMemory
from tests.course.right_answers import right


@right("find_mapping", "halves, by recursion")
def find_mapping(mappings: Any, address: int) -> Any:
    if not mappings:
        return None
    middle = len(mappings) // 2
    start, end, name = mappings[middle]
    if start <= address < end:
        return name
    rest = mappings[:middle] if address < start else mappings[middle + 1 :]
    return find_mapping(rest, address)


@right("live_bytes", "counted anew after each event")
def _(events: Any) -> Any:
    def after(seen: Any) -> int:
        sizes: dict[int, int] = {}
        for event in seen:
            if event[0] in "ar":
                sizes[event[1]] = event[2]
            elif event[0] == "f":
                del sizes[event[1]]
        return sum(sizes.values())

    return [after(events[: i + 1]) for i in range(len(events))]


class Full(OutOfMemory):
    """An arena that is full."""


@right("Bump", "counts units, raises a subclass, reset returns something")
class _:
    def __init__(self, size: int, align: int = 8) -> None:
        self.units, self.align, self.taken = size // align, align, 0

    def malloc(self, n: int) -> int:
        units = max(1, -(-n // self.align))
        if self.taken + units > self.units:
            raise Full("full")
        self.taken += units
        return (self.taken - units) * self.align

    def reset(self) -> str:
        self.taken = 0
        return "empty"


@right("next_fit", "the list twice")
def _(free: Any, need: int, start: int) -> Any:
    for i, (_, size) in enumerate((free * 2)[start : start + len(free)], start):
        if size >= need:
            return i % len(free)
    return None


@right("take", "a dict of sizes, tuples")
def _(free: Any, i: int, need: int) -> Any:
    sizes = dict(free)
    address = free[i][0]
    left = sizes.pop(address) - need
    if left:
        sizes[address + need] = left
    return address, tuple(sorted(sizes.items()))


@right("give_back", "recursion, neighbour by neighbour")
def give_back(free: Any, address: int, size: int) -> Any:
    for block in free:
        rest = [other for other in free if other != block]
        if sum(block) == address:
            return give_back(rest, block[0], block[1] + size)
        if address + size == block[0]:
            return give_back(rest, address, size + block[1])
    return sorted([*free, (address, size)])


@right("slide", "recursion from the front")
def slide(blocks: Any, base: int) -> Any:
    if not blocks:
        return []
    (words, marked), *rest = blocks
    return [base if marked else None, *slide(rest, base + words * marked)]


@right("cheney", "a list that grows while it is gone through")
def _(roots: Any, refs: Any) -> Any:
    order: list[int] = []

    def number(obj: Any) -> Any:
        if obj is not None and obj not in order:
            order.append(obj)
        return None if obj is None else order.index(obj)

    return [number(root) for root in roots], [[number(ref) for ref in refs[obj]] for obj in order]


right("collector_costs", "fractions")(
    lambda r, c, a, b: [Fraction(c * r) / Fraction(0.5 - r), Fraction(a * r + b) / Fraction(1 - r)]
)
right("tiny_place", "looks whether it fits before it aligns")(
    lambda used, size: -(-used // gcd(size, 8)) * gcd(size, 8) if used + size <= 16 else None
)


@right("take_slot", "bit by bit")
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    while window % 2 == 0:
        freeindex, window = freeindex + 1, window // 2
    return freeindex, freeindex + 1, window // 2


@right("first_fit_pages", "counts what is free in a row")
def _(pages: str, need: int) -> Any:
    free = 0
    for i, page in enumerate(pages):
        free = free + 1 if page == "." else 0
        if free == need:
            return i - need + 1
    return None


@right("scavenge_pages", "recursion")
def scavenge_pages(pages: str, count: int) -> str:
    before, found, behind = pages.rpartition(".")
    if not count or not found:
        return pages
    return scavenge_pages(before, count - 1) + "o" + behind


@right("find_span", "goes through all pages")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    for number, pages in arenas.items():
        for i, span in enumerate(pages):
            if 0 <= address - number * arena_bytes - i * page_bytes < page_bytes:
                return span
    return None


right("needs_zeroing", "running maxima")(
    lambda spans: [
        page < base
        for (page, _), base in zip(spans, accumulate(map(sum, spans), max, initial=0), strict=False)
    ]
)


@right("needs_zeroing", "numpy, its own truth values")
def _(spans: Any) -> Any:
    ends = np.array([0, *(page + pages for page, pages in spans)])
    return list(np.array([page for page, _ in spans]) < np.maximum.accumulate(ends)[:-1])


@right("slot_address", "slot after slot")
def _(n: int, size: int, span: int) -> int:
    address = 0
    for _ in range(n):
        address += size
        if address % span + size > span or address % span == 0:
            address = -(-address // span) * span
    return address


right("always_slow", "a collection after each object")(
    "\n".join(f"a {i} 64\nf {i}\ngc" for i in range(20))
)
right("break_growth", "lists, the last page below 1 GiB")([[0xC420000000 + (1 << 30) - 4096, 4096]])
right("ready_but_empty", "all given back, four touched again")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\ntouch 0 16\nsysUnused 0 16\nsysUsed 0 16\n"
    "touch 12 4"
)
