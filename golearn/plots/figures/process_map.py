"""The address space of a process as a ladder: what lies where, from high addresses to low."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from golearn.osmem.process_map import Mapping
from golearn.osmem.snapshot import Snapshot
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.units import ADDRESS_SPACE, human_bytes

LABELS = {
    "stack": "stack",
    "heap": "heap (C's malloc, small blocks)",
    "shared": "libraries, and memory of no file:\nlarge blocks, Python's own arenas",
    "program": "the program",
}
COLORS = {
    "stack": colors.VERMILLION,
    "heap": colors.BLUE,
    "shared": colors.SKY,
    "program": colors.FAINT,
}


class Group(NamedTuple):
    """Neighbouring mappings of one kind."""

    kind: str
    mappings: list[Mapping]

    @property
    def start(self) -> int:
        """The lowest address."""
        return self.mappings[0].start

    @property
    def end(self) -> int:
        """The first address above."""
        return self.mappings[-1].end


def process_map(snapshot: Snapshot) -> Picture:
    """The mappings of a process, neighbours of one kind joined; heights are not to scale.

    Its text names only what is the same in every run: the order, and what each thing lies in.
    """
    groups = _groups(snapshot.mappings)
    figure = Figure(figsize=(9, 1 + 0.95 * len(groups)), layout="constrained")
    axes = figure.subplots()
    axes.axis("off")
    for row, group in enumerate(groups):
        _draw_group(axes, row, group, snapshot)
        if row + 1 < len(groups):
            gap = groups[row + 1].start - group.end
            axes.text(0.5, row + 0.95, f"nothing for {human_bytes(gap)}", ha="center", va="center",
                      fontsize=8, color=colors.FAINT, style="italic")  # fmt: skip
    axes.set_xlim(-0.32, 1.75)
    axes.set_ylim(-0.1, len(groups))
    whose = "this Python process" if snapshot.live else "a Python process on Linux, recorded"
    axes.set_title(f"The address space of {whose} (high addresses on top)", fontsize=11)
    return Picture(figure, _alt(groups, snapshot))


def _groups(mappings: list[Mapping]) -> list[Group]:
    """Mappings in address order, neighbours of one kind together; the kernel's are left out."""
    visible = [m for m in mappings if m.kind != "kernel" and m.end <= ADDRESS_SPACE]
    program = next((m.name for m in visible if m.kind == "file"), "")

    def kind(mapping: Mapping) -> str:
        if mapping.kind in ("stack", "heap"):
            return mapping.kind
        return "program" if mapping.name == program else "shared"

    return [Group(name, list(members)) for name, members in groupby(visible, key=kind)]


def _draw_group(axes: Axes, row: int, group: Group, snapshot: Snapshot) -> None:
    kind = group.kind
    mapped = sum(mapping.size for mapping in group.mappings)
    box = Rectangle(
        (0, row + 0.05), 1, 0.8, facecolor=COLORS[kind], edgecolor=colors.INK, linewidth=0.8
    )
    axes.add_patch(box)
    axes.text(0.5, row + 0.45, f"{LABELS[kind]}\n{human_bytes(mapped)}", ha="center", va="center",
              fontsize=9, color=colors.INK if kind == "shared" else "white")  # fmt: skip
    for address, y in ((group.start, row + 0.12), (group.end, row + 0.78)):
        axes.text(-0.02, y, f"{address:#x}", ha="right", va="center", fontsize=8,
                  family="monospace", color=colors.INK)  # fmt: skip
    inside = [
        name for name, address in snapshot.addresses.items() if group.start <= address < group.end
    ]
    for i, name in enumerate(inside):
        y = row + 0.45 + 0.24 * ((len(inside) - 1) / 2 - i)
        axes.annotate(name, (1.0, y), (1.1, y), va="center", fontsize=8.5, color=colors.INK,
                      arrowprops={"arrowstyle": "->", "color": colors.INK})  # fmt: skip


def _alt(groups: list[Group], snapshot: Snapshot) -> str:
    names = {"shared": "libraries and memory of no file"}
    order = [names.get(group.kind, group.kind) for group in groups]
    homes = []
    for name in snapshot.addresses:
        home = snapshot.home_of(name)
        homes.append(f"{name} lies in {home.kind if home else 'no'} memory")
    distinct = list(dict.fromkeys(order))
    return f"Address space from low to high: {', '.join(distinct)}. " + "; ".join(homes) + "."
