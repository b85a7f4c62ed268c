"""One table of all platforms, made by asking each for its calls."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from golearn.errors import BadParameter
from golearn.osmem.platforms.linux import Linux
from golearn.osmem.platforms.os_call import Effect, OsCall, Physical
from golearn.osmem.platforms.platform import GO_CALLS, Platform
from golearn.osmem.platforms.sbrk import Plan9, Wasm
from golearn.osmem.platforms.unix import AIX, BSD, Darwin
from golearn.osmem.platforms.windows import Windows
from golearn.units import MIB

PLATFORMS: dict[str, Platform] = {
    platform.goos: platform
    for platform in (
        Linux(),
        Linux("android"),
        *(BSD(goos) for goos in ("freebsd", "netbsd", "openbsd", "dragonfly")),
        *(BSD(goos) for goos in ("solaris", "illumos")),
        Darwin(),
        Darwin("ios"),
        Windows(),
        AIX(),
        Plan9(),
        Wasm("js"),
        Wasm("wasip1"),
    )
}
"""GOOS → the platform as it is by default."""

SAMPLE = (0xC000000000, 64 * MIB)
"""The range that the table asks about: one arena, on a huge-page boundary."""


class Row(NamedTuple):
    """What one of Go's calls is on the systems `goos`.

    `calls` are the calls of the system, none for a no-op; `access` tells whether memory may be
    used afterwards, None if that stays as it was.
    """

    call: str
    platform: str
    goos: tuple[str, ...]
    calls: tuple[str, ...]
    flags: frozenset[str]
    access: bool | None
    physical: Physical
    cost: str
    note: str

    @property
    def no_op(self) -> bool:
        """Whether the system is not even asked."""
        return not self.calls


def platform_of(goos: str) -> Platform:
    """The platform of a GOOS. Raises BadParameter naming those there are."""
    if goos not in PLATFORMS:
        raise BadParameter(f"Go 1.21 has no GOOS {goos!r}; it has {', '.join(sorted(PLATFORMS))}")
    return PLATFORMS[goos]


def table(
    call: str | None = None,
    goos: str | None = None,
    flag: str | None = None,
    no_op: bool | None = None,
    platforms: Sequence[Platform] | None = None,
) -> list[Row]:
    """The rows that fit all that is given, in the order of GO_CALLS.

    `flag` is a constant such as `MADV_FREE` or a call of the system such as `munmap`. `platforms`
    may hold some with other settings, such as `Linux(madvdontneed=False)`. Raises BadParameter.
    """
    if call is not None and call not in GO_CALLS:
        raise BadParameter(f"{call!r} is none of {', '.join(GO_CALLS)}")
    if goos is not None:
        platform_of(goos)
    asked = tuple(PLATFORMS.values()) if platforms is None else platforms
    rows = [row for name in GO_CALLS if call in (None, name) for row in _rows(name, asked)]
    return [
        row
        for row in rows
        if (goos is None or goos in row.goos)
        and (flag is None or flag in row.flags)
        and (no_op is None or no_op == row.no_op)
    ]


def _rows(name: str, platforms: Sequence[Platform]) -> list[Row]:
    """One row for all systems of a platform that make the same calls."""
    found: dict[tuple[str, tuple[OsCall, ...]], list[Platform]] = {}
    for platform in platforms:
        # A platform may remember what it gave, and every row is about its first call.
        calls = tuple(deepcopy(platform).calls(name, *SAMPLE))
        found.setdefault((platform.name, calls), []).append(platform)
    return [_row(name, calls, same) for (_, calls), same in found.items()]


def _row(name: str, calls: tuple[OsCall, ...], platforms: Sequence[Platform]) -> Row:
    effect = effect_of(calls)
    return Row(
        name,
        platforms[0].name,
        tuple(platform.goos for platform in platforms),
        tuple(call.brief() for call in calls),
        frozenset(flag for call in calls for flag in (call.name, *call.flags)),
        effect.access,
        effect.physical,
        effect.cost,
        platforms[0].notes.get(name, ""),
    )


def effect_of(calls: Sequence[OsCall]) -> Effect:
    """What several calls do, one after the other."""
    access: bool | None = None
    physical, costs = Physical.SAME, []
    for call in calls:
        effect = call.effect
        access = access if effect.access is None else effect.access
        physical = physical if effect.physical is Physical.SAME else effect.physical
        costs.append(effect.cost)
    return Effect(access, physical, "; then ".join(costs) or "nothing")
