"""Hints for chapter 04."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "who_lives": (
        "Start at the roots and follow the arrows. What you come to lives.",
        "An arrow keeps alive what it points to, not what it comes from. Two objects that only "
        "refer to each other are not reached.",
        "From A you come to B and from there to C; D is a root's. Is there an arrow into E or F "
        "from any of these?",
    ),
    "colours": (
        "White: not found. Grey: found, but not looked into. Black: found and looked into.",
        "Only A was looked into. What the roots refer to was found before, and what A refers to "
        "was found then.",
        "The roots refer to A and D, and A refers to B. One of these three is black, the others "
        "are grey; nobody has found anything else.",
    ),
    "needs_barrier": (
        "What does a minor collection not look at? Only there can something be overlooked.",
        "It scans the roots and the nursery, but not the old generation. A barrier is needed where "
        "an old object may get a reference to a young one.",
        "Ask of each line: is something *written into an old object*, and can it be a *reference "
        "to a young one*? Two lines have both. One of them stores many references at once.",
    ),
    "mark": (
        "What do you know to be live at first, and how do you find more?",
        "Keep a list of objects that are found but not looked into, and a set of those that were. "
        "Whatever is in the set already is not looked into again.",
        "As long as the list is not empty: take one out; if it is new, add it to the set and its "
        "references, without the `None`s, to the list. Object 0 is an object. Sort at the end.",
    ),
    "slide": (
        "Where would the blocks lie if the dead ones were cut out?",
        "Walk through the blocks with one address in hand, which begins at `base`. A marked block "
        "gets that address.",
        "Only a marked block moves the address on, by its words. A dead one gets `None`; the list "
        "has an entry for each.",
    ),
    "cheney": (
        "Two things to keep: the copies so far, and for each object that was copied its new "
        "number.",
        "Write a small function that takes an old reference and returns the new one. It copies the "
        "object if that has not happened yet; for `None` it returns `None`. Use it for the roots, "
        "and then for the references in each copy.",
        "The list of copies is the queue as well: a number `scan` runs from 0 to its end, which "
        "moves on while you work. Make the references in copy `scan` new, and only then go to the "
        "next.",
    ),
    "collector_costs": (
        "Take a heap of 1 byte. How much does one collection touch, how much does it give back?",
        "Divide the one by the other. Copying touches what lives, and gives back what is left of "
        "*one half*. Marking touches what lives and sweeps the whole heap, and gives back all that "
        "is not live.",
        "Live is `r`, so one half has `0.5 - r` left and the whole heap has `1 - r`. For 0.25, 4, "
        "2 and 1: copying touches 1 and gives back 0.25.",
    ),
    "lose_an_object": (
        "The collector believes what it has seen. When are the roots looked at, and when is an "
        "object's field?",
        "Roots are scanned at `start`, and not again. So a root that gets a reference later can be "
        "the only one that has it, if the field it came from is emptied before its owner is "
        "scanned.",
        "Build an owner `g0` with one reference to a second object, and forget the second root. "
        "After `start`: load that reference into a root, store nil over it in the owner, and only "
        "then let the collector go on. No `mark` before that.",
    ),
}
