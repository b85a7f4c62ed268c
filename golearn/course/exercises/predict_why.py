"""What a wrong answer to an exercise of chapter 10 shows, in a sentence."""

from __future__ import annotations

from typing import Any

from golearn.goheap.sizeclass import GO_CLASSES
from golearn.goheap.tiny import TINY_ALIGN


def why_tiny(args: Any, expected: Any, got: Any) -> str:
    """The first tiny object that lies elsewhere, and why."""
    (sizes,) = args
    if len(got) != len(expected):
        return f"{len(expected)} objects need as many addresses; yours has {len(got)}."
    i = next(
        i for i, (right, given) in enumerate(zip(expected, got, strict=True)) if right != given
    )
    size, given = sizes[i], got[i]
    said = f"Object {i}, {size} B, lies at {expected[i]}"
    if given % TINY_ALIGN[size]:
        return f"{said}: {size} B must begin at a multiple of {TINY_ALIGN[size]}."
    if given % 16 + size > 16:
        return f"{said}: an object never crosses the end of a block of 16 bytes."
    if expected[i] % 16:
        return f"{said}: it fits into the block that is being filled."
    blocks = [address // 16 for address in expected[:i]]
    if i and blocks[-1] != max(blocks):
        return f"{said}, a new block; the one before it was not kept, as it had less room left."
    return f"{said}: it needs a new block, the next slot of 16 bytes."


def why_slot(args: Any, expected: Any, got: Any) -> str:
    """What was overlooked on the way to a slot."""
    n, size, span = args
    slots = span // size
    if got == n * size:
        return (
            f"A span has {slots} slots of {size} B; behind the last one {span - slots * size} B "
            "are left over, and the next span begins at its own page."
        )
    return f"Object {n} is number {n % slots} of span {n // slots}; both count from 0."


def why_spans(args: Any, expected: Any, got: Any) -> str:
    """The first request whose span is another one, and why."""
    (requests,) = args
    if len(got) != len(expected):
        return f"{len(expected)} requests need as many addresses; yours has {len(got)}."
    i = next(
        i for i, (right, given) in enumerate(zip(expected, got, strict=True)) if right != given
    )
    size, pointers = requests[i]
    row = GO_CLASSES[GO_CLASSES.class_of(size)]
    kind = "with" if pointers else "without"
    said = f"Request {i}, {size} B {kind} pointers, belongs to the class of {row.size} B"
    if expected[i] in expected[:i]:
        return f"{said}; there is a span of it already, at {expected[i]}."
    if got[i] in expected[:i]:
        return f"{said}; the span at {got[i]} is of another class, or of the other kind."
    return f"{said}; the next free page is at {expected[i]}."
