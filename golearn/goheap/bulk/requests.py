"""A batch of requests: which span class serves each, and which tiny objects share a block.

All of it follows from the trace alone; no address is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.tables import LARGE, SCAN_CLASS, Bools, Ints
from golearn.goheap.bulk.tiny import Packing, pack
from golearn.goheap.p import P
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, TINY_SIZE, TINY_SPAN_CLASS


class Packed:
    """The tiny objects of one P: which requests they are, and how they are packed."""

    def __init__(self, p: P, request: Ints, packing: Packing) -> None:
        self.p, self.request, self.packing = p, request, packing
        self.fits = np.flatnonzero(packing.fits)
        """Which of them share a block that was there already."""
        self.shared = request.take(self.fits)
        """The requests that these are."""

    def place(self, address: Ints) -> None:
        """Give those their addresses, from the blocks' own; and remember the last block."""
        tiny, packing = self.p.mcache.tiny, self.packing
        opened = address[self.request.take(np.flatnonzero(packing.opens))]
        bases = np.concatenate((np.array([tiny.base]), opened))
        block = np.cumsum(packing.opens).take(self.fits)
        address[self.shared] = bases.take(block) + packing.offset.take(self.fits)
        tiny.base, tiny.offset = int(bases[-1]), int(packing.state[-1])


class Requests:
    """Requests in order, counted from 0. `proc` is which P makes each, or all of them."""

    def __init__(
        self, size: Ints, pointers: Bools, proc: NDArray[np.int16] | int, procs: Sequence[P]
    ) -> None:
        self.size = size
        self.proc = proc
        self.groups = len(procs) * NUM_SPAN_CLASSES
        """A group is a P and a span class: `group = P * 136 + span class`."""
        noscan = ~pointers
        spanclass = SCAN_CLASS.take(size, mode="clip") + noscan.view(np.uint8)
        unclassed = np.flatnonzero(spanclass <= LARGE[-1])
        self.large = unclassed[size[unclassed] > 0]
        """Requests for spans of their own."""
        self.large_class: Ints = spanclass[self.large].astype(np.int64)
        self.empty = unclassed[size[unclassed] == 0]
        """Requests for nothing."""
        short = np.flatnonzero(size < TINY_SIZE)  # two steps: numpy is slow with masks of few
        tiny = short.take(np.flatnonzero(noscan.take(short)))
        self.tiny: Ints = tiny[size[tiny] > 0] if len(self.empty) else tiny
        spanclass[self.tiny] = TINY_SPAN_CLASS
        self.group = self._groups(spanclass)
        """Whose slots each request takes from; `groups` if it takes none, shape (requests,)."""
        self.group[unclassed] = self.groups
        self.packed = list(self._packed(procs))
        for packed in self.packed:
            self.group[packed.shared] = self.groups

    def __len__(self) -> int:
        return len(self.size)

    def _groups(self, spanclass: NDArray[np.uint8]) -> NDArray[Any]:
        if self.groups <= 0xFF:
            return spanclass
        proc = np.asarray(self.proc, dtype=np.int64)
        return (proc * NUM_SPAN_CLASSES + spanclass).astype(np.min_scalar_type(self.groups))

    def _packed(self, procs: Sequence[P]) -> Iterator[Packed]:
        for p in procs:
            mine = self.tiny
            if not isinstance(self.proc, int):
                mine = mine[self.proc[mine] == p.id]
            elif self.proc != p.id:
                continue
            if len(mine):
                yield Packed(p, mine, pack(self.size[mine], p.mcache.tiny.offset))

    def shared_by(self, p: P) -> Ints:
        """The requests of a P for tiny objects that share a block."""
        found = [packed.shared for packed in self.packed if packed.p is p]
        return found[0] if found else self.tiny[:0]

    def procs_of(self, request: Ints) -> NDArray[np.int16] | int:
        """Which P makes each of these requests, or all of them."""
        return self.proc if isinstance(self.proc, int) else self.proc[request]
