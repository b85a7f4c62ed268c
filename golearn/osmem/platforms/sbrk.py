"""Plan 9 and WebAssembly: memory that only grows, with a free list on top.

Source: `runtime/mem_sbrk.go`, `mem_plan9.go`, `mem_wasm.go`, Go 1.21.13. Bytes.

There is no Reserved and no Prepared here: what is reserved is ready at once. What is freed goes
to a list, cleared by hand, from where the next request is served first fit.
"""

from __future__ import annotations

from typing import ClassVar

from golearn.osmem.platforms.os_call import OsCall
from golearn.osmem.platforms.platform import Calls, Platform
from golearn.units import KIB, round_up


class Sbrk(Platform):
    """`bloc` is the end of memory in use, `bloc_max` the end of what the system gave.

    `free` lists what was given back, in address order.
    """

    page_size: int
    notes: ClassVar[dict[str, str]] = {
        "sysAlloc": "from the free list if a block fits, else the segment grows",
        "sysFree": "cleared by hand and kept on a free list; nothing goes back",
        "sysReserve": "ready at once; a hint is granted only at the end of memory",
    }

    def __init__(self, bloc: int = 0x200000) -> None:
        self.bloc = self.bloc_max = bloc
        self.free: list[tuple[int, int]] = []
        self.last: int | None = None
        """The address that the last request got; None if it got nothing."""

    def calls(self, go_call: str, start: int, size: int) -> list[OsCall]:
        """As in Platform. A hint elsewhere is refused, and Go asks again without one."""
        if go_call == "sysReserve" and start != self.bloc:
            return list(self.sys_reserve(size))
        return super().calls(go_call, start, size)

    def grow(self, size: int) -> Calls:
        """Move the end of memory up; `last` is what was gained."""
        raise NotImplementedError

    def sys_alloc(self, size: int) -> Calls:
        size = round_up(size, self.page_size)
        for i, (start, room) in enumerate(self.free):
            if room >= size:
                self.last = start + room - size
                self.free[i : i + 1] = [(start, room - size)] if room > size else []
                return
        yield from self.grow(size)

    def sys_free(self, start: int, size: int) -> Calls:
        if start + size == self.bloc:
            self.bloc -= size
        else:
            blocks = sorted([*self.free, (start, round_up(size, self.page_size))])
            self.free = []
            for low, room in blocks:
                if self.free and sum(self.free[-1]) == low:
                    low, room = self.free[-1][0], self.free.pop()[1] + room
                self.free.append((low, room))
        yield from ()

    def sys_reserve(self, size: int, hint: int | None = None) -> Calls:
        self.last = None
        if hint == self.bloc:
            yield from self.grow(size)
        elif hint is None:
            yield from self.sys_alloc(size)


class Plan9(Sbrk):
    """A segment that `brk_` makes longer."""

    name = "Plan 9"
    files = ("mem_plan9.go", "mem_sbrk.go")
    goos = "plan9"
    page_size = 4 * KIB

    def grow(self, size: int) -> Calls:
        size = round_up(size, self.page_size)
        if self.bloc + size > self.bloc_max:
            yield OsCall("brk_", self.bloc, size)
            self.bloc_max = self.bloc + size
        self.last = self.bloc
        self.bloc += size


class Wasm(Sbrk):
    """One linear memory, in pages of 64 KiB; `bloc` stays where it was at the start."""

    name = "WebAssembly"
    page_size = 64 * KIB

    def __init__(self, goos: str = "js", bloc: int = 0x200000) -> None:
        super().__init__(bloc)
        self.goos = goos
        self.files = tuple(sorted((f"mem_{goos}.go", "mem_sbrk.go", "mem_wasm.go")))

    def grow(self, size: int) -> Calls:
        size = round_up(size, self.page_size)
        yield OsCall("growMemory", None, size)
        self.last = self.bloc_max
        self.bloc_max += size
