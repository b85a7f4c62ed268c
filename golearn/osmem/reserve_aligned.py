"""Reserve more, keep the aligned piece: how Go gets arenas on multiples of 64 MiB.

Source: `runtime/malloc.go` (`sysReserveAligned`), Go 1.21.13. Bytes.
"""

from __future__ import annotations

from golearn.osmem.address_space import AddressSpace
from golearn.units import require_alignment, round_up


def sys_reserve_aligned(
    space: AddressSpace, size: int, align: int, hint: int = 0, windows: bool = False
) -> tuple[int, int]:
    """(address, bytes) of Reserved memory on a multiple of `align`, of at least `size` bytes.

    The system only aligns to its pages, so Go asks for `align` bytes too many. If the answer is
    aligned by luck, it keeps all. Else it frees what sticks out at both ends. On Windows a
    reservation cannot be freed in pieces: Go frees all of it and reserves the aligned part anew.
    Raises AddressSpaceFull, BadParameter.
    """
    require_alignment(align)
    start = space.sys_reserve(size + align, hint)
    if start % align == 0:
        return start, size + align
    aligned = round_up(start, align)
    if windows:
        space.sys_free_os(start, size + align)
        return space.sys_reserve(size, aligned), size
    space.sys_free_os(start, aligned - start)
    end, reserved_end = aligned + size, start + size + align
    if end < reserved_end:
        space.sys_free_os(end, reserved_end - end)
    return aligned, size
