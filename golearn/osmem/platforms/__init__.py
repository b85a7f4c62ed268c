"""What Go's calls for memory are on each operating system."""

from __future__ import annotations

from golearn.osmem.platforms.linux import Linux
from golearn.osmem.platforms.os_call import Effect, OsCall, Physical
from golearn.osmem.platforms.platform import GO_CALLS, Platform
from golearn.osmem.platforms.sbrk import Plan9, Sbrk, Wasm
from golearn.osmem.platforms.table import PLATFORMS, Row, effect_of, platform_of, table
from golearn.osmem.platforms.unix import AIX, BSD, Darwin
from golearn.osmem.platforms.windows import Windows

__all__ = [
    "AIX",
    "BSD",
    "GO_CALLS",
    "PLATFORMS",
    "Darwin",
    "Effect",
    "Linux",
    "OsCall",
    "Physical",
    "Plan9",
    "Platform",
    "Row",
    "Sbrk",
    "Wasm",
    "Windows",
    "effect_of",
    "platform_of",
    "table",
]
