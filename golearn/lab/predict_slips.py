"""Why an object does not lie where a learner thought: read off the model before the request.

Addresses are in bytes from the clean start.
"""

from __future__ import annotations

from golearn.goheap import GoAllocator, MSpan
from golearn.goheap.cycle_events import SpanFreed
from golearn.goheap.events import PagesTaken
from golearn.goheap.mheap import ARENA_BASE
from golearn.goheap.pagecache import CACHE_PAGES
from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    PAGE_SIZE,
    TINY_SIZE,
    TINY_SPAN_CLASS,
    make_span_class,
)
from golearn.lab.words import size_text
from golearn.realgo.compare import new_model
from golearn.replay import steps
from golearn.trace import Event, Op, Trace
from golearn.units import count


class Before:
    """The model's heap before the last event of `trace`, and who had which pages before."""

    def __init__(self, trace: Trace) -> None:
        self.go: GoAllocator = new_model()
        self.objects: dict[int, tuple[int, int]] = {}
        """Object → its address and size, until a collection finds it dead."""
        self.dropped: set[int] = set()
        """Those of them that nothing refers to."""
        self._given_back: dict[int, int] = {}
        """Address → pages of a span that a collection gave back."""
        self._collector: dict[int, int] = {}
        """Address → pages that a collection took for its own lists."""
        for step in steps(trace.head(len(trace) - 1), self.go):
            for event in step.happened:
                if isinstance(event, SpanFreed):
                    self._given_back[event.base - ARENA_BASE] = event.npages
                elif isinstance(event, PagesTaken) and step.event.op == Op.GC:
                    self._collector[event.base - ARENA_BASE] = event.npages
            self._note(step.event, step.address - ARENA_BASE)

    def _note(self, event: Event, address: int) -> None:
        if event.op <= Op.REALLOC:
            self.objects[event.object] = (address, event.size)
        elif event.op == Op.FREE:
            self.dropped.add(event.object)
        else:
            self.objects = {o: at for o, at in self.objects.items() if o not in self.dropped}
            self.dropped.clear()

    def passed_over(self, answer: int) -> str:
        """The free pages below a new span's, and who had them; empty if there are none."""
        if self._span(answer) is not None or not self._cached(answer):
            return ""
        given_back, collector = (
            [
                f"{count(n, 'page')} at {at(a)}"
                for a, n in sorted(pages.items())
                if self._free(a, answer)
            ]
            for pages in (self._given_back, self._collector)
        )
        told = [f"{', '.join(given_back)}, given back by a collection"] if given_back else []
        if collector:
            told.append(f"{', '.join(collector)}, which the collector had for lists of its own")
        if not told:
            return ""
        return (
            f"Passed over: {'; '.join(told)}. They are free in the page heap, but the P's page "
            "cache is asked first."
        )

    def _free(self, address: int, answer: int) -> bool:
        return address < answer and self._span(address) is None

    def slip(self, given: int, asked: Event, answer: int) -> str:
        """The first reason why `given` is wrong, as a sentence; empty if none is known."""
        holder = next((o for o, (a, n) in self.objects.items() if a <= given < a + max(n, 1)), None)
        if holder in self.dropped:
            return f"Object {holder} was dropped, but no collection has run: it still lies there."
        if holder is not None:
            return f"Object {holder} lies there."
        span = self._span(given)
        return self._no_span(given, answer) if span is None else self._in_span(span, given, asked)

    def _in_span(self, span: MSpan, given: int, asked: Event) -> str:
        slots = f"slots of {size_text(span.elemsize)}"
        if span.spanclass != _span_class(asked):
            kind = "without" if span.spanclass & 1 else "with"
            begin = at(span.base - ARENA_BASE)
            return f"The span at {begin} has {slots} {kind} pointers: another class."
        mcache = self.go.procs[self.go.processor].mcache
        if span.spanclass == TINY_SPAN_CLASS and asked.size < TINY_SIZE:
            block = mcache.tiny.base - ARENA_BASE
            if given // TINY_SIZE * TINY_SIZE == block:
                return f"The tiny block at {at(block)} goes on behind what is used of it, aligned."
            return f"The P fills the tiny block at {at(block)} now, and looks at no other."
        slot, into = divmod(given + ARENA_BASE - span.base, span.elemsize)
        if into or slot >= span.nelems:
            return f"No slot begins there: the span at {at(span.base - ARENA_BASE)} has {slots}."
        if not span.is_free(slot):
            return "What lay there is gone, but its slot is free only after a collection."
        if mcache.alloc[span.spanclass] is span:
            return "That slot is free, but a lower one is free too."
        return "That slot is free, but the P has another span of this class in hand."

    def _no_span(self, given: int, answer: int) -> str:
        span = self._span(answer)
        if span is not None:
            return f"No new page is needed: the span at {at(span.base - ARENA_BASE)} has room."
        page = given // PAGE_SIZE * PAGE_SIZE
        if page == answer // PAGE_SIZE * PAGE_SIZE:
            return "A new span hands out its first slot first."
        if self._cached(answer) and page < answer:
            for pages, told in (
                (self._given_back, "was given back to the page heap"),
                (self._collector, "was the collector's for a while; now the page heap has it"),
            ):
                if any(a <= page < a + n * PAGE_SIZE for a, n in pages.items()):
                    return f"The page at {at(page)} {told}, but the P's page cache is asked first."
        return f"A new span begins at the lowest page that is free for it, {at(answer)}."

    def _cached(self, address: int) -> bool:
        """Whether the page of `address` is in the page cache."""
        cache = self.go.procs[self.go.processor].pcache
        page = (address + ARENA_BASE - cache.base) // PAGE_SIZE
        return 0 <= page < CACHE_PAGES and bool(cache.cache >> page & 1)

    def _span(self, address: int) -> MSpan | None:
        return self.go.span_of(address + ARENA_BASE)


def _span_class(asked: Event) -> int:
    if asked.size < TINY_SIZE and not asked.pointers:
        return TINY_SPAN_CLASS
    small = asked.size <= MAX_SMALL_SIZE
    return make_span_class(GO_CLASSES.class_of(asked.size) if small else 0, not asked.pointers)


def at(address: int) -> str:
    """An address from the clean start on: `+0x30`."""
    return f"+{address:#x}"
