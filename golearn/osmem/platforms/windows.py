"""Windows: memory must be committed before use. Source: `runtime/mem_windows.go`, Go 1.21.13."""

from __future__ import annotations

from typing import ClassVar

from golearn.osmem.platforms.os_call import OsCall
from golearn.osmem.platforms.platform import Calls, Platform


class Windows(Platform):
    """A call covers pages of one reservation only; where a range has several, Go halves it.

    `hint_free` tells whether the wanted addresses can be had.
    """

    name = "Windows"
    files = ("mem_windows.go",)
    goos = "windows"
    notes: ClassVar[dict[str, str]] = {
        "sysFree": "the whole reservation; a piece cannot be freed",
        "sysMap": "reserving prepared it",
        "sysReserve": "a second call, anywhere, if the wanted addresses are taken",
        "sysUnused": "in smaller pieces if the range spans several reservations",
        "sysUsed": "in smaller pieces if the range spans several reservations",
        "sysFault": "the same as sysUnused",
    }

    def __init__(self, hint_free: bool = True) -> None:
        self.hint_free = hint_free

    def sys_alloc(self, size: int) -> Calls:
        yield OsCall("VirtualAlloc", None, size, ("MEM_COMMIT|MEM_RESERVE", "PAGE_READWRITE"))

    def sys_free(self, start: int, size: int) -> Calls:
        yield OsCall("VirtualFree", start, 0, ("MEM_RELEASE",))

    def sys_reserve(self, size: int, hint: int | None = None) -> Calls:
        arguments = ("MEM_RESERVE", "PAGE_READWRITE")
        yield OsCall("VirtualAlloc", hint, size, arguments)
        if not self.hint_free:
            yield OsCall("VirtualAlloc", None, size, arguments)

    def sys_used(self, start: int, size: int) -> Calls:
        yield OsCall("VirtualAlloc", start, size, ("MEM_COMMIT", "PAGE_READWRITE"))

    def sys_unused(self, start: int, size: int) -> Calls:
        yield OsCall("VirtualFree", start, size, ("MEM_DECOMMIT",))

    def sys_fault(self, start: int, size: int) -> Calls:
        yield from self.sys_unused(start, size)
