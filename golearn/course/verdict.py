"""What a check found: the verdict word first, then the smallest example that shows why."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from golearn.course.errors import NotRight

Word = Literal["not attempted", "right", "wrong", "crashed", "too slow"]

COLOURS: dict[Word, str] = {
    "right": "#009E73",
    "wrong": "#D55E00",
    "crashed": "#AA3377",
    "too slow": "#0072B2",
    "not attempted": "#767676",
}
SIGNS: dict[Word, str] = {
    "right": "✓",
    "wrong": "✗",
    "crashed": "!",
    "too slow": "∞",
    "not attempted": "…",
}


@dataclass(frozen=True)
class Counterexample:
    """A case that the answer gets wrong, ready to read."""

    case: str
    """What was asked: a call, a few lines of them, or a question."""
    expected: str
    got: str
    shows: str
    """One sentence: what this case shows."""
    picture: str = ""
    """An inline SVG, where one helps."""
    traceback: tuple[str, ...] = ()
    """Where the learner's code crashed: their own lines only, innermost last."""
    endless: bool = False
    """Whether the learner's code had to be stopped; a smaller case would cost as much time."""
    crashed: bool | None = None
    """Whether the learner's code ended by an exception; None: if there is a traceback."""

    @property
    def crash(self) -> bool:
        """Whether this case shows a crash."""
        return bool(self.traceback) if self.crashed is None else self.crashed


@dataclass(frozen=True)
class Verdict:
    """The answer to `check`. Prints as text; in a notebook it shows as HTML."""

    exercise: str
    word: Word
    sentence: str
    example: Counterexample | None = None
    note: str = ""
    """What else is to be said, such as that the progress could not be kept."""

    @property
    def right(self) -> bool:
        """Whether the answer passed."""
        return self.word == "right"

    def require(self) -> Verdict:
        """The verdict itself if it is *right*; else raises NotRight with its text."""
        if not self.right:
            raise NotRight(str(self))
        return self

    def __str__(self) -> str:
        lines = [f"{self.exercise}: {self.word}. {self.sentence}".rstrip()]
        if self.example is not None:
            e = self.example
            lines += [
                *_field("case", e.case),
                *_field("expected", e.expected),
                *_field("got", e.got),
                *(f"  {line}" for line in e.traceback),
            ]
        if self.note:
            lines.append(f"  {self.note}")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        colour = COLOURS[self.word]
        head = (
            f'<strong style="color:{colour}">{SIGNS[self.word]} {self.word}</strong> '
            f"<code>{escape(self.exercise)}</code> {escape(self.sentence)}"
        )
        body = "" if self.example is None else _example_html(self.example)
        if self.note:
            body += f"<div><em>{escape(self.note)}</em></div>"
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px">'
            f"<div>{head}</div>{body}</div>"
        )


def _field(name: str, text: str) -> list[str]:
    first, *more = text.splitlines() or [""]
    return [f"  {name + ':':<10}{first}", *(f"  {'':<10}{line}" for line in more)]


def _example_html(e: Counterexample) -> str:
    fields = (("case", e.case), ("expected", e.expected), ("got", e.got))
    rows = "".join(
        f'<tr><th style="text-align:left;vertical-align:top">{name}</th>'
        f'<td style="text-align:left"><pre style="margin:0">{escape(text)}</pre></td></tr>'
        for name, text in fields
    )
    trace = f"<pre>{escape(chr(10).join(e.traceback))}</pre>" if e.traceback else ""
    return f'<table style="margin:4px 0">{rows}</table>{e.picture}{trace}'
