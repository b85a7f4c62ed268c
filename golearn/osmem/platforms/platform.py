"""What every platform answers: which calls of the system stand behind each of Go's calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from golearn.osmem.platforms.os_call import OsCall

Calls = Iterator[OsCall]

GO_CALLS = (
    "sysAlloc",
    "sysFree",
    "sysReserve",
    "sysMap",
    "sysUsed",
    "sysUnused",
    "sysFault",
    "sysHugePage",
    "sysNoHugePage",
    "sysHugePageCollapse",
)
"""The seven and the three pieces of advice."""


class Platform:
    """One `mem_*.go`. Its methods yield the calls of the system, in order.

    Addresses and sizes in bytes. A method that yields nothing is a no-op on this platform.
    """

    name: ClassVar[str]
    files: tuple[str, ...]
    """The files of Go 1.21.13's runtime that it models, sorted."""
    goos: str
    """The operating system, as in GOOS."""
    notes: ClassVar[dict[str, str]] = {}
    """Go's call → what the calls of the system do not tell."""

    def sys_alloc(self, size: int) -> Calls:
        raise NotImplementedError

    def sys_free(self, start: int, size: int) -> Calls:
        raise NotImplementedError

    def sys_reserve(self, size: int, hint: int | None = None) -> Calls:
        raise NotImplementedError

    def sys_map(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_used(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_unused(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_fault(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_huge_page(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_no_huge_page(self, start: int, size: int) -> Calls:
        yield from ()

    def sys_huge_page_collapse(self, start: int, size: int) -> Calls:
        yield from ()

    def calls(self, go_call: str, start: int, size: int) -> list[OsCall]:
        """The calls behind one of GO_CALLS, by its name."""
        match go_call:
            case "sysAlloc":
                return list(self.sys_alloc(size))
            case "sysFree":
                return list(self.sys_free(start, size))
            case "sysReserve":
                return list(self.sys_reserve(size, start))
            case "sysMap":
                return list(self.sys_map(start, size))
            case "sysUsed":
                return list(self.sys_used(start, size))
            case "sysUnused":
                return list(self.sys_unused(start, size))
            case "sysFault":
                return list(self.sys_fault(start, size))
            case "sysHugePage":
                return list(self.sys_huge_page(start, size))
            case "sysNoHugePage":
                return list(self.sys_no_huge_page(start, size))
            case "sysHugePageCollapse":
                return list(self.sys_huge_page_collapse(start, size))
        raise KeyError(go_call)


RW = "PROT_READ|PROT_WRITE"
NO_ACCESS = "PROT_NONE"
ANYWHERE = "MAP_ANON|MAP_PRIVATE"
FIXED = "MAP_ANON|MAP_FIXED|MAP_PRIVATE"


class Mmap(Platform):
    """What the systems with `mmap` have in common."""

    def sys_alloc(self, size: int) -> Calls:
        yield OsCall("mmap", None, size, (RW, ANYWHERE))

    def sys_free(self, start: int, size: int) -> Calls:
        yield OsCall("munmap", start, size)

    def sys_reserve(self, size: int, hint: int | None = None) -> Calls:
        yield OsCall("mmap", hint, size, (NO_ACCESS, ANYWHERE))

    def sys_map(self, start: int, size: int) -> Calls:
        yield OsCall("mmap", start, size, (RW, FIXED))

    def sys_fault(self, start: int, size: int) -> Calls:
        yield OsCall("mmap", start, size, (NO_ACCESS, FIXED))
