"""Judge a script of calls on a row of pages: any legal one that reaches the goal will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golearn.course.exercise import NotAttempted
from golearn.course.judges.learner import a, show
from golearn.course.verdict import Counterexample
from golearn.errors import BadParameter, GolearnError
from golearn.osmem.model_row import ModelRow
from golearn.osmem.row_calls import parse_script
from golearn.units import count


@dataclass(frozen=True)
class Script:
    """The answer is a script for a row of `pages` pages, of at most `longest` calls.

    `fault(rows)` says what the rows, one after each call, lack: (expected, got, what it shows).
    It is None if they have it all.
    """

    pages: int
    longest: int
    fault: Callable[[list[ModelRow]], tuple[str, str, str] | None]

    def __call__(self, answer: Any) -> Counterexample | None:
        """What the script lacks, or None. Raises NotAttempted for a script without calls."""
        if not isinstance(answer, str):
            return Counterexample(
                "the answer",
                "the text of a script, one call a line",
                show(answer),
                f"Write the calls as text; this is {a(answer)}.",
            )
        try:
            calls = parse_script(answer, self.pages)
        except BadParameter as error:
            return Counterexample(
                "your script", "lines such as sysMap 0 16", str(error), "It cannot be read."
            )
        if not calls:
            raise NotAttempted("The script has no calls yet.")
        rows = [ModelRow(self.pages)]
        for number, call in enumerate(calls, 1):
            row = ModelRow(self.pages)
            try:
                for earlier in calls[:number]:
                    row.do(earlier)
            except GolearnError as error:
                return Counterexample(
                    f"call {number} of your script, {call}", "a legal call", "refused", str(error)
                )
            rows.append(row)
        fault = self.fault(rows)
        if fault is not None:
            return Counterexample("the row after your calls", *fault)
        if len(calls) > self.longest:
            return Counterexample(
                "the length of your script",
                f"at most {count(self.longest, 'call')}",
                count(len(calls), "call"),
                "It reaches the goal; fewer calls do, too.",
            )
        return None
