"""Judge a function by what it does: on many calls it must agree with a reference."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from hypothesis.strategies import SearchStrategy

from golearn.course.exercise import NotAttempted
from golearn.course.judges.learner import Crash, a, run, show
from golearn.course.judges.shapes import BadShape, Shape
from golearn.course.judges.shrink import Fickle, smallest, some
from golearn.course.judges.slips import Seen, Slip, likeliest
from golearn.course.verdict import Counterexample

Args = tuple[Any, ...]

MORE = 60
"""Calls that are tried after the smallest wrong one is found."""

NEVER = "It returned None every time: is a return missing?"


@dataclass(frozen=True)
class Function:
    """The answer is a function `name`; `calls` are the arguments to try it with.

    `reference(*args)` is the right result. `why(args, expected, got)` says in a sentence what a
    wrong one shows; `picture`, with the same arguments, draws it. `slips` are misconceptions:
    if one of them would have given the same result, the verdict says so.
    """

    name: str
    calls: SearchStrategy[Args]
    returns: Shape
    reference: Callable[..., Any]
    why: Callable[[Args, Any, Any], str]
    picture: Callable[[Args, Any, Any], str] = lambda args, expected, got: ""
    slips: tuple[Slip, ...] = ()

    def __call__(self, answer: Any) -> Counterexample | None:
        """The smallest call that the answer gets wrong, or None. Raises NotAttempted."""
        if not callable(answer):
            return Counterexample(
                self.name, "a function", show(answer), f"{self.name} must be a function."
            )

        seen: list[Seen] = []
        try:
            example = self._smallest(answer, seen)
        except Fickle:
            return Counterexample(
                f"{self.name}, the same call twice",
                "the same result",
                "different results",
                "The result must depend on the arguments alone, not on earlier calls or chance.",
            )
        if example is None:
            return None
        if not example.endless:
            seen = [*self._more(answer), seen[-1]]
        looks = likeliest(self.slips, seen)
        if all(call.outcome is None for call in seen):
            looks = NEVER
        return replace(example, shows=f"{example.shows} {looks}".rstrip())

    def _smallest(self, answer: Callable[..., Any], seen: list[Seen]) -> Counterexample | None:
        """The smallest wrong call, the last in `seen`. Raises Fickle, also for another result."""
        example = smallest(self.calls, lambda args: self._try(answer, args, seen))
        if example is not None and not example.endless:
            again = self._try(answer, seen[-1].args, [])
            if again is None or not (again.crash or again.got == example.got):
                raise Fickle
        return example

    def _more(self, answer: Callable[..., Any]) -> list[Seen]:
        """A few more calls: the smallest one alone does not tell misconceptions apart."""
        more: list[Seen] = []
        with suppress(NotAttempted):
            for args in some(self.calls, MORE):
                example = self._try(answer, args, more)
                if example is not None and example.endless:
                    break
        return more

    def _try(
        self, answer: Callable[..., Any], args: Args, seen: list[Seen]
    ) -> Counterexample | None:
        expected = self.reference(*deepcopy(args))
        given = deepcopy(args)
        got = run(answer, *given)

        def wrong(shows: str, said: str, picture: str = "") -> Counterexample:
            crash = got if isinstance(got, Crash) else None
            trace, endless = (crash.traceback, crash.endless) if crash else ((), False)
            return Counterexample(
                *(self._spell(args), show(expected), said, shows, picture, trace, endless),
                crashed=crash is not None,
            )

        outcome = type(got.error) if isinstance(got, Crash) else BadShape
        seen.append(Seen(args, outcome, expected))
        if isinstance(got, Crash):
            return wrong(got.shows, str(got))
        if given != args:
            changed = "\n".join(show(g) for g, old in zip(given, args, strict=True) if g != old)
            return wrong(
                f"{self.name} changed its argument; the caller still needs it as it was.",
                f"{show(got)}, and the argument became {changed}",
            )
        try:
            value = self.returns.read(got)
        except BadShape:
            return wrong(self._bad_shape(got), show(got))
        seen[-1] = Seen(args, value, expected)
        if value == expected:
            return None
        return wrong(
            self.why(args, expected, value), show(got), self.picture(args, expected, value)
        )

    def _bad_shape(self, got: object) -> str:
        said = f"{self.name} must return {self.returns.text}"
        if got is None:
            return f"{said}, not None; is a return missing?"
        return f"{said}." if isinstance(got, (tuple, list)) else f"{said}, not {a(got)}."

    def _spell(self, args: Args) -> str:
        return f"{self.name}({', '.join(show(arg) for arg in args)})"
