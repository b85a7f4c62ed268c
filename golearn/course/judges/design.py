"""Judge a trace of the learner's own design: any trace with the property asked for will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golearn.course.exercise import NotAttempted
from golearn.course.judges.learner import a, show
from golearn.course.verdict import Counterexample
from golearn.errors import TraceError
from golearn.trace import Trace


@dataclass(frozen=True)
class Design:
    """The answer is a trace, as text or as a `Trace`, of at most `longest` events.

    `fault(trace)` is a Counterexample, or None if the trace has the property.
    """

    longest: int
    fault: Callable[[Trace], Counterexample | None]

    def __call__(self, answer: Any) -> Counterexample | None:
        """What the trace lacks, or None. Raises NotAttempted for a trace without events."""
        if not isinstance(answer, (str, Trace)):
            return Counterexample(
                "the answer",
                "the text of a trace, one event a line",
                show(answer),
                f"Write a trace as text; this is {a(answer)}.",
            )
        try:
            trace = Trace.parse(answer, "the text") if isinstance(answer, str) else answer
        except TraceError as error:
            return Counterexample("your trace", "a legal trace", str(error), "It cannot be read.")
        if len(trace) == 0:
            raise NotAttempted("The trace has no events yet.")
        if len(trace) > self.longest:
            return Counterexample(
                "the length of your trace",
                f"at most {self.longest} events",
                f"{len(trace)} events",
                "A shorter trace shows the same.",
            )
        return self.fault(trace)
