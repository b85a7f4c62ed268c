"""Size classes: the 68 object sizes that Go's heap hands out, derived by Go's own rule.

Source: `runtime/mksizeclasses.go` and `runtime/sizeclasses.go`, Go 1.21.13. Sizes in bytes.

The table is not typed in. `derive_classes` states the rule, and its three numbers can be
changed to see what another limit would give. Class 0 is no size: it stands for large objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from golearn.errors import BadParameter, BadSize
from golearn.units import ADDRESS_SPACE, is_power_of_two, round_up

PAGE_SIZE = 8192
MAX_SMALL_SIZE = 32768
WASTE_LIMIT = Fraction(1, 8)

SMALL_SIZE_DIV = 8
SMALL_SIZE_MAX = 1024
LARGE_SIZE_DIV = 128


@dataclass(frozen=True, slots=True)
class SizeClass:
    """One row of the table. Sizes in bytes; `previous` is the size of the class below."""

    number: int
    size: int
    npages: int
    previous: int
    page_size: int = PAGE_SIZE

    @property
    def span_bytes(self) -> int:
        """Bytes of one span of this class."""
        return self.npages * self.page_size

    @property
    def objects(self) -> int:
        """How many objects fit in one span."""
        return self.span_bytes // self.size

    @property
    def tail_waste(self) -> int:
        """Bytes at the end of a span that no object can use."""
        return self.span_bytes - self.objects * self.size

    @property
    def max_waste(self) -> float:
        """Largest share of a full span that is not asked for, 0 to 1.

        The worst case: every object is one byte larger than the class below can hold.
        """
        return (self.slack * self.objects + self.tail_waste) / self.span_bytes

    @property
    def slack(self) -> int:
        """Most bytes that one object of this class can leave unused."""
        return self.size - self.previous - 1

    @property
    def min_align(self) -> int:
        """Alignment that every object of this class has, at most one page."""
        return min(self.size & -self.size, self.page_size)

    @property
    def div_magic(self) -> int:
        """The factor that replaces division by `size`: 2^32 / size, rounded up."""
        return (2**32 - 1) // self.size + 1

    def index_of(self, offset: int) -> int:
        """`offset // size` as Go computes it: one multiplication, one shift."""
        return offset * self.div_magic >> 32

    def arithmetic(self) -> dict[str, str]:
        """How each figure of the row comes about, as sums to read."""
        return {
            "span_bytes": f"{self.npages} × {self.page_size} = {self.span_bytes}",
            "objects": f"⌊{self.span_bytes} / {self.size}⌋ = {self.objects}",
            "tail_waste": f"{self.span_bytes} - {self.objects} × {self.size} = {self.tail_waste}",
            "max_waste": (
                f"(({self.size} - {self.previous} - 1) × {self.objects} + {self.tail_waste})"
                f" / {self.span_bytes} = {self.max_waste:.2%}"
            ),
            "min_align": f"largest power of two that divides {self.size} = {self.min_align}",
            "div_magic": f"⌊(2^32 - 1) / {self.size}⌋ + 1 = {self.div_magic}",
        }


def span_pages(size: int, waste_limit: Fraction, page_size: int) -> int:
    """Fewest pages whose tail, filled with objects of `size`, is within the waste limit."""
    span = page_size
    while span % size > span * waste_limit:
        span += page_size
    return span // page_size


def candidate_sizes(max_small_size: int) -> Iterator[int]:
    """Every size that could become a class: the step widens as sizes grow."""
    size = step = 8
    while size <= max_small_size:
        if is_power_of_two(size):
            if size >= 2048:
                step = 256
            elif size >= 128:
                step = size // 8
            elif size >= 32:
                step = 16
        yield size
        size += step


def merged_sizes(
    sizes: Iterable[int], waste_limit: Fraction = WASTE_LIMIT, page_size: int = PAGE_SIZE
) -> list[tuple[int, int]]:
    """(size, pages of its span) of rising sizes, without those that have no advantage.

    A size has none if the next gets as many pages, and as many objects fit.
    """
    rows: list[tuple[int, int]] = []
    for size in sizes:
        npages = span_pages(size, waste_limit, page_size)
        span = npages * page_size
        if rows and rows[-1][1] == npages and span // rows[-1][0] == span // size:
            rows.pop()
        rows.append((size, npages))
    return rows


def derive_classes(
    waste_limit: Fraction | float = WASTE_LIMIT,
    page_size: int = PAGE_SIZE,
    max_small_size: int = MAX_SMALL_SIZE,
) -> tuple[SizeClass, ...]:
    """The classes, smallest first, numbered from 1.

    1. For each candidate size take the fewest pages that keep the tail within `waste_limit`.
    2. If the class before has as many pages and as many objects, it grows to this size instead.
    3. Grow each size, in steps of 128, as far as the number of objects allows.
    """
    limit = Fraction(waste_limit)
    if not 0 <= limit < 1:
        raise BadParameter(f"the waste limit is a share from 0 up to 1, not {waste_limit}")
    if not (is_power_of_two(page_size) and page_size >= 1024):
        raise BadParameter(f"the page size must be a power of two from 1024, not {page_size}")
    if max_small_size < SMALL_SIZE_MAX or max_small_size % LARGE_SIZE_DIV:
        raise BadParameter(
            f"the largest small object must be a multiple of {LARGE_SIZE_DIV} "
            f"from {SMALL_SIZE_MAX}, not {max_small_size}"
        )
    classes: list[SizeClass] = []
    previous = 0
    for size, npages in merged_sizes(candidate_sizes(max_small_size), limit, page_size):
        span = npages * page_size
        roomiest = span // (span // size) // LARGE_SIZE_DIV * LARGE_SIZE_DIV
        size = max(size, roomiest)
        classes.append(SizeClass(len(classes) + 1, size, npages, previous, page_size))
        previous = size
    return tuple(classes)


class SizeClassTable:
    """The classes and the two look-up tables that find a request's class without a search."""

    def __init__(
        self,
        waste_limit: Fraction | float = WASTE_LIMIT,
        page_size: int = PAGE_SIZE,
        max_small_size: int = MAX_SMALL_SIZE,
    ) -> None:
        self.classes = derive_classes(waste_limit, page_size, max_small_size)
        self.page_size = page_size
        self.max_small_size = max_small_size
        self.size_to_class8 = self._table(range(0, SMALL_SIZE_MAX + 1, SMALL_SIZE_DIV))
        """Class of sizes up to 1024, one entry per 8 bytes."""
        self.size_to_class128 = self._table(range(SMALL_SIZE_MAX, max_small_size + 1, 128))
        """Class of larger small sizes, one entry per 128 bytes."""

    def _table(self, sizes: range) -> bytes:
        table = bytearray()
        number = 0
        for size in sizes:
            while (number and self.classes[number - 1].size < size) or (not number and size):
                number += 1
            table.append(number)
        return bytes(table)

    def __len__(self) -> int:
        """Number of classes, class 0 included: 68 in Go."""
        return len(self.classes) + 1

    def __getitem__(self, number: int) -> SizeClass:
        """The row of class `number`, from 1."""
        if not 1 <= number <= len(self.classes):
            raise BadParameter(f"size classes run from 1 to {len(self.classes)}, not {number}")
        return self.classes[number - 1]

    def class_of(self, size: int) -> int:
        """The class that serves a small object of `size` bytes (`mallocgc`)."""
        if not 0 <= size <= self.max_small_size:
            raise BadSize(f"a small object has 0 to {self.max_small_size} bytes, not {size}")
        if size <= SMALL_SIZE_MAX - 8:
            return self.size_to_class8[-(-size // SMALL_SIZE_DIV)]
        return self.size_to_class128[-(-(size - SMALL_SIZE_MAX) // LARGE_SIZE_DIV)]

    def round_up_size(self, size: int) -> int:
        """Bytes that a request for `size` bytes really gets (`roundupsize`, msize.go)."""
        if not 0 <= size <= ADDRESS_SPACE:
            raise BadSize(f"a size is from 0 to 2^47 bytes, not {size}")
        if size > self.max_small_size:
            return round_up(size, self.page_size)
        number = self.class_of(size)
        return self.classes[number - 1].size if number else 0


GO_CLASSES = SizeClassTable()
"""Go's own table: waste limit 12.5 %, pages of 8 KiB, small objects up to 32 KiB."""

NUM_SIZE_CLASSES = len(GO_CLASSES)
NUM_SPAN_CLASSES = 2 * NUM_SIZE_CLASSES


def make_span_class(size_class: int, noscan: bool) -> int:
    """A span class: the size class and one bit that says whether its objects hold no pointers."""
    return size_class << 1 | noscan


def size_class_of(span_class: int) -> int:
    """The size class in a span class."""
    return span_class >> 1


def is_noscan(span_class: int) -> bool:
    """Whether objects of this span class hold no pointers."""
    return span_class & 1 == 1


TINY_SIZE = 16
"""Bytes of a tiny block; smaller objects without pointers share one (`maxTinySize`)."""

TINY_SPAN_CLASS = make_span_class(GO_CLASSES.class_of(TINY_SIZE), noscan=True)
"""Tiny blocks come from this span class, as do objects of exactly 16 bytes without pointers."""
