"""A request on its way down the tiers: tiny block, mcache, mcentral, mheap."""

from __future__ import annotations

from dataclasses import dataclass

from golearn.goheap.allocator import MCACHE, MCENTRAL, MHEAP, TINY, GoAllocator
from golearn.goheap.sizeclass import TINY_SIZE
from golearn.goheap.tier_path import TierPath
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.units import count, human_bytes

WIDTH, HEIGHT = 1000, 274
BOX, GAP, TOP, HIGH = 224, 32, 46, 184
ACROSS = 16
"""Cells in a row of slots or pages."""


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


def sketch(walk: Walk) -> Sketch:
    """The drawing itself."""
    s = Sketch(WIDTH, HEIGHT)
    s.text(2, 16, walk.request, 14, bold=True)
    whose = f"P{walk.tiny.processor} alone"
    names = (
        ("tiny block", whose),
        (f"mcache of P{walk.tiny.processor}", whose),
        ("mcentral", "all Ps, without a lock"),
        ("mheap", "all Ps, one lock"),
    )
    for tier, (name, owner) in enumerate(names):
        _frame(s, walk.path, tier, name, owner)
    _arrows(s, walk.path)
    _tiny(s, _left(TINY), walk.tiny, walk.path)
    _mcache(s, _left(MCACHE), walk.mcache)
    _central(s, _left(MCENTRAL), walk.central)
    _heap(s, _left(MHEAP), walk.heap)
    s.text(2, HEIGHT - 12, walk.outcome, 13)
    return s


def _left(tier: int) -> float:
    return 2 + tier * (BOX + GAP)


def _frame(s: Sketch, path: TierPath, tier: int, name: str, owner: str) -> None:
    x, on_way, served = _left(tier), tier in path.tiers, path.served == tier
    edge = colors.NEW if on_way else colors.FAINT
    s.rect(x, TOP, BOX, HIGH, None, edge, 4 if served else 2 if on_way else 1)
    s.text(x + 10, TOP + 20, name, 14, bold=True)
    s.text(x + BOX - 10, TOP + 20, owner, 10.5, "end")
    if served:
        s.text(x + BOX - 10, TOP + HIGH - 10, "✓ serves it", 12, "end", True, colors.NEW)


def _arrows(s: Sketch, path: TierPath) -> None:
    """From tier to tier; a large object goes past all the others."""
    y = TOP + HIGH / 2
    for step, (a, b) in enumerate(zip(path.tiers, path.tiers[1:], strict=False), start=1):
        s.arrow(_left(a) + BOX + 2, y, _left(b) - 2, y, colors.NEW, 3)
        s.text(_left(b) - GAP / 2, y - 9, str(step), 11, "middle")
    if path.tiers[:1] == (MHEAP,):
        s.arrow(2, TOP - 12, _left(MHEAP) + BOX / 2, TOP - 12, colors.NEW, 3)
        s.text(300, TOP - 17, "over 32 KiB: past all the others", 11)
        s.arrow(_left(MHEAP) + BOX / 2, TOP - 13, _left(MHEAP) + BOX / 2, TOP, colors.NEW, 3)


def _cells(s: Sketch, x: float, y: float, fills: list[str | None], wide: float) -> None:
    for i, fill in enumerate(fills):
        s.rect(x + i % ACROSS * wide, y + i // ACROSS * wide, wide, wide, fill, colors.FAINT, 0.7)


def _tiny(s: Sketch, x: float, box: TinyBox, path: TierPath) -> None:
    wide = (BOX - 20) / TINY_SIZE
    _cells(s, x + 10, TOP + 62, [colors.USED if i < box.used else FREE for i in range(16)], wide)
    if not box.base:
        s.text(x + 10, TOP + 50, "there is none", 11.5)
        return
    s.text(x + 10, TOP + 50, f"16 bytes at {box.base:#x}", 11.5)
    s.text(x + 10, TOP + 96, f"bytes 0 to {box.used - 1} used", 11.5)
    s.text(x + 10, TOP + 114, f"{TINY_SIZE - box.used} left", 11.5)


def _mcache(s: Sketch, x: float, box: McacheBox) -> None:
    s.text(x + 10, TOP + 50, f"{box.name}:", 11.5)
    if not box.slots:
        s.text(x + 10, TOP + 70, "no span in hand", 11.5)
        return
    fills: list[str | None] = [FREE if free else colors.USED for free in box.cells]
    if box.taken is not None:
        fills[box.taken - box.first] = colors.NEW
    wide = (BOX - 20) / ACROSS
    _cells(s, x + 10, TOP + 62, fills, wide)
    y = TOP + 62 + -(-len(fills) // ACROSS) * wide + 18
    last = box.first + len(box.cells) - 1
    s.text(x + 10, y, f"slots {box.first} to {last} of {box.slots}", 11.5)
    s.text(x + 10, y + 18, f"{box.free} free", 11.5)
    if box.taken is not None:
        s.text(x + BOX - 10, y + 18, f"slot {box.taken} handed out", 11.5, "end")


def _central(s: Sketch, x: float, box: CentralBox) -> None:
    s.text(x + 10, TOP + 50, f"spans of {box.name}", 11.5)
    s.text(x + 108, TOP + 74, "swept", 11.5, "middle")
    s.text(x + 180, TOP + 74, "unswept", 11.5, "middle")
    rows = (
        ("partial", box.partial_swept, box.partial_unswept),
        ("full", box.full_swept, box.full_unswept),
    )
    for i, (name, *numbers) in enumerate(rows):
        y = TOP + 82 + 38 * i
        s.text(x + 10, y + 21, name, 11.5)
        for j, number in enumerate(numbers):
            fill = (colors.USED if name == "full" else colors.SKY) if number else None
            s.rect(x + 76 + 72 * j, y, 64, 30, fill, colors.FAINT)
            ink = "#ffffff" if number and name == "full" else "#000000" if number else INK
            s.text(x + 108 + 72 * j, y + 20, f"{number:,}", 13, "middle", color=ink)


def _heap(s: Sketch, x: float, box: HeapBox) -> None:
    s.text(
        x + 10, TOP + 50, f"page cache of P{box.processor}, no lock: {box.cached_pages} free", 11.5
    )
    wide = (BOX - 20) / ACROSS
    fills: list[str | None] = [FREE if i >= 64 - box.cached_pages else None for i in range(64)]
    _cells(s, x + 10, TOP + 62, fills, wide)
    y = TOP + 62 + 4 * wide + 18
    s.text(x + 10, y, f"{count(box.spans, 'span')} in use", 11.5)
    s.text(x + 10, y + 18, f"heap of {human_bytes(box.size)}", 11.5)
