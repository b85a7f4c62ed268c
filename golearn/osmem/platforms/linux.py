"""Linux and Android. Source: `runtime/mem_linux.go`, Go 1.21.13."""

from __future__ import annotations

from typing import ClassVar

from golearn.osmem.platforms.os_call import OsCall
from golearn.osmem.platforms.platform import FIXED, NO_ACCESS, RW, Calls, Mmap
from golearn.units import MIB, round_up


class Linux(Mmap):
    """`madvdontneed`, `harddecommit` and `disablethp` are settings of GODEBUG.

    The first is on by default on Linux and off on Android, which is a GOOS of its own. Go tries
    the kernel's means one after the other: `has_madv_free` (from 4.5) and `has_madvise` (may be
    left out of a kernel from 3.18) tell what it has. `huge_page_size` is in bytes, 0 for none.
    """

    name = "Linux"
    files = ("mem_linux.go",)
    notes: ClassVar[dict[str, str]] = {
        "sysHugePage": "only the whole huge pages of the range",
        "sysUnused": "both ends must lie on a page boundary",
        "sysUsed": "a call only with GODEBUG=harddecommit=1",
    }

    def __init__(
        self,
        goos: str = "linux",
        madvdontneed: bool | None = None,
        harddecommit: bool = False,
        disablethp: bool = False,
        has_madv_free: bool = True,
        has_madvise: bool = True,
        huge_page_size: int = 2 * MIB,
    ) -> None:
        self.goos = goos
        self.madvdontneed = goos == "linux" if madvdontneed is None else madvdontneed
        self.harddecommit = harddecommit
        self.disablethp = disablethp
        self.has_madv_free = has_madv_free
        self.has_madvise = has_madvise
        self.huge_page_size = huge_page_size

    def sys_map(self, start: int, size: int) -> Calls:
        yield from super().sys_map(start, size)
        if self.disablethp:
            yield from self.sys_no_huge_page(start, size)

    def sys_unused(self, start: int, size: int) -> Calls:
        """Only the means that works; the first time, Go also makes the calls that fail."""
        if not self.has_madvise:
            yield OsCall("mmap", start, size, (RW, FIXED))
        elif self.madvdontneed or not self.has_madv_free:
            yield OsCall("madvise", start, size, ("MADV_DONTNEED",))
        else:
            yield OsCall("madvise", start, size, ("MADV_FREE",))
        if self.harddecommit:
            yield OsCall("mmap", start, size, (NO_ACCESS, FIXED))

    def sys_used(self, start: int, size: int) -> Calls:
        if self.harddecommit:
            yield OsCall("mmap", start, size, (RW, FIXED))

    def sys_huge_page(self, start: int, size: int) -> Calls:
        if self.huge_page_size:
            low = round_up(start, self.huge_page_size)
            high = (start + size) // self.huge_page_size * self.huge_page_size
            if low < high:
                yield OsCall("madvise", low, high - low, ("MADV_HUGEPAGE",))

    def sys_no_huge_page(self, start: int, size: int) -> Calls:
        yield OsCall("madvise", start, size, ("MADV_NOHUGEPAGE",))

    def sys_huge_page_collapse(self, start: int, size: int) -> Calls:
        if self.huge_page_size:
            yield OsCall("madvise", start, size, ("MADV_COLLAPSE",))
