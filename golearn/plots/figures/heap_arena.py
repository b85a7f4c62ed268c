"""What a heapArena holds: its fields by size, beside the memory that they describe."""

from __future__ import annotations

from golearn.layout.ports import LINUX_AMD64, Port
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, TINY, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import human_bytes


def heap_arena(port: Port = LINUX_AMD64) -> Picture:
    """The size of each field in bytes, on a scale where each step is a factor of 16."""
    fields = port.heap_arena_fields
    total, arena = port.sizeof_heap_arena, port.heap_arena_bytes
    figure, ax = new_figure(height=3.5)
    for y, field in enumerate(fields):
        ax.plot([1, field.size], [y, y], color=colors.SKY, lw=2)
        ax.plot([field.size], [y], "o", color=colors.BLUE, ms=7)
        ax.text(
            field.size * 1.6,
            y,
            f"{human_bytes(field.size)}, {share(field.size, arena)}: {field.holds}",
            va="center",
            fontsize=TINY,
            color=colors.INK,
        )
    ax.set_xscale("log", base=16)
    ax.set_xlim(1, 16**8.2)
    ticks = [16**i for i in range(7)]
    ax.set_xticks(ticks, [human_bytes(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_yticks(range(len(fields)), [field.name for field in fields], fontsize=SMALL)
    ax.set_ylim(len(fields) - 0.4, -0.6)
    title(
        ax,
        f"heapArena on {port}: {total:,} B for {human_bytes(arena)} of heap "
        f"({share(total, arena)})",
    )
    label(ax, "size of the field (each line is 16 times the one before)")
    told = ", ".join(
        f"{field.name} {field.size:,} B ({share(field.size, arena)})" for field in fields
    )
    return Picture(figure, f"Fields of heapArena on {port}: {told}. In all {total:,} B.")


def share(part: int, whole: int) -> str:
    """A share in percent with two digits that count."""
    percent = 100 * part / whole
    return f"{percent:.2g} %" if percent >= 0.001 else "next to nothing"
