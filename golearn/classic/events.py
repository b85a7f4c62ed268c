"""What the classic allocators report while they work; `str(event)` says it in words."""

from __future__ import annotations

from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.units import count


@dataclass(frozen=True)
class Searched(AllocatorEvent):
    """A walk over free blocks: `looked_at` are (address, size) in the order of the walk."""

    policy: str
    need: int
    looked_at: tuple[tuple[int, int], ...]
    found: tuple[int, int] | None

    def __str__(self) -> str:
        looked = (
            f"{self.policy} looked at {count(len(self.looked_at), 'free block')} "
            f"for {self.need} bytes"
        )
        if self.found is None:
            return f"{looked}; none is large enough"
        return f"{looked} and took the one of {self.found[1]} bytes at {self.found[0]}"


@dataclass(frozen=True)
class Split(AllocatorEvent):
    """A free block was cut: its low end is handed out, the rest stays free."""

    address: int
    taken: int
    rest: int

    def __str__(self) -> str:
        return (
            f"the block at {self.address} is split: {self.taken} bytes taken, {self.rest} stay free"
        )


@dataclass(frozen=True)
class Coalesced(AllocatorEvent):
    """Neighbouring free blocks became one."""

    address: int
    size: int
    merged: int

    def __str__(self) -> str:
        return (
            f"{self.merged} free neighbours become one block of {self.size} bytes at {self.address}"
        )


@dataclass(frozen=True)
class Grew(AllocatorEvent):
    """The heap got longer by `added` bytes at its end."""

    added: int
    heap_size: int

    def __str__(self) -> str:
        return f"the heap grows by {self.added} bytes to {self.heap_size}"


@dataclass(frozen=True)
class Placed(AllocatorEvent):
    """A request was served."""

    address: int
    requested: int
    block: int

    def __str__(self) -> str:
        return f"{self.requested} bytes placed at {self.address} in a block of {self.block}"


@dataclass(frozen=True)
class Freed(AllocatorEvent):
    """A block was given back."""

    address: int
    block: int

    def __str__(self) -> str:
        return f"the block of {self.block} bytes at {self.address} is free"


@dataclass(frozen=True)
class Refilled(AllocatorEvent):
    """An empty list of one size class got a new run of equal blocks."""

    size_class: int
    address: int
    blocks: int

    def __str__(self) -> str:
        return (
            f"the list of {self.size_class}-byte blocks was empty: "
            f"a run at {self.address} gives it {count(self.blocks, 'block')}"
        )


@dataclass(frozen=True)
class Returned(AllocatorEvent):
    """A run whose blocks are all free went back to where it came from."""

    size_class: int
    address: int

    def __str__(self) -> str:
        return f"the run of {self.size_class}-byte blocks at {self.address} is empty and goes back"
