"""The size-class lab without its widgets: bend the three numbers of the rule, see the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    PAGE_SIZE,
    WASTE_LIMIT,
    SizeClass,
    derive_classes,
)
from golearn.goheap.waste import bytes_in_hand, class_for, waste_share
from golearn.lab.words import size_text
from golearn.units import KIB, count, human_bytes

PRESETS: dict[str, tuple[Fraction, int, int]] = {
    "Go's own": (WASTE_LIMIT, PAGE_SIZE, MAX_SMALL_SIZE),
    "hardly any tail": (Fraction(1, 100), PAGE_SIZE, MAX_SMALL_SIZE),
    "half a span may be lost": (Fraction(1, 2), PAGE_SIZE, MAX_SMALL_SIZE),
    "small pages": (WASTE_LIMIT, 4 * KIB, MAX_SMALL_SIZE),
    "large pages": (WASTE_LIMIT, 64 * KIB, MAX_SMALL_SIZE),
}
"""Rules to choose: waste limit as a share, page size and largest small object in bytes."""

PAGE_SIZES = tuple(n * KIB for n in (1, 2, 4, 8, 16, 32, 64))
LARGEST = tuple(n * KIB for n in (2, 4, 8, 16, 32, 64))
"""Page sizes, and sizes of the largest small object, that the lab offers; in bytes."""

_SHARE = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,6})?)\s*%?\s*$", re.ASCII)


def parse_share(text: str) -> Fraction:
    """A share from `12.5` or `12.5 %`, exactly. Raises BadParameter."""
    match = _SHARE.match(text)
    share = Fraction(match[1]) / 100 if match else Fraction(-1)
    if not 0 <= share < 1:
        raise BadParameter(
            f"waste limit '{text.strip()[:40]}'; expected per cent from 0 to below 100, such as "
            "12.5"
        )
    return share


def as_written(share: Fraction | float) -> Fraction:
    """The fraction that a decimal number says: of 0.05 a twentieth, not the nearest float."""
    return share if isinstance(share, Fraction) else Fraction(str(share))


def distinct(classes: Sequence[SizeClass]) -> tuple[SizeClass, ...]:
    """The classes without doubles, numbered anew.

    With small pages, step 3 of the rule can grow a class to the size of the next one. (With
    Go's numbers it never does.) Of the two the later stays; it has fewer pages.
    """
    kept = {row.size: row for row in classes}
    sizes = [0, *kept]
    return tuple(
        replace(row, number=n, previous=sizes[n - 1])
        for n, row in enumerate(kept.values(), start=1)
    )


class SizeClassModel:
    """A table of classes, and one request that is looked up in it. Sizes in bytes.

    Whatever fails raises a GolearnError and leaves all as it was.
    """

    def __init__(
        self,
        waste_limit: Fraction | float = WASTE_LIMIT,
        page_size: int = PAGE_SIZE,
        largest: int = MAX_SMALL_SIZE,
        request: int = 1025,
    ) -> None:
        self.set_rule(waste_limit, page_size, largest)
        self.ask(request)

    def set_rule(
        self,
        waste_limit: Fraction | float,
        page_size: int = PAGE_SIZE,
        largest: int = MAX_SMALL_SIZE,
    ) -> None:
        """Derive another table. A request that became too large shrinks to the largest class.

        A `waste_limit` of 0.05 is taken as it is written: a twentieth.
        """
        if page_size not in PAGE_SIZES or largest not in LARGEST:
            raise BadParameter(
                f"pages of {page_size:,} B and small objects up to {largest:,} B; expected "
                f"powers of two from {PAGE_SIZES[0]:,} and {LARGEST[0]:,} to {LARGEST[-1]:,}"
            )
        limit = as_written(waste_limit)
        self.classes = distinct(derive_classes(limit, page_size, largest))
        self.waste_limit, self.page_size, self.largest = limit, page_size, largest
        self.request = min(getattr(self, "request", largest), largest)
        self.__dict__.pop("mean_waste", None)

    def ask(self, size: int) -> None:
        """Look up another request."""
        class_for(self.classes, size)
        self.request = size

    def step(self, classes: int) -> None:
        """Go up or down some classes, to the largest request that the class serves."""
        number = min(max(self.row.number + classes, 1), len(self.classes))
        self.request = self.classes[number - 1].size

    @property
    def row(self) -> SizeClass:
        """The class that serves the request."""
        return self.class_of(self.request)

    def class_of(self, size: int) -> SizeClass:
        """The class that serves another request."""
        return class_for(self.classes, size)

    @property
    def is_go(self) -> bool:
        """Whether this is Go's own table."""
        return self.classes == GO_CLASSES.classes

    @cached_property
    def mean_waste(self) -> float:
        """Share lost to rounding if every small size is asked for once, 0 to 1."""
        return waste_share(self.classes, np.arange(1, self.largest + 1))

    @property
    def worst(self) -> SizeClass:
        """The class with the most waste among those above 128 bytes."""
        return max((row for row in self.classes if row.previous >= 128), key=lambda r: r.max_waste)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The numbers of the table."""
        pages = max(row.npages for row in self.classes)
        return (
            ("classes", f"{len(self.classes)}"),
            ("mean waste", f"{self.mean_waste:.1%}"),
            ("worst above 128 B", f"{self.worst.max_waste:.2%}"),
            ("longest span", count(pages, "page")),
            ("one P's spans", human_bytes(bytes_in_hand(self.classes))),
        )

    @property
    def says(self) -> str:
        """The rule in words, and how far it is from Go's."""
        rule = (
            f"tail at most {100 * float(self.waste_limit):.4g} % of a span, pages of "
            f"{size_text(self.page_size)}, small objects up to {size_text(self.largest)}"
        )
        if self.is_go:
            return f"Go's own rule: {rule}."
        return f"Your rule: {rule}. Go has {len(GO_CLASSES.classes)} classes."

    @property
    def story(self) -> str:
        """What becomes of the request, and how bad its class can be."""
        row, size = self.row, self.request
        sums = row.arithmetic()
        lost = row.size - size
        share = f"; {size_text(lost)} of it are wasted ({lost / row.size:.1%})" if lost else ""
        return (
            f"{size_text(size)} → class {row.number}, a slot of {size_text(row.size)}{share}. "
            f"At worst each object has {size_text(row.previous + 1)}, and the span wastes "
            f"{sums['max_waste']}."
        )
