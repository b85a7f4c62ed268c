"""Misconceptions about the tasks of chapter 10, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from golearn.course.judges import Slip
from golearn.goheap.sizeclass import GO_CLASSES, PAGE_SIZE
from golearn.goheap.tiny import TINY_ALIGN

BLOCK = 16
"""Bytes of a tiny block."""


def _power(size: int) -> int:
    return int(min(8, 1 << (size - 1).bit_length()))


def _tiny(
    sizes: Sequence[int],
    keep: Callable[[int, int], bool] = lambda used, size: size < used,
    align: Callable[[int], int] = lambda size: TINY_ALIGN[size],
) -> list[int]:
    """Addresses of tiny objects; `keep(used, size)`: does the P go on with the new block?"""
    found: list[int] = []
    block, used, blocks = -1, BLOCK, 0
    for size in sizes:
        at = -(-used // align(size)) * align(size)
        if at + size <= BLOCK:
            found.append(block + at)
            used = at + size
            continue
        new = BLOCK * blocks
        blocks += 1
        found.append(new)
        if block < 0 or keep(used, size):
            block, used = new, size
    return found


def _packed(sizes: Sequence[int], align: Callable[[int], int]) -> list[int]:
    """Addresses behind each other, as if there were no blocks."""
    found, at = [], 0
    for size in sizes:
        at = -(-at // align(size)) * align(size)
        found.append(at)
        at += size
    return found


def _behind_old(sizes: Sequence[int]) -> list[int]:
    """As if a new block came behind the block in hand, not behind the last that was taken."""
    found: list[int] = []
    block, used = -BLOCK, BLOCK
    for size in sizes:
        at = -(-used // TINY_ALIGN[size]) * TINY_ALIGN[size]
        if at + size <= BLOCK:
            found.append(block + at)
            used = at + size
            continue
        found.append(block + BLOCK)
        if size < used:
            block, used = block + BLOCK, size
    return found


TINY = (
    Slip("alignment was forgotten", lambda sizes: _tiny(sizes, align=lambda size: 1)),
    Slip("everything was aligned to 8", lambda sizes: _tiny(sizes, align=lambda size: 8)),
    Slip(
        "the size was rounded up to a power of two for its alignment; 2 does not divide 3",
        lambda sizes: _tiny(sizes, align=_power),
    ),
    Slip(
        "the P always went on with the new block",
        lambda sizes: _tiny(sizes, keep=lambda used, size: True),
    ),
    Slip(
        "the P always stayed with the old block",
        lambda sizes: _tiny(sizes, keep=lambda used, size: False),
    ),
    Slip(
        "of two equally full blocks the new one was kept",
        lambda sizes: _tiny(sizes, keep=lambda used, size: size <= used),
    ),
    Slip(
        "the P went on with the fuller of the two blocks",
        lambda sizes: _tiny(sizes, keep=lambda used, size: size > used),
    ),
    Slip(
        "every object got a slot of its own", lambda sizes: [BLOCK * i for i in range(len(sizes))]
    ),
    Slip(
        "objects crossed from one block into the next",
        lambda sizes: _packed(sizes, lambda size: TINY_ALIGN[size]),
    ),
    Slip(
        "objects were put behind each other without a gap",
        lambda sizes: _packed(sizes, lambda _: 1),
    ),
    Slip(
        "alignment was worked out from how large the size is, not from what divides it",
        lambda sizes: _tiny(sizes, align=lambda size: next(a for a in (8, 4, 2, 1) if size >= a)),
    ),
    Slip(
        "everything was aligned to 2 at least; odd sizes may begin anywhere",
        lambda sizes: _tiny(sizes, align=lambda size: max(2, TINY_ALIGN[size])),
    ),
    Slip(
        "objects were put 8 bytes apart, in classes; tiny ones share a block",
        lambda sizes: [8 * i for i in range(len(sizes))],
    ),
    Slip(
        "this is where objects end, not where they begin",
        lambda sizes: [at + size for at, size in zip(_tiny(sizes), sizes, strict=True)],
    ),
    Slip(
        "the first block was taken to begin at 16; it begins at 0",
        lambda sizes: [at + BLOCK for at in _tiny(sizes)],
    ),
    Slip("a new block was put behind the block in hand; that place may be taken", _behind_old),
)


def _slot(n: int, slots: int, size: int, span: int) -> int:
    return n // slots * span + n % slots * size


SLOT_ADDRESS = (
    Slip("spans had no tail: slots went on across their ends", lambda n, size, span: n * size),
    Slip(
        "objects were counted from 1",
        lambda n, size, span: _slot(n - 1, span // size, size, span),
    ),
    Slip(
        "the tail was counted as one more slot; no object fits there",
        lambda n, size, span: _slot(n, -(-span // size), size, span),
    ),
    Slip(
        "every span had one page; `span` says how long it is",
        lambda n, size, span: _slot(n, max(PAGE_SIZE // size, 1), size, PAGE_SIZE),
    ),
    Slip(
        "the last slot of a span was left out",
        lambda n, size, span: _slot(n, max(span // size - 1, 1), size, span),
    ),
    Slip(
        "the number of the span was returned, not an address",
        lambda n, size, span: n // (span // size),
    ),
    Slip(
        "no more than two spans were thought of",
        lambda n, size, span: n * size if n < span // size else span + (n - span // size) * size,
    ),
    Slip("every object had a span of its own", lambda n, size, span: n * span),
    Slip(
        "the number of the slot was added, not its bytes",
        lambda n, size, span: n // (span // size) * span + n % (span // size),
    ),
    Slip(
        "the span was left out: this is the offset in it",
        lambda n, size, span: n % (span // size) * size,
    ),
    Slip(
        "the slot was left out: this is the start of its span",
        lambda n, size, span: n // (span // size) * span,
    ),
    Slip(
        "this is the end of the slot, not its start",
        lambda n, size, span: _slot(n, span // size, size, span) + size,
    ),
)

Requests = Sequence[tuple[int, bool]]


def _spans(
    requests: Requests, key: Callable[[int, bool], Hashable], step: int = PAGE_SIZE
) -> list[int]:
    """Addresses of spans, where requests with the same key share one."""
    seen: dict[Hashable, int] = {}
    return [seen.setdefault(key(*request), len(seen) * step) for request in requests]


def _class(size: int, pointers: bool) -> Hashable:
    return GO_CLASSES.class_of(size), pointers


def _by_order(requests: Requests) -> list[int]:
    """As if spans lay in the order of their classes, whoever came first."""
    order = sorted({(GO_CLASSES.class_of(size), pointers) for size, pointers in requests})
    return [order.index((GO_CLASSES.class_of(s), p)) * PAGE_SIZE for s, p in requests]


def _left_for_good(requests: Requests) -> list[int]:
    """As if a P had one span in hand, whatever its class."""
    keys = [_class(*request) for request in requests]
    changes = [i > 0 and keys[i - 1] != key for i, key in enumerate(keys)]
    return [PAGE_SIZE * sum(changes[: i + 1]) for i in range(len(keys))]


FIRST_SPANS = (
    Slip(
        "each size had its own span; sizes of one class share it",
        lambda requests: _spans(requests, lambda size, pointers: (size, pointers)),
    ),
    Slip(
        "pointers made no difference; objects with and without lie in spans apart",
        lambda requests: _spans(requests, lambda size, pointers: GO_CLASSES.class_of(size)),
    ),
    Slip(
        "each object had its own span",
        lambda requests: [i * PAGE_SIZE for i in range(len(requests))],
    ),
    Slip(
        "classes were taken to be powers of two",
        lambda requests: _spans(requests, lambda size, p: ((size - 1).bit_length(), p)),
    ),
    Slip(
        "a size that is a class was sent to the next class up",
        lambda requests: _spans(requests, lambda size, p: _class(size + 1, p)),
    ),
    Slip(
        "sizes were rounded down to a class",
        lambda requests: _spans(requests, lambda size, p: (GO_CLASSES.class_of(size + 1) - 1, p)),
    ),
    Slip(
        "every multiple of 16 was taken for a class",
        lambda requests: _spans(requests, lambda size, p: (-(-size // 16), p)),
    ),
    Slip(
        "only pointers were looked at, not the size",
        lambda requests: _spans(requests, lambda size, p: p),
    ),
    Slip("a span was left for good when a request of another class came", _left_for_good),
    Slip("a span was 1,024 bytes; it has a page", lambda requests: _spans(requests, _class, 1024)),
    Slip(
        "a page was 4,096 bytes; Go's have 8,192", lambda requests: _spans(requests, _class, 4096)
    ),
    Slip("spans were numbered; they have addresses", lambda requests: _spans(requests, _class, 1)),
    Slip("spans lay in the order of their classes, not of the first requests", _by_order),
    Slip(
        "pages were counted from 1",
        lambda requests: [at + PAGE_SIZE for at in _spans(requests, _class)],
    ),
    Slip("all requests shared one span", lambda requests: [0] * len(requests)),
)
