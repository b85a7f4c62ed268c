"""Engines for long traces: what the allocators of `golearn.classic` do, without their walks.

Each takes over an allocator's free memory, answers `take` and `give`, and hands it back. The
readable classes are the reference; address, visited blocks and heap size are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from golearn.classic.base import ClassicAllocator
from golearn.classic.buddy import BuddyAllocator
from golearn.classic.bulk.buddy import BulkBuddy
from golearn.classic.bulk.free_list import FULL, BulkFreeList
from golearn.classic.bulk.segregated import BulkSegregatedFit
from golearn.classic.free_list import FreeListAllocator
from golearn.classic.segregated import SegregatedFitAllocator

Ints = NDArray[np.int64]

__all__ = ["FULL", "Engine", "engine_for"]


class Engine(Protocol):
    """Free memory of an allocator. Sizes in bytes, rounded as the allocator rounds them."""

    visited: int
    """Free blocks that the last `take` looked at."""

    @property
    def heap_size(self) -> int:
        """Bytes that the heap spans."""

    def blocks_for(self, need: Ints) -> Ints:
        """Bytes of the blocks that serve requests of `need` bytes, of the same shape."""

    def take(self, need: int) -> int:
        """The address of a block for `need` bytes, or `FULL`; then nothing has changed."""

    def give(self, address: int, size: int) -> None:
        """A block that is free from now on."""

    def hand_back(self) -> None:
        """Leave the allocator's free memory as it is here."""


_ENGINES: dict[type[ClassicAllocator], Callable[[Any], Engine]] = {
    FreeListAllocator: BulkFreeList,
    SegregatedFitAllocator: BulkSegregatedFit,
    BuddyAllocator: BulkBuddy,
}


def engine_for(allocator: object) -> Engine | None:
    """The engine for exactly this kind of allocator; None for others, and for subclasses."""
    make = _ENGINES.get(type(allocator))  # type: ignore[arg-type]
    return None if make is None else make(allocator)
