"""What a real Go program's runtime counts after each step, and what the kernel counts."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import numpy as np

from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.figures.setting import TINY, in_bytes, label, new_figure
from golearn.plots.picture import Picture
from golearn.plots.state_looks import RESIDENT
from golearn.realgo.os_calls import Step
from golearn.units import human_bytes


def go_memory(steps: Sequence[Step]) -> Picture:
    """HeapSys in its three parts as bars, resident memory of the process as marks. Bytes."""
    if not steps:
        raise BadParameter("no steps to show; take them from os_calls.recording()")
    figure, ax = new_figure(height=3.6)
    x = np.arange(len(steps))
    below = np.zeros(len(steps))
    in_use, idle, released = (part.astype(float) for part in np.array([_parts(s) for s in steps]).T)
    for name, part, color, hatch in (
        ("HeapInuse", in_use, colors.USED, ""),
        ("HeapIdle with memory", idle, colors.FREE, ""),
        ("HeapReleased", released, colors.PAPER, "////"),
    ):
        edge = colors.FAINT
        ax.bar(x, part, 0.62, below, color=color, hatch=hatch, edgecolor=edge, lw=0.7, label=name)
        below += part
    resident = [step.stats["resident"] for step in steps]
    ax.plot(x, resident, "D", color=RESIDENT, ms=9, mec=colors.INK, label="resident (the kernel)")
    top = max(step.stats["HeapSys"] for step in steps)
    for at, value in zip(x, resident, strict=True):
        words = f"resident\n{human_bytes(value)}"
        ax.text(at, top * 1.03, words, ha="center", fontsize=TINY, color=colors.INK)
    ax.set_ylim(0, top * 1.2)
    ax.set_xticks(x)
    ax.set_xticklabels([fill(step.what, 13) for step in steps])
    ax.grid(False, axis="x")
    in_bytes(ax.yaxis)
    label(ax, "what the program did", "bytes")
    figure.legend(loc="outside lower left", ncols=4, fontsize=TINY, frameon=False)
    told = "; ".join(f"{step.what}: {_in_words(step)}" for step in steps)
    return Picture(figure, f"Heap and memory of a Go program, step by step. {told}.")


def _parts(step: Step) -> tuple[int, int, int]:
    stats = step.stats
    return stats["HeapInuse"], stats["HeapIdle"] - stats["HeapReleased"], stats["HeapReleased"]


def _in_words(step: Step) -> str:
    names = ("HeapSys", "HeapInuse", "HeapReleased", "resident")
    return ", ".join(f"{name} {human_bytes(step.stats[name])}" for name in names)
