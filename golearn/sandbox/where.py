"""Where endless code is: not the line that it happened to be at, but the loop around it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from golearn.sandbox.talk import Frame


class Line(NamedTuple):
    """A line of the code that ran."""

    number: int
    function: str
    text: str


def way_to_the_loop(frames: Iterable[Frame], sources: Mapping[str, str]) -> tuple[Line, ...]:
    """The calls that led to the first loop, and its first line: the same whenever one looks.

    `frames` are the innermost last; those without a source are left out.
    """
    way: list[Line] = []
    for file, number, function in frames:
        if file not in sources:
            continue
        loop = first_line_of_loop(sources[file], number)
        way.append(Line(loop or number, function, _text(sources[file], loop or number)))
        if loop is not None:
            break
    return tuple(way)


def first_line_of_loop(source: str, line: int) -> int | None:
    """The first line of the outermost loop around `line`, in the function that holds it."""
    found: int | None = None
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        node: ast.AST | None = ast.parse(source)
        while node is not None:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                found = None
            elif isinstance(node, (ast.While, ast.For)) and found is None:
                found = node.lineno
            node = next((child for child in _statements(node) if _holds(child, line)), None)
    return found


def _statements(node: ast.AST) -> Iterable[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield child


def _holds(node: ast.AST, line: int) -> bool:
    if isinstance(node, ast.match_case):
        return any(_holds(statement, line) for statement in node.body)
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
    return first <= line <= last


def _text(source: str, number: int) -> str:
    return "".join(source.splitlines()[number - 1 : number]).strip()
