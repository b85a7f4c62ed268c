"""A request on its way down the tiers: tiny block, mcache, mcentral, mheap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY
from golearn.goheap.sizeclass import TINY_SIZE
from golearn.goheap.tier_path import TierPath
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch, folded, leading
from golearn.units import count, human_bytes

WIDTH, TOP, GAP, HIGH = 1000, 46, 32, 133
"""Above the boxes; between them; height of a box without its cells."""
ACROSS = 16
"""Cells in a row of slots or pages."""
OVER = "over 32 KiB: past all the others"


@dataclass(frozen=True)
class TinyBox:
    """The tiny block of a P: its address (0: there is none) and the bytes used of it."""

    processor: int
    base: int
    used: int


@dataclass(frozen=True)
class McacheBox:
    """The span in hand: slots in all and free ones, and 64 of them from `first` on."""

    processor: int
    name: str
    slots: int
    free: int
    first: int
    cells: tuple[bool, ...]
    """Whether each shown slot is free."""
    taken: int | None
    """The slot that was handed out now."""


@dataclass(frozen=True)
class CentralBox:
    """How many spans are in each of the four sets of a span class."""

    name: str
    partial_swept: int
    partial_unswept: int
    full_swept: int
    full_unswept: int


@dataclass(frozen=True)
class HeapBox:
    """Free pages in the P's page cache, spans in use, and the heap's bytes."""

    processor: int
    cached_pages: int
    spans: int
    size: int


@dataclass(frozen=True)
class Walk:
    """All that the drawing shows."""

    request: str
    path: TierPath
    tiny: TinyBox
    mcache: McacheBox
    central: CentralBox
    heap: HeapBox
    outcome: str


def tier_walk(walk: Walk, alt: str | None = None) -> Picture:
    """The four tiers, and the way of the last request through them."""
    return sketch(walk).picture(alt or describe(walk))


def describe(walk: Walk) -> str:
    """The same in words."""
    way = " → ".join(GoAllocator.tiers[tier] for tier in walk.path.tiers) or "no request"
    m, c = walk.mcache, walk.central
    hand = f"{m.free:,} of {m.slots:,} slots free" if m.slots else "nothing"
    return (
        f"{walk.request}. Way: {way}. {walk.outcome} In hand of P{m.processor} for {m.name}: "
        f"{hand}. Central sets: partial {c.partial_swept} swept and {c.partial_unswept} unswept, "
        f"full {c.full_swept} swept and {c.full_unswept} unswept. Heap: "
        f"{count(walk.heap.spans, 'span')}, {human_bytes(walk.heap.size)}."
    )


class Plan:
    """Where the boxes lie: in a row, in two rows (there and back), or one below the other."""

    def __init__(self, width: float, request: str) -> None:
        self.width = width
        self.columns = 4 if width >= WIDTH else 2 if width >= 600 else 1
        self.margin = 2 if self.columns == 4 else 18
        """Left of the boxes; in several rows, the way past the others goes there."""
        self.box = (width - self.margin - 6 - GAP * (self.columns - 1)) / self.columns
        self.cell = min((self.box - 20) / ACROSS, 16)
        self.high = HIGH + 4 * self.cell
        self.title = folded(request, width - 4, 14, bold=True) if self.columns < 4 else [request]
        self.above = TOP + leading(14) * (len(self.title) - 1)
        self.height = self.above + -(-4 // self.columns) * (self.high + GAP) - GAP

    def at(self, tier: int) -> tuple[float, float]:
        """The upper left corner of a tier's box."""
        row, column = divmod(tier, self.columns)
        if row % 2:
            column = self.columns - 1 - column
        x = self.margin + column * (self.box + GAP)
        return x, self.above + row * (self.high + GAP)


def sketch(walk: Walk, width: float = WIDTH) -> Sketch:
    """The drawing itself, `width` units wide."""
    plan = Plan(width, walk.request)
    told = folded(walk.outcome, width - 4, 13) if plan.columns < 4 else [walk.outcome]
    s = Sketch(width, plan.height + 44 + leading(13) * (len(told) - 1))
    for i, line in enumerate(plan.title):
        s.text(2, 16 + i * leading(14), line, 14, bold=True)
    whose = f"P{walk.tiny.processor} alone"
    names = (
        ("tiny block", whose),
        (f"mcache of P{walk.tiny.processor}", whose),
        ("mcentral", "all Ps, without a lock"),
        ("mheap", "all Ps"),
    )
    for tier, (name, owner) in enumerate(names):
        _frame(s, plan, walk.path, tier, name, owner)
    _arrows(s, plan, walk.path)
    _tiny(s, plan, walk.tiny)
    _mcache(s, plan, walk.mcache)
    _central(s, plan, walk.central)
    _heap(s, plan, walk.heap)
    for i, line in enumerate(told):
        s.text(2, plan.height + 32 + i * leading(13), line, 13)
    return s


def _frame(s: Sketch, plan: Plan, path: TierPath, tier: int, name: str, owner: str) -> None:
    on_way, served = tier in path.tiers, path.served == tier
    x, y = plan.at(tier)
    edge = colors.NEW if on_way else colors.FAINT
    s.rect(x, y, plan.box, plan.high, None, edge, 4 if served else 2 if on_way else 1)
    s.text(x + 10, y + 20, name, 14, bold=True)
    s.text(x + plan.box - 10, y + 20, owner, 10.5 if plan.columns == 4 else 11, "end")
    if served:
        x, y = x + plan.box - 10, y + plan.high - 10
        s.text(x, y, "✓ serves it", 12, "end", True, colors.NEW)


def _arrows(s: Sketch, plan: Plan, path: TierPath) -> None:
    """From tier to tier; a large object goes past all the others."""
    for step, (a, b) in enumerate(zip(path.tiers, path.tiers[1:], strict=False), start=1):
        _arrow(s, plan, a, b, str(step))
    if path.tiers[:1] != (MHEAP,):
        return
    (x, y), way = plan.at(MHEAP), plan.above - 12
    if plan.columns == 4:
        s.arrow(2, way, x + plan.box / 2, way, colors.NEW, 3)
        s.text(300, way - 5, OVER, 11)
        s.arrow(x + plan.box / 2, way - 1, x + plan.box / 2, way + 12, colors.NEW, 3)
    else:
        s.text(plan.margin, way + 4, OVER, 11)
        s.line(5, way, 5, y + 30, colors.NEW, 3)
        s.arrow(4, y + 30, plan.margin, y + 30, colors.NEW, 3)


def _arrow(s: Sketch, plan: Plan, a: int, b: int, step: str) -> None:
    """Across the gap between two neighbours."""
    (x, y), (to_x, to_y) = plan.at(a), plan.at(b)
    if to_y > y:
        x += plan.box / 2
        s.arrow(x, to_y - GAP + 2, x, to_y - 2, colors.NEW, 3)
        s.text(x + 12, to_y - GAP / 2 + 4, step, 11, "middle")
        return
    y += plan.high / 2
    ends = (x + plan.box + 2, to_x - 2) if to_x > x else (x - 2, to_x + plan.box + 2)
    s.arrow(ends[0], y, ends[1], y, colors.NEW, 3)
    s.text(max(x, to_x) - GAP / 2, y - 9, step, 11, "middle")


def _cells(s: Sketch, x: float, y: float, fills: Sequence[str | None], wide: float) -> None:
    for i, fill in enumerate(fills):
        s.rect(x + i % ACROSS * wide, y + i // ACROSS * wide, wide, wide, fill, colors.FAINT, 0.7)


def _tiny(s: Sketch, plan: Plan, box: TinyBox) -> None:
    x, y = plan.at(TINY)
    fills = [colors.USED if i < box.used else FREE for i in range(TINY_SIZE)]
    _cells(s, x + 10, y + 62, fills, plan.cell)
    if not box.base:
        s.text(x + 10, y + 50, "there is none", 11.5)
        return
    s.text(x + 10, y + 50, f"16 bytes at {box.base:#x}", 11.5)
    s.text(x + 10, y + 96, f"bytes 0 to {box.used - 1} used", 11.5)
    s.text(x + 10, y + 114, f"{TINY_SIZE - box.used} left", 11.5)


def _mcache(s: Sketch, plan: Plan, box: McacheBox) -> None:
    x, y = plan.at(MCACHE)
    s.text(x + 10, y + 50, f"{box.name}:", 11.5)
    if not box.slots:
        s.text(x + 10, y + 70, "no span in hand", 11.5)
        return
    fills: list[str | None] = [FREE if free else colors.USED for free in box.cells]
    if box.taken is not None:
        fills[box.taken - box.first] = colors.NEW
    _cells(s, x + 10, y + 62, fills, plan.cell)
    y += 62 + -(-len(fills) // ACROSS) * plan.cell + 18
    last = box.first + len(box.cells) - 1
    s.text(x + 10, y, f"slots {box.first} to {last} of {box.slots}", 11.5)
    s.text(x + 10, y + 18, f"{box.free} free", 11.5)
    if box.taken is not None:
        s.text(x + plan.box - 10, y + 18, f"slot {box.taken} handed out", 11.5, "end")


def _central(s: Sketch, plan: Plan, box: CentralBox) -> None:
    x, top = plan.at(MCENTRAL)
    s.text(x + 10, top + 50, f"spans of {box.name}", 11.5)
    s.text(x + 108, top + 74, "swept", 11.5, "middle")
    s.text(x + 180, top + 74, "unswept", 11.5, "middle")
    rows = (
        ("partial", box.partial_swept, box.partial_unswept),
        ("full", box.full_swept, box.full_unswept),
    )
    for i, (name, *numbers) in enumerate(rows):
        y = top + 82 + 38 * i
        s.text(x + 10, y + 21, name, 11.5)
        for j, number in enumerate(numbers):
            fill = (colors.USED if name == "full" else colors.SKY) if number else None
            s.rect(x + 76 + 72 * j, y, 64, 30, fill, colors.FAINT)
            ink = "#ffffff" if number and name == "full" else "#000000" if number else INK
            s.text(x + 108 + 72 * j, y + 20, f"{number:,}", 13, "middle", color=ink)


def _heap(s: Sketch, plan: Plan, box: HeapBox) -> None:
    x, y = plan.at(MHEAP)
    s.text(
        x + 10, y + 50, f"page cache of P{box.processor}, no lock: {box.cached_pages} free", 11.5
    )
    fills: list[str | None] = [FREE if i >= 64 - box.cached_pages else None for i in range(64)]
    _cells(s, x + 10, y + 62, fills, plan.cell)
    y += 62 + 4 * plan.cell + 16
    s.text(x + 10, y, "all other pages: under one lock", 11.5)
    s.text(x + 10, y + 16, f"{count(box.spans, 'span')} in use", 11.5)
    s.text(x + 10, y + 32, f"heap of {human_bytes(box.size)}", 11.5)
