"""Hints for chapter 10."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "where_it_lies": (
        "Make a list of the spans as they appear: which class, with pointers or without, on which "
        "page.",
        "A new span takes the next free pages. Objects of one span class follow each other in "
        "steps of the class's size. Objects below 16 B without pointers share blocks of 16 B, and "
        "these are slots of a span, too.",
        "Object 0 makes a span of the class of 48 on page 0, object 1 one of 16 on page 1, object "
        "3 one of 1,536 on page 2. Object 4 goes into the block of object 1, behind its 7 bytes. "
        "Then the large object takes the next free page.",
    ),
    "later_versions": (
        "Go 1.21 keeps its bits elsewhere, so there a page is divided by 48, and that is all. What "
        "does 1.22 take away from the page first?",
        "One bit per word of 8 bytes: how many bits has a page of 8,192 bytes, and how many bytes "
        "are they? An object over 512 B gets 8 bytes more, and must then find a class that holds "
        "both.",
        "A page has 1,024 words, so 1,024 bits, so 128 bytes: 8,064 are left for slots of 48. And "
        "1,024 + 8 bytes are more than the class of 1,024 holds. Without pointers nothing changes.",
    ),
    "tiny_addresses": (
        "It is the tiny allocator of chapter 06, with addresses instead of pairs.",
        "Keep the start of the block in hand, how much of it is used, and how many blocks were "
        "taken. The next new block begins at 16 times that number.",
        "Round `used` up to the size's alignment. If the object then ends within 16, it lies at "
        "block + offset. Else it begins a new block, and you go on with that one only if `size` is "
        "below `used`.",
    ),
    "slot_address": (
        "How many objects fit in one span? Which span is number `n` in, and which slot of it?",
        "Slots do not cross the end of a span: what is left behind the last one stays unused.",
        "`span // size` slots are in a span. `n` divided by that gives the number of the span, and "
        "the rest is the slot. Each span is `span` bytes further, each slot `size` bytes.",
    ),
    "first_spans": (
        "Which requests share a span? Those of the same class, and of the same kind.",
        "Use a dict from (class, pointers) to the address of the span. A pair that is new gets the "
        "next page.",
        "Find the class as the first of the six numbers that is not below the size. The next page "
        "is 8,192 times the number of spans so far, which is the length of the dict.",
    ),
    "lands_there": (
        "Divide the address by 8,192. Which page is it, and how far into the page?",
        "First fill the pages below with an object that is larger than 32 KiB: it takes whole "
        "pages. Then the next small object makes a span on the page that you want.",
        "0x16018 is 24 bytes into page 11. So the large object must take eleven pages, and of the "
        "class of 24 B the *second* slot is wanted.",
    ),
}
