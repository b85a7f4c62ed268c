"""The verdict on an answer: tried out in the sandbox, judged out of its reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from golearn.course.exercise import Exercise, Kind, NotAttempted
from golearn.course.judges import learner
from golearn.course.verdict import Counterexample, Verdict, Word
from golearn.errors import TraceError
from golearn.sandbox.plain import unpack
from golearn.sandbox.player import Player
from golearn.trace import Trace

PRAISE: dict[Kind, str] = {
    "predict": "That is what happens.",
    "explain": "All of it holds.",
    "write": "It does the right thing in every case that was tried.",
    "design": "Your trace shows it.",
}


def judge(exercise: Exercise, handed: Mapping[str, Any]) -> Verdict:
    """The verdict on what `golearn.course.handing_in.handed_in` made of an answer."""
    if "cannot" in handed:
        return _wrong(exercise, _not_alone(exercise.name, str(handed["cannot"])))
    if "code" in handed:
        with Player(handed, exercise.uses, learner.LIMITS) as player:
            return _judge_code(exercise, player)
    answer = _trace(handed["trace"]) if "trace" in handed else _plain(handed["data"])
    if isinstance(answer, Counterexample):
        return _wrong(exercise, answer)
    if _is_blank(answer):
        return Verdict(exercise.name, "not attempted", "Write your answer, then run this again.")
    return _verdict(exercise, lambda: exercise.judge(answer))


def _judge_code(exercise: Exercise, player: Player) -> Verdict:
    def example() -> Counterexample | None:
        answer = learner.run(player.root)
        if not isinstance(answer, learner.Crash):
            return exercise.judge(answer)
        name = exercise.name
        return Counterexample(
            name, "code that can be tried", f"{answer}", answer.shows, "", answer.traceback,
            answer.endless, True,
        )  # fmt: skip

    return _verdict(exercise, example, lambda: player.slow)


def _verdict(
    exercise: Exercise,
    judged: Callable[[], Counterexample | None],
    was_slow: Callable[[], bool] = lambda: False,
) -> Verdict:
    try:
        example = judged()
    except NotAttempted as still_open:
        return Verdict(exercise.name, "not attempted", str(still_open))
    if example is None:
        return Verdict(exercise.name, "right", exercise.praise or PRAISE[exercise.kind])
    return _wrong(exercise, example, was_slow())


def _wrong(exercise: Exercise, example: Counterexample, slow: bool = False) -> Verdict:
    word: Word = "crashed" if example.crash else "wrong"
    if example.endless and slow:
        word = "too slow"
    return Verdict(exercise.name, word, example.shows, example)


def _not_alone(name: str, problem: str) -> Counterexample:
    return Counterexample(
        name,
        "code that works from what it is given",
        problem,
        "Your code cannot be tried: it holds on to something of this notebook that cannot be "
        "copied, such as an open file, a lock or a generator.",
    )


def _plain(packed: Any) -> Any:
    return unpack(packed, lambda thing: thing)


def _trace(columns: Any) -> Trace | Counterexample:
    try:
        op, objects, sizes, pointers, processors = columns
        return Trace(op, objects, sizes, pointers, processors, "your trace")
    except (TraceError, TypeError, ValueError, OverflowError) as error:
        return Counterexample("your trace", "a legal trace", str(error), "It cannot be read.")


def _is_blank(answer: Any) -> bool:
    if answer is None or answer is ...:
        return True
    return isinstance(answer, (str, list, tuple, dict, set)) and (
        len(answer) == 0 or (isinstance(answer, str) and not answer.strip())
    )
