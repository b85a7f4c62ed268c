"""The three areas of the linear layout, in sizes and distances.

Source: `runtime/malloc.go` (`mallocinit`, `_MHeapMap_TotalBits`), Go 1.10. Bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.errors import BadParameter
from golearn.layout.ports import PAGE_SIZE
from golearn.units import is_power_of_two


@dataclass(frozen=True)
class LinearGeometry:
    """`arena_bytes` of heap at most, and the tables that go with it.

    Go 1.10 had 512 GiB on 64-bit systems, 32 GiB on Windows, and on 32-bit ones all 4 GiB.
    Raises BadParameter.
    """

    arena_bytes: int = 1 << 39
    ptr_size: int = 8

    def __post_init__(self) -> None:
        if self.ptr_size not in (4, 8):
            raise BadParameter(f"a pointer has 4 or 8 bytes, not {self.ptr_size}")
        if not is_power_of_two(self.arena_bytes) or not 1 << 24 <= self.arena_bytes <= 1 << 46:
            raise BadParameter(
                f"the arena is a power of two from 16 MiB to 64 TiB, not {self.arena_bytes:,} B"
            )

    @property
    def spans_bytes(self) -> int:
        """A pointer per page of the arena."""
        return self.arena_bytes // PAGE_SIZE * self.ptr_size

    @property
    def heap_per_bitmap_byte(self) -> int:
        """Bytes of arena that a byte of bitmap describes: four words, two bits each."""
        return 4 * self.ptr_size

    @property
    def bitmap_bytes(self) -> int:
        """Two bits per word of the arena."""
        return self.arena_bytes // self.heap_per_bitmap_byte

    @property
    def total(self) -> int:
        """What Go asks the system for: all three, and a page to align them."""
        return self.spans_bytes + self.bitmap_bytes + self.arena_bytes + PAGE_SIZE


GO_1_10 = LinearGeometry()
"""64-bit systems but Windows: 512 MiB of spans, 16 GiB of bitmap, 512 GiB of arena."""

GO_1_10_WINDOWS = LinearGeometry(1 << 35)
GO_1_10_32_BIT = LinearGeometry(1 << 32, 4)
