"""A call to the operating system, and what it does to the memory it names."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from golearn.units import human_bytes


class Physical(StrEnum):
    """What becomes of the physical memory behind a range."""

    SAME = "as before"
    NONE = "none"
    ON_TOUCH = "on first touch"
    AT_ONCE = "given back at once"
    LAZILY = "given back when the system is short"
    KEPT = "all kept"


class Effect(NamedTuple):
    """What a call does: whether the range may be read and written then, its physical memory, cost.

    `access` is None where it stays as it was.
    """

    access: bool | None
    physical: Physical
    cost: str


class OsCall(NamedTuple):
    """One call. `arguments` are the named constants, joined by | as in the source.

    `start` is an address, None where the system chooses. `size` in bytes.
    """

    name: str
    start: int | None
    size: int
    arguments: tuple[str, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Every constant by itself."""
        return tuple(flag for argument in self.arguments for flag in argument.split("|"))

    @property
    def effect(self) -> Effect:
        """What it does to the range."""
        key = next((flag for flag in self.flags if flag in EFFECTS), self.name)
        return EFFECTS[key]

    def brief(self) -> str:
        """The call without the range: `madvise(MADV_FREE)`."""
        return f"{self.name}({', '.join(self.arguments)})"

    def __str__(self) -> str:
        where = "anywhere" if self.start is None else f"{self.start:#x}"
        return f"{self.name}({', '.join([where, human_bytes(self.size), *self.arguments])})"


NEW_PAGES = "a system call; each page costs a fault and zeroing when touched"
FAULTS_AGAIN = "a system call; each page costs a fault and zeroing when it is used again"

EFFECTS: dict[str, Effect] = {
    "PROT_NONE": Effect(False, Physical.NONE, "a system call; address space only"),
    "PROT_READ": Effect(True, Physical.ON_TOUCH, NEW_PAGES),
    "MADV_DONTNEED": Effect(None, Physical.AT_ONCE, FAULTS_AGAIN),
    "MADV_FREE": Effect(
        None, Physical.LAZILY, "a system call; a page used before it was taken costs nothing more"
    ),
    "MADV_FREE_REUSABLE": Effect(
        None, Physical.LAZILY, "a system call; the pages no longer count as the process's"
    ),
    "MADV_FREE_REUSE": Effect(
        None, Physical.SAME, "a system call; the pages count as the process's again"
    ),
    "MADV_HUGEPAGE": Effect(None, Physical.SAME, "a system call; a touch may bring a huge page"),
    "MADV_NOHUGEPAGE": Effect(None, Physical.SAME, "a system call; a touch brings one page"),
    "MADV_COLLAPSE": Effect(
        None, Physical.SAME, "a system call that copies pages into huge ones; may fail"
    ),
    "munmap": Effect(False, Physical.AT_ONCE, "a system call"),
    "MEM_COMMIT": Effect(
        True, Physical.ON_TOUCH, "a system call; counts against the commit limit at once"
    ),
    "MEM_RESERVE": Effect(False, Physical.NONE, "a system call; address space only"),
    "MEM_DECOMMIT": Effect(False, Physical.AT_ONCE, "a system call; the commit charge goes back"),
    "MEM_RELEASE": Effect(False, Physical.AT_ONCE, "a system call for the whole reservation"),
    "brk_": Effect(True, Physical.ON_TOUCH, "a system call; the segment never shrinks"),
    "growMemory": Effect(True, Physical.ON_TOUCH, "an instruction; the memory never shrinks"),
}
"""Constant or call → effect. The first constant of a call that is listed here decides."""
