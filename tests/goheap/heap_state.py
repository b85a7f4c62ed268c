"""Everything that a heap consists of, as plain values that can be compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from golearn.goheap import GoAllocator, MSpan
from golearn.goheap.mheap import MHeap
from golearn.goheap.pagealloc import PageAlloc

PLAIN = (bool, int, float, str, bytes, bytearray, type(None))


def heap_state(go: GoAllocator) -> Any:
    """All that is reachable from the allocator, but for what nobody reads any more.

    That is the window of a span without free slots, how many summaries the last request looked
    at, which parts of the tree of summaries are still to be made, and where the last span went.
    """
    go.spans()  # whatever was left for later is done now
    return _plain(go, {})


def differences(a: Any, b: Any, path: str = "") -> Iterator[str]:
    """Where two states differ."""
    if type(a) is not type(b) or (isinstance(a, list) and len(a) != len(b)):
        yield f"{path}: {a!r:.60} is not {b!r:.60}"
    elif isinstance(a, dict):
        for key in a.keys() | b.keys():
            yield from differences(a.get(key), b.get(key), f"{path}.{key}")
    elif isinstance(a, list):
        for i, pair in enumerate(zip(a, b, strict=True)):
            yield from differences(*pair, f"{path}[{i}]")
    elif a != b:
        yield f"{path}: {a!r:.60} is not {b!r:.60}"


def _plain(value: Any, seen: dict[int, int]) -> Any:
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, np.ndarray):
        return value.tolist()
    if id(value) in seen:
        return f"object {seen[id(value)]}"
    seen[id(value)] = len(seen)
    if isinstance(value, dict):
        return {key: _plain(value[key], seen) for key in sorted(value)}
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, (list, tuple, deque)):
        return [_plain(item, seen) for item in value]
    parts = dict(_parts(value))
    return {name: _plain(parts[name], seen) for name in sorted(parts)}


def _parts(value: Any) -> Iterable[tuple[str, Any]]:
    slots = [name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ())]
    names = {*slots, *getattr(value, "__dict__", ())} - {"_placed_in"}
    if isinstance(value, MHeap):
        names |= {"central"}  # made when somebody asks
    if isinstance(value, MSpan) and value.freeindex == value.nelems:
        names -= {"alloc_cache"}
    if isinstance(value, PageAlloc):
        names -= {"visited", "_stale", "_tree", "leaves"}
        levels = [{i: entry for i, entry in level.items() if entry} for level in value.summary]
        yield "tree", levels
    for name in names:
        if hasattr(value, name):
            yield name, getattr(value, name)
