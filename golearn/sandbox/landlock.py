"""Landlock, the Linux kernel's own sandbox: from now on no file is changed and nothing started.

Three system calls, without a library, for there is none in Python's; the numbers are those of
`linux/landlock.h`. Where the kernel has no Landlock, `lock` says so and changes nothing.
"""

from __future__ import annotations

import ctypes
import os
import sys

CREATE_RULESET, RESTRICT_SELF = 444, 446
SET_NO_NEW_PRIVS = 38
ASK_VERSION = 1

FILES = {1: 0x1FF3, 2: 0x3FF3, 3: 0x7FF3}
"""Rights over files by version of Landlock: all but reading files and listing folders."""

NETWORK, SCOPED = 0b11, 0b11
"""Binding and connecting TCP (version 4); foreign sockets and signals to others (version 6)."""


class Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`: what is refused unless a rule allows it. We have no rule."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def lock() -> bool:
    """Give up the right to change files, start programs, connect, and signal other processes.

    False where the system cannot do that. There is no way back.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    if version < 1:
        return False
    rules = Ruleset(FILES[min(version, 3)], NETWORK, SCOPED)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return False
    try:
        if libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
