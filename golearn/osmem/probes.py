"""Addresses of real things in this process: C locals, blocks of C's `malloc`, code.

They go through the C library that Python itself runs on, so they work where `ctypes` finds it.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    return libc


def stack_addresses(depth: int = 1) -> list[int]:
    """Where a C function's local variable lies, for `depth` calls nested in each other.

    `dl_iterate_phdr` hands its callback a pointer to a local variable of its own; the callback
    calls it again. Linux only.
    """
    libc = _libc()
    found: list[int] = []

    def callback(info: int, _size: int, _data: int) -> int:
        found.append(info)
        if len(found) < depth:
            libc.dl_iterate_phdr(Callback(callback), None)
        return 1  # one entry is enough

    libc.dl_iterate_phdr(Callback(callback), None)
    return found


@contextmanager
def c_block(size: int) -> Iterator[int]:
    """The address of `size` bytes from C's `malloc`, freed at the end of the `with`."""
    libc = _libc()
    address = libc.malloc(size)
    try:
        yield address
    finally:
        libc.free(address)


def code_address(function: str = "printf") -> int:
    """Where the machine code of a C library function lies."""
    address = ctypes.cast(getattr(_libc(), function), ctypes.c_void_p).value
    assert address is not None
    return address
