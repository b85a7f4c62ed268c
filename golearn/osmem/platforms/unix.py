"""The BSDs with Solaris and illumos, Darwin with iOS, and AIX.

Source: `runtime/mem_bsd.go`, `mem_darwin.go`, `mem_aix.go`, Go 1.21.13.
"""

from __future__ import annotations

from golearn.osmem.platforms.os_call import OsCall
from golearn.osmem.platforms.platform import ANYWHERE, NO_ACCESS, RW, Calls, Mmap


class BSD(Mmap):
    """`madvdontneed` is the setting of GODEBUG, off by default."""

    name = "BSD"
    files = ("mem_bsd.go",)

    def __init__(self, goos: str = "freebsd", madvdontneed: bool = False) -> None:
        self.goos = goos
        self.madvdontneed = madvdontneed

    def sys_reserve(self, size: int, hint: int | None = None) -> Calls:
        """Solaris and illumos would set swap space aside even for memory that nobody may touch."""
        no_swap = "|MAP_NORESERVE" if self.goos in ("solaris", "illumos") else ""
        yield OsCall("mmap", hint, size, (NO_ACCESS, ANYWHERE + no_swap))

    def sys_unused(self, start: int, size: int) -> Calls:
        advice = "MADV_DONTNEED" if self.madvdontneed else "MADV_FREE"
        yield OsCall("madvise", start, size, (advice,))


class Darwin(Mmap):
    """The system counts a process's memory right only if it hears of every change."""

    name = "Darwin"
    files = ("mem_darwin.go",)

    def __init__(self, goos: str = "darwin") -> None:
        self.goos = goos

    def sys_unused(self, start: int, size: int) -> Calls:
        yield OsCall("madvise", start, size, ("MADV_FREE_REUSABLE",))

    def sys_used(self, start: int, size: int) -> Calls:
        yield OsCall("madvise", start, size, ("MADV_FREE_REUSE",))


class AIX(Mmap):
    """What is mapped cannot be mapped again, so only its rights change."""

    name = "AIX"
    files = ("mem_aix.go",)
    goos = "aix"

    def sys_map(self, start: int, size: int) -> Calls:
        yield OsCall("mprotect", start, size, (RW,))

    def sys_unused(self, start: int, size: int) -> Calls:
        yield OsCall("madvise", start, size, ("MADV_DONTNEED",))
