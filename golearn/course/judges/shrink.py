"""The smallest case that goes wrong, found and shrunk by Hypothesis, the same every time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, find, settings
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
    suppress_health_check=list(HealthCheck),
)

if "pytest" not in sys.modules:
    # No .hypothesis folder beside the learner's notebooks: it may be kept nowhere.
    set_hypothesis_home_dir(os.devnull)


class Fickle(Exception):
    """The same case went wrong once and right another time."""


def smallest(
    cases: SearchStrategy[Case], fault: Callable[[Case], Counterexample | None]
) -> Counterexample | None:
    """The fault of the smallest of `cases` that has one, or None if none was found.

    The first case that does not end ends the search, too: nothing is called after it.

    Raises NotAttempted if that case meets a stub, Fickle if a case is not the same every time.
    """
    endless: list[Counterexample] = []

    def is_wrong(case: Case) -> bool:
        if endless:
            return False
        try:
            found = fault(case)
        except NotAttempted:
            return True
        if found is not None and found.endless:
            endless.append(found)
        return found is not None and not endless

    try:
        case = find(cases, is_wrong, settings=SETTINGS)
    except NoSuchExample:
        return endless[0] if endless else None
    except Flaky as flaky:
        if endless:
            return endless[0]
        raise Fickle from flaky
    found = fault(case)
    if found is None:
        raise Fickle
    return found
