"""The smallest case that goes wrong, found and shrunk by Hypothesis, the same every time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky, NoSuchExample
from hypothesis.strategies import SearchStrategy

from golearn.course.exercise import NotAttempted
from golearn.course.verdict import Counterexample

Case = TypeVar("Case")

SETTINGS = settings(
    max_examples=400,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)

if "pytest" not in sys.modules:
    # No .hypothesis folder beside the learner's notebooks: it may be kept nowhere.
    set_hypothesis_home_dir(os.devnull)


class Fickle(Exception):
    """The same case went wrong once and right another time."""


class Enough(BaseException):
    """No more cases: a stub was met, or one more would cost too much time.

    No Exception, for those are what Hypothesis shrinks.
    """

    def __init__(self, found: Counterexample | NotAttempted) -> None:
        self.found = found
        super().__init__()


def smallest(
    cases: SearchStrategy[Case], fault: Callable[[Case], Counterexample | None]
) -> Counterexample | None:
    """The fault of the smallest of `cases` that has one, or None if none was found.

    The first case that does not end ends the search, too: nothing is called after it.

    Raises NotAttempted if a case meets a stub, Fickle if a case is not the same every time.
    """

    def is_wrong(case: Case) -> bool:
        try:
            found = fault(case)
        except NotAttempted as stub:
            raise Enough(stub) from None
        if found is not None and found.endless:
            raise Enough(found)
        return found is not None

    try:
        case = find(cases, is_wrong, settings=SETTINGS)
    except Enough as enough:
        if isinstance(enough.found, NotAttempted):
            raise enough.found from None
        return enough.found
    except NoSuchExample:
        return None
    except Flaky as flaky:
        raise Fickle from flaky
    found = fault(case)
    if found is None:
        raise Fickle
    return found


def some(cases: SearchStrategy[Case], count: int) -> list[Case]:
    """Up to `count` of the cases, the same every time."""
    found: list[Case] = []

    def goes_on(case: Case) -> bool:
        found.append(case)
        return False

    with suppress(NoSuchExample):
        find(cases, goes_on, settings=settings(SETTINGS, max_examples=count))
    return found
