"""Misconceptions about slots and lists, chapter 06, and the answers that they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from golearn.course.judges import Slip

# --- the window -------------------------------------------------------------------------------

Slot = tuple[int, int, int] | None


def _zeros(window: int) -> int:
    """Zeros below the lowest 1; 64 for a window without one."""
    return (window & -window).bit_length() - 1 if window else 64


def _slot(rule: Callable[[int, int, int], tuple[int, int, int]]) -> Callable[[int, int], Slot]:
    """A way to take a slot, which is right about an empty window."""
    return lambda freeindex, window: rule(freeindex, window, _zeros(window)) if window else None


def _ones_are_used(freeindex: int, window: int) -> Slot:
    n = _zeros(~window)
    return freeindex + n, freeindex + n + 1, window >> (n + 1)


TAKE_SLOT = (
    Slip(
        "the search began at the highest bit; slot `freeindex` is the lowest",
        _slot(
            lambda f, w, n: (
                f + 64 - w.bit_length(),
                f + 65 - w.bit_length(),
                w >> 65 - w.bit_length(),
            )
        ),
    ),
    Slip(
        "the highest 1 was taken, not the lowest",
        _slot(lambda f, w, n: (f + w.bit_length() - 1, f + w.bit_length(), w >> w.bit_length())),
    ),
    Slip("a 1 was read as a used slot; in `allocCache` it is a free one", _ones_are_used),
    Slip(
        "the window was shifted by one place, however far the slot was",
        _slot(lambda f, w, n: (f + n, f + n + 1, w >> 1)),
    ),
    Slip(
        "the window was shifted up to the slot, but not past it",
        _slot(lambda f, w, n: (f + n, f + n + 1, w >> n)),
    ),
    Slip(
        "the bit was cleared, and the window not shifted",
        _slot(lambda f, w, n: (f + n, f + n + 1, w & w - 1)),
    ),
    Slip("the window was left as it was", _slot(lambda f, w, n: (f + n, f + n + 1, w))),
    Slip("`freeindex` was not added", _slot(lambda f, w, n: (n, n + 1, w >> n + 1))),
    Slip(
        "the new `freeindex` is the slot itself; it lies one behind",
        _slot(lambda f, w, n: (f + n, f + n, w >> n + 1)),
    ),
    Slip(
        "`freeindex` went up by one, however far the slot was",
        _slot(lambda f, w, n: (f + n, f + 1, w >> n + 1)),
    ),
    Slip(
        "slot `freeindex` was taken without a look at its bit",
        _slot(lambda f, w, n: (f, f + 1, w >> 1)),
    ),
    Slip(
        "zeros were counted one too many: bit_length of a 1 is 1",
        _slot(lambda f, w, n: (f + n + 1, f + n + 2, w >> n + 2)),
    ),
    Slip(
        "the old `freeindex` was not added to the new one",
        _slot(lambda f, w, n: (f + n, n + 1, w >> n + 1)),
    ),
    Slip(
        "only the first 8 bits were looked at; a window has up to 64",
        lambda f, w: (f + _zeros(w), f + _zeros(w) + 1, w >> _zeros(w) + 1) if w & 255 else None,
    ),
    Slip(
        "slot `freeindex` itself was left out",
        lambda f, w: (f + (n := _zeros(w & ~1)), f + n + 1, w >> n + 1) if w & ~1 else None,
    ),
    Slip(
        "an empty window was not thought of",
        lambda f, w: (f + _lowest(w), f + _lowest(w) + 1, w >> _lowest(w) + 1),
    ),
)


def _lowest(window: int) -> int:
    return (window & -window).bit_length() - 1


# --- visits -----------------------------------------------------------------------------------


def _moving(slots: int, processors: Sequence[int]) -> int:
    """Visits if a span went back whenever another P runs."""
    visits, left, last = 0, 0, -1
    for p in processors:
        if p != last or not left:
            visits, left = visits + 1, slots
        last, left = p, left - 1
    return visits


def _per_p(rule: Callable[[int, int], int]) -> Callable[[int, Sequence[int]], int]:
    """Visits if a P with n requests makes rule(n, slots) of them."""
    return lambda slots, processors: sum(rule(n, slots) for n in Counter(processors).values())


CENTRAL_VISITS: tuple[Slip, ...] = (
    Slip(
        "all Ps shared one span",
        lambda slots, processors: -(-len(processors) // slots),
    ),
    Slip("each P had a span from the start", _per_p(lambda n, slots: (n - 1) // slots)),
    Slip("every request went to the central list", lambda slots, processors: len(processors)),
    Slip("a P went there once only", _per_p(lambda n, slots: 1)),
    Slip("a P gave its span back when another P ran; it keeps what it has in hand", _moving),
    Slip(
        "a P went there as soon as its span was full, not when it needed the next slot",
        _per_p(lambda n, slots: n // slots + 1),
    ),
    Slip(
        "the request that makes a P go there took no slot of the new span",
        _per_p(lambda n, slots: -(-n // (slots + 1))),
    ),
    Slip(
        "only changes from one P to another were counted",
        lambda slots, processors: sum(
            i == 0 or processors[i - 1] != p for i, p in enumerate(processors)
        ),
    ),
    Slip(
        "the P with the most visits was counted alone",
        lambda slots, processors: max(
            (-(-n // slots) for n in Counter(processors).values()), default=0
        ),
    ),
    Slip("only full spans were counted", _per_p(lambda n, slots: n // slots)),
)
