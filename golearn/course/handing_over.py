"""How a notebook that is being graded passes an answer on: as an output of the cell."""

from __future__ import annotations

from typing import Any

from golearn.course.verdict import Verdict

ANSWER = "application/vnd.golearn.answer+json"
"""The type of an output that holds an answer, as `golearn.course.handing_in` makes it."""

HANDS_IN = "GOLEARN_HANDS_IN"
"""An environment variable; where it is set, `check` judges nothing and hands the answer in."""


def hand_over(name: str, handed: dict[str, Any]) -> Verdict:
    """Put the answer out for whoever grades; what the notebook itself says does not count then."""
    from IPython.display import display

    display({ANSWER: handed}, raw=True)  # type: ignore[no-untyped-call]
    return Verdict(name, "not attempted", "The answer is handed in and will be judged.")
