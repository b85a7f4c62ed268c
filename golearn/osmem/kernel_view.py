"""What the kernel itself says of a range of addresses: its rights, and which pages have memory."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from golearn.osmem import libc
from golearn.osmem.libc import PAGE
from golearn.osmem.process_map import find_mapping, read_maps

SMAPS = Path("/proc/self/smaps")
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
HUGE_SIZE = Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")

_HEAD = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ")


class PageView(NamedTuple):
    """One page as the kernel sees it. A page that is not mapped is neither of the others."""

    mapped: bool
    accessible: bool
    """It may be read and written (`rw` in `/proc/self/maps`)."""
    resident: bool
    """It has memory behind it (`mincore`)."""


SYMBOLS = {
    PageView(False, False, False): ".",
    PageView(True, False, False): "-",
    PageView(True, True, False): "o",
    PageView(True, True, True): "#",
}
"""A page as a character: nothing there, mapped without rights, without memory, with memory."""


def drawn(views: Iterable[PageView]) -> str:
    """A row of pages, a character each (see `SYMBOLS`); `?` for what should not be."""
    return "".join(SYMBOLS.get(view, "?") for view in views)


class Smap(NamedTuple):
    """A mapping with what `/proc/self/smaps` counts in it, in bytes."""

    start: int
    end: int
    rights: str
    rss: int
    huge: int
    """Of `rss`, what lies in transparent huge pages (AnonHugePages)."""


def view_pages(address: int, n: int) -> list[PageView]:
    """The pages of `n` bytes from `address` on, lowest first."""
    maps = read_maps()
    views: list[PageView] = []
    at, end = address, address + n
    while at < end:
        mapping = find_mapping(maps, at)
        if mapping is None:
            views.append(PageView(False, False, False))
            at += PAGE
            continue
        stop = min(mapping.end, end)
        accessible = mapping.rights.startswith("rw")
        views += [PageView(True, accessible, there) for there in libc.resident(at, stop - at)]
        at = stop
    return views


def read_smaps(address: int, n: int) -> list[Smap]:
    """The mappings that overlap `n` bytes from `address` on, with what they cost."""
    found: list[Smap] = []
    for line in SMAPS.read_text().splitlines():
        head = _HEAD.match(line)
        if head:
            found.append(Smap(int(head[1], 16), int(head[2], 16), head[3], 0, 0))
        elif line.startswith("Rss:"):
            found[-1] = found[-1]._replace(rss=_bytes(line))
        elif line.startswith("AnonHugePages:"):
            found[-1] = found[-1]._replace(huge=_bytes(line))
    return [smap for smap in found if smap.start < address + n and address < smap.end]


def _bytes(line: str) -> int:
    return int(line.split()[1]) * 1024


def page_faults() -> int:
    """How often this thread touched a page that had no memory yet (`getrusage`, minor faults)."""
    if sys.platform != "linux":
        raise libc.SystemRefused(f"faults of a thread need Linux, and this is {sys.platform}")
    import resource

    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


def huge_pages() -> str:
    """The system's setting for transparent huge pages: always, madvise or never."""
    try:
        chosen = re.search(r"\[(\w+)\]", HUGE_PAGES.read_text())
    except OSError:
        return "never"
    return chosen[1] if chosen else "never"


def huge_page_size() -> int:
    """Bytes of a transparent huge page; 0 where there are none."""
    try:
        return int(HUGE_SIZE.read_text())
    except (OSError, ValueError):
        return 0
