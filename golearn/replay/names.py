"""The allocators by the names that the command line, the labs and the pictures use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from golearn.allocator import Allocator
from golearn.classic import (
    BuddyAllocator,
    BumpAllocator,
    FreeListAllocator,
    SegregatedFitAllocator,
)
from golearn.classic.free_list import Coalesce
from golearn.errors import BadParameter

MOST_HEADER = 1 << 20
"""Bytes of the largest header that can be chosen on the command line or in a lab."""


@dataclass(frozen=True)
class Options:
    """How to set up an allocator; what a design has no use for is ignored.

    `heap` and `header` in bytes; `heap=None` grows; `align=None` is the design's own choice;
    `processors` is how many share the heap (Go only).
    """

    heap: int | None = None
    align: int | None = None
    header: int = 0
    coalesce: Coalesce = "immediate"
    processors: int = 1

    @property
    def alignment(self) -> int:
        """`align`, for a design whose own choice is 8 bytes."""
        return 8 if self.align is None else self.align


def _bump(o: Options) -> Allocator:
    return BumpAllocator(o.heap, o.alignment, o.header)


def _fit(policy: str) -> Callable[[Options], Allocator]:
    def make(o: Options) -> Allocator:
        return FreeListAllocator(policy, o.heap, o.alignment, o.header, o.coalesce)

    return make


def _segregated(o: Options) -> Allocator:
    return SegregatedFitAllocator(heap=o.heap, align=o.align, header=o.header)


def _buddy(o: Options) -> Allocator:
    return BuddyAllocator(o.heap, o.alignment, o.header)


def _go(o: Options) -> Allocator:
    from golearn.goheap import GoAllocator  # its tables take a moment

    return GoAllocator(processors=o.processors)


MAKERS: dict[str, Callable[[Options], Allocator]] = {
    "bump": _bump,
    "first-fit": _fit("first"),
    "next-fit": _fit("next"),
    "best-fit": _fit("best"),
    "worst-fit": _fit("worst"),
    "segregated-fit": _segregated,
    "buddy": _buddy,
    "go": _go,
}


def make_allocator(name: str, options: Options | None = None) -> Allocator:
    """A fresh allocator. Raises BadParameter naming the choices if the name is unknown."""
    if name not in MAKERS:
        raise BadParameter(f"unknown allocator '{name}'; expected one of {', '.join(MAKERS)}")
    return MAKERS[name](options or Options())
