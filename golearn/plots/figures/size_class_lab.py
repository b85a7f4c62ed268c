"""What the size-class lab shows, as one figure: the table's waste, and one span at its worst."""

from __future__ import annotations

from collections.abc import Sequence

from golearn.goheap.sizeclass import SizeClass
from golearn.plots.figures import class_waste, span_waste
from golearn.plots.figures.setting import new_figure, title
from golearn.plots.picture import Picture


def size_class_lab(
    classes: Sequence[SizeClass], marked: SizeClass, facts: str, alt: str
) -> Picture:
    """The waste of all classes, the `marked` one lit, above a span of that class."""
    class_waste.require_classes(classes)
    figure, (upper, lower) = new_figure(2, 1, height=5.2, gridspec_kw={"height_ratios": [3.2, 1]})
    class_waste.draw(upper, classes, marked.number)
    title(upper, facts)
    span_waste.draw(lower, marked)
    title(lower, f"A span of class {marked.number} at its worst")
    return Picture(figure, alt)
