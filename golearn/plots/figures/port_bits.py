"""How the ports of Go cut up an address: a bar of bits for each way of doing it."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import NamedTuple

from golearn.layout.ports import PAGE_SIZE, PORTS, Port
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, Sketch
from golearn.units import count, human_bytes

WIDTH, LEFT, BIT, HIGH, STEP, TOP, LINE = 1000, 8, 11.4, 28, 62, 60, 14

PAGE_BITS = PAGE_SIZE.bit_length() - 1

PARTS = (
    ("first level", colors.VERMILLION),
    ("second level", colors.SKY),
    ("page in the arena", colors.YELLOW),
    ("byte in the page", FREE),
)
"""The fields of an address from its high end, and their colours."""


class Cut(NamedTuple):
    """Bits of each field, and the size of a pointer in bytes: what sets ports apart."""

    bits: tuple[int, int, int, int]
    ptr_size: int


def cut_of(port: Port) -> Cut:
    """How a port cuts up an address."""
    page_in_arena = port.log_heap_arena_bytes - PAGE_BITS
    return Cut((port.arena_l1_bits, port.arena_l2_bits, page_in_arena, PAGE_BITS), port.ptr_size)


def group_ports(ports: Iterable[Port]) -> dict[Cut, list[Port]]:
    """Ports that cut up addresses alike, the largest group first."""
    groups: dict[Cut, list[Port]] = {}
    for port in ports:
        groups.setdefault(cut_of(port), []).append(port)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def port_bits() -> Picture:
    """One row for each group of ports: the fields of an address, bit by bit, and the sums."""
    groups = group_ports(PORTS.values())
    heights = [max(STEP, 34 + LINE * len(_lines(ports))) for ports in groups.values()]
    sketch = Sketch(WIDTH, TOP + sum(heights))
    x: float = LEFT
    for name, color in PARTS:
        sketch.rect(x, 6, 18, 12, color)
        sketch.text(x + 24, 17, name, 12)
        x += 36 + 7.2 * len(name)
    sketch.text(LEFT, 44, "high bits", 11)
    sketch.text(LEFT + 48 * BIT, 44, "low bits", 11, "end")
    for row, (cut, ports) in enumerate(groups.items()):
        _draw(sketch, TOP + sum(heights[:row]), cut, ports)
    told = "; ".join(
        f"{count(len(ports), 'port')} ({_names(ports)}): {' + '.join(map(str, cut.bits))} bits"
        for cut, ports in groups.items()
    )
    fields = ", ".join(name for name, _ in PARTS)
    return sketch.picture(f"Address bits by port ({fields}). {told}.")


def _lines(ports: list[Port]) -> list[str]:
    return wrap(_names(ports), 66)


def _draw(sketch: Sketch, y: float, cut: Cut, ports: list[Port]) -> None:
    x = LEFT + (48 - sum(cut.bits)) * BIT
    for bits, (_, color) in zip(cut.bits, PARTS, strict=True):
        if bits:
            sketch.rect(x, y, bits * BIT, HIGH, color)
            sketch.text(x + bits * BIT / 2, y + 19, str(bits), 13, "middle", True, colors.BLACK)
            x += bits * BIT
    port = ports[0]
    entries = f"{port.l1_entries} × {port.l2_entries:,}"
    sketch.text(
        LEFT + 48 * BIT,
        y + HIGH + 15,
        f"{entries} entries, {human_bytes(port.l2_bytes)} a table; arenas of "
        f"{human_bytes(port.heap_arena_bytes)}; {human_bytes(port.reach)}",
        11.5,
        "end",
    )
    x = LEFT + 48 * BIT + 22
    sketch.text(x, y + 11, count(len(ports), "port"), 12, bold=True)
    for i, line in enumerate(_lines(ports), 1):
        sketch.text(x, y + 12 + LINE * i, line, 11)


def _names(ports: list[Port]) -> str:
    """The ports, those of one system together: `linux/386, arm; js/wasm`."""
    systems: dict[str, list[str]] = {}
    for port in ports:
        systems.setdefault(port.os, []).append(port.arch)
    return "; ".join(f"{name}/{', '.join(archs)}" for name, archs in systems.items())
