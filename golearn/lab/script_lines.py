"""The lines of a script that a lab carries out."""

from __future__ import annotations

from collections.abc import Callable

from golearn.errors import BadParameter, GolearnError


def numbered_lines(text: str, most: int) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers; `#` begins a comment.

    Raises BadParameter if there are more than `most`.
    """
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line]
    if len(numbered) > most:
        raise BadParameter(f"{len(numbered):,} lines; expected at most {most:,}")
    return numbered


def carry_out(text: str, most: int, act: Callable[[str], object]) -> None:
    """Do what each line says. Raises BadParameter naming the line."""
    for number, line in numbered_lines(text, most):
        try:
            act(line)
        except GolearnError as error:
            raise BadParameter(f"line {number}: {error}") from None
