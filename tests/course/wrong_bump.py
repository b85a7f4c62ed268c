"""Plausible wrong answers to the exercises of chapter 02."""

from __future__ import annotations

from typing import Any

from golearn.errors import OutOfMemory
from tests.course.wrong_answers import values, wrong

values(
    "bump_addresses",
    {"a": 0, "b": 24, "c": 32, "d": 48},
    sizes_are_not_rounded=("c", 29, "sizes were added up without rounding them to multiples of 8"),
    the_first_byte_is_lost=("a", 8, "address 0 was left out"),
    the_address_is_the_end=("d", 56, "the address is that of the object's end"),
    sizes_are_rounded_down=("c", 24, "a size was rounded down"),
    all_begin_at_the_start=("b", 0, "every object was put at the start of the arena"),
)
values(
    "after_frees",
    {"top": 144, "live": 96, "dead": 48},
    a_free_moves_the_pointer_back=("top", 96, "a free moved the pointer back"),
    freed_bytes_are_live=("live", 144, "freed objects were counted too"),
    nothing_is_lost=("dead", 0, "freed blocks were taken to be used again"),
    only_the_last_free_counts=("dead", 16, "only the last free was counted"),
    the_last_block_is_used_again=("top", 128, "the freed block of 16 bytes was used again"),
)
values(
    "bump_claims",
    {"A": True, "B": False, "C": False, "D": True, "E": True},
    it_searches=("A", False, "One comparison and one addition"),
    it_reuses=("B", True, "It keeps no record of free blocks"),
    mark_sweep_is_enough=("C", True, "Holes between the living are useless to it"),
    copying_wastes_half_so_no_use=("E", False, "The living are copied out"),
    moving_objects_makes_no_room=("D", False, "With the living moved together"),
)


@wrong(
    "align_up",
    "always goes up, even from a multiple",
    "a number that is a multiple already was moved up as well",
)
def _(n: int, align: int) -> int:
    return (n // align + 1) * align


@wrong("align_up", "rounds down", "it was rounded down")
def _(n: int, align: int) -> int:
    return n // align * align


@wrong("align_up", "adds the remainder", "`n % align` was added")
def _(n: int, align: int) -> int:
    return n + n % align


@wrong("align_up", "always 8", "`align` was ignored, and 8 taken instead")
def _(n: int, align: int) -> int:
    return (n + 7) & ~7


@wrong("align_up", "rounds to the nearest", "it was rounded to the nearest multiple")
def _(n: int, align: int) -> int:
    return round(n / align) * align


@wrong("align_up", "adds nearly 1", "`int` drops what stands behind the point")
def _(n: int, align: int) -> int:
    return int(n / align + 0.999) * align


@wrong("align_up", "forgets the return", "align_up must return a whole number (int)")
def _(n: int, align: int) -> None:
    (n + align - 1) // align * align


class Right:
    """A right Bump, for others to go wrong in one place."""

    def __init__(self, size: int, align: int = 8) -> None:
        self.size, self.align, self.top = size, align, 0

    def need(self, n: int) -> int:
        return max(self.align, -(-n // self.align) * self.align)

    def malloc(self, n: int) -> int:
        need = self.need(n)
        if need > self.size - self.top:
            raise OutOfMemory("no room")
        self.top += need
        return self.top - need

    def reset(self) -> None:
        self.top = 0


@wrong("Bump", "gives the end of the block", "this is where it ends")
class _(Right):
    def malloc(self, n: int) -> int:
        super().malloc(n)
        return self.top


@wrong("Bump", "moves by the size that was asked for", "8 bytes take 16")
class _(Right):
    def need(self, n: int) -> int:
        return n


@wrong("Bump", "0 bytes take no room", "The bytes below 8 are taken")
class _(Right):
    def need(self, n: int) -> int:
        return -(-n // self.align) * self.align


@wrong("Bump", "never looks at what is left", "8 bytes take 8")
class _(Right):
    def malloc(self, n: int) -> int:
        self.top += self.need(n)
        return self.top - self.need(n)


@wrong("Bump", "a block that fills the arena does not fit", "The bytes from 0 to 1 are free")
class _(Right):
    def malloc(self, n: int) -> int:
        if self.top + self.need(n) >= self.size:
            raise OutOfMemory("no room")
        return super().malloc(n)


@wrong(
    "Bump",
    "a request that fails moves the pointer all the same",
    "A malloc that raises must leave the pointer where it was.",
)
class _(Right):
    def malloc(self, n: int) -> int:
        self.top += self.need(n)
        if self.top > self.size:
            raise OutOfMemory("no room")
        return self.top - self.need(n)


@wrong("Bump", "blocks come from the high end", "this one came from the high end")
class _(Right):
    def malloc(self, n: int) -> int:
        return self.size - super().malloc(n) - self.need(n)


@wrong("Bump", "reset also forgets how large the arena is", "reset gives back everything")
class _(Right):
    def reset(self) -> None:
        self.top, self.size = 0, 0


@wrong("Bump", "a full arena is a MemoryError", "8 bytes take 8")
class _(Right):
    def malloc(self, n: int) -> int:
        if self.need(n) > self.size - self.top:
            raise MemoryError
        return super().malloc(n)


@wrong("Bump", "None says that there is no room", "8 bytes take 8")
class _(Right):
    def malloc(self, n: int) -> Any:
        return super().malloc(n) if self.need(n) <= self.size - self.top else None


@wrong("Bump", "reset does nothing", "reset must put the pointer back to 0.")
class _(Right):
    def reset(self) -> None:
        pass


@wrong("Bump", "all arenas share one pointer", "all arenas share one pointer")
class _(Right):
    shared = 0

    def malloc(self, n: int) -> int:
        self.top = type(self).shared
        address = super().malloc(n)
        type(self).shared = self.top
        return address


wrong("bump_loses", "everything lives at once", "Nothing is freed")(
    "\n".join(f"a {i} 64" for i in range(20))
)
wrong(
    "bump_loses",
    "frees come at the end",
    "From the third event on the heap must never be nearly empty.",
)("\n".join([*(f"a {i} 64" for i in range(20)), *(f"f {i}" for i in range(20))]))


def window(sizes: list[int]) -> str:
    """Each object dies when the second after it has come: always two or three are live."""
    pairs = (f"a {i} {size}" + (f"\nf {i - 2}" if i >= 2 else "") for i, size in enumerate(sizes))
    return "\n".join(pairs)


wrong("bump_loses", "growing objects: no hole fits the next", "First fit never used a hole again")(
    window([64 << i for i in range(12)])
)
wrong("bump_loses", "nine times is not ten", "Bump needs 9.0 times as much")(window([64] * 27))
wrong(
    "bump_loses",
    "nothing lives beside the object of the moment",
    "From the third event on the heap must never be nearly empty.",
)("\n".join(f"a {i} 64\nf {i}" for i in range(10)))
wrong(
    "bump_loses",
    "one long-lived object is enough",
    "From the third event on the heap must never be nearly empty.",
)("a 99 8\n" + "\n".join(f"a {i} 64\nf {i}" for i in range(20)))
wrong(
    "bump_loses",
    "at the end all may be freed",
    "From the third event on the heap must never be nearly empty.",
)(window([64] * 30) + "\nf 28\nf 29")
