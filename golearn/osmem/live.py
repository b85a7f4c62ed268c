"""The seven calls of Go's runtime on real memory of this process. Linux only.

What each does is what `runtime/mem_linux.go` of Go 1.21.13 does. There are no books here, and
nobody checks whether a transition is legal: that is `AddressSpace`. What is checked is that
nothing is touched but memory that this object took itself.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterator
from itertools import count, groupby
from types import TracebackType
from typing import NamedTuple, Self

from golearn.errors import BadParameter, GolearnError
from golearn.osmem import libc
from golearn.osmem.kernel_view import PageView, page_faults, view_pages
from golearn.osmem.libc import PAGE
from golearn.osmem.limits import MOST_PER_CALL, budget
from golearn.units import MIB, human_bytes


class LiveError(GolearnError):
    """A call on live memory that is refused before the system is asked. Nothing has changed."""


class WouldFault(LiveError):
    """Touching this memory would end the process with SIGSEGV, so it was not touched."""


class Touched(NamedTuple):
    """What writing to a range did."""

    pages: int
    faults: int
    """Page faults of this thread meanwhile: pages without memory that were given some."""


class LiveAddressSpace:
    """Real address space: the seven calls, and a way to write to what is Ready.

    Sizes and addresses are in bytes and multiples of the system's page. One call takes 64 MiB at
    most, all together 256 MiB or less (`limits.budget`). `huge_pages=False` asks the system to
    keep huge pages out, so that a page is a page; Go does so with `GODEBUG=disablethp=1`.

    Use it in a `with`: at its end, after an exception and at the end of Python too, everything
    is unmapped. Raises LiveError, or SystemRefused if the system says no.
    """

    def __init__(self, huge_pages: bool = False) -> None:
        self._most = budget()
        self._huge_pages = huge_pages
        self._owned: set[int] = set()
        """Numbers of the pages that are mapped for us."""
        self._close = weakref.finalize(self, _unmap_all, self._owned)

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
        """Unmap everything. Further calls are refused; closing twice is fine."""
        self._close()

    @property
    def size(self) -> int:
        """Bytes of address space that are taken now, with memory or without."""
        return len(self._owned) * PAGE

    # --- the seven calls -----------------------------------------------------------------------

    def sys_alloc(self, n: int) -> int:
        """None → Ready: `n` bytes of zeroes at an address that the system picks."""
        self._require_room(n)
        return self._take(libc.map_ready(n), n)

    def sys_reserve(self, n: int, hint: int = 0) -> int:
        """None → Reserved. The address may differ from the `hint`."""
        self._require_room(n)
        if hint % PAGE:
            raise LiveError(f"address {hint:#x} is no multiple of a page ({PAGE:,} bytes)")
        return self._take(libc.map_none(n, hint), n)

    def sys_map(self, address: int, n: int) -> None:
        """Reserved → Prepared."""
        self._require_own(address, n)
        libc.map_ready(n, address, fixed=True)
        self._advise(address, n)

    def sys_used(self, address: int, n: int) -> None:
        """Prepared → Ready. On Linux there is nothing to do: the first touch does it."""
        self._require_own(address, n)

    def sys_unused(self, address: int, n: int) -> None:
        """Ready → Prepared. Contents and memory go at once."""
        self._require_own(address, n)
        libc.dont_need(address, n)

    def sys_fault(self, address: int, n: int) -> None:
        """Ready → Reserved."""
        self._require_own(address, n)
        libc.map_none(n, address, fixed=True)
        self._advise(address, n)

    def sys_free(self, address: int, n: int) -> None:
        """Any state → None."""
        self._require_own(address, n)
        libc.unmap(address, n)
        self._owned.difference_update(_pages(address, n))

    # --- using it ------------------------------------------------------------------------------

    def sys_huge_page(self, address: int, n: int) -> bool:
        """Ask for huge pages here; whether the system knows of them. No state changes."""
        self._require_own(address, n)
        return libc.advise_huge(address, n, wanted=True)

    def touch(self, address: int, n: int) -> Touched:
        """Write to `n` bytes. Raises WouldFault if one of them must not be touched."""
        first = address // PAGE * PAGE
        pages = self.view(first, -(-(address + n - first) // PAGE) * PAGE)
        for number, page in enumerate(pages):
            if not page.accessible:
                raise WouldFault(
                    f"page {number} of this range may not be touched: "
                    f"{'mapped without rights' if page.mapped else 'not mapped'}"
                )
        _count_faults_of_scratch(n)
        return Touched(len(pages), _count_faults(address, n))

    def view(self, address: int, n: int) -> list[PageView]:
        """The kernel's view of a range, page by page. It need not be ours."""
        _require_pages(address, n)
        return view_pages(address, n)

    # --- whose memory it is --------------------------------------------------------------------

    def _require_room(self, n: int) -> None:
        _require_pages(0, n)
        if not self._close.alive:
            raise LiveError("this address space is closed; make a new one")
        if n > MOST_PER_CALL:
            most = human_bytes(MOST_PER_CALL)
            raise LiveError(f"{human_bytes(n)} in one call; expected at most {most}")
        if self.size + n > self._most:
            raise LiveError(
                f"{human_bytes(n)} more would make {human_bytes(self.size + n)}; this process "
                f"may take {human_bytes(self._most)}. Free some first."
            )

    def _require_own(self, address: int, n: int) -> None:
        _require_pages(address, n)
        foreign = next((page for page in _pages(address, n) if page not in self._owned), None)
        if foreign is not None:
            raise LiveError(
                f"the page at {foreign * PAGE:#x} is not ours; reserve or allocate it first"
            )

    def _take(self, address: int, n: int) -> int:
        self._owned.update(_pages(address, n))
        self._advise(address, n)
        return address

    def _advise(self, address: int, n: int) -> None:
        if not self._huge_pages:
            libc.advise_huge(address, n, wanted=False)


def _pages(address: int, n: int) -> range:
    return range(address // PAGE, (address + n) // PAGE)


def _require_pages(address: int, n: int) -> None:
    if n <= 0 or n % PAGE or address % PAGE:
        raise BadParameter(
            f"{n:,} bytes at {address:#x}; expected a size above 0 and an address that are "
            f"multiples of a page ({PAGE:,} bytes)"
        )


def _runs(pages: set[int]) -> Iterator[tuple[int, int]]:
    """(address, bytes) of each row of neighbouring pages."""
    numbering = count()
    for _, row in groupby(sorted(pages), key=lambda page: page - next(numbering)):
        numbers = list(row)
        yield numbers[0] * PAGE, len(numbers) * PAGE


def _unmap_all(owned: set[int]) -> None:
    for address, n in list(_runs(owned)):
        libc.unmap(address, n)
    owned.clear()


def _count_faults(address: int, n: int) -> int:
    before = page_faults()
    libc.write(address, n)
    return page_faults() - before


def _count_faults_of_scratch(n: int) -> None:
    """The same for memory of Python's: code that runs for the first time has faults of its own."""
    n = min(n, MIB)
    scratch = ctypes.create_string_buffer(n)
    _count_faults(ctypes.addressof(scratch), n)
