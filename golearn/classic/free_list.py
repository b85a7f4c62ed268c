"""Free-list allocation: free blocks in address order, searched, split, merged, used again."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal, get_args

from golearn.classic.base import ClassicAllocator
from golearn.classic.events import Coalesced, Searched, Split
from golearn.classic.policies import POLICIES, Block, Search
from golearn.errors import BadParameter, HeapCorruption

Coalesce = Literal["none", "immediate", "deferred"]
"""When free neighbours become one block: never, at once, or when a request finds no room."""


class FreeListAllocator(ClassicAllocator):
    """One list of free blocks and a fit `policy`: first, next, best or worst.

    The low end of the chosen block is handed out; whatever remains stays free, however small.
    If no block fits, the heap grows by exactly what is missing: a free block at its end counts.
    """

    def __init__(
        self,
        policy: str = "first",
        heap: int | None = None,
        align: int = 8,
        header: int = 0,
        coalesce: Coalesce = "immediate",
    ) -> None:
        super().__init__(heap, align, header)
        if policy not in POLICIES:
            raise BadParameter(f"unknown policy '{policy}'; expected one of {', '.join(POLICIES)}")
        if coalesce not in get_args(Coalesce):
            choices = ", ".join(get_args(Coalesce))
            raise BadParameter(f"unknown coalescing '{coalesce}'; expected one of {choices}")
        self.name = f"{policy}-fit"
        self.policy = policy
        self.coalesce = coalesce
        self.free_blocks: list[Block] = [Block(0, heap)] if heap else []
        """In address order."""
        self.rover = 0
        """The end of the block placed last: where next fit goes on."""

    def _place(self, need: int) -> tuple[int, int]:
        free = self.free_blocks
        found = self._search(free, need)
        if found is None and self.coalesce == "deferred":
            merged = merge_neighbours(free)
            if len(merged) < len(free):
                self._tell_merges(free, merged)
                free = merged
                found = self._search(free, need)
        if found is None:
            found = self._extend(free, need)
        self.free_blocks = free
        block = free[found]
        if block.size == need:
            del free[found]
        else:
            free[found] = Block(block.address + need, block.size - need)
            self._tell(Split(block.address, need, block.size - need))
        self.rover = block.address + need
        return block.address, need

    def _search(self, free: list[Block], need: int) -> int | None:
        start = bisect_left(free, (self.rover,))
        search = POLICIES[self.policy](free, need, start)
        self.visited += len(search.looked_at)
        if self.watch is not None:
            self._tell_search(free, need, search)
        return search.found

    def _tell_search(self, free: list[Block], need: int, search: Search) -> None:
        looked_at = tuple((free[i].address, free[i].size) for i in search.looked_at)
        taken = None if search.found is None else free[search.found]
        found = None if taken is None else (taken.address, taken.size)
        self._tell(Searched(self.name, need, looked_at, found))

    def _extend(self, free: list[Block], need: int) -> int:
        """Grow by the shortfall; the index in `free` of the block that now fits."""
        end = self.heap_size
        last = free[-1] if free else Block(0, 0)
        if last.size and last.address + last.size == end:
            self._grow(need - last.size)
            free[-1] = Block(last.address, need)
        else:
            self._grow(need)
            free.append(Block(end, need))
        return len(free) - 1

    def _release(self, address: int, block: int) -> None:
        free = self.free_blocks
        i = bisect_left(free, (address,))
        free.insert(i, Block(address, block))
        if self.coalesce == "immediate":
            around = slice(max(i - 1, 0), i + 2)
            merged = merge_neighbours(free[around])
            self._tell_merges(free[around], merged)
            free[around] = merged

    def _tell_merges(self, before: list[Block], after: list[Block]) -> None:
        if self.watch is None:
            return
        for block in after:
            end = block.address + block.size
            pieces = sum(block.address <= piece.address < end for piece in before)
            if pieces > 1:
                self._tell(Coalesced(block.address, block.size, pieces))

    def check(self) -> None:
        free = self.free_blocks
        if free != sorted(free):
            raise HeapCorruption("the free list is not in address order")
        self._check_tiling([(block.address, block.size) for block in free])
        if self.coalesce == "immediate" and len(merge_neighbours(free)) < len(free):
            raise HeapCorruption("two free neighbours were not merged")


def merge_neighbours(free: list[Block]) -> list[Block]:
    """The same free bytes in as few blocks as possible; `free` is in address order."""
    merged: list[Block] = []
    for block in free:
        if merged and merged[-1].address + merged[-1].size == block.address:
            merged[-1] = Block(merged[-1].address, merged[-1].size + block.size)
        else:
            merged.append(block)
    return merged
