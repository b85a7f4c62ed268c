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


Seen = tuple[tuple[Any, ...], Any]
"""A call's arguments, and what the learner's code made of it: a value or a type of exception."""


def likeliest(slips: Sequence[Slip], seen: Sequence[Seen]) -> str:
    """A sentence on the slip that explains the last call of `seen`, or an empty string.

    Of several slips it is the one that explains most of the other calls, too; of equal ones the
    first two.
    """
    scores = {
        slip.looks: sum(_explains(slip, call) for call in seen) for slip in fitting(slips, seen)
    }
    best = [looks for looks, score in scores.items() if score == max(scores.values())]
    return told(*best[:2]) if best else ""


def fitting(slips: Sequence[Slip], seen: Sequence[Seen]) -> list[Slip]:
    """The slips that explain the last call of `seen`."""
    return [slip for slip in slips if seen and _explains(slip, seen[-1])]


def told(*looks: str) -> str:
    """The sentence about a slip, or about several that give the same."""
    return f"It looks as if {', or as if '.join(looks)}."


def _explains(slip: Slip, call: Seen) -> bool:
    args, outcome = call
    try:
        answer = slip.answer(*deepcopy(args))
    except Exception as error:
        return bool(outcome is type(error))
    return bool(answer == outcome)
