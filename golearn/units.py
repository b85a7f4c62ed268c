"""Bytes: the unit constants, rounding, and sizes in words."""

from __future__ import annotations

from golearn.errors import BadParameter

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB
TIB = 1024 * GIB

WORD = 8
"""Bytes in a machine word and in a pointer (64-bit)."""

ADDRESS_SPACE = 1 << 47
"""Bytes that a user program can address on linux/amd64; no request may be larger."""


def round_up(n: int, multiple: int) -> int:
    """`n` rounded up to the next multiple (both in bytes)."""
    return -(-n // multiple) * multiple


def is_power_of_two(n: int) -> bool:
    """Whether `n` is 1, 2, 4, 8, …"""
    return n > 0 and n & (n - 1) == 0


def require_alignment(align: int) -> int:
    """`align` itself if it is a power of two; else `BadParameter`."""
    if not is_power_of_two(align):
        raise BadParameter(f"alignment must be a power of two such as 8 or 16, not {align}")
    return align


def count(n: int, noun: str, plural: str = "") -> str:
    """A number of things, in words: `count(2500, "block")` is `'2,500 blocks'`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def human_bytes(n: float) -> str:
    """A byte count to read: `human_bytes(2560)` is `'2.5 KiB'`."""
    for unit, name in ((TIB, "TiB"), (GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if abs(n) >= unit:
            return f"{n / unit:.4g} {name}"
    return f"{n:.0f} B"
