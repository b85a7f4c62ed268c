"""Cases for the exercises of chapter 10, and what is right in each of them.

Offsets and addresses are bytes from the clean start: no span in hand, no free page.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.goheap.sizeclass import GO_CLASSES, PAGE_SIZE, TINY_SIZE
from golearn.goheap.tiny import TinyBlock

TINY_SIZES = st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 12, 15))


def tiny_addresses(sizes: Sequence[int]) -> list[int]:
    """Where tiny objects go, with blocks of 16 bytes one behind the other from 0 on."""
    tiny, blocks = TinyBlock(), 0
    found = []
    for size in sizes:
        address = tiny.fit(size)
        if not address:
            # Addresses start at one block, since base 0 means that there is no block.
            blocks += 1
            address = blocks * TINY_SIZE
            tiny.consider(address, size)
        found.append(address - TINY_SIZE)
    return found


@st.composite
def slot_calls(draw: DrawFn) -> tuple[int, int, int]:
    """(n, slot size, span bytes) of one of Go's classes; n often near the end of a span."""
    row = GO_CLASSES[draw(st.sampled_from((3, 5, 8, 24, 32, 36, 48, 60, 67)))]
    full = draw(st.integers(0, 3)) * row.objects
    return full + draw(st.integers(0, row.objects - 1)), row.size, row.npages * PAGE_SIZE


def slot_address(n: int, size: int, span: int) -> int:
    """Where object number `n` of a class goes, with spans one behind the other from 0 on."""
    slots = span // size
    return n // slots * span + n % slots * size


@st.composite
def span_calls(draw: DrawFn) -> tuple[list[tuple[int, bool]]]:
    """Small requests (size, pointers) of few different classes, at most one span of each."""
    sizes = st.sampled_from((16, 24, 28, 40, 48, 100, 112, 1024))
    request = st.tuples(sizes, st.booleans()).map(lambda r: (r[0], r[0] < 100 or r[1]))
    return (draw(st.lists(request, min_size=1, max_size=7)),)


def first_spans(requests: Sequence[tuple[int, bool]]) -> list[int]:
    """The address of each request's span, with spans of one page."""
    spans: dict[tuple[int, bool], int] = {}
    for size, pointers in requests:
        spans.setdefault((GO_CLASSES.class_of(size), pointers), len(spans) * PAGE_SIZE)
    return [spans[GO_CLASSES.class_of(size), pointers] for size, pointers in requests]
