"""Slips: wrong answers that many give, recognised by what they would answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple


class Slip(NamedTuple):
    """A misconception about a task, and the answer to a call that follows from it."""

    looks: str
    """Completes "It looks as if …"."""
    answer: Callable[..., Any]
    """What it gives, in the shape that is asked for. An exception stands for its type."""


class Seen(NamedTuple):
    """A call that was tried: its arguments, what the learner's code made of it, what is right.

    `outcome` is a value, or the type of an exception.
    """

    args: tuple[Any, ...]
    outcome: Any
    right: Any


ALIKE = 2 / 3
"""Share of the calls that a slip gets wrong which the learner's code must get wrong like it."""


def likeliest(slips: Sequence[Slip], seen: Sequence[Seen]) -> str:
    """A sentence on the slip that explains the last call of `seen`, or an empty string.

    Who makes a slip gets most other calls wrong in the same way, too; a slip that explains one
    call by chance is not told. Of several it is the one that explains most; of equal ones the
    first two.
    """
    if not seen:
        return ""
    scores: dict[str, int] = {}
    for slip in slips:
        outcomes = [_outcome(slip, call.args) for call in seen]
        like = [_like(outcome, call) for outcome, call in zip(outcomes, seen, strict=True)]
        telling = [
            same
            for same, outcome, call in zip(like, outcomes, seen, strict=True)
            if outcome != call.right
        ]
        explains = _same(outcomes[-1], seen[-1].outcome)
        if explains and sum(telling) >= ALIKE * len(telling):
            scores[slip.looks] = max(sum(like), scores.get(slip.looks, 0))
    best = [looks for looks, score in scores.items() if score == max(scores.values())]
    return told(*best[:2]) if best else ""


def told(*looks: str) -> str:
    """The sentence about a slip, or about several that give the same."""
    return f"It looks as if {', or as if '.join(looks)}."


def _outcome(slip: Slip, args: tuple[Any, ...]) -> Any:
    try:
        return slip.answer(*deepcopy(args))
    except Exception as error:
        return type(error)


def _same(of_slip: Any, outcome: Any) -> bool:
    """Whether both are the same value, or exceptions of the same type."""
    if isinstance(of_slip, type):
        return isinstance(outcome, type) and issubclass(outcome, of_slip)
    return bool(of_slip == outcome)


def _like(of_slip: Any, call: Seen) -> bool:
    """Whether the call fits the slip; where a slip crashes, code that makes it may be wrong in
    another way."""
    if isinstance(of_slip, type):
        return bool(call.outcome != call.right)
    return _same(of_slip, call.outcome)
