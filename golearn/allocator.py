"""What every allocator of the course looks like from outside.

An allocator hands out addresses. It knows nothing of traces, pictures or widgets. Whoever
wants to see *how* it decides sets `watch` to a list; the allocator then appends typed events.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class AllocatorEvent:
    """Something an allocator did on the way to its answer; `str(event)` says it in words."""


class Allocator(ABC):
    """The interface: `malloc`, `free`, `check`, and what a replay reads after each call.

    Addresses and sizes are in bytes.
    """

    name: str = ""
    """How the command line and the pictures call it."""

    tiers: ClassVar[tuple[str, ...]] = ("heap",)
    """Names of the tiers that can serve a request; `tier` is an index into it."""

    base: int = 0
    """The address at which the heap starts."""

    collects: ClassVar[bool] = False
    """True if memory comes back by `gc`, not by `free`."""

    processor: int = 0
    """On which processor the next request runs; only Go's allocator cares."""

    def __init__(self) -> None:
        self.heap_size = 0
        """Bytes the heap spans now."""
        self.visited = 0
        """Free blocks the last `malloc` looked at."""
        self.tier = 0
        """Which tier served the last `malloc`."""
        self.watch: list[AllocatorEvent] | None = None
        """Where events go; None (the default) costs nothing."""

    @abstractmethod
    def malloc(self, size: int, pointers: bool = False) -> int:
        """The address of a new block with room for `size` bytes.

        `pointers` tells whether the object holds pointers; only Go's allocator cares.
        Raises BadSize or OutOfMemory; then the heap is as before.
        """

    @abstractmethod
    def free(self, address: int) -> None:
        """Give back the block at `address`.

        Raises DoubleFree, InteriorPointer or ForeignPointer; then the heap is as before.
        """

    @abstractmethod
    def block_size(self, address: int) -> int:
        """Bytes that the live block at `address` occupies (at least what was asked for)."""

    @abstractmethod
    def check(self) -> None:
        """Walk everything; raise HeapCorruption with the first broken invariant."""

    def gc(self, live: Iterable[int]) -> None:  # noqa: B027 (optional, on purpose)
        """Collect: keep what stands at the `live` addresses. Manual allocators do nothing."""
