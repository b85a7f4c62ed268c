"""The system calls behind the seven calls, through the C library: real addresses, real memory.

Nothing here looks at whose memory it is; `golearn.osmem.live` does.
"""

from __future__ import annotations

import ctypes
import errno
import mmap as constants
import os
import sys
from functools import cache

from golearn.errors import GolearnError

PAGE = constants.PAGESIZE
"""Bytes of a page of this system; 4,096 on x86-64."""

PROT_NONE = 0
MAP_FIXED = 0x10
MAP_FAILED = ctypes.c_void_p(-1).value


class SystemRefused(GolearnError):
    """A system call failed; the text says which, and what the system said."""


@cache
def _libc() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise SystemRefused(f"live memory needs Linux, and this is {sys.platform}")
    libc = ctypes.CDLL(None, use_errno=True)
    size, address, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
    libc.mmap.restype = address
    libc.mmap.argtypes = [address, size, number, number, number, ctypes.c_long]
    libc.munmap.argtypes = [address, size]
    libc.madvise.argtypes = [address, size, number]
    libc.mincore.argtypes = [address, size, address]
    return libc


def map_none(n: int, address: int = 0, fixed: bool = False) -> int:
    """`mmap` of `n` bytes that may not be touched; the address that the system gave."""
    return _mmap(address, n, PROT_NONE, fixed)


def map_ready(n: int, address: int = 0, fixed: bool = False) -> int:
    """`mmap` of `n` bytes to read and write; the address that the system gave."""
    return _mmap(address, n, constants.PROT_READ | constants.PROT_WRITE, fixed)


def _mmap(address: int, n: int, protection: int, fixed: bool) -> int:
    flags = constants.MAP_ANON | constants.MAP_PRIVATE | (MAP_FIXED if fixed else 0)
    got = _libc().mmap(address, n, protection, flags, -1, 0)
    if got is None or got == MAP_FAILED:
        raise _refused("mmap", n)
    return int(got)


def unmap(address: int, n: int) -> None:
    """`munmap`. Raises SystemRefused."""
    if _libc().munmap(address, n):
        raise _refused("munmap", n)


def dont_need(address: int, n: int) -> None:
    """`madvise(MADV_DONTNEED)`: the contents may go, and with them the memory."""
    if _libc().madvise(address, n, constants.MADV_DONTNEED):
        raise _refused("madvise", n)


def advise_huge(address: int, n: int, wanted: bool) -> bool:
    """Ask for huge pages, or for none; whether the system knows of them at all."""
    advice = constants.MADV_HUGEPAGE if wanted else constants.MADV_NOHUGEPAGE
    return bool(_libc().madvise(address, n, advice) == 0)


def resident(address: int, n: int) -> list[bool]:
    """For each page of a mapped range, whether it has memory now (`mincore`)."""
    flags = (ctypes.c_ubyte * (n // PAGE))()
    if _libc().mincore(address, n, flags):
        raise _refused("mincore", n)
    return [bool(flag & 1) for flag in flags]


def write(address: int, n: int) -> None:
    """Write to every byte of a range, which must be accessible."""
    ctypes.memset(address, 1, n)


def _refused(call: str, n: int) -> SystemRefused:
    number = ctypes.get_errno()
    name = errno.errorcode.get(number, str(number))
    return SystemRefused(f"{call} of {n:,} bytes failed: {name}, {os.strerror(number)}")
