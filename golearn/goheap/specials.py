"""Records about single objects that concern nobody else; here finalizers.

Source: `runtime/mheap.go` (`addspecial`), `runtime/mgcsweep.go` (`sweep`) and `runtime/mfinal.go`,
Go 1.21.13.

`pageSpecials` says which spans have any: the marker visits those, as what a finalizer can reach
must stay, and the sweep goes through their records first. A dead object with a finalizer is kept
for one more cycle, since the finalizer is going to use it.

Not here: profiling records, and the memory in which the runtime calls the finalizers.
"""

from __future__ import annotations

from bisect import insort

from golearn.errors import BadParameter
from golearn.goheap.cycle_events import FinalizerQueued
from golearn.goheap.mspan import MSpan
from golearn.layout import Layout


class Specials:
    """The finalizers of one heap. `layout` hears which spans have any."""

    def __init__(self, layout: Layout[MSpan]) -> None:
        self.layout = layout
        self.of: dict[int, list[int]] = {}
        """By a span's base: addresses of its objects with a finalizer, ascending."""
        self.queue: list[int] = []
        """Objects that were found dead and whose finalizer has yet to run."""

    def add(self, span: MSpan, address: int) -> None:
        """The object at `address` gets a finalizer. Raises BadParameter if it has one."""
        addresses = self.of.setdefault(span.base, [])
        if address in addresses:
            raise BadParameter(f"the object at {address:#x} has a finalizer already")
        insort(addresses, address)
        self.layout.note_specials(span, True)

    def sweep(self, span: MSpan) -> list[FinalizerQueued]:
        """Before a span is swept: mark its dead objects with finalizers, and queue those."""
        addresses = self.of.get(span.base, [])
        dead = [a for a in addresses if not span.gcmark_bits >> span.index_of(a) & 1]
        for address in dead:
            span.mark(span.index_of(address))
            addresses.remove(address)
        if dead and not addresses:
            del self.of[span.base]
            self.layout.note_specials(span, False)
        self.queue += dead
        return [FinalizerQueued(address) for address in dead]

    def take_queue(self) -> list[int]:
        """Objects whose finalizers run now; nothing keeps them any longer."""
        queue, self.queue = self.queue, []
        return queue
