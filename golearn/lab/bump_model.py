"""The bump lab without its widgets: one pointer that only moves up."""

from __future__ import annotations

import numpy as np

from golearn.classic import BumpAllocator
from golearn.errors import BadParameter, OutOfMemory
from golearn.lab.script_lines import carry_out
from golearn.lab.settings_model import parse_size
from golearn.lab.words import size_text
from golearn.plots.instant import Instant, Range
from golearn.units import count

MOST_LINES = 2_000
"""Lines of a script at most."""

GRAMMAR = "a ID SIZE, f ID or reset"
"""What a line of a script is."""

SCRIPTS = {
    "an empty arena": "",
    "a hole that stays": "a 0 40\na 1 24\na 2 56\nf 1\na 3 24\n",
    "full of dead bytes": "a 0 64\na 1 64\na 2 64\na 3 64\nf 0\nf 1\nf 2\n",
    "reset and begin again": "a 0 100\na 1 100\nf 0\nreset\na 0 40\n",
}
"""Names and texts of the scripts to choose from."""


class BumpModel:
    """An arena of `heap` bytes to allocate from and free in, object by object.

    `actions` has a line for each thing done, as in a script. `story` says what happened last.
    What fails raises a GolearnError, says so in one line, and leaves the arena as it was.
    """

    def __init__(self, heap: int = 256, align: int = 8, header: int = 0) -> None:
        self._set_up(heap, align, header)

    def set_up(self, heap: int, align: int = 8, header: int = 0) -> None:
        """The same actions in another arena, up to the first that does not fit there.

        That one and those behind it are `left_out`, until an arena has room for them or the
        learner does something else.
        """
        trial = BumpModel(heap, align, header)
        actions = self.actions + self.left_out
        for done, action in enumerate(actions):
            try:
                trial._line(action.split())
            except OutOfMemory:
                trial.left_out = actions[done:]
                break
        self.__dict__ = trial.__dict__

    def _set_up(self, heap: int, align: int, header: int) -> None:
        if not 1 <= heap <= 1 << 20:
            raise BadParameter(f"an arena of {heap:,} bytes; expected 1 to {1 << 20:,}")
        self.allocator = BumpAllocator(heap, align, header)
        self.objects: dict[int, tuple[int, int]] = {}
        """Live object → its address and the bytes that were asked for."""
        self.actions: list[str] = []
        self.left_out: list[str] = []
        self._next = 0
        self._new: Range | None = None
        self._freed: Range | None = None
        self.story = f"An empty arena of {size_text(heap)}. The pointer stands at 0."

    def run(self, script: str) -> None:
        """Carry out a script in an empty arena: `a ID SIZE`, `f ID` or `reset`, one a line.

        The arena stays as it was if a line is wrong.
        """
        allocator = self.allocator
        trial = BumpModel(allocator.heap_size, allocator.align, allocator.header)
        carry_out(script, MOST_LINES, lambda line: trial._line(line.split()))
        self.__dict__ = trial.__dict__

    def at(self, done: int) -> BumpModel:
        """The arena as it was after the first `done` actions."""
        allocator = self.allocator
        before = BumpModel(allocator.heap_size, allocator.align, allocator.header)
        for action in self.actions[:done]:
            before._line(action.split())
        return before

    def _line(self, words: list[str]) -> None:
        match words:
            case ["a", obj, *size] if obj.isdecimal() and size:
                self.allocate(parse_size(" ".join(size)), int(obj))
            case ["f", obj] if obj.isdecimal():
                self.free(int(obj))
            case ["reset"]:
                self.reset()
            case _:
                raise BadParameter(f"'{' '.join(words)[:40]}'; expected {GRAMMAR}")

    @property
    def says(self) -> str:
        """The last action in words."""
        return _in_words(self.actions[-1]) if self.actions else "an empty arena"

    @property
    def lacks(self) -> str:
        """Why the first action that is left out does not fit; empty if none is left out."""
        if not self.left_out:
            return ""
        first = f"action {len(self.actions) + 1}, {_in_words(self.left_out[0])}"
        return (
            f"{first}, does not fit any more: {size_text(self.left)} are left above the pointer; "
            f"left out from there on: {count(len(self.left_out), 'action')}"
        )

    @property
    def top(self) -> int:
        """The first byte that was never handed out."""
        return self.allocator.top

    @property
    def dead_bytes(self) -> int:
        """Bytes in freed blocks, lost until the reset."""
        return self.allocator.dead

    @property
    def live_bytes(self) -> int:
        """Bytes that were asked for and are still held."""
        return sum(size for _, size in self.objects.values())

    @property
    def left(self) -> int:
        """Bytes above the pointer."""
        return self.allocator.heap_size - self.top

    def dead_places(self) -> list[int]:
        """Addresses of dead ranges below the pointer."""
        low, _ = self.instant().gaps()
        return [int(a) for a in low.tolist() if a < self.top]

    def allocate(self, size: int, number: int | None = None) -> int:
        """Allocate `size` bytes; the number of the new object, which may be chosen."""
        obj = self._next if number is None else number
        if obj in self.objects:
            raise BadParameter(f"object {obj} is live already")
        top = self.top
        try:
            address = self.allocator.malloc(size)
        except OutOfMemory:
            dead = self.dead_bytes
            lost = f", although {size_text(dead)} below it are dead" if dead else ""
            raise OutOfMemory(
                f"{size_text(size)} do not fit: {size_text(self.left)} are left above the "
                f"pointer{lost}; reset the arena"
            ) from None
        self._next = max(self._next, obj + 1)
        self.objects[obj] = (address, size)
        block = self.allocator.block_size(address)
        self._new, self._freed = (address, block), None
        self._did(f"a {obj} {size}")
        rounded = f", rounded up to {size_text(block)}" if block > size else ""
        self.story = (
            f"Object {obj} gets {size_text(size)} at {address:,}{rounded}. "
            f"The pointer moves from {top:,} to {self.top:,}; no search, no list."
        )
        return obj

    def free(self, obj: int) -> None:
        """Free a live object. Its bytes are dead: the pointer does not move back."""
        if obj not in self.objects:
            live = ", ".join(map(str, self.objects)) or "none"
            raise BadParameter(f"object {obj} is not live; live objects: {live}")
        address, _ = self.objects[obj]
        block = self.allocator.block_size(address)
        self.allocator.free(address)
        del self.objects[obj]
        self._new, self._freed = None, (address, block)
        self._did(f"f {obj}")
        self.story = (
            f"Object {obj} is freed, and nothing comes back: its {size_text(block)} at "
            f"{address:,} are dead. The pointer stays at {self.top:,}; "
            f"{size_text(self.dead_bytes)} are dead in all."
        )

    def reset(self) -> None:
        """Forget every object at once."""
        live = len(self.objects)
        freed = self.top
        self.allocator.reset()
        self.objects.clear()
        self._next, self._new, self._freed = 0, None, None
        self._did("reset")
        self.story = f"Reset: the pointer jumps back to 0 and {size_text(freed)} are free again" + (
            f", {count(live, 'live object')} included." if live else "."
        )

    def _did(self, action: str) -> None:
        self.actions.append(action)
        self.left_out = []

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The counters of the lab."""
        return (
            ("arena", size_text(self.allocator.heap_size)),
            ("pointer at", f"{self.top:,}"),
            ("live", size_text(self.live_bytes)),
            ("dead", size_text(self.dead_bytes)),
            ("left", size_text(self.left)),
        )

    def instant(self) -> Instant:
        """The arena as it is now."""
        rows = sorted((address, size, obj) for obj, (address, size) in self.objects.items())
        start, asked, objects = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        block = np.array([self.allocator.block_size(a) for a, _, _ in rows], dtype=np.int64)
        return Instant(
            start,
            block,
            asked,
            objects,
            base=0,
            end=self.allocator.heap_size,
            dead_end=self.top,
            new=self._new,
            freed=self._freed,
        )


def _in_words(action: str) -> str:
    match action.split():
        case ["a", obj, *size]:
            return f"allocate {size_text(parse_size(' '.join(size)))} as object {obj}"
        case ["f", obj]:
            return f"free object {obj}"
    return "reset the arena"
