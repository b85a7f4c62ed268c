"""Hints for chapter 05."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "rounded": (
        "Find the first class that is not smaller than the request. Not every multiple of 8 is a "
        "class.",
        "A request that is exactly a class gets it; one byte more gets the next. Above 32,768 "
        "there are no classes, but pages.",
        "17 lies between 16 and 24, 25 between 24 and 32, 33 between 32 and 48, 1,025 between "
        "1,024 and 1,152. For 32,769 bytes four pages are a byte too few.",
    ),
    "waste_sum": (
        "Try a span of one page first. Is its tail short enough?",
        "The tail is what is left when no whole slot fits any more. The slack is what the smallest "
        "object of this class leaves in its slot: one byte less, and the class below would serve "
        "it.",
        "8,192 // 768 slots fit, and the rest is below 1,024, an eighth. The smallest object has "
        "705 bytes. At worst every slot has that slack, and the tail comes on top once.",
    ),
    "waste_claims": (
        "There are two kinds of waste: in the slots, and behind the last one. Which of them does "
        "the limit of 12.5 % speak of?",
        "With a higher limit more classes fall together, so there are fewer. With a lower one "
        "spans must be longer before their tail is short enough.",
        "Try the extremes: one byte in a slot of 8; a single class for everything; a span without "
        "any tail. And class 0 is not in the table of sizes.",
    ),
    "span_pages": (
        "Try 1 page, then 2, then 3. When is the tail short enough?",
        "The tail of `pages` pages is what `%` gives. Compare it with a share of *this* span, not "
        "of one page.",
        "A `while` loop that adds a page as long as the tail, `pages * page % size`, is larger "
        "than the span divided by `part`. Exactly the limit is allowed.",
    ),
    "most_wasted": (
        "How many slots are there, and how much can each of them leave unused?",
        "The smallest object that still comes to this class has `previous + 1` bytes.",
        "`divmod(span, size)` gives the slots and the tail in one go. Multiply the slots by the "
        "slack of the smallest object, and add the tail once.",
    ),
    "class_of": (
        "Which table has an entry for the size, and which entry is it if the size lies between "
        "two?",
        "Round up: `(n + 7) // 8` is the entry for `n` bytes in steps of 8. The second table "
        "begins with 1,024, so subtract that first.",
        "Up to 1,024 use `TABLE8`, above it `TABLE128` with `size - 1024` in steps of 128. Check "
        "24, 25, 1,024, 1,025 and 1,152.",
    ),
    "wasteful_sizes": (
        "Which size of a class wastes the most of its slot?",
        "The smallest, one byte above the class below. So look at each class from 1,152 on, and at "
        "the step from the class below it, as a share of its own size.",
        "Let Python look: for each row of `GO_CLASSES`, `row.slack / row.size`. Take the row with "
        "the largest share above 1,024, and ask ten times for `row.previous + 1` bytes.",
    ),
}
