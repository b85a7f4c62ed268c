"""One byte touched: what became resident, with huge pages and without."""

from __future__ import annotations

from golearn.osmem.huge_touch import HugeTouch
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.plots.state_looks import RESIDENT
from golearn.units import human_bytes

LEFT, WIDTH, HIGH = 230.0, 640.0, 34.0


def huge_touch(found: HugeTouch) -> Picture:
    """A stretch as long as a huge page, twice; the alt text holds on every machine."""
    sketch = Sketch(1000, 176)
    bars = (("without huge pages", found.without), ("huge pages wanted", found.wanted))
    for row, (name, resident) in enumerate(bars):
        y = 34 + row * 62
        sketch.text(LEFT - 16, y + 22, name, 14, "end", bold=True)
        sketch.rect(LEFT, y, WIDTH, HIGH, FREE, INK, 0.8)
        if resident:
            sketch.rect(LEFT, y, max(WIDTH * resident / found.size, 2), HIGH, RESIDENT, INK, 0.8)
        sketch.text(LEFT + WIDTH + 14, y + 22, human_bytes(resident), 14)
    sketch.text(LEFT, 18, f"{human_bytes(found.size)}, whose first byte was touched", 12)
    sketch.text(LEFT + WIDTH + 14, 18, "has memory", 12)
    told = "measured on this machine" if found.live else "recorded on Linux, x86-64"
    sketch.rect(LEFT, 152, 22, 12, RESIDENT, INK, 0.8)
    sketch.text(LEFT + 30, 163, f"has memory; {told}", 12)
    return sketch.picture(
        "A stretch as long as a huge page, whose first byte was touched. Without huge pages, one "
        "page of it has memory; where huge pages are wanted and the system has one, all of it."
    )
