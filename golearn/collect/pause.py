"""What a collection cost: counted while it works, not estimated. All sizes are in bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Pause:
    """The work of one collection.

    A word counts each time it is read or written, so `touched` can be larger than the heap. It
    is exact: a memory that counts its own accesses gives the same number.
    """

    kind: str
    """full, minor or major."""
    before: int = 0
    """Bytes in use when it began."""
    after: int = 0
    """Bytes in use when it was done."""
    marked: int = 0
    """Objects found alive."""
    visited: int = 0
    """Objects and free blocks looked at; one counts once in every pass over it."""
    touched: int = 0
    """Bytes of roots, objects and free blocks read or written."""
    moved: int = 0
    """Objects that got another address."""
    moved_bytes: int = 0
    promoted_bytes: int = 0
    """Bytes that went from the nursery to the old generation."""
    extra: int = 0
    """Bytes needed beside the objects: copies, mark stack, mark bits, tables."""

    @property
    def peak(self) -> int:
        """Bytes needed at the worst moment."""
        return self.before + self.extra

    @property
    def freed(self) -> int:
        """Bytes that came back."""
        return self.before - self.after
