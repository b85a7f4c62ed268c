"""The layout lab without its widgets: one program on both layouts, and C's memory in the way.

A script is played on two processes, one with the heap of Go 1.10 and one with that of Go 1.21.
Every line leaves a scene.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, GolearnError, OutOfMemory
from golearn.lab.layout_map import AddressRow, address_row
from golearn.lab.page_heap_model import shortened
from golearn.lab.script_lines import numbered_lines
from golearn.lab.settings_model import parse_size
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.foreign import PRESETS, Foreign, parse_foreign, random_foreign
from golearn.layout.hints import FIRST
from golearn.layout.refusals import StartUpFailed
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.units import GIB, KIB, MIB, count, human_bytes

PAGE = 8 * KIB
STEP = 64 * MIB
"""A heap that grows asks for no more than this at once."""

MOST_HEAP = 2 * GIB
MOST_LINES = 60

GRAMMAR = "c ADDRESS SIZE [OWNER], preset NAME, random SEED COUNT, start or grow SIZE"
"""What a line of a script is."""

SCRIPTS = {
    "Go alone": "start\ngrow 64 MiB\ngrow 448 MiB\n",
    "one page ahead": "preset one page ahead\nstart\ngrow 128 MiB\ngrow 384 MiB\n",
    "every place taken": "preset every hint and behind the program\nstart\ngrow 512 MiB\n",
    "first place taken": "preset first hint\nstart\ngrow 512 MiB\n",
    "C comes later": "start\ngrow 128 MiB\nc 0xc008000000 1 MiB libfoo\n"
    "c 0xc42c000000 1 MiB libfoo\ngrow 384 MiB\n",
    "AddressSanitizer": "preset AddressSanitizer\nstart\ngrow 512 MiB\n",
}
"""Names and texts of the scripts to choose from."""

RANDOM_HIGH = FIRST + 20 * GIB
"""Random mappings lie from 0xc000000000 to here, where both heaps would like to be."""


@dataclass(frozen=True)
class Side:
    """One of the two processes after a line of the script."""

    name: str
    state: str
    """waiting, running, failed at the start, or failed"""
    heap: int
    """Bytes that the heap has."""
    story: tuple[str, ...]
    row: AddressRow


@dataclass(frozen=True)
class Scene:
    """What the lab shows after one line: `says` is the line in words."""

    says: str
    sides: tuple[Side, Side]


class Process:
    """One process with a heap of one layout. `make` starts the heap in its address space."""

    def __init__(self, name: str, make: Callable[[AddressSpace], Any]) -> None:
        self.name = name
        self.space = AddressSpace()
        self.state = "waiting"
        self.heap = 0
        self._make = make
        self._layout: LinearLayout[Any] | SparseLayout[Any] | None = None

    @property
    def failed(self) -> bool:
        """Whether the program has ended."""
        return self.state.startswith("failed")

    def place(self, mapping: Foreign) -> str:
        """C maps memory, elsewhere if the place is taken; what came of it."""
        size, start, owner = mapping.size, mapping.start, mapping.owner
        if self.failed:
            return "the program has ended"
        try:
            self.space.map_foreign(size, start, owner)
        except AddressSpaceFull as taken:
            if start % self.space.page_size:
                raise BadParameter(
                    f"{start:#x} is no multiple of {self.space.page_size:,}: the system maps "
                    "whole pages"
                ) from None
            if not 0 < start < start + size <= self.space.kernel.end:
                raise BadParameter(f"a process has no such addresses: {taken}") from None
            start = self.space.map_foreign(size, None, owner)
            return f"{mapping.start:#x} is taken: {owner} gets {human_bytes(size)} at {start:#x}"
        return f"{owner} has {human_bytes(size)} at {start:#x}"

    def start(self) -> list[str]:
        """The Go program starts; the story of it."""
        try:
            self._layout = self._make(self.space)
        except StartUpFailed as error:
            self.state = "failed at the start"
            return [str(error)]
        self.state = "running"
        self._layout.watch = []
        tried: list[AllocatorEvent] = getattr(self._layout, "tried", [])
        return [str(event) for event in tried] or ["Nothing is reserved before it is needed."]

    def grow(self, nbytes: int) -> list[str]:
        """The heap grows, as far as it can; the story of it."""
        if self._layout is None or self.failed:
            return ["The program does not run."]
        watch: list[AllocatorEvent] = []
        self._layout.watch = watch
        got = 0
        try:
            while got < nbytes:
                step = min(STEP, nbytes - got)
                self._layout.grow(step, PAGE)
                got += step
        except OutOfMemory as error:
            self.state = "failed"
            self.heap += got
            return [*map(str, watch), str(error)]
        self.heap += got
        return [str(event) for event in watch] or ["What is reserved already has room for it."]

    def side(self, story: list[str]) -> Side:
        """The process as it stands."""
        row = address_row(self.space, self._layout)
        return Side(self.name, self.state, self.heap, shortened(story), row)


class LayoutModel:
    """Both processes, line by line. `script` is the text that is played, or a name of SCRIPTS.

    `scenes` has one entry for the beginning and one per line. What cannot be read raises a
    GolearnError with one line of text, and all stays as it was.
    """

    def __init__(self, script: str = "one page ahead") -> None:
        self.run(SCRIPTS.get(script, script))

    def run(self, text: str) -> None:
        """Play a script from its beginning.

        `c ADDRESS SIZE [OWNER]` maps memory of C's, `preset NAME` and `random SEED COUNT` map
        several; `start` starts the Go program; `grow SIZE` makes its heap larger.
        """
        before = self.__dict__.copy()
        try:
            self._begin()
            numbered = numbered_lines(text, MOST_LINES)
            for number, line in numbered:
                self._line(number, line)
        except GolearnError:
            self.__dict__ = before
            raise
        self.text = "".join(f"{line}\n" for _, line in numbered)

    def add(self, line: str) -> None:
        """Play one more line. The heap stays as it was if it is wrong."""
        self.run(self.text + line)

    @property
    def started(self) -> bool:
        """Whether the Go program has been started."""
        return self._processes[0].state != "waiting"

    def _begin(self) -> None:
        self._processes = (Process("linear", LinearLayout), Process("sparse", SparseLayout))
        self.text = ""
        self.scenes: list[Scene] = []
        self._wanted = 0
        self._note("two processes, nothing in them yet", [[], []])

    def _line(self, number: int, line: str) -> None:
        match line.split():
            case ["start"]:
                if self.started:
                    raise BadParameter(f"line {number}: the program runs already")
                self._note("the Go program starts", [p.start() for p in self._processes])
            case ["grow", *size] if size:
                self._grow(parse_size(" ".join(size), f"line {number}, size"), number)
            case ["c", *mapping] if mapping:
                blank = "\n" * (number - 1)  # so that it counts lines as we do
                self._place(parse_foreign(blank + " ".join(mapping)))
            case ["preset", *name]:
                self._preset(" ".join(name), number)
            case ["random", seed, several] if seed.isdecimal() and several.isdecimal():
                mappings = random_foreign(int(seed), min(int(several), 40), FIRST, RANDOM_HIGH)
                self._place(mappings, f"C maps {count(len(mappings), 'range')} at random")
            case _:
                raise BadParameter(f"line {number} '{line[:40]}'; expected {GRAMMAR}")

    def _preset(self, name: str, number: int) -> None:
        if name not in PRESETS:
            raise BadParameter(
                f"line {number}: no preset '{name[:40]}'; expected one of {', '.join(PRESETS)}"
            )
        self._place(list(PRESETS[name].mappings), f"C's memory, preset “{name}”")

    def _place(self, mappings: list[Foreign], says: str = "") -> None:
        stories = [[p.place(mapping) for mapping in mappings] for p in self._processes]
        if not says:
            (mapping,) = mappings
            says = f"{mapping.owner} maps {human_bytes(mapping.size)} at {mapping.start:#x}"
        self._note(says, stories)

    def _grow(self, nbytes: int, number: int) -> None:
        if not self.started:
            raise BadParameter(f"line {number}: start the program before its heap grows")
        self._wanted += nbytes
        if not 0 < nbytes <= MOST_HEAP or self._wanted > MOST_HEAP:
            raise BadParameter(
                f"line {number}: a heap of 1 B to {human_bytes(MOST_HEAP)} in all, please"
            )
        self._note(
            f"the heap grows by {human_bytes(nbytes)}", [p.grow(nbytes) for p in self._processes]
        )

    def _note(self, says: str, stories: list[list[str]]) -> None:
        linear, sparse = (p.side(story) for p, story in zip(self._processes, stories, strict=True))
        self.scenes.append(Scene(says, (linear, sparse)))
