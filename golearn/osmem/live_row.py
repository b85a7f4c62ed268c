"""A row of real pages, and the calls on it by page number."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from golearn.errors import BadParameter
from golearn.osmem.kernel_view import PageView
from golearn.osmem.libc import PAGE
from golearn.osmem.live import LiveAddressSpace, LiveError, Touched
from golearn.osmem.row_calls import RowCall, require_inside

HINTS = tuple(number << 40 | 0xC0 << 32 for number in range(0x80))
"""The addresses that Go asks for on linux/amd64, in this order (`mallocinit`, Go 1.21.13)."""


class Elsewhere(LiveError):
    """The addresses that were wanted are taken."""


class LiveRow:
    """`pages` pages in a row, all None at first, in a `LiveAddressSpace` of their own.

    `base` is the address of page 0; None until a call has taken address space. Use it in a `with`.
    """

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.base: int | None = None
        self._space = LiveAddressSpace()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Unmap everything."""
        self._space.close()
        for base in [base for base, row in _ROWS.items() if row is self]:
            del _ROWS[base]

    def do(self, call: RowCall) -> Touched | None:
        """One call; for a touch, what it did.

        Raises BadParameter for a call outside of the row, LiveError (WouldFault for a touch)
        and SystemRefused as `LiveAddressSpace` does.
        """
        require_inside(call, self.pages)
        space, n = self._space, call.pages * PAGE
        if call.name == "sysAlloc":
            self._alloc(call)
            return None
        if call.name == "sysReserve":
            self._reserve(call)
            return None
        if self.base is None:
            raise LiveError("nothing is reserved yet; begin with sysReserve or sysAlloc")
        address = self.base + call.first * PAGE
        if call.name == "touch":
            return space.touch(address, n)
        {
            "sysMap": space.sys_map,
            "sysUsed": space.sys_used,
            "sysUnused": space.sys_unused,
            "sysFault": space.sys_fault,
            "sysFree": space.sys_free,
            "sysFreeOS": space.sys_free,
        }[call.name](address, n)
        return None

    def view(self) -> list[PageView]:
        """The kernel's view of every page of the row."""
        if self.base is None:
            return [PageView(False, False, False)] * self.pages
        return self._space.view(self.base, self.pages * PAGE)

    def _alloc(self, call: RowCall) -> None:
        if self._space.size or call.pages != self.pages:
            raise BadParameter(
                "sysAlloc lets the system pick the address, so here it must take the whole row, "
                f"pages 0 to {self.pages - 1}, while all of it is None"
            )
        self.base = self._space.sys_alloc(call.pages * PAGE)

    def _reserve(self, call: RowCall) -> None:
        if self.base is not None and self._space.size:
            self._reserve_at(self.base + call.first * PAGE, call.pages * PAGE)
            return
        self.base = self._choose_base()
        behind = self.base + call.end * PAGE
        for address, pages in ((self.base, call.first), (behind, self.pages - call.end)):
            if pages:
                self._space.sys_free(address, pages * PAGE)

    def _choose_base(self) -> int:
        """Reserve a whole row, so that no two rows share addresses, also those that are None."""
        for base in HINTS:
            if _ROWS.get(base, self) is self:
                try:
                    self._reserve_at(base, self.pages * PAGE)
                except Elsewhere:
                    continue
                _ROWS[base] = self
                return base
        return self._space.sys_reserve(self.pages * PAGE)

    def _reserve_at(self, address: int, n: int) -> None:
        got = self._space.sys_reserve(n, address)
        if got != address:
            self._space.sys_free(got, n)
            raise Elsewhere(f"the system gave {got:#x}, and {address:#x} was wanted")


_ROWS: WeakValueDictionary[int, LiveRow] = WeakValueDictionary()
"""Base → the row that lies there, or did last."""
