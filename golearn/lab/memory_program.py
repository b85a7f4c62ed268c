"""A small program for the memory lab: calls, variables, objects that refer to each other.

It is the mutator: it knows which object is which, and nothing of where they lie.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from golearn.errors import BadParameter
from golearn.lab.settings_model import parse_size
from golearn.lab.words import size_text

MOST_FRAMES, MOST_NAMES, MOST_BYTES = 4, 4, 64
"""Frames, variables of a frame, and bytes of an object at most: it has to fit a drawing."""

_NAME = r"([a-z][a-z0-9]{0,7})"
_LINES = {
    "call": re.compile(rf"call {_NAME}"),
    "return": re.compile(rf"return(?: {_NAME})?"),
    "new": re.compile(rf"{_NAME} = new(?: (.*))?"),
    "link": re.compile(rf"{_NAME}\.{_NAME} = {_NAME}"),
    "set": re.compile(rf"{_NAME} = {_NAME}"),
    "free": re.compile(rf"free {_NAME}"),
    "gc": re.compile(r"(gc)"),
}
GRAMMAR = "call f, return, return x, x = new 24, x = y, x = nil, x.next = y, free x or gc"


@dataclass
class Frame:
    """The variables of a call that has not returned: the object each refers to, or none."""

    name: str
    variables: dict[str, int | None] = field(default_factory=dict)


class Done(NamedTuple):
    """What a line did: new, free, gc or another word; the object of it; and that in words."""

    what: str
    object: int | None
    says: str


class Reference(NamedTuple):
    """What refers to an object: a variable (no source) or a field of the object `source`."""

    source: int | None
    name: str
    object: int


class Program:
    """The state of a program, line by line. `frames[-1]` is the call that runs.

    `sizes` has every object that was ever made, in bytes; `fields` what refers to what.
    """

    def __init__(self) -> None:
        self.frames = [Frame("main")]
        self.sizes: dict[int, int] = {}
        self.fields: dict[int, dict[str, int | None]] = {}

    def do(self, line: str) -> Done:
        """Carry out a line. Raises BadParameter and changes nothing if it makes no sense."""
        words = " ".join(line.replace("=", " = ").split()).replace(" .", ".").replace(". ", ".")
        for what, pattern in _LINES.items():
            if match := pattern.fullmatch(words):
                done: Done = getattr(self, f"_{what}")(*match.groups())
                return done
        raise BadParameter(f"'{' '.join(line.split())[:40]}'; expected {GRAMMAR}")

    def references(self, held: Collection[int]) -> Iterator[Reference]:
        """All that refers to an object, from variables and from fields of the objects `held`."""
        for frame in self.frames:
            for name, obj in frame.variables.items():
                if obj is not None:
                    yield Reference(None, f"{name} of {frame.name}", obj)
        for source in held:
            for name, obj in self.fields[source].items():
                if obj is not None:
                    yield Reference(source, f"{source}.{name}", obj)

    def reachable(self, held: Collection[int]) -> set[int]:
        """The objects among `held` that variables lead to."""
        found: set[int] = set()
        todo = [obj for frame in self.frames for obj in frame.variables.values()]
        while todo:
            obj = todo.pop()
            if obj is not None and obj in held and obj not in found:
                found.add(obj)
                todo += self.fields[obj].values()
        return found

    def _call(self, name: str) -> Done:
        if len(self.frames) == MOST_FRAMES:
            raise BadParameter(f"{MOST_FRAMES} calls at a time; let one return first")
        self.frames.append(Frame(name))
        return Done("call", None, f"The frame of {name} is made on the stack: one subtraction.")

    def _return(self, name: str | None) -> Done:
        if len(self.frames) == 1:
            raise BadParameter("main does not return; call something first")
        obj = self._object(name) if name else None
        if name and name not in self.frames[-2].variables:
            self._room(self.frames[-2])
        frame = self.frames.pop()
        gone = f"The frame of {frame.name} is gone with its variables: one addition."
        if name is None:
            return Done("return", None, gone)
        self.frames[-1].variables[name] = obj
        return Done("return", None, f"{gone} {self.frames[-1].name} has {name} now.")

    def _new(self, name: str, told: str | None) -> Done:
        if told is None:
            raise BadParameter(f"new needs a size: {name} = new 24")
        size = parse_size(told, most=MOST_BYTES)
        if size == 0:
            raise BadParameter(f"an object of 0 B; expected 1 to {MOST_BYTES}")
        self._may_set(name)
        obj = len(self.sizes)
        self.sizes[obj], self.fields[obj] = size, {}
        self.frames[-1].variables[name] = obj
        return Done("new", obj, f"The program asks for {size_text(size)}: object {obj}.")

    def _set(self, name: str, other: str) -> Done:
        obj = None if other == "nil" else self._object(other)
        self._may_set(name)
        self.frames[-1].variables[name] = obj
        return Done("set", None, f"{name} refers to {_named(obj)}.")

    def _link(self, name: str, key: str, other: str) -> Done:
        source = self._object(name)
        if source is None:
            raise BadParameter(f"{name} is nil: it refers to no object")
        obj = None if other == "nil" else self._object(other)
        if key not in self.fields[source] and len(self.fields[source]) == MOST_NAMES:
            raise BadParameter(f"object {source} has {MOST_NAMES} fields; that is all there is")
        self.fields[source][key] = obj
        return Done("link", source, f"Object {source} refers to {_named(obj)} by its field {key}.")

    def _free(self, name: str) -> Done:
        obj = self._object(name)
        if obj is None:
            raise BadParameter(f"{name} is nil: there is nothing to free")
        return Done("free", obj, f"The program frees object {obj}.")

    def _gc(self, _word: str) -> Done:
        return Done("gc", None, "It is time for a collection.")

    def _object(self, name: str) -> int | None:
        variables = self.frames[-1].variables
        if name not in variables:
            raise BadParameter(
                f"{self.frames[-1].name} has no variable {name}; it has "
                f"{', '.join(variables) or 'none'}"
            )
        return variables[name]

    def _may_set(self, name: str) -> None:
        if name == "nil":
            raise BadParameter("nil is no name of a variable")
        if name not in self.frames[-1].variables:
            self._room(self.frames[-1])

    def _room(self, frame: Frame) -> None:
        if len(frame.variables) == MOST_NAMES:
            raise BadParameter(f"{frame.name} has {MOST_NAMES} variables; that is all there is")


def _named(obj: int | None) -> str:
    return "nothing" if obj is None else f"object {obj}"
