"""`python -m golearn.sandbox.child`: where the code runs. It answers questions about it.

The first question brings the code, packed; the others name what is to be called, by number.
Number 0 is what was packed.
"""

from __future__ import annotations

import base64
import linecache
import pickle
import sys
import sysconfig
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import cloudpickle  # noqa: F401  (functions are unpickled with its help)

from golearn.sandbox import guard
from golearn.sandbox.plain import Thing, described, pack, unpack
from golearn.sandbox.talk import serve

DEEPEST = 40
"""Lines of a traceback that are passed on, from its inner end."""

LIBRARIES = [sysconfig.get_path(n) for n in ("stdlib", "platstdlib", "purelib", "platlib")]
FOREIGN = tuple(str(Path(p).resolve()) for p in (*LIBRARIES, str(guard.OURS)))


class Child:
    """What the parent holds numbers of, and what it may ask of them."""

    def __init__(self) -> None:
        self._things: list[Any] = []
        self._numbers: dict[int, int] = {}

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Do as asked: {"value": ...} or {"error": ...}."""
        (name,) = question.keys() & {"load", "call", "get", "state"}
        try:
            return getattr(self, f"_{name}")(**question[name])  # type: ignore[no-any-return]
        except MemoryError as error:
            guard.relax()
            return {"error": told(error)}
        except BaseException as error:
            return {"error": told(error)}

    def _load(
        self, code: str, sources: dict[str, str], path: list[str], allowed: list[str]
    ) -> dict[str, Any]:
        for name, text in sources.items():
            linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        sys.path += [folder for folder in path if folder not in sys.path]
        guard.limit()
        guard.close(tuple(allowed))
        return {"value": self._packed(pickle.loads(base64.b64decode(code)))}

    def _call(self, number: int, args: Any, options: Any) -> dict[str, Any]:
        given = unpack(args, self._find)
        returned = self._things[number](*given, **unpack(options, self._find))
        changed = self._packed(given)
        answer = {"value": self._packed(returned)}
        return answer if changed == args else {**answer, "args": changed}

    def _get(self, number: int, name: str) -> dict[str, Any]:
        return {"value": self._packed(getattr(self._things[number], name))}

    def _state(self, number: int) -> dict[str, Any]:
        return {"value": self._packed(dict(getattr(self._things[number], "__dict__", {})))}

    def _find(self, thing: Thing) -> Any:
        return self._things[thing.number]

    def _packed(self, value: object) -> Any:
        return pack(value, self._keep)

    def _keep(self, value: object) -> Thing:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._things)
            self._things.append(value)
        return described(value, self._numbers[id(value)])


def told(error: BaseException) -> dict[str, Any]:
    """An exception in plain values: its types, its text, and the lines that led to it."""
    try:
        text = str.__str__(str(error))[:2000]
    except Exception:
        text = ""
    names = [f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__]
    return {"names": names, "text": text, "lines": own_lines(error.__traceback__)}


def own_lines(traceback: TracebackType | None) -> list[list[Any]]:
    """[number, function, text] of each line that is not the library's or ours, innermost last."""
    frames = [frame for frame in extract_tb(traceback) if is_own(frame.filename)]
    return [[frame.lineno, frame.name, frame.line] for frame in frames[-DEEPEST:]]


def is_own(filename: str) -> bool:
    """Whether a file holds the learner's code."""
    return not filename.startswith((*FOREIGN, "<frozen "))


if __name__ == "__main__":
    serve(Child().answer, lambda error: {"error": told(error)})
