"""The walk lab without its widgets: an address, and the way to its span on both layouts.

The same objects live on two heaps. On the sparse one C has the place of the second arena, so that
the heap lies in two pieces.
"""

from __future__ import annotations

import re
from typing import Any

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.foreign import Foreign, put
from golearn.layout.walk import Walk
from golearn.osmem.address_space import AddressSpace
from golearn.units import MIB

C_HAS = Foreign(0xC004000000, 1 * MIB)
"""C's memory: where the second arena would lie."""

OBJECTS = {
    "a list node": (24, True),
    "a large buffer": (100_000, False),
    "a short text": (48, False),
    "a dead object": (200_000, False),
    "a huge table": (60 * MIB, True),
    "an object behind it": (12 * MIB, False),
}
"""What lives on the heaps: size in bytes and whether it holds pointers."""

PLACES = {
    "the first byte of a list node": ("a list node", 0),
    "inside a large buffer": ("a large buffer", 70_000),
    "inside a huge table": ("a huge table", 50 * MIB + 8),
    "in the second arena": ("an object behind it", 4 * MIB + 24),
    "where an object died": ("a dead object", 64),
    "the tail behind the slots": ("a list node", 8191),
    "one byte too far": ("an object behind it", 24 * MIB),
}
"""Telling places: an object, and bytes from its start."""

C_PLACE = "C's memory"
NUMBER = "a number that is no address"
LAYOUTS = ("linear", "sparse")
_ADDRESS = re.compile(r"0x[0-9a-f]{1,16}|[0-9][0-9,_]*", re.IGNORECASE)


def parse_address(text: str) -> int:
    """An address from `0xc000012345` or a decimal number. Raises BadParameter."""
    words = text.strip()
    if not _ADDRESS.fullmatch(words) or len(words) > 30:
        raise BadParameter(f"address '{words[:40]}'; expected one such as 0xc000012345")
    value = int(words, 16) if words[:2].lower() == "0x" else int(re.sub("[,_]", "", words))
    if value >= 1 << 64:
        raise BadParameter(f"address '{words[:40]}'; an address has 64 bits")
    return value


class WalkModel:
    """Two heaps with the same objects. `walks` are those from `addresses`, by layout.

    `place` is the name of the place that was chosen last, empty for addresses that were typed.
    """

    def __init__(self, place: str = "in the second arena") -> None:
        space = AddressSpace()
        put(space, [C_HAS])
        self.heaps = {
            "linear": GoAllocator(layout=LinearLayout()),
            "sparse": GoAllocator(layout=SparseLayout(space)),
        }
        self.objects = {
            name: {what: go.malloc(*kind) for what, kind in OBJECTS.items()}
            for name, go in self.heaps.items()
        }
        self.dead = ("a dead object",)
        for name, go in self.heaps.items():
            for what in self.dead:
                go.free(self.objects[name][what])
            go.gc()
        self.addresses: dict[str, int] = {}
        self.walks: dict[str, Walk[Any]] = {}
        self.choose(place)

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places that can be chosen."""
        return (*PLACES, C_PLACE, NUMBER)

    @property
    def last(self) -> int:
        """Steps of the longer walk."""
        return max(len(walk.steps) for walk in self.walks.values())

    def choose(self, place: str) -> None:
        """Walk from a place by its name, on both heaps. Raises BadParameter."""
        if place not in self.places:
            raise BadParameter(f"no place '{place[:40]}'; expected one of {', '.join(self.places)}")
        found = {name: self.address_of(name, place) for name in LAYOUTS}
        for name, address in found.items():
            self.ask(name, address)
        self.place = place

    def address_of(self, layout: str, place: str) -> int:
        """Where a place is on one of the heaps."""
        if place in PLACES:
            what, offset = PLACES[place]
            return self.objects[layout][what] + offset
        return C_HAS.start + 64 if place == C_PLACE else 12_345

    def ask_alike(self, layout: str, address: int) -> None:
        """Walk from an address on one heap, and on the other from the same byte of its object.

        The other walk stays as it is if no object is or was there.
        """
        self.ask(layout, address)
        for what, start in self.objects[layout].items():
            if 0 <= address - start < OBJECTS[what][0]:
                for name in LAYOUTS:
                    self.ask(name, self.objects[name][what] + address - start)

    def ask(self, layout: str, address: int) -> None:
        """Walk from any address on one of the heaps. Raises BadParameter."""
        if not 0 <= address < 1 << 64:
            raise BadParameter(f"an address has 64 bits, from 0 on; {address} has not")
        self.walks[layout] = self.heaps[layout].heap.layout.walk(address)
        self.addresses[layout] = address
        self.place = ""
