"""What a wrong answer to an exercise of chapter 07 shows, in a sentence."""

from __future__ import annotations

from typing import Any

from golearn.course.exercises.page_heap_cases import free_bits
from golearn.units import count as counted


def why_first_fit(args: Any, expected: int | None, got: int | None) -> str:
    """Why `got` is not the first page that first fit takes."""
    pages, need = args
    if got is None:
        return (
            f"A free run of {counted(need, 'page')} or more begins at {expected}: that is enough."
        )
    if not 0 <= got <= len(pages) - need:
        if expected is None:
            return "No run is long enough: the answer is None."
        return f"{counted(need, 'page')} from {got} on would not lie in the row."
    if "#" in pages[got : got + need]:
        if need == 1:
            return f"Page {got} is in use."
        return f"Not all of the {need} pages from {got} on are free."
    return "The lowest run that is long enough is taken, whatever its length."


def why_summary(args: Any, expected: Any, got: Any) -> str:
    """Which of the three numbers is wrong."""
    (pages,) = args
    for name, right, given in zip(("start", "max", "end"), expected, got, strict=True):
        if right != given:
            where = {
                "start": "before the first page in use",
                "max": "in the longest run",
                "end": "after the last page in use",
            }[name]
            return f"{name}: {counted(right, 'free page')} {where} of '{pages}', not {given}."
    return ""


def why_merge(args: Any, expected: Any, got: Any) -> str:
    """What was overlooked where the neighbours meet."""
    left, right, pages = args
    if got[0] != expected[0]:
        if left[0] == pages:
            return "The left stretch is free as a whole, so the run goes on into the right one."
        return "The run at the start ends inside the left stretch."
    if got[2] != expected[2]:
        if right[2] == pages:
            return "The right stretch is free as a whole, so the run reaches into the left one."
        return "The run at the end begins inside the right stretch."
    if left[2] + right[0] == expected[1]:
        return f"Where they meet, {left[2]} + {right[0]} pages make one run."
    return "The longest run is the left one's, the right one's, or the one where they meet."


def why_cache(args: Any, expected: Any, got: Any) -> str:
    """Why the cache holds other pages."""
    pages, block = args
    if not expected:
        return "No page is free: the cache stays empty."
    base = expected[0] // block * block
    if any(not 0 <= i < len(pages) or pages[i] == "#" for i in got):
        return "The cache gets free pages only; pages in use stay where they are."
    if any(not base <= i < base + block for i in got):
        return (
            f"The lowest free page is {expected[0]}; its aligned block has the pages {base} to "
            f"{base + block - 1}, and no other page is taken."
        )
    if not got:
        return f"Page {expected[0]} is free, so there is a block to take pages from."
    if got != sorted(got):
        return "List the pages in rising order."
    return "All free pages of the block are taken; they need not lie in one run."


def why_scavenge(args: Any, expected: Any, got: Any) -> str:
    """Why other pages should have lost their memory."""
    pages, count = args
    if len(got) != len(pages):
        return f"The row keeps its {counted(len(pages), 'page')}; yours has {len(got)}."
    if set(got) - set("#.o"):
        return "The row afterwards is made of '#', '.' and 'o', too."
    if free_bits(got) != free_bits(pages):
        return "Scavenging changes no page's owner: pages in use stay in use, free ones free."
    lost = sum(a == "." and b == "o" for a, b in zip(pages, got, strict=True))
    if any(a == "o" and b == "." for a, b in zip(pages, got, strict=True)):
        return "Pages without memory do not get it back by scavenging."
    wanted = min(count, pages.count("."))
    if lost != wanted:
        return f"{counted(wanted, 'page')} must be given back; yours gives back {lost}."
    return "The highest pages are given back first: the low ones will be needed first."
