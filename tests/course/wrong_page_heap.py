"""Plausible wrong answers to the exercises of chapter 07."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "which_pages",
    {"2 pages": 1, "3 pages": 10, "2 more pages": 3, "4 pages": 18, "3 more pages": 25},
    best_fit=("2 pages", 6, "the tightest run was taken: that is best fit"),
    pages_are_counted_from_1=("2 pages", 2, "pages were counted from 1"),
    the_rest_of_a_run_is_lost=(
        "2 more pages",
        6,
        "the rest of a run was lost once a part of it was taken",
    ),
    two_holes_can_be_joined=("3 pages", 3, "two holes were joined across a page in use"),
    the_longest_run=("4 pages", 25, "the longest run was taken"),
)
IN_USE, IDLE, RELEASED = "in use", "idle with memory", "idle and released"
values(
    "page_life",
    {
        "nothing refers to its last object any more": IN_USE,
        "a collection has marked, but did not sweep": IN_USE,
        "the sweep has found no mark in it": IDLE,
        "the scavenger has taken its pages": RELEASED,
        "a new span was made of these pages": IN_USE,
    },
    garbage_is_free_at_once=(
        "nothing refers to its last object any more",
        IDLE,
        "garbage was thought free at once",
    ),
    marking_frees=(
        "a collection has marked, but did not sweep",
        IDLE,
        "marking was thought to free",
    ),
    the_sweep_returns_memory_to_the_OS=(
        "the sweep has found no mark in it",
        RELEASED,
        "the sweep was thought to give memory to the system",
    ),
    scavenged_pages_are_only_idle=(
        "the scavenger has taken its pages",
        IDLE,
        "the scavenger was taken for a second sweep",
    ),
    released_pages_are_gone_for_good=(
        "a new span was made of these pages",
        RELEASED,
        "released pages were thought gone for good",
    ),
)


def runs(pages: str) -> list[tuple[int, int]]:
    found, i = [], 0
    while i < len(pages):
        j = i
        while j < len(pages) and pages[j] == ".":
            j += 1
        if j > i:
            found.append((i, j - i))
        i = j + 1
    return found


@wrong("first_fit_pages", "best fit", "the tightest run was taken: that is best fit")
def _(pages: str, need: int) -> Any:
    fits = [(n, at) for at, n in runs(pages) if n >= need]
    return min(fits)[1] if fits else None


@wrong("first_fit_pages", "the run must be longer", "the run had to be longer than the request")
def _(pages: str, need: int) -> Any:
    return next((at for at, n in runs(pages) if n > need), None)


@wrong("first_fit_pages", "find gives -1", "the -1 of `find` was returned; here it is None")
def _(pages: str, need: int) -> Any:
    return pages.find("." * need)


@wrong("first_fit_pages", "free pages need not be in a row", "free pages were counted")
def _(pages: str, need: int) -> Any:
    return pages.find(".") if pages.count(".") >= need else None


@wrong("first_fit_pages", "takes the high end of the run", "the high end of the run was taken")
def _(pages: str, need: int) -> Any:
    return next((at + n - need for at, n in runs(pages) if n >= need), None)


@wrong(
    "first_fit_pages",
    "the last run is forgotten",
    "a run that reaches the end of the row was forgotten",
)
def _(pages: str, need: int) -> Any:
    return next((at for at, n in runs(pages) if n >= need and at + n < len(pages)), None)


@wrong(
    "summarise_chunk",
    "max counts all free pages",
    "max counts all free pages; they must be in a row",
)
def _(pages: str) -> Any:
    return (
        len(pages) - len(pages.lstrip(".")),
        pages.count("."),
        len(pages) - len(pages.rstrip(".")),
    )


@wrong(
    "summarise_chunk",
    "the runs at the ends are not the longest",
    "the runs at the two ends were left out of max",
)
def _(pages: str) -> Any:
    start, end = len(pages) - len(pages.lstrip(".")), len(pages) - len(pages.rstrip("."))
    return start, max((n for _, n in runs(pages.strip("."))), default=0), end


@wrong(
    "summarise_chunk",
    "an empty chunk has a start but no end",
    "a stretch that is free as a whole was given no end",
)
def _(pages: str) -> Any:
    start = len(pages) - len(pages.lstrip("."))
    end = 0 if start == len(pages) else len(pages) - len(pages.rstrip("."))
    return start, max((n for _, n in runs(pages)), default=0), end


@wrong(
    "summarise_chunk",
    "start is where the first free page is",
    "start is the number of the first free page",
)
def _(pages: str) -> Any:
    end = len(pages) - len(pages.rstrip("."))
    return max(pages.find("."), 0), max((n for _, n in runs(pages)), default=0), end


@wrong("summarise_chunk", "gives max alone", "summarise_chunk must return (start")
def _(pages: str) -> Any:
    return max((n for _, n in runs(pages)), default=0)


@wrong(
    "merge_summaries",
    "the run over the border is forgotten",
    "the run across the border was forgotten",
)
def _(left: Any, right: Any, pages: int) -> Any:
    start = left[0] + right[0] if left[0] == pages else left[0]
    end = right[2] + left[2] if right[2] == pages else right[2]
    return start, max(left[1], right[1]), end


@wrong(
    "merge_summaries",
    "the start ends with the left one",
    "the start never went on into the right stretch",
)
def _(left: Any, right: Any, pages: int) -> Any:
    end = right[2] + left[2] if right[2] == pages else right[2]
    return left[0], max(left[1], right[1], left[2] + right[0]), end


@wrong(
    "merge_summaries",
    "the end begins with the right one",
    "the end never reached into the left stretch",
)
def _(left: Any, right: Any, pages: int) -> Any:
    start = left[0] + right[0] if left[0] == pages else left[0]
    return start, max(left[1], right[1], left[2] + right[0]), right[2]


@wrong("merge_summaries", "everything adds up", "the numbers were added up one by one")
def _(left: Any, right: Any, pages: int) -> Any:
    return tuple(a + b for a, b in zip(left, right, strict=True))


@wrong(
    "merge_summaries",
    "start and end meet the wrong way round",
    "left start and right end were joined",
)
def _(left: Any, right: Any, pages: int) -> Any:
    start = left[0] + right[0] if left[0] == pages else left[0]
    end = right[2] + left[2] if right[2] == pages else right[2]
    return start, max(left[1], right[1], left[0] + right[2]), end


@wrong(
    "fill_page_cache",
    "the block begins at the free page",
    "the block was taken to begin at the free page",
)
def _(pages: str, block: int) -> Any:
    low = pages.find(".")
    return [i for i in range(low, min(low + block, len(pages))) if low >= 0 and pages[i] == "."]


@wrong("fill_page_cache", "only the first run of the block", "only the first run was taken")
def _(pages: str, block: int) -> Any:
    low = pages.find(".")
    base = low // block * block
    found: list[int] = []
    for i in range(max(low, 0), base + block):
        if pages[i] == "#":
            break
        found.append(i)
    return found if low >= 0 else []


@wrong(
    "fill_page_cache",
    "only a block that is free as a whole",
    "only a block that is free as a whole would do",
)
def _(pages: str, block: int) -> Any:
    whole = range(0, len(pages), block)
    return next((list(range(b, b + block)) for b in whole if "#" not in pages[b : b + block]), [])


@wrong("fill_page_cache", "all pages of the block", "pages in use were taken along")
def _(pages: str, block: int) -> Any:
    base = pages.find(".") // block * block
    return list(range(base, base + block)) if "." in pages else []


@wrong(
    "fill_page_cache",
    "free pages from several blocks",
    "free pages of several blocks were put together",
)
def _(pages: str, block: int) -> Any:
    return [i for i, page in enumerate(pages) if page == "."][:block]


@wrong("scavenge_pages", "lowest first", "the lowest pages were given back first")
def _(pages: str, count: int) -> Any:
    return pages.replace(".", "o", count)


@wrong("scavenge_pages", "pages without memory count", "pages without memory were counted")
def _(pages: str, count: int) -> Any:
    row = list(pages)
    free = [i for i in reversed(range(len(row))) if row[i] != "#"]
    for i in free[:count]:
        row[i] = "o"
    return "".join(row)


@wrong("scavenge_pages", "pages in use may be taken", "pages in use were given back")
def _(pages: str, count: int) -> Any:
    n = min(count, len(pages))
    return pages[: len(pages) - n] + "o" * n


@wrong("scavenge_pages", "all free pages", "all free pages were given back")
def _(pages: str, count: int) -> Any:
    return pages.replace(".", "o")


@wrong("scavenge_pages", "gives the page numbers", "scavenge_pages must return a string")
def _(pages: str, count: int) -> Any:
    return [i for i in reversed(range(len(pages))) if pages[i] == "."][:count]


@wrong(
    "scavenge_pages", "takes the pages out of the heap", "pages that were given back left the heap"
)
def _(pages: str, count: int) -> Any:
    return pages.replace(".", "", count)


wrong("grows_anyway", "a full heap must grow", "No page was ever idle")("a 0 4194304\na 1 4194304")
wrong("grows_anyway", "room for one more", "each request found a run that was long enough")(
    "a 0 24\na 1 24 p\na 2 3670016"
)
wrong("grows_anyway", "dropping makes pages idle at once", "Dropping a reference frees nothing")(
    "a 0 1800000\na 1 100000\na 2 1800000\nf 0\nf 2\na 3 3000000"
)
wrong("grows_anyway", "free neighbours do not merge", "One run was long enough each time")(
    "a 0 1900000\na 1 1900000\nf 0\nf 1\ngc\na 2 3700000"
)
wrong("grows_anyway", "there is a hole, but it is not needed", "One run was long enough each time")(
    "a 0 1800000\na 1 100000\na 2 1800000\nf 0\nf 2\ngc\na 3 1000000"
)
wrong("grows_anyway", "less is idle than is asked for", "That is not enough yet")(
    "a 0 3000000\na 1 3000000"
)
