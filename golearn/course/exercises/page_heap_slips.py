"""Misconceptions about the tasks of chapter 07, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from golearn.course.exercises.page_heap_cases import Summary
from golearn.course.judges import Slip


def _runs(pages: str) -> list[tuple[int, int]]:
    """(first page, length) of each free run."""
    found, at = [], 0
    for page, run in groupby(pages):
        length = len(list(run))
        if page == ".":
            found.append((at, length))
        at += length
    return found


def _enough(pages: str, need: int) -> list[tuple[int, int]]:
    return [(at, n) for at, n in _runs(pages) if n >= need]


def _never_reset(pages: str, need: int) -> int | None:
    free = [i for i, page in enumerate(pages) if page == "."]
    return free[need - 1] - need + 1 if len(free) >= need else None


FIRST_FIT = (
    Slip(
        "the tightest run was taken: that is best fit",
        lambda pages, need: min(((n, at) for at, n in _enough(pages, need)), default=(0, None))[1],
    ),
    Slip(
        "the run had to be longer than the request",
        lambda pages, need: next((at for at, _ in _enough(pages, need + 1)), None),
    ),
    Slip(
        "the -1 of `find` was returned; here it is None", lambda pages, need: pages.find("." * need)
    ),
    Slip(
        "free pages were counted, wherever they lie; they must be in a row",
        lambda pages, need: pages.find(".") if pages.count(".") >= need else None,
    ),
    Slip(
        "the high end of the run was taken",
        lambda pages, need: next((at + n - need for at, n in _enough(pages, need)), None),
    ),
    Slip(
        "a run that reaches the end of the row was forgotten",
        lambda pages, need: next(
            (at for at, n in _enough(pages, need) if at + n < len(pages)), None
        ),
    ),
    Slip(
        "the last run that is long enough was taken",
        lambda pages, need: next((at for at, _ in _enough(pages, need)[::-1]), None),
    ),
    Slip(
        "only a run of exactly the length would do",
        lambda pages, need: next((at for at, n in _runs(pages) if n == need), None),
    ),
    Slip(
        "page 0 was taken for nothing found: 0 counts as false",
        lambda pages, need: next((at for at, _ in _enough(pages, need)), None) or None,
    ),
    Slip(
        "the end of the row was joined to its start",
        lambda pages, need: None if (at := (pages * 2).find("." * need)) < 0 else at,
    ),
    Slip(
        "the pages left at the end of the row were taken for enough",
        lambda pages, need: next(
            (i for i in range(len(pages)) if set(pages[i : i + need]) == {"."}), None
        ),
    ),
    Slip(
        "the search went from the high end",
        lambda pages, need: None if (at := pages.rfind("." * need)) < 0 else at,
    ),
    Slip("the count of free pages was not set back to 0 at a page in use", _never_reset),
    Slip(
        "runs were looked for at multiples of `need` only; they may begin at any page",
        lambda pages, need: next(
            (i for i in range(0, len(pages), need) if pages[i : i + need] == "." * need), None
        ),
    ),
    Slip(
        "the longest run was taken",
        lambda pages, need: min(((-n, at) for at, n in _enough(pages, need)), default=(0, None))[1],
    ),
    Slip(
        "the last page of the run was returned, not its first",
        lambda pages, need: next((at + need - 1 for at, _ in _enough(pages, need)), None),
    ),
    Slip(
        "pages were counted from 1",
        lambda pages, need: next((at + 1 for at, _ in _enough(pages, need)), None),
    ),
    Slip(
        "runs were counted, not pages",
        lambda pages, need: next((i for i, (_, n) in enumerate(_runs(pages)) if n >= need), None),
    ),
    Slip(
        "the first free page was returned, however short its run", lambda pages, _: _lowest(pages)
    ),
    Slip(
        "`#` was read as free",
        lambda pages, need: None if (at := pages.find("#" * need)) < 0 else at,
    ),
)


def _lowest(pages: str) -> int | None:
    return None if "." not in pages else pages.index(".")


def _summary(pages: str) -> Summary:
    start, end = len(pages) - len(pages.lstrip(".")), len(pages) - len(pages.rstrip("."))
    return start, max((n for _, n in _runs(pages)), default=0), end


SUMMARY = (
    Slip(
        "max counts all free pages; they must be in a row",
        lambda pages: (_summary(pages)[0], pages.count("."), _summary(pages)[2]),
    ),
    Slip(
        "the runs at the two ends were left out of max",
        lambda pages: (
            _summary(pages)[0],
            max((n for _, n in _runs(pages.strip("."))), default=0),
            _summary(pages)[2],
        ),
    ),
    Slip(
        "a run that reaches the last page was left out of max",
        lambda pages: (
            _summary(pages)[0],
            max((n for at, n in _runs(pages) if at + n < len(pages)), default=0),
            _summary(pages)[2],
        ),
    ),
    Slip(
        "a stretch that is free as a whole was given no end; its end is all of it",
        lambda pages: (*_summary(pages)[:2], _summary(pages)[2] if "#" in pages else 0),
    ),
    Slip(
        "a stretch that is free as a whole was given neither start nor end",
        lambda pages: _summary(pages) if "#" in pages else (0, len(pages), 0),
    ),
    Slip(
        "start is the number of the first free page; it is the length of the run at the start",
        lambda pages: (max(pages.find("."), 0), *_summary(pages)[1:]),
    ),
    Slip(
        "the first and the last free run were taken, also where they do not touch the ends",
        lambda pages: (
            next((n for _, n in _runs(pages)), 0),
            _summary(pages)[1],
            next((n for _, n in _runs(pages)[::-1]), 0),
        ),
    ),
    Slip(
        "the three numbers stand in another order: start, max, end",
        lambda pages: tuple(_summary(pages)[i] for i in (0, 2, 1)),
    ),
    Slip(
        "pages in use were counted, not free ones",
        lambda pages: _summary(pages.translate(str.maketrans(".#", "#."))),
    ),
)


def _merge(
    left: Summary,
    right: Summary,
    pages: int,
    border: bool = True,
    start: bool = True,
    end: bool = True,
) -> Summary:
    return (
        left[0] + (right[0] if start and left[0] == pages else 0),
        max(left[1], right[1], left[2] + right[0] if border else 0),
        right[2] + (left[2] if end and right[2] == pages else 0),
    )


def _with_max(left: Summary, right: Summary, pages: int, longest: int) -> Summary:
    start, _, end = _merge(left, right, pages)
    return start, longest, end


MERGE = (
    Slip(
        "the run across the border was forgotten",
        lambda left, right, pages: _merge(left, right, pages, border=False),
    ),
    Slip(
        "the start never went on into the right stretch",
        lambda left, right, pages: _merge(left, right, pages, start=False),
    ),
    Slip(
        "the end never reached into the left stretch",
        lambda left, right, pages: _merge(left, right, pages, end=False),
    ),
    Slip(
        "start came from the left and end from the right, as if no stretch were free as a whole",
        lambda left, right, pages: _merge(left, right, pages, start=False, end=False),
    ),
    Slip(
        "nothing was joined where the two meet",
        lambda left, right, pages: _merge(left, right, pages, border=False, start=False, end=False),
    ),
    Slip("left and right changed places", lambda left, right, pages: _merge(right, left, pages)),
    Slip(
        "a stretch was taken to have 8 pages always; `pages` says how many",
        lambda left, right, pages: _merge(left, right, 8),
    ),
    Slip(
        "max was not let grow beyond one stretch",
        lambda left, right, pages: _with_max(
            left, right, pages, min(pages, _merge(left, right, pages)[1])
        ),
    ),
    Slip(
        "the numbers were added up one by one",
        lambda left, right, pages: tuple(a + b for a, b in zip(left, right, strict=True)),
    ),
    Slip(
        "the larger of each two numbers was taken",
        lambda left, right, pages: tuple(max(a, b) for a, b in zip(left, right, strict=True)),
    ),
    Slip(
        "left start and right end were joined; left end and right start are what meets",
        lambda left, right, pages: _with_max(
            left, right, pages, max(left[1], right[1], left[0] + right[2])
        ),
    ),
    Slip(
        "the two longest runs were added, as if they touched",
        lambda left, right, pages: _with_max(left, right, pages, left[1] + right[1]),
    ),
    Slip(
        "the run across the border was always taken for the longest",
        lambda left, right, pages: _with_max(left, right, pages, left[2] + right[0]),
    ),
    Slip(
        "the right start was added always, not only behind a left stretch that is free as a whole",
        lambda left, right, pages: (left[0] + right[0], *_merge(left, right, pages)[1:]),
    ),
    Slip(
        "the left end was added always, not only before a right stretch that is free as a whole",
        lambda left, right, pages: (*_merge(left, right, pages)[:2], left[2] + right[2]),
    ),
)


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
        _in_block(lambda p, b: [i for i in _block(p, b) if i < sum(_runs(p)[0]) and p[i] == "."]),
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
