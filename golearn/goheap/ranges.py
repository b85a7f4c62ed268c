"""The parts of the address space that the heap has taken over.

Source: `runtime/mranges.go` (`addrRanges`), Go 1.21.13. Addresses and sizes in bytes.

There is one, unless something that is not the heap's lies in its way.
"""

from __future__ import annotations

from bisect import bisect_right


class AddrRanges:
    """Ranges in address order; neighbours are one."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.total = 0
        """Bytes in all of them."""

    def add(self, base: int, size: int) -> None:
        """Take over [base, base + size), which must not be there yet."""
        end = base + size
        i = bisect_right(self.starts, base)
        joins_below = i > 0 and self.ends[i - 1] == base
        joins_above = i < len(self.starts) and self.starts[i] == end
        if joins_below and joins_above:
            self.ends[i - 1] = self.ends.pop(i)
            del self.starts[i]
        elif joins_below:
            self.ends[i - 1] = end
        elif joins_above:
            self.starts[i] = base
        else:
            self.starts.insert(i, base)
            self.ends.insert(i, end)
        self.total += size

    def find(self, address: int) -> int | None:
        """The lowest address in a range that is not below `address`."""
        i = bisect_right(self.starts, address)
        if i > 0 and address < self.ends[i - 1]:
            return address
        return self.starts[i] if i < len(self.starts) else None
