"""The address space that a process of each port gets.

Sources: `runtime/malloc.go` (the table of address limits under Linux) and its comments, Go
1.21.13. Where the limits of a system are not given there, those of Linux on the same architecture
are taken.
"""

from __future__ import annotations

from golearn.layout.ports import Port
from golearn.osmem.address_space import AddressSpace
from golearn.units import KIB

PAGE = 4 * KIB

ENDS = {
    "amd64": (1 << 47) - PAGE,
    "arm64": 1 << 48,
    "ppc64": 1 << 46,
    "ppc64le": 1 << 46,
    "mips64": 1 << 40,
    "mips64le": 1 << 40,
    "mips": 1 << 31,
    "mipsle": 1 << 31,
    "wasm": 1 << 32,
}
"""First address that a process cannot have, by architecture."""


def address_space(port: Port) -> AddressSpace:
    """An empty address space for a process of this port."""
    if port.os == "aix":
        return AddressSpace(64, end=port.arena_base_offset + (1 << 48))
    if port.ptr_size == 4:
        return AddressSpace(32, end=ENDS.get(port.arch, 3 << 30), huge_page_size=0)
    if port.os == "ios" and port.arch == "arm64":
        return AddressSpace(48, end=1 << 40)
    return AddressSpace(48, end=ENDS.get(port.arch, 1 << 47))
