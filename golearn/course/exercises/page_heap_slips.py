"""Misconceptions about the tasks of chapter 07, and the answers that they give."""

from __future__ import annotations

from itertools import groupby

from golearn.course.exercises.page_heap_cases import Summary
from golearn.course.judges import Slip


def runs(pages: str) -> list[tuple[int, int]]:
    """(first page, length) of each free run."""
    found, at = [], 0
    for page, run in groupby(pages):
        length = len(list(run))
        if page == ".":
            found.append((at, length))
        at += length
    return found


def _enough(pages: str, need: int) -> list[tuple[int, int]]:
    return [(at, n) for at, n in runs(pages) if n >= need]


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
        lambda pages, need: next((at for at, n in runs(pages) if n == need), None),
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
        lambda pages, need: next((i for i, (_, n) in enumerate(runs(pages)) if n >= need), None),
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
    return start, max((n for _, n in runs(pages)), default=0), end


SUMMARY = (
    Slip(
        "max counts all free pages; they must be in a row",
        lambda pages: (_summary(pages)[0], pages.count("."), _summary(pages)[2]),
    ),
    Slip(
        "the runs at the two ends were left out of max",
        lambda pages: (
            _summary(pages)[0],
            max((n for _, n in runs(pages.strip("."))), default=0),
            _summary(pages)[2],
        ),
    ),
    Slip(
        "a run that reaches the last page was left out of max",
        lambda pages: (
            _summary(pages)[0],
            max((n for at, n in runs(pages) if at + n < len(pages)), default=0),
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
            next((n for _, n in runs(pages)), 0),
            _summary(pages)[1],
            next((n for _, n in runs(pages)[::-1]), 0),
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
