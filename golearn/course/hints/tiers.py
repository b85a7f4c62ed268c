"""Hints for chapter 06."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "which_tier": (
        "Keep a list of what the P has in hand: a tiny block, and a span for each span class. At "
        "first it has nothing.",
        "Tiny means below 16 B and without pointers. If nobody has a span of the class, new pages "
        "become one. Tiny blocks come from the span class of 16 B without pointers.",
        "The first request needs a tiny block, for which there is no span yet. The second shares "
        "that block. The third has pointers, so it needs a span of another class; the fourth finds "
        "that one in hand. For the fifth, ask which span the first one has made.",
    ),
    "tier_claims": (
        "Who owns what? An mcache belongs to a P, a span in hand to an mcache, an mspan to the "
        "runtime.",
        "Spans on central lists can be found by every P; one in hand must not be. The two sets of "
        "a list trade their names by a number that goes up by 2.",
        "For B, look at what makes an object tiny. For E, count how many objects share a block of "
        "16 bytes, and when that block is free. For F, think who would collect an mspan. For H, "
        "think of a program with a hundred thousand goroutines.",
    ),
    "tiny_place": (
        "Two steps: which offset would it be, and does the object end within the block?",
        "Find the alignment by asking which of 8, 4 and 2 divides the size. Round `used` up to a "
        "multiple of it.",
        "For 5 used bytes and a size of 4 the alignment is 4, so the offset is 8. Return it if "
        "offset + size is at most 16, else `None`.",
    ),
    "tiny_blocks": (
        "Keep three things: which block is in hand, how much of it is used, and how many were "
        "taken.",
        "Use your `tiny_place`. If it finds no offset, the object opens a new block at offset 0. "
        "Which of the two blocks has more room left then?",
        "The new block has `16 - size` bytes left, the old one `16 - used`. Go on with the new one "
        "only if its `size` is below `used`; and if there was no block at all.",
    ),
    "take_slot": (
        "How many zeros stand below the lowest 1? So many slots are passed over.",
        "The slot is `freeindex` plus these zeros. The next search begins one behind it, and the "
        "window must follow: its lowest bit always stands for `freeindex`.",
        "`(window & -window).bit_length() - 1` counts the zeros. Shift the window right by one "
        "more than that. An empty window comes first: it has no 1.",
    ),
    "central_visits": (
        "Keep, for each P, how many slots it has left in its hand.",
        "A P with nothing left makes a visit and gets a whole span; then it uses one slot. The "
        "other Ps do not change.",
        "A dict from P to slots left will do; a P that is not in it has 0. If that is 0, count a "
        "visit and set it to `slots`. Then take one off.",
    ),
    "always_slow": (
        "When does a request leave its P? When the span in hand is full, or when there is none.",
        "Two ways: spans that are full after one object, or requests that never meet the same span "
        "class twice.",
        "How many objects does a span of the largest class hold? Or take one size per class, with "
        "and without pointers: there are far more than 20 span classes.",
    ),
}
