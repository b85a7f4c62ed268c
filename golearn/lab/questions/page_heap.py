"""Which run of free pages will the page heap take?"""

from __future__ import annotations

from copy import deepcopy
from random import Random

from golearn.errors import BadParameter, OutOfMemory
from golearn.goheap.sizeclass import MAX_SMALL_SIZE, PAGE_SIZE
from golearn.lab.page_heap_model import PageHeapModel
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.words import size_text
from golearn.plots.page_runs import PageRun
from golearn.units import KIB, count

FEWEST = 16
"""Pages of a request at least: fewer come from the page cache."""

GROWS = "none of them: the heap grows"
IN_USE = "A span's pages come back only when its objects are dropped and a collection has run."


def ask(model: PageHeapModel, draw: Random) -> Question:
    """A large object on the heap as it is. Where it goes is tried out on a copy.

    Raises BadParameter if the heap is empty, or has no room to grow.
    """
    runs = model.scenes[-1].runs
    if not runs:
        raise BadParameter("the heap has no page yet; allocate an object, or run a script")
    holes = free_runs(runs)
    lengths = sorted({n for _, n in holes if n >= FEWEST})
    npages = FEWEST
    if lengths:
        npages = max(FEWEST, draw.choice([*lengths, lengths[-1] + 8]) - draw.choice((0, 1, 3)))
    size = max(MAX_SMALL_SIZE + 1, npages * PAGE_SIZE)
    trial = deepcopy(model)
    try:
        obj = trial.allocate(size)
    except OutOfMemory:
        raise BadParameter(
            "too few pages are left for a question; drop an object and Collect, or Begin again"
        ) from None
    page = (trial.objects[obj][0] - model.go.heap.base) // PAGE_SIZE
    grew = trial.go.heap.size > model.go.heap.size
    at = next(((p, n) for p, n in holes if p <= page < p + n), None)
    right = Choice(GROWS) if grew or at is None else Choice(_name(*at))
    others = _near(holes, None if grew else at, npages)
    wrong = [Choice(_name(p, n), _slip(p, n, npages, page, grew)) for p, n in others]
    if not lengths:
        page_in_use, n, _ = max(
            (run for run in runs if run.state == "span"), key=lambda r: r.npages
        )
        wrong.append(Choice(f"page {page_in_use:,} ({count(n, 'page')} in use)", IN_USE))
    if not grew:
        wrong.append(Choice(GROWS, f"The run at page {page:,} is long enough."))
    return Question(
        f"The program asks for {size // KIB:,} KiB ({size_text(size)}), {count(npages, 'page')}. "
        "Which run of free pages will the page heap take it from?",
        choices(right, *wrong, draw=draw),
        f"The object lies at page {page:,}: "
        + (
            "no run was long enough, so the heap grew." if grew else "the lowest run that holds it."
        ),
        lambda: model.allocate(size),
    )


def free_runs(runs: tuple[PageRun, ...]) -> list[tuple[int, int]]:
    """Free pages in a row, with memory or without: (first page, pages), in address order."""
    found: list[tuple[int, int]] = []
    for page, npages, state in runs:
        if state not in ("free", "released"):
            continue
        if found and sum(found[-1]) == page:
            found[-1] = (found[-1][0], found[-1][1] + npages)
        else:
            found.append((page, npages))
    return found


def _near(
    holes: list[tuple[int, int]], right: tuple[int, int] | None, npages: int
) -> list[tuple[int, int]]:
    """The tightest, the longest, the first; then others by address."""
    fit = [hole for hole in holes if hole[1] >= npages]
    if not fit:
        return sorted(holes, key=lambda hole: -hole[1])
    first = [min(fit, key=lambda h: h[1]), max(fit, key=lambda h: h[1])]
    return [hole for hole in dict.fromkeys([*first, *holes]) if hole != right]


def _name(page: int, npages: int) -> str:
    return f"page {page:,} ({count(npages, 'page')} free)"


def _slip(page: int, npages: int, need: int, taken: int, grew: bool) -> str:
    if npages < need:
        if grew and page <= taken < page + npages:
            return (
                f"That run has {count(npages, 'page')}, and {need:,} are needed: the heap grows "
                "first, and the new pages join it."
            )
        return f"That run has {count(npages, 'page')}, and {need:,} are needed."
    if grew:
        return "Pages in a page cache or at the end do not count here."
    return (
        f"It is long enough, but the one at page {taken:,} lies lower: the page heap takes the "
        "lowest address, not the tightest or the longest run."
    )
