"""One byte touched, with huge pages and without: how much memory does that take?"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from golearn.osmem.kernel_view import huge_page_size, huge_pages
from golearn.osmem.libc import PAGE
from golearn.osmem.limits import budget
from golearn.osmem.live import LiveAddressSpace
from golearn.osmem.recorded import recording
from golearn.units import MIB

USUAL = 2 * MIB
"""Bytes of a huge page where pages have 4 KiB."""


@dataclass(frozen=True)
class HugeTouch:
    """What became resident when one byte of a stretch of `size` bytes was touched.

    `without` and `wanted` are bytes, for memory that asked for no huge pages and for memory that
    asked for them. The system need not give what was asked for. `live` is False for a recording.
    """

    size: int
    without: int
    wanted: int
    live: bool


def can_have_huge_pages() -> bool:
    """Whether this system has transparent huge pages of the usual size, and room for a few."""
    usual = sys.platform == "linux" and huge_page_size() == USUAL
    return usual and huge_pages() != "never" and budget() >= 4 * USUAL


def touch_one_byte() -> HugeTouch:
    """Try both on real memory; where there are no huge pages, what Linux on x86-64 did."""
    if not can_have_huge_pages():
        size, without, wanted = recording()["huge"]
        return HugeTouch(size, without, wanted, live=False)
    without, wanted = (_resident(USUAL, wanted) for wanted in (False, True))
    return HugeTouch(USUAL, without, wanted, live=True)


def _resident(size: int, wanted: bool) -> int:
    """Bytes with memory in one aligned stretch, after one byte of it was written."""
    with LiveAddressSpace(huge_pages=wanted) as space:
        address = space.sys_reserve(2 * size)
        space.sys_map(address, 2 * size)
        if wanted:
            space.sys_huge_page(address, 2 * size)
        space.sys_used(address, 2 * size)
        stretch = -(-address // size) * size
        space.touch(stretch, 1)
        return sum(page.resident for page in space.view(stretch, size)) * PAGE
