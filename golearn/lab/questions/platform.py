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
        ((asks, "what does {} ask the system for?"), (memory, "what does {} do to the memory?"))
    )
    call = draw.choice([call for call in GO_CALLS if len({told(r) for r in table(call)}) > 1])
    row = draw.choice(table(call))
    goos = draw.choice(row.goos)
    others = [r for r in table(call) if told(r) != told(row)]
    others += [r for r in table(goos=goos) if told(r) != told(row)]
    draw.shuffle(others)
    return Question(
        f"On {goos}: {what.format(call)}",
        choices(Choice(told(row)), *(Choice(told(r), _slip(r, call)) for r in others), draw=draw),
        f"{call} on {goos} asks for {asks(row)}: {memory(row)}. It costs {row.cost}.",
        lambda: show(call, goos),
    )


def _slip(row: Row, call: str) -> str:
    """Where the wrong answer would be right."""
    return (
        f"That is {row.call} on {', '.join(row.goos)}."
        if row.call == call
        else (f"That is another call: {row.call}.")
    )
