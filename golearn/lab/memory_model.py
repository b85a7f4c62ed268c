"""The memory lab without its widgets: one program, and three ways to look after its heap.

The program is the mutator. Under each way the same allocator, first fit on a heap that grows,
serves it; what differs is who finds out that an object is dead, and when.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.errors import BadParameter
from golearn.lab.memory_program import Done, Program
from golearn.lab.script_lines import carry_out
from golearn.lab.words import size_text
from golearn.plots.instant import Range
from golearn.replay import Options, make_allocator

HAND, COUNTS, TRACING = "by hand", "counting references", "tracing"
WAYS = (HAND, COUNTS, TRACING)
WHO = {HAND: "as in C", COUNTS: "as in Python, without its search for rings", TRACING: "as in Go"}

MOST_LINES = 60

SCRIPTS = {
    "an empty program": "",
    "a ring": "call f\na = new 24\nb = new 40\na.next = b\nb.next = a\nreturn\nx = new 16\ngc\n",
    "forgotten": "call f\na = new 40\nb = new 24\nfree b\nreturn\nx = new 24\ny = new 32\ngc\n",
    "freed too early": "a = new 32\nb = a\nfree a\nc = new 32\nb.next = c\na = nil\ngc\n",
    "handed back": (
        "call list\nhead = new 24\ntail = new 40\nhead.next = tail\nreturn head\ngc\n"
        "head = nil\ngc\n"
    ),
}
"""Names and texts of the programs to choose from."""

OPENS = {"a ring": 5, "forgotten": 4, "freed too early": 5, "handed back": 4}
"""The scene with which a program opens: before the line to predict, or where the damage is done."""


@dataclass(frozen=True)
class Box:
    """An object that holds memory: its place and sizes in bytes.

    Dead: no variable leads to it. Damaged: it was overwritten through a dangling reference.
    """

    object: int
    address: int
    block: int
    size: int
    dead: bool
    new: bool
    damaged: bool


@dataclass(frozen=True)
class Side:
    """One way at one moment. `heap` is in bytes; `dangling` names what refers to freed memory.

    `lost` has each freed object that is still referred to, and the object that lies there now.
    `misuse` is what a line did that used one of them.
    """

    way: str
    boxes: tuple[Box, ...]
    freed: tuple[Range, ...]
    heap: int
    dangling: tuple[str, ...]
    lost: dict[int, int | None]
    misuse: str
    story: tuple[str, ...]

    @property
    def held(self) -> int:
        """Bytes that were asked for and not given back."""
        return sum(box.size for box in self.boxes)

    @property
    def dead(self) -> int:
        """Bytes among them that no variable leads to."""
        return sum(box.size for box in self.boxes if box.dead)


@dataclass(frozen=True)
class Scene:
    """The program after a line, and its heap under each way."""

    line: str
    says: str
    frames: tuple[tuple[str, tuple[tuple[str, int | None], ...]], ...]
    fields: tuple[tuple[str, int], ...]
    sides: tuple[Side, ...]


class Heap:
    """The objects under one way."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.allocator = make_allocator("first-fit", Options())
        self.places: dict[int, int] = {}
        """Object that holds memory → its address."""
        self._gone: dict[int, int] = {}
        """Object that was taken back → where it was."""
        self._damaged: set[int] = set()
        self._known: set[str] = set()

    def look(self, done: Done, program: Program) -> Side:
        """Do what this way does after a line of the program."""
        story: list[str] = []
        misuse = ""
        if done.what == "new" and done.object is not None:
            self.places[done.object] = self.allocator.malloc(program.sizes[done.object])
            story.append(f"object {done.object} is placed at {self.places[done.object]}")
        elif done.object in self._gone:
            misuse, why = self._misuse(done.what, done.object)
            story.append(why)
        freed = []
        for obj, why in self._victims(done, program):
            freed.append((self.places[obj], self.allocator.block_size(self.places[obj])))
            self._take(obj)
            story.append(why)
        dead = set(self.places) - program.reachable(self.places)
        loose = [r for r in program.references(self.places) if r.object in self._gone]
        dangling = tuple(r.name for r in loose)
        lost = {r.object: self._lies_at(self._gone[r.object]) for r in loose}
        story += self._trouble(dead, dangling)
        boxes = [
            Box(
                obj,
                address,
                self.allocator.block_size(address),
                program.sizes[obj],
                obj in dead,
                done.what == "new" and obj == done.object,
                obj in self._damaged,
            )
            for obj, address in sorted(self.places.items(), key=lambda item: item[1])
        ]
        heap = self.allocator.heap_size
        return Side(
            self.way, tuple(boxes), tuple(freed), heap, dangling, lost, misuse, tuple(story)
        )

    def _take(self, obj: int) -> None:
        self._gone[obj] = self.places.pop(obj)
        self.allocator.free(self._gone[obj])

    def _victims(self, done: Done, program: Program) -> list[tuple[int, str]]:
        """The objects that are taken back now, each with the reason."""
        if self.way == HAND:
            if done.what != "free" or done.object is None or done.object not in self.places:
                return []
            return [(done.object, f"object {done.object} is given back by the program itself")]
        if self.way == TRACING:
            dead = set(self.places) - program.reachable(self.places) if done.what == "gc" else ()
            return [(obj, f"object {obj} was not met, and is taken back") for obj in sorted(dead)]
        held, gone = set(self.places), []
        while loose := held - {r.object for r in program.references(held)}:
            held.remove(obj := min(loose))
            gone.append((obj, f"object {obj} has no reference left, and goes at once"))
        return gone

    def _lies_at(self, address: int) -> int | None:
        """The object whose block covers an address."""
        for obj, start in self.places.items():
            if start <= address < start + self.allocator.block_size(start):
                return obj
        return None

    def _misuse(self, what: str, obj: int) -> tuple[str, str]:
        """A line that uses an object which has been taken back: what it does, and why."""
        if what == "free":
            return "anything may follow", f"object {obj} was freed before: in C anything may follow"
        address = self._gone[obj]
        told = f"object {obj} is gone, and its old place at {address} is written"
        now = self._lies_at(address)
        if now is None:
            return "freed memory is written", f"{told}: nobody notices"
        self._damaged.add(now)
        return (
            f"object {now} is overwritten",
            f"{told}: object {now} lies there now, and is overwritten",
        )

    def _trouble(self, dead: set[int], dangling: tuple[str, ...]) -> list[str]:
        """What went wrong in this step, or has to wait; each thing is told once."""
        why = {
            HAND: "no variable leads to it, so nobody can free it any more: a leak",
            COUNTS: "no variable leads to it, but it is counted: a ring holds it",
            TRACING: "no variable leads to it; the next collection will find that out",
        }[self.way]
        told = {f"{obj}": f"object {obj} is dead: {why}" for obj in sorted(dead)}
        told |= {name: f"{name} refers to memory that is freed: it dangles" for name in dangling}
        fresh = [text for key, text in told.items() if key not in self._known]
        self._known = set(told)
        return fresh


class MemoryModel:
    """A program line by line. `scenes` are all moments, the empty program first."""

    def __init__(self, script: str = "a ring") -> None:
        self._begin()
        carry_out(SCRIPTS.get(script, script), MOST_LINES, self.add)

    def _begin(self) -> None:
        self.program = Program()
        self.heaps = {way: Heap(way) for way in WAYS}
        self.actions: list[str] = []
        self.scenes: list[Scene] = []
        self._see("", Done("", None, "main has begun, and the heap is empty."))

    @property
    def text(self) -> str:
        """The program so far."""
        return "".join(f"{action}\n" for action in self.actions)

    def run(self, script: str) -> None:
        """Begin again with another program. It stays as it was if a line is wrong."""
        self.__dict__ = MemoryModel(script).__dict__

    def add(self, line: str) -> None:
        """One line more. Raises BadParameter, and nothing has happened then."""
        if len(self.actions) == MOST_LINES:
            raise BadParameter(f"the program has {MOST_LINES} lines; begin again")
        done = self.program.do(line)
        self.actions.append(" ".join(line.split()))
        self._see(self.actions[-1], done)

    def _see(self, line: str, done: Done) -> None:
        program = self.program
        sides = tuple(heap.look(done, program) for heap in self.heaps.values())
        held = sorted({obj for heap in self.heaps.values() for obj in heap.places})
        frames = tuple((frame.name, tuple(frame.variables.items())) for frame in program.frames)
        fields = tuple((r.name, r.object) for r in program.references(held) if r.source is not None)
        self.scenes.append(Scene(line, done.says, frames, fields, sides))


def facts(side: Side) -> str:
    """The counters of one way."""
    told = f"heap {size_text(side.heap)}, held {size_text(side.held)}, dead {size_text(side.dead)}"
    return told + (f", dangling {len(side.dangling)}" if side.dangling else "")
