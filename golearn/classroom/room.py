"""How much a classroom holds."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

PER_LAB = 100_000_000
"""Bytes that one open lab is reckoned with; `benchmarks/classroom_visitors.py` measures it."""
SHARE = 0.75
"""Of the memory that is free when the classroom opens, what its kernels may take."""


@dataclass(frozen=True)
class Room:
    """Kernels that wait, kernels at most (those that wait among them), seconds of patience."""

    warm: int
    most: int
    idle: int


def capacity() -> int:
    """How many kernels this machine has room for; at least one."""
    return max(1, int(SHARE * psutil.virtual_memory().available / PER_LAB))
