"""What a wrong answer to an exercise of chapter 04 shows, in a sentence."""

from __future__ import annotations

from typing import Any


def why_mark(args: Any, expected: list[int], got: list[int]) -> str:
    """Why `got` is not what can be reached."""
    roots, refs = args
    if sorted(set(got)) == expected:
        return "Each live object once, in order of their numbers."
    missing = [obj for obj in expected if obj not in got]
    if not missing:
        extra = next(obj for obj in got if obj not in expected)
        return f"Object {extra} cannot be reached from a root."
    if missing[0] in roots:
        return f"A root refers to object {missing[0]}."
    owner = next((o for o in expected if missing[0] in refs[o]), missing[0])
    return f"Object {owner} lives and refers to {missing[0]}, so that lives too."


def why_slide(args: Any, expected: list[Any], got: list[Any]) -> str:
    """Why the first wrong address is wrong."""
    blocks, base = args
    if len(got) != len(expected):
        return f"One entry per block, the dead ones included, makes {len(blocks)}."
    i = next(i for i, (e, g) in enumerate(zip(expected, got, strict=True)) if e != g)
    if expected[i] is None:
        return f"Block {i} is not marked: it is dead and gets no address."
    if got[i] is None:
        return f"Block {i} is marked and needs an address."
    below = sum(size for size, marked in blocks[:i] if marked)
    return f"Below block {i} lie {below} words of marked blocks, and the heap starts at {base}."


def why_cheney(args: Any, expected: Any, got: Any) -> str:
    """Why the copied graph is wrong."""
    old_roots, refs = args
    (roots, copies), (got_roots, got_copies) = expected, got
    if len(got_roots) != len(roots):
        return f"Every root keeps its place, also None and one seen before: {len(roots)} in all."
    if len(got_copies) > len(copies):
        if len(got_copies) == len(refs):
            return "An object that no way from a root leads to is dead; it is never copied."
        return "An object was copied twice: who comes second must find the forwarding pointer."
    if len(got_copies) < len(copies):
        return "Something that only a copy refers to was not copied: scan every copy."
    if got_roots != roots and got_roots == old_roots:
        return "Roots refer to copies afterwards, by the number of the copy, in their old order."
    wrong = [i for i, (e, g) in enumerate(zip(copies, got_copies, strict=True)) if e != g]
    where = f"Copy {wrong[0]} is wrong" if wrong else "The roots are wrong"
    return (
        f"{where}. Copies come in the order in which they are found: "
        "roots first, then the references of copy 0, of copy 1, and so on."
    )


def why_costs(args: Any, expected: Any, got: Any) -> str:
    """Which of the two costs is wrong, and what to divide by what."""
    r = args[0]
    if got == (expected[1], expected[0]):
        return "Copying comes first, marking second."
    if got[0] != expected[0]:
        return (
            f"Copying touches c bytes for each live byte, which are {r} of the heap; it gives "
            f"back what is left of one half, {0.5 - r:g} of the heap."
        )
    return (
        f"Marking touches a for each live byte and b for each byte of the heap; it gives back "
        f"{1 - r:g} of the heap."
    )
