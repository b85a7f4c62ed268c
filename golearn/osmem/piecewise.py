"""A value for every address: few changes, however many addresses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Generic, TypeVar

V = TypeVar("V")


class Piecewise(Generic[V]):
    """Pieces of [0, `limit`), each with one value; neighbours with equal values are one piece.

    Everything has the value `default` at first. Addresses in bytes.
    """

    def __init__(self, limit: int, default: V) -> None:
        self.limit = limit
        self._starts = [0]
        self._values = [default]

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self._starts)

    def at(self, address: int) -> V:
        """The value at one address."""
        return self._values[bisect_right(self._starts, address) - 1]

    def span(self, address: int) -> tuple[int, int]:
        """(start, end) of the piece that holds an address."""
        i = bisect_right(self._starts, address)
        return self._starts[i - 1], self._starts[i] if i < len(self._starts) else self.limit

    def parts(self, start: int, end: int) -> list[tuple[int, int, V]]:
        """(start, end, value) of the pieces that overlap [start, end), clipped to it."""
        starts, values = self._starts, self._values
        first = bisect_right(starts, start) - 1
        last = bisect_left(starts, end)
        edges = [start, *starts[first + 1 : last], end]
        return list(zip(edges[:-1], edges[1:], values[first:last], strict=True))

    def put(self, start: int, end: int, value: V) -> None:
        """Give [start, end) this value."""
        starts, values = self._starts, self._values
        i, j = bisect_left(starts, start), bisect_left(starts, end)
        differs = i == 0 or values[i - 1] != value
        if i == j and not differs:
            return  # inside of a piece that has it
        at, new = ([start], [value]) if differs else ([], [])
        if j < len(starts) and starts[j] == end:
            if values[j] == value:
                j += 1
        elif end < self.limit and values[j - 1] != value:
            at.append(end)
            new.append(values[j - 1])
        starts[i:j] = at
        values[i:j] = new

    def downward(self, top: int) -> Iterator[tuple[int, int, V]]:
        """(start, end, value) of the pieces below `top`, the highest first."""
        end = top
        for i in range(bisect_left(self._starts, top) - 1, -1, -1):
            yield self._starts[i], end, self._values[i]
            end = self._starts[i]
