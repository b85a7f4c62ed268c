"""What the system knows of a process's address space: which pages are taken, and where to put more.

It works in whole pages and knows none of Go's states. Placement follows Linux: below `top` the
highest gap that is large enough, and its upper end. Nothing here is random; Linux moves `top` by
a random amount at each start.
"""

from __future__ import annotations

from golearn.errors import BadParameter
from golearn.osmem.piecewise import Piecewise
from golearn.osmem.refusals import AddressSpaceFull
from golearn.units import KIB, MIB, human_bytes, is_power_of_two, round_up

LOWEST = 64 * KIB
"""Linux keeps the first 64 KiB empty, so that nil pointers fault (`vm.mmap_min_addr`)."""

STACK_GAP = 128 * MIB
"""Room that Linux leaves for the stack above the mappings it places."""


class KernelMap:
    """Which pages of an address space of 2^`bits` bytes are taken, and which are resident.

    A process may have addresses below `end`, by default the lower half less a page, as on
    linux/amd64, where the other half is the kernel's. Raises BadParameter.
    """

    def __init__(self, bits: int = 48, page_size: int = 4 * KIB, end: int | None = None) -> None:
        if not is_power_of_two(page_size) or page_size < 512:
            raise BadParameter(f"a page is a power of two of at least 512 B, not {page_size}")
        if not 12 <= bits <= 64 or 1 << bits < 16 * page_size:
            raise BadParameter(
                f"an address space has 12 to 64 bits and holds 16 pages or more, not {bits} bits "
                f"with pages of {human_bytes(page_size)}"
            )
        limit = 1 << bits
        self.page_size = page_size
        self.end = limit // 2 - page_size if end is None else end
        """First address that a process cannot have."""
        self.lowest = min(round_up(LOWEST, page_size), limit // 16)
        if self.end % page_size or not self.lowest < self.end <= limit:
            raise BadParameter(f"end must be a multiple of the page size up to 2^{bits}: {end}")
        self.top = self.end - min(STACK_GAP, round_up(self.end // 16, page_size))
        """Below here the system places what it may place itself."""
        self._taken = Piecewise(limit, False)
        self._resident = Piecewise(limit, False)

    def choose(self, size: int, hint: int = 0) -> int:
        """Where `mmap` without `MAP_FIXED` would put `size` bytes; at `hint` if that is free.

        Raises AddressSpaceFull. Nothing is taken yet.
        """
        size = round_up(size, self.page_size)
        hint = round_up(hint, self.page_size)
        if hint and self.is_free(hint, size):
            return hint
        for top in (self.top, self.end):
            for start, end, taken in self._taken.downward(top):
                if not taken and end - max(start, self.lowest) >= size:
                    return end - size
                if start <= self.lowest:
                    break
        raise AddressSpaceFull(
            f"no {human_bytes(size)} in a row are free below {self.end:#x}; "
            "something has to be freed first"
        )

    def is_free(self, start: int, size: int) -> bool:
        """Whether a process may have [start, start + size) and no page of it is taken."""
        end = start + round_up(size, self.page_size)
        if start < self.lowest or end > self.end:
            return False
        return not any(taken for _, _, taken in self._taken.parts(start, end))

    def take(self, start: int, size: int) -> None:
        """Take all pages from `start` on that `size` bytes need; none is resident."""
        end = start + round_up(size, self.page_size)
        self._taken.put(start, end, True)
        self._resident.put(start, end, False)

    def release(self, start: int, size: int) -> None:
        """Unmap all pages from `start` on that `size` bytes need."""
        end = start + round_up(size, self.page_size)
        self._taken.put(start, end, False)
        self._resident.put(start, end, False)

    def touch(self, start: int, size: int) -> int:
        """Give physical memory to every page that holds a byte of the range; bytes that is new."""
        start, end = start // self.page_size * self.page_size, start + size
        end = round_up(end, self.page_size)
        new = end - start - self.resident(start, end - start)
        self._resident.put(start, end, True)
        return new

    def evict(self, start: int, size: int) -> None:
        """Take the physical memory of whole pages away."""
        self._resident.put(start, start + round_up(size, self.page_size), False)

    def resident(self, start: int, size: int) -> int:
        """Bytes of whole pages with physical memory among those that hold the range."""
        start, end = start // self.page_size * self.page_size, start + size
        pieces = self._resident.parts(start, round_up(end, self.page_size))
        return sum(high - low for low, high, there in pieces if there)

    def taken_ranges(self) -> list[tuple[int, int]]:
        """(start, end) of what is mapped, neighbours joined."""
        return _true(self._taken)

    def resident_ranges(self) -> list[tuple[int, int]]:
        """(start, end) of what has physical memory, neighbours joined."""
        return _true(self._resident)


def _true(pieces: Piecewise[bool]) -> list[tuple[int, int]]:
    return [(start, end) for start, end, value in pieces.parts(0, pieces.limit) if value]
