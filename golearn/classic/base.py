"""What bump, free-list, segregated-fit and buddy allocators share: sizes, pointers, the heap's end.

A subclass says where a block goes (`_place`) and what becomes of it (`_release`). Here stand
the rules that are the same for all: how a request is rounded, which pointers may be freed.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection

from golearn.allocator import Allocator, AllocatorEvent
from golearn.classic.events import Freed, Grew, Placed
from golearn.errors import (
    BadParameter,
    BadSize,
    DoubleFree,
    ForeignPointer,
    HeapCorruption,
    InteriorPointer,
    OutOfMemory,
)
from golearn.units import ADDRESS_SPACE, require_alignment, round_up


class ClassicAllocator(Allocator):
    """A heap that starts at address 0 and holds `heap` bytes, or grows if `heap` is None.

    A request takes `round_up(size + header, align)` bytes, at least one `align`. `header` is
    the space an allocator keeps in each block for its own notes. The address of a block is its
    first byte, header included, so that every address is a multiple of `align`.
    """

    def __init__(self, heap: int | None = None, align: int = 8, header: int = 0) -> None:
        super().__init__()
        if heap is not None and not 0 <= heap <= ADDRESS_SPACE:
            raise BadParameter(f"a heap of {heap} bytes; expected 0 to 2^47")
        if not 0 <= header <= ADDRESS_SPACE:
            raise BadParameter(f"a header of {header} bytes; expected 0 to 2^47")
        if require_alignment(align) > ADDRESS_SPACE:
            raise BadParameter(f"an alignment of {align} bytes; expected at most 2^47")
        self.limit = heap
        self.align = align
        self.header = header
        self.heap_size = heap or 0
        self.used: dict[int, int] = {}
        """Live blocks: address → block size."""
        self._freed: set[int] = set()
        """Addresses that were freed: unless one is live again, to free it is a double free."""
        self._freed_in_bulk: Collection[int] = ()
        """More of them, as one column: those that a long trace freed."""

    @property
    def unused(self) -> bool:
        """Whether it never handed out a block."""
        return not (self.used or self._freed or len(self._freed_in_bulk))

    def malloc(self, size: int, pointers: bool = False) -> int:
        if not 0 <= size <= ADDRESS_SPACE:
            raise BadSize(f"malloc({size}): expected 0 to 2^47 bytes")
        self.visited = 0
        need = max(self.align, round_up(size + self.header, self.align))
        address, block = self._place(need)
        self.used[address] = block
        self._tell(Placed(address, size, block))
        return address

    def free(self, address: int) -> None:
        if address not in self.used:
            raise self._bad_pointer(address)
        block = self.used.pop(address)
        self._freed.add(address)
        self._tell(Freed(address, block))
        self._release(address, block)

    def block_size(self, address: int) -> int:
        if address not in self.used:
            raise self._bad_pointer(address)
        return self.used[address]

    @abstractmethod
    def _place(self, need: int) -> tuple[int, int]:
        """Find room for `need` bytes: (address, block size). Raises OutOfMemory."""

    @abstractmethod
    def _release(self, address: int, block: int) -> None:
        """Take back a block that was live until now."""

    def _grow(self, added: int) -> None:
        """Make the heap longer by `added` bytes. Raises OutOfMemory if it may not."""
        if self.limit is not None:
            raise self._out_of_memory(added)
        if self.heap_size + added > ADDRESS_SPACE:
            raise OutOfMemory("the heap would outgrow the address space of 2^47 bytes")
        self.heap_size += added
        self._tell(Grew(added, self.heap_size))

    def _out_of_memory(self, missing: int) -> OutOfMemory:
        live = sum(self.used.values())
        return OutOfMemory(
            f"out of memory: {missing:,} bytes short in a heap of {self.heap_size:,} "
            f"of which {live:,} are in use; give it a larger heap or let it grow"
        )

    def _bad_pointer(self, address: int) -> Exception:
        for start, block in self.used.items():
            if start < address < start + block:
                return InteriorPointer(
                    f"free({address}): lies {address - start} bytes inside the block at {start}"
                )
        if address in self._freed or address in self._freed_in_bulk:
            return DoubleFree(f"free({address}): this block was freed before")
        return ForeignPointer(f"free({address}): this heap never handed out such an address")

    def _tell(self, event: AllocatorEvent) -> None:
        if self.watch is not None:
            self.watch.append(event)

    def _check_tiling(self, free: list[tuple[int, int]]) -> None:
        """Used and `free` blocks (address, size) cover the heap, without gap or overlap."""
        end = 0
        for address, size in sorted([*self.used.items(), *free]):
            if size <= 0:
                raise HeapCorruption(f"the block at {address} has {size} bytes")
            if address != end:
                what = "overlaps the one before" if address < end else "leaves a gap before it"
                raise HeapCorruption(f"the block at {address} {what}, which ends at {end}")
            end = address + size
        if end != self.heap_size:
            raise HeapCorruption(f"blocks end at {end}, the heap at {self.heap_size}")
        for address in self.used:
            if address % self.align:
                raise HeapCorruption(f"address {address} is not a multiple of {self.align}")
