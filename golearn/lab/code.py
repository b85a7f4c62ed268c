"""A lab's state as the code of a cell that makes it again."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from fractions import Fraction

from golearn.errors import BadParameter
from golearn.lab import sources_model
from golearn.trace import Trace
from golearn.trace.text import format_text

MOST_INLINE = 400
"""Events of a trace that is written into the code; a longer one is read from its file."""


class Address(int):
    """A number that is written in hexadecimal."""

    def __repr__(self) -> str:
        return f"{self:#x}"


def code_of(lab: object, *after: str, **arguments: object) -> str:
    """The cell: imports, the call with all arguments that are not the default, lines `after` it.

        code_of(self, f"lab.event = {self.event}", trace=self.model.trace, heap=512)

    The code is executed by tests; it speaks of the lab as `lab`.
    """
    name = type(lab).__name__
    defaults = inspect.signature(type(lab)).parameters
    imports, before, given = [f"from golearn.lab import {name}"], "", []
    for key, value in arguments.items():
        default = defaults[key].default
        if isinstance(value, Trace):
            imported, before, text = _trace_code(value, default)
            imports += imported
        elif isinstance(value, Fraction) and value != default and not _decimal(value):
            imports.insert(0, "from fractions import Fraction\n")
            text = repr(value)
        else:
            text = _written(value) if value != default else ""
        if text:
            given.append(f"{key}={text}")
    call = f"{before}lab = {name}({', '.join(given)})"
    return "\n".join([*imports, "", call, *after, "lab"]) + "\n"


def called(text: str, known: Mapping[str, str]) -> str:
    """A script by its name, if it is one of those with a name; else as it is."""
    same = (name for name, script in known.items() if script.strip() == text.strip())
    return next(same, text)


def trace_file(trace: Trace) -> tuple[str, str]:
    """A trace as a file: its name and its text."""
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in trace.name) or "trace"
    return f"{name.removesuffix('.trace')}.trace", "".join(f"{x}\n" for x in format_text(trace))


def _written(value: object) -> str:
    """A value as code; a text of several lines keeps them, a fraction is a decimal number."""
    if isinstance(value, str):
        return _quoted(value) if "\n" in value else json.dumps(value, ensure_ascii=False)
    return repr(float(value) if isinstance(value, Fraction) else value)


def _decimal(value: Fraction) -> bool:
    """Whether a float, as it is written, says exactly this."""
    return Fraction(repr(float(value))) == value


def _quoted(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\\\n{inside}"""' if text.endswith("\n") else f'"""\\\n{inside}\\\n"""'


def _trace_code(trace: Trace, default: object) -> tuple[list[str], str, str]:
    """Imports, lines before the call, and the argument; empty if the default says the same."""
    try:
        if trace == sources_model.by_name(trace.name):
            same = trace.name == (default or "small example")
            return [], "", "" if same else _written(trace.name)
    except BadParameter:
        pass
    file, text = trace_file(trace)
    if len(trace) > MOST_INLINE:
        note = f"# The trace lies beside this notebook as {file}.\n"
        return ["from golearn.trace import read"], note, f"read({_written(file)})"
    made = f"trace = Trace.parse({_quoted(text)}, {_written(trace.name)})\n"
    return ["from golearn.trace import Trace"], made, "trace"
