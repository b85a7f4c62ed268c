"""What is one of Go's calls on one system?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from golearn.lab.quiz_model import Choice, Question, choices
from golearn.osmem.platforms import GO_CALLS, Row, table
from golearn.plots.platform_sketch import asks, memory

Show = Callable[[str, str], object]
"""Shows the rows of a call and a system."""


def ask(show: Show, draw: Random) -> Question:
    """A question on one row of the table, with other rows for wrong answers."""
    told, what = draw.choice(
        (
            (asks, "what does {} ask the system for?"),
            (becomes, "what does {} do to the memory of a range?"),
        )
    )
    call = draw.choice([call for call in GO_CALLS if len({told(r) for r in table(call)}) > 1])
    row = draw.choice(table(call))
    goos = draw.choice(row.goos)
    others = [r for r in table(call) if told(r) != told(row)]
    others += [r for r in table(goos=goos) if told(r) != told(row)]
    draw.shuffle(others)
    asked = f"{call} asks the system for {asks(row)}."
    rest = f"The range {memory(row)}." if told is asks else asked
    return Question(
        f"On {goos}: {what.format(call)}",
        choices(Choice(told(row)), *(Choice(told(r), _slip(r, goos)) for r in others), draw=draw),
        f"{rest} The cost: {row.cost}.",
        lambda: show(call, goos),
    )


def becomes(row: Row) -> str:
    """What becomes of a range, as a sentence."""
    return f"It {memory(row)}."


def _slip(row: Row, goos: str) -> str:
    """Where the wrong answer would be right."""
    return f"That is {row.call} on {goos if goos in row.goos else ', '.join(row.goos)}."
