"""What can go wrong with the place of the heap, under the names of Go's own messages."""

from __future__ import annotations

from golearn.errors import GolearnError, OutOfMemory


class StartUpFailed(GolearnError):
    """No place for the heap, so the program never begins to run.

    Go 1.10 says `runtime: cannot reserve arena virtual address space`.
    """


class AddressSpaceConflict(OutOfMemory):
    """The heap counted on addresses that now belong to somebody else.

    Go 1.10 says `runtime: address space conflict`. `start` is what it wanted, `size` in bytes.
    """

    def __init__(self, start: int, size: int, what: str, owner: str) -> None:
        self.start = start
        self.size = size
        self.owner = owner
        super().__init__(
            f"runtime: address space conflict: the next {size:,} B of the {what}, at {start:#x}, "
            f"belong to {owner}; a linear heap can only grow at its end, so the program ends here"
        )


class ReservationUsedUp(OutOfMemory):
    """The linear heap has filled its reservation; there is no second one."""


class NoAddressSpace(OutOfMemory):
    """Nowhere in the address space is a gap for one more arena."""
