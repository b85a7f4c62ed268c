"""The page heap lab without its widgets: Go's allocator, seen as pages.

Every action leaves a scene, so that one can go back and look again.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.errors import BadParameter, GolearnError
from golearn.goheap import GoAllocator
from golearn.goheap.descent import Descent, descend
from golearn.goheap.events import PagesTaken
from golearn.goheap.pagealloc import MAX_ADDR, PageAlloc
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.script_lines import numbered_lines
from golearn.lab.settings_model import parse_size
from golearn.lab.words import size_text
from golearn.plots.page_runs import PageRun, count_pages, page_runs
from golearn.units import MIB, count, human_bytes

MAX_HEAP = 128 * MIB
MOST_TOLD = 12
"""Lines of a story at most."""

MOST_LINES = 400
"""Lines of a script at most."""

GRAMMAR = "a ID SIZE [p], f ID, gc, scavenge or free-os-memory"
"""What a line of a script is; p: with pointers."""

SCRIPTS = {
    "a span's life": """\
a 0 100 KiB
a 1 24 p
a 2 3 MiB
a 3 200 KiB
f 2
gc
scavenge
gc
scavenge
a 4 800 KiB
""",
    "holes": """\
a 0 160 KiB
a 1 160 KiB
a 2 400 KiB
a 3 160 KiB
a 4 240 KiB
a 5 160 KiB
f 0
f 2
f 4
gc
a 6 200 KiB
a 7 240 KiB
a 8 600 KiB
""",
    "a deep search": "\n".join(
        [f"a {i} {3968 if i % 8 == 3 else 4096} KiB" for i in range(20)]
        + ["f 7", "f 13", "gc", "a 20 1 MiB", "a 21 2 MiB", "a 22 100 KiB", "a 23 4000 KiB"]
    ),
    "page cache": "\n".join(
        [f"a {i} {size}" for i, size in enumerate([8192, 8192, 32768, 24, 200_000, 8192, 131_072])]
    ),
}
"""Names and texts of the scripts to choose from. Size as in traces, or with KiB and MiB."""


@dataclass(frozen=True)
class Scene:
    """What the lab shows after one action."""

    says: str
    story: tuple[str, ...]
    runs: tuple[PageRun, ...]
    taken: tuple[int, int] | None
    """(first page, pages) that became a span now."""
    search: Descent | None
    """The search in the tree, if there was one."""
    facts: tuple[tuple[str, str], ...]


def shortened(lines: list[str]) -> tuple[str, ...]:
    """The lines, or of a long story its beginning and its end."""
    if len(lines) <= MOST_TOLD:
        return tuple(lines)
    head, tail = lines[: MOST_TOLD - 4], lines[-3:]
    return (*head, f"… and so on, {len(lines) - len(head) - len(tail)} times …", *tail)


class WatchedPages(PageAlloc):
    """A page allocator that keeps the searches it makes."""

    def __init__(self) -> None:
        super().__init__()
        self.searches: list[Descent] = []

    def alloc(self, npages: int) -> tuple[int, int]:
        """As in the base class."""
        if self.end:
            self.searches.append(descend(self, npages))
        return super().alloc(npages)


class PageHeapModel:
    """A heap to allocate from, collect and scavenge, action by action.

    `scenes` has one entry per action, the first for the empty heap; `actions` has a line for
    each action, as in a script. What fails raises a
    GolearnError with one line of text and leaves no scene.
    """

    def __init__(self, script: str = "a span's life") -> None:
        self._last = -1
        self.run(SCRIPTS.get(script, script))

    @property
    def text(self) -> str:
        """What was done, as a script."""
        return "".join(f"{action}\n" for action in self.actions)

    def reset(self) -> None:
        """An empty heap."""
        self._begin()
        self._note("An empty heap: no page has been asked for.")

    def run(self, text: str) -> None:
        """Start from an empty heap and do what a script says, one action a line.

        `a ID SIZE [p]`, `f ID` and `gc` as in a trace; `scavenge` works towards the goal;
        `free-os-memory` collects and returns all. The heap stays as it was if a line is wrong.
        """
        before = self.__dict__.copy()
        try:
            self.reset()
            for number, line in numbered_lines(text, MOST_LINES):
                self._line(number, line.split())
        except GolearnError:
            if before:
                self.__dict__ = before
            raise

    def allocate(self, size: int, pointers: bool = False) -> int:
        """Allocate an object of `size` bytes; its number."""
        return self._allocate(size, pointers, self._last + 1)

    def _allocate(self, size: int, pointers: bool, obj: int, typed: str = "") -> int:
        self._watch()
        address = self.go.malloc(size, pointers)
        self.objects[obj] = (address, size)
        self._last = max(obj, self._last)
        self.actions.append(typed or f"a {obj} {size}{' p' if pointers else ''}")
        kind = " with pointers" if pointers else ""
        self._note(f"allocate {size_text(size)}{kind} as object {obj}", allocates=True)
        return obj

    def drop(self, obj: int) -> None:
        """Drop the last reference to an object. Its memory comes back with a collection."""
        if obj not in self.objects:
            live = ", ".join(map(str, self.objects)) or "none"
            raise BadParameter(f"object {obj} is not live; live objects: {live}")
        self._watch()
        self.go.free(self.objects.pop(obj)[0])
        self.actions.append(f"f {obj}")
        self._note(f"drop object {obj}")

    def collect(self) -> None:
        """Collect, and sweep all."""
        self._watch()
        self.go.gc()
        self.actions.append("gc")
        self._note("collect")

    def scavenge(self) -> None:
        """Let the background scavenger work until its goal is reached."""
        self._watch()
        released = self.go.scavenge()
        self.actions.append("scavenge")
        goal = self.go.heap.scavenger.goal
        why = "no goal is set" if goal is None else f"the goal is to keep {human_bytes(goal)}"
        if not released:
            why += ": nothing to do"
        self._note(f"scavenge: {human_bytes(released)} returned; {why}")

    def return_all(self) -> None:
        """`debug.FreeOSMemory`: collect, and return every free page."""
        self._watch()
        released = self.go.free_os_memory()
        self.actions.append("free-os-memory")
        self._note(f"debug.FreeOSMemory: {human_bytes(released)} returned")

    def _begin(self) -> None:
        self.go = GoAllocator(max_heap=MAX_HEAP)
        self.pages = self.go.heap.pages = WatchedPages()
        self.objects: dict[int, tuple[int, int]] = {}
        """Live object → its address and size in bytes."""
        self.scenes: list[Scene] = []
        self.actions: list[str] = []
        self._last = -1

    def _line(self, number: int, words: list[str]) -> None:
        match words:
            case ["a", obj, *size] if obj.isdecimal() and size:
                pointers = size[-1] == "p"
                self._new_object(int(obj), number)
                nbytes = parse_size(" ".join(size[: len(size) - pointers]), f"line {number}, size")
                self._allocate(nbytes, pointers, int(obj), " ".join(words))
            case ["f", obj] if obj.isdecimal():
                self.drop(int(obj))
            case ["gc"]:
                self.collect()
            case ["scavenge"]:
                self.scavenge()
            case ["free-os-memory"]:
                self.return_all()
            case _:
                raise BadParameter(f"line {number} '{' '.join(words)[:40]}'; expected {GRAMMAR}")

    def _new_object(self, obj: int, number: int) -> None:
        if obj in self.objects:
            raise BadParameter(f"line {number}: object {obj} is live already")

    def _watch(self) -> None:
        self.go.watch = []
        self.pages.searches.clear()

    def _note(self, says: str, allocates: bool = False) -> None:
        events = self.go.watch or []
        taken = search = None
        if allocates:  # a collection takes pages too, but for its own lists
            for event in events:
                if isinstance(event, PagesTaken):
                    taken = ((event.base - self.go.heap.base) // PAGE_SIZE, event.npages)
            search = self.pages.searches[0] if self.pages.searches else None
        runs = tuple(page_runs(self.go))
        story = shortened([str(event) for event in events])
        self.scenes.append(Scene(says, story, runs, taken, search, self._facts(runs)))
        self.go.watch = None

    def _facts(self, runs: tuple[PageRun, ...]) -> tuple[tuple[str, str], ...]:
        stats, counts = self.go.mem_stats(), count_pages(list(runs))
        hint = self.pages.search_addr
        return (
            ("HeapInuse", human_bytes(stats.heap_inuse)),
            ("HeapIdle", human_bytes(stats.heap_idle)),
            ("of it HeapReleased", human_bytes(stats.heap_released)),
            ("in the page cache", count(counts["cached"], "page")),
            ("nothing free below", "–" if hint == MAX_ADDR else f"{hint:#x}"),
            ("heap lock taken", f"{self.go.locks.heap_acquired:,} times"),
        )
