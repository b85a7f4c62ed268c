"""Every error that golearn raises on purpose. All are `GolearnError`."""

from __future__ import annotations

from typing import Any


class GolearnError(Exception):
    """Base of all errors of this package; its text says what, where and what to do."""

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: the finished text and all attributes.

        Python would call `__init__` with the text, which makes another text of it.
        """
        return _again, (type(self), self.args), vars(self)


def _again(kind: type[GolearnError], args: tuple[Any, ...]) -> GolearnError:
    return kind.__new__(kind, *args)


class TraceError(GolearnError):
    """A trace that cannot be read: names the file, the line and what was expected."""

    def __init__(self, problem: str, source: str = "trace", line: int | None = None) -> None:
        self.problem = problem
        self.source = source
        self.line = line
        where = source if line is None else f"{source}, line {line}"
        super().__init__(f"{where}: {problem}")


class BadParameter(GolearnError):
    """An allocator, workload or lab was set up with a value that makes no sense."""


class AllocatorError(GolearnError):
    """Base of what goes wrong inside an allocator. The heap is as it was before the call."""


class BadSize(AllocatorError):
    """A request for a negative number of bytes, or for more than the address space holds."""


class OutOfMemory(AllocatorError):
    """No free block is large enough and the heap may not grow."""


class InvalidPointer(AllocatorError):
    """`free` was called with something that is not the address of a live block."""


class DoubleFree(InvalidPointer):
    """The block at this address was freed before."""


class InteriorPointer(InvalidPointer):
    """The address lies inside a live block, not at its start."""


class ForeignPointer(InvalidPointer):
    """The allocator never handed out this address."""


class HeapCorruption(AllocatorError):
    """`check()` found a broken invariant in the allocator's own books."""
