"""Exercise 08.9: memory of C's that a linear heap only meets when it grows."""

from __future__ import annotations

from typing import Any

from golearn.course.exercise import NotAttempted
from golearn.course.judges.learner import show
from golearn.course.judges.shapes import BLOCKS, BadShape
from golearn.course.verdict import Counterexample
from golearn.errors import BadParameter, OutOfMemory
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.foreign import Foreign, put
from golearn.layout.refusals import StartUpFailed
from golearn.osmem.address_space import AddressSpace
from golearn.units import GIB, KIB, MIB, count, human_bytes

HEAP = GIB
"""How large the heap grows, in bytes."""

STEP = 64 * MIB
FIRST = 256 * MIB
"""So much the linear heap must get before it fails."""

MOST = 8
LARGEST = MIB
WANTED = "the linear heap starts, reaches 256 MiB and then fails; the sparse one reaches 1 GiB"


def judge_growth(answer: Any) -> Counterexample | None:
    """What C's mappings, a list of (address, bytes), do not do; None if they do what is asked."""
    try:
        mappings = BLOCKS.read(answer)
    except BadShape:
        return _fault(show(answer), "Write a list of (address, bytes) pairs of whole numbers.")
    if not mappings:
        raise NotAttempted("There is no mapping yet.")
    if len(mappings) > MOST or any(size > LARGEST for _, size in mappings):
        return _fault(
            f"{count(len(mappings), 'mapping')}, the largest of "
            f"{human_bytes(max(size for _, size in mappings))}",
            f"At most {MOST} mappings of at most {human_bytes(LARGEST)} each. One is enough.",
        )
    try:
        linear, sparse = _space(mappings), _space(mappings)
    except BadParameter as error:
        return _fault(str(error), _PLACES)
    return _linear(linear) or _sparse(sparse)


def _space(mappings: list[tuple[int, int]]) -> AddressSpace:
    space = AddressSpace()
    for start, size in mappings:
        if start <= 0 or size <= 0:
            raise BadParameter(f"{size} B at {start}: both must be more than 0")
    put(space, [Foreign(start, size) for start, size in mappings])
    return space


def _linear(space: AddressSpace) -> Counterexample | None:
    try:
        layout: LinearLayout[Any] = LinearLayout(space)
    except StartUpFailed as error:
        return _fault(str(error), "It does not start at all.")
    if layout.spans_start != PLACE:
        return _fault(
            f"it starts at {layout.spans_start:#x}",
            "C holds the very place where Go looks first, so Go takes another, and grows there.",
        )
    reached = _grow(layout)
    if reached == HEAP:
        return _fault(
            "the linear heap reaches 1 GiB",
            "Its first object lies at 0xc420000000, and it grows upward from there. C's memory "
            "must lie where the heap, or its bitmap, has not been yet.",
        )
    if reached < FIRST:
        return _fault(
            f"the linear heap fails at {human_bytes(reached)}",
            "C's memory lies too near to the start: farther along, please.",
        )
    return None


def _sparse(space: AddressSpace) -> Counterexample | None:
    reached = _grow(SparseLayout(space))
    if reached == HEAP:
        return None
    return _fault(f"the sparse heap fails at {human_bytes(reached)}", "It needs room, too.")


def _grow(layout: LinearLayout[Any] | SparseLayout[Any]) -> int:
    """How many bytes of heap the layout gets, at most HEAP."""
    for reached in range(0, HEAP, STEP):
        try:
            layout.grow(STEP, 8 * KIB)
        except OutOfMemory:
            return reached
    return HEAP


def _fault(got: str, shows: str) -> Counterexample:
    return Counterexample("your mappings", WANTED, got, shows)


_PLACES = (
    "C cannot have this memory: addresses are multiples of 4,096 below 2^48, sizes are more than "
    "0, and no two mappings overlap."
)
PLACE = 0xC000000000
"""Where Go 1.10 looks first."""
