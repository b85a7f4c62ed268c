"""Hints for chapter 02."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "bump_addresses": (
        "Draw a line from 0 to 64 with a mark at every multiple of 8, and put the objects on it "
        "one behind the other.",
        "An object takes its size, rounded up to a multiple of 8. The next one begins where that "
        "ends.",
        "`a` begins at the start and takes 24 bytes. `b` takes 5, which round up to 8: so `c` "
        "begins 8 bytes behind `b`.",
    ),
    "after_frees": (
        "How much does a bump allocator know about blocks that it gave out?",
        "`top` moves up by each rounded request and by nothing else. Live and dead together are "
        "all that was handed out.",
        "There are four requests: 32, 64, 16 and 32 bytes. Add all of them for `top`; objects 1 "
        "and 3 were freed, and their bytes stay where they are.",
    ),
    "bump_claims": (
        "A bump allocator keeps one number. Which of the claims need more than that?",
        "It can only take from the top. So it gets memory back only if all that is free ends up "
        "in one piece there.",
        "A and B ask about the one number: a comparison and an addition, no list. In C to E, ask "
        "whether holes are left between the living.",
    ),
    "align_up": (
        "How many whole pieces of `align` bytes do you need for `n` bytes?",
        "`//` rounds down. What must be added to `n` before, so that it rounds up, but leaves a "
        "multiple where it is?",
        "Add `align - 1`, divide by `align` with `//`, and multiply again. For 16 and 8: 23 // 8 "
        "is 2.",
    ),
    "Bump": (
        "Three steps: how much is needed, does that fit, and only then move the pointer.",
        "Round `n` up as in exercise 4, but to one `align` at least. Compare with what is left, "
        "`self.size - self.top`, before anything changes.",
        "In `malloc`: work out `need`; raise `OutOfMemory` if `need` is larger than what is left; "
        "remember `self.top`, add `need` to it, return what you remembered. `reset` is one line.",
    ),
    "bump_loses": (
        "First fit can use freed blocks again, bump cannot. What does a program look like that "
        "frees all the time?",
        "Let the objects have one size, and let each die soon after the next has come. Then first "
        "fit needs room for a handful, and bump for all of them.",
        "Begin with two objects. Then, in a loop, allocate number i and free number i - 2: two are "
        "always live, three for a moment. Bump must have placed thirty when first fit has three.",
    ),
}
