"""Programs that use a heap of objects: a text with one step a line, run on any collector.

    new g0 2 7 8     root g0 gets a new object: 2 references, payload 7 and 8
    store g0 1 g2    reference 1 of the object in g0 gets what is in g2 (or nil)
    load g1 g0 0     g1 gets reference 0 of the object in g0
    set g1 g0        g1 gets what is in g0 (or nil)
    push g0          the stack grows by a slot that holds what is in g0 (or nil)
    pop g1           g1 gets the topmost slot of the stack, which shrinks
    gc               a full collection

Roots are the only names: g0, g1, … are globals, s0, s1, … the stack from its bottom up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from golearn.collect.header import NIL
from golearn.collect.heap import ObjectHeap
from golearn.collect.pause import Pause
from golearn.errors import OutOfMemory, TraceError
from golearn.units import WORD

ARGUMENTS = {
    "new": "root, number of references, payload words",
    "store": "root, number of the reference, root or nil",
    "load": "root, root, number of the reference",
    "set": "root, root or nil",
    "push": "root or nil",
    "pop": "root",
    "gc": "nothing",
}
"""Operation → what follows it."""

_SHAPES = {"new": "rn", "store": "rno", "load": "rrn", "set": "ro", "push": "o", "pop": "r"}
_ROOT = re.compile(r"[gs]\d+")


class Step(NamedTuple):
    """One line of a program: the operation and its arguments, names as they are written."""

    op: str
    args: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, (self.op, *self.args)))


@dataclass(frozen=True)
class Program:
    """Steps that a mutator does, one after the other."""

    steps: tuple[Step, ...]
    name: str = "program"

    @classmethod
    def parse(cls, text: str, name: str = "program") -> Program:
        """A program from its text; `#` starts a comment. Raises TraceError naming the line."""
        lines = ((n, line.split("#")[0].split()) for n, line in enumerate(text.splitlines(), 1))
        return cls(tuple(_step(words, name, n) for n, words in lines if words), name)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


def _step(words: list[str], source: str, line: int) -> Step:
    op, *args = words
    if op not in ARGUMENTS:
        choices = ", ".join(ARGUMENTS)
        raise TraceError(f"unknown step '{op}'; expected one of {choices}", source, line)
    shape = _SHAPES.get(op, "")
    if len(args) < len(shape) or (op != "new" and len(args) > len(shape)):
        raise TraceError(f"'{op}' is followed by {ARGUMENTS[op]}", source, line)
    values: list[str | int] = []
    for kind, word in zip(shape.ljust(len(args), "p"), args, strict=True):
        if kind in "ro":
            if not (_ROOT.fullmatch(word) or (kind == "o" and word == "nil")):
                raise TraceError(f"'{word}' is no root; expected g0, s0, …", source, line)
            values.append(word)
        else:
            if not re.fullmatch(r"-?\d+" if kind == "p" else r"\d+", word):
                raise TraceError(f"'{word}' is no number that fits here", source, line)
            values.append(int(word))
    return Step(op, tuple(values))


@dataclass(frozen=True)
class Run:
    """What became of a program on a heap. `stopped` says why it ended early, or is None."""

    program: str
    heap: ObjectHeap
    done: int
    """Steps done."""
    allocated: int
    """Bytes that were asked for in all, headers included."""
    stopped: OutOfMemory | None = None
    pauses: list[Pause] = field(default_factory=list)
    """Its collections, in order."""


def run(program: Iterable[Step], heap: ObjectHeap, name: str = "program") -> Run:
    """Do all steps on a fresh heap. If it runs out of memory the run ends there and says so."""
    mutator = Mutator(heap)
    done = 0
    stopped = None
    try:
        for step in program:
            mutator.do(step)
            done += 1
    except OutOfMemory as error:
        stopped = error
    name = program.name if isinstance(program, Program) else name
    return Run(name, heap, done, mutator.allocated, stopped, heap.pauses)


class Mutator:
    """Does the steps of a program on a heap, by the names of its roots."""

    def __init__(self, heap: ObjectHeap) -> None:
        self.heap = heap
        self.allocated = 0
        """Bytes that were asked for."""
        self._slots: dict[str, int] = {"nil": NIL}
        self._do: dict[str, Callable[..., object]] = {
            "new": self._new,
            "store": self._store,
            "load": self._load,
            "set": self._set,
            "push": self._push,
            "pop": self._pop,
            "gc": heap.collect,
        }

    def do(self, step: Step) -> None:
        """Do one step. Raises OutOfMemory, InvalidPointer if a root is nil, or BadParameter."""
        self._do[step.op](*step.args)

    def slot(self, root: str) -> int:
        """The address of a root by its name. The heap says whether it is in use."""
        slot = self._slots.get(root)
        if slot is None:
            first = 1 if root[0] == "g" else self.heap.first_stack_slot
            slot = self._slots[root] = first + int(root[1:])
        return slot

    def _value(self, root: str) -> int:
        return self.heap.memory[self.slot(root)]

    def _new(self, root: str, refs: int, *payload: int) -> None:
        address = self.heap.new(refs, payload)
        self.allocated += WORD * (1 + refs + len(payload))
        self.heap.set_root(self.slot(root), address)

    def _store(self, target: str, number: int, root: str) -> None:
        self.heap.write(self._value(target), number, self._value(root))

    def _load(self, root: str, source: str, number: int) -> None:
        self.heap.set_root(self.slot(root), self.heap.read(self._value(source), number))

    def _set(self, root: str, source: str) -> None:
        self.heap.set_root(self.slot(root), self._value(source))

    def _push(self, root: str) -> None:
        self.heap.push(self._value(root))

    def _pop(self, root: str) -> None:
        ref = self.heap.pop()
        self.heap.set_root(self.slot(root), ref)
