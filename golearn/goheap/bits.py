"""Runs of one-bits in an integer: what every search for free pages comes down to.

Go packs such bits into 64-bit words (`runtime/mpallocbits.go`, Go 1.21.13). A Python integer
is a bitmap of any width, so one function serves a page cache of 64 pages and a chunk of 512.
Bit 0 is the lowest page.
"""

from __future__ import annotations


def mask(count: int, start: int = 0) -> int:
    """`count` one-bits from bit `start` up."""
    return ((1 << count) - 1) << start


def trailing_zeros(bits: int) -> int:
    """Index of the lowest one-bit; `bits` must not be 0."""
    return (bits & -bits).bit_length() - 1


def run_starts(bits: int, length: int) -> int:
    """A bit for every place where at least `length` one-bits begin.

    Each step shrinks all runs from above by as much as the last step has proved to be there.
    """
    proved = 1
    while proved < length and bits:
        step = min(proved, length - proved)
        bits &= bits >> step
        proved += step
    return bits


def first_run(bits: int, length: int) -> int:
    """Where the lowest run of at least `length` one-bits begins, or -1."""
    starts = run_starts(bits, length)
    return trailing_zeros(starts) if starts else -1


def longest_run(bits: int) -> int:
    """Length of the longest run of one-bits: double it as long as possible, then refine."""
    if not bits:
        return 0
    length = 1
    while longer := bits & bits >> length:
        bits = longer
        length *= 2
    step = length // 2
    while step:
        if longer := bits & bits >> step:
            bits = longer
            length += step
        step //= 2
    return length
