"""Misconceptions about page caches and the scavenger, chapter 07, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from golearn.course.exercises.page_heap_slips import runs
from golearn.course.judges import Slip


def _free(pages: str, numbers: Iterable[int]) -> list[int]:
    return [i for i in numbers if 0 <= i < len(pages) and pages[i] == "."]


def _block(pages: str, block: int) -> range:
    base = pages.index(".") // block * block
    return range(base, base + block)


def _in_block(rule: Callable[[str, int], list[int]]) -> Callable[[str, int], list[int]]:
    """A rule that is right about a row without a free page."""
    return lambda pages, block: rule(pages, block) if "." in pages else []


CACHE = (
    Slip(
        "the block was taken to begin at the free page; blocks begin at multiples of `block`",
        _in_block(lambda p, b: _free(p, range(p.index("."), p.index(".") + b))),
    ),
    Slip(
        "only the first run was taken; the cache may have holes",
        _in_block(lambda p, b: [i for i in _block(p, b) if i < sum(runs(p)[0]) and p[i] == "."]),
    ),
    Slip(
        "only a block that is free as a whole would do",
        lambda p, b: next(
            (
                list(range(base, base + b))
                for base in range(0, len(p), b)
                if p[base : base + b] == "." * b
            ),
            [],
        ),
    ),
    Slip("pages in use were taken along", _in_block(lambda p, b: list(_block(p, b)))),
    Slip(
        "free pages of several blocks were put together",
        lambda p, b: _free(p, range(len(p)))[:b],
    ),
    Slip(
        "the block with the most free pages was taken; it is the one with the lowest",
        lambda p, b: max(
            (_free(p, range(base, base + b)) for base in range(0, len(p), b)), key=len
        ),
    ),
    Slip(
        "the block was found by rounding to the nearest; round down",
        _in_block(lambda p, b: _free(p, range(base := round(p.index(".") / b) * b, base + b))),
    ),
    Slip("all free pages were taken", lambda p, b: _free(p, range(len(p)))),
    Slip(
        "the first block was taken, though the lowest free page lies in another",
        lambda p, b: _free(p, range(b)),
    ),
    Slip("only the lowest free page was taken", _in_block(lambda p, b: [p.index(".")])),
    Slip(
        "pages were numbered from the start of the block",
        _in_block(lambda p, b: [i % b for i in _free(p, _block(p, b))]),
    ),
)


def _released(pages: str, numbers: Iterable[int]) -> str:
    taken = set(numbers)
    return "".join("o" if i in taken else page for i, page in enumerate(pages))


def _highest(pages: str, kinds: str) -> list[int]:
    return [i for i in reversed(range(len(pages))) if pages[i] in kinds]


SCAVENGE = (
    Slip(
        "the lowest pages were given back first",
        lambda pages, count: pages.replace(".", "o", count),
    ),
    Slip(
        "pages without memory were counted, too; they have nothing to give back",
        lambda pages, count: _released(pages, _highest(pages, ".o")[:count]),
    ),
    Slip(
        "pages in use were given back",
        lambda pages, count: _released(pages, _highest(pages, ".#o")[:count]),
    ),
    Slip(
        "pages in use were counted, though not given back",
        lambda pages, count: _released(
            pages, [i for i in _highest(pages, ".#o")[:count] if pages[i] != "#"]
        ),
    ),
    Slip(
        "the last `count` of a list were taken by [-count:], which for 0 are all of them",
        lambda pages, count: _released(pages, _highest(pages, ".")[::-1][-count:]),
    ),
    Slip(
        "one page too few was given back",
        lambda pages, count: _released(pages, _highest(pages, ".")[: max(count - 1, 0)]),
    ),
    Slip(
        "one page was given back, however many were asked for",
        lambda pages, count: _released(pages, _highest(pages, ".")[: min(count, 1)]),
    ),
    Slip(
        "memory was given back and taken: `o` and `.` changed places",
        lambda pages, count: pages.translate(str.maketrans(".o", "o.")) if count else pages,
    ),
    Slip("all free pages were given back", lambda pages, count: pages.replace(".", "o")),
    Slip(
        "pages that were given back left the heap; they stay in it, idle",
        lambda pages, count: "".join(
            page for i, page in enumerate(pages) if i not in _highest(pages, ".")[:count]
        ),
    ),
    Slip("the page was marked as in use", lambda pages, count: _used(pages, count)),
    Slip("nothing was given back", lambda pages, count: pages),
    Slip(
        "one page too many was given back",
        lambda pages, count: _released(pages, _highest(pages, ".")[: count + 1]),
    ),
    Slip(
        "nothing was given back where there are fewer pages than asked for",
        lambda pages, count: (
            pages if pages.count(".") < count else _released(pages, _highest(pages, ".")[:count])
        ),
    ),
)


def _used(pages: str, count: int) -> str:
    taken = _highest(pages, ".")[:count]
    return "".join("#" if i in taken else page for i, page in enumerate(pages))
