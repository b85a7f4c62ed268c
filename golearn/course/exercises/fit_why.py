"""What a wrong answer to an exercise of chapter 03 shows, in a sentence."""

from __future__ import annotations

from typing import Any

WALK_RULES = {
    "first": "First fit takes the first block, from the lowest address, that is large enough.",
    "next": "Next fit goes on from the start index, then once around; the first that fits.",
    "best": "Best fit takes the smallest block that is large enough.",
    "worst": "Worst fit takes the largest block.",
}


def why_walk(policy: str, args: Any, expected: int | None, got: int | None) -> str:
    """Why `got` is not the block that a policy takes."""
    free, need = args[0], args[1]
    if got is None:
        assert expected is not None
        size = free[expected][1]
        if policy == "next" and expected < args[2]:
            return "At the end of the list the search goes on from block 0, up to where it began."
        if size == need:
            return f"A block of exactly {need} bytes is large enough for {need}."
        return f"Block {expected} has {size} bytes; that is enough for {need}."
    if not 0 <= got < len(free):
        return f"There is no block {got}; if no block fits, the answer is None."
    if free[got][1] < need:
        return f"Block {got} has only {free[got][1]} bytes; {need} are needed."
    assert expected is not None
    if policy == "best" and free[got][1] == free[expected][1]:
        return "Of two blocks of the same size the one at the lower address is taken."
    return WALK_RULES[policy]


def why_take(args: Any, expected: Any, got: Any) -> str:
    """Why a split went wrong."""
    free, i, need = args
    address, size = free[i]
    if got[0] != address:
        return f"The low end of the block is handed out: address {address}."
    if got[1] != sorted(got[1]):
        return "The free blocks must stay in address order."
    if any(block[1] <= 0 for block in got[1]):
        return "A block that is used up leaves the list; no block has 0 bytes."
    if size > need and len(got[1]) < len(free):
        return f"{size - need} bytes of the block remain and stay free."
    return f"The rest starts at {address + need} and has {size - need} bytes; others stay."


def why_give_back(args: Any, expected: Any, got: Any) -> str:
    """Why a free list is wrong after a block came back."""
    free, address, size = args
    if got != sorted(got):
        return "The free blocks must stay in address order."
    have, want = sum(block[1] for block in got), sum(block[1] for block in expected)
    if have != want:
        return f"{want} bytes are free now; your list has {have}."
    below = any(a + n == address for a, n in free)
    above = any(a == address + size for a, n in free)
    if below and above:
        return "Both neighbours are free: the three become one block."
    if below:
        return "The block below ends where this one starts: the two become one."
    if above:
        return "The block above starts where this one ends: the two become one."
    return "No neighbour touches this block: it becomes a block of its own."


def why_class(args: Any, expected: Any, got: Any) -> str:
    """Why a request does not belong on the list `got`."""
    classes, need = args
    if got is None:
        return f"Blocks of {classes[expected]} bytes are large enough for {need}."
    if not 0 <= got < len(classes):
        return f"There is no list {got}; if no block is large enough, the answer is None."
    if classes[got] < need:
        return f"Blocks of {classes[got]} bytes are too small for {need}."
    return f"Blocks of {classes[expected]} bytes are large enough, and smaller."
