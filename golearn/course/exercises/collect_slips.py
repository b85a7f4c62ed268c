"""Misconceptions about the tasks of chapter 04, and the answers that they give."""

from __future__ import annotations

from golearn.course.exercises.collect_cases import Refs
from golearn.course.judges import Slip
from golearn.sandbox.player import OutOfTime

Roots = list[int | None]
Slots = list[tuple[int, bool]]
Heap = tuple[Roots, Refs]


def _held(refs: Roots) -> list[int]:
    return [ref for ref in refs if ref is not None]


def _reached(roots: Roots, refs: Refs, steps: int = 99, nil_is_0: bool = False) -> list[int]:
    """What can be reached in so many steps, in the order in which it is found."""
    found = list(dict.fromkeys(root for root in _held(roots) if root or not nil_is_0))
    for _ in range(steps):
        more = [ref for obj in found for ref in _held(refs[obj]) if ref or not nil_is_0]
        if set(more) <= set(found):
            break
        found = list(dict.fromkeys(found + more))
    return found


def _again(roots: Roots, refs: Refs, no_end: type[Exception]) -> list[int]:
    """Marks without asking what is marked; raises `no_end` where that never ends."""
    grey, found = _held(roots), []
    for obj in grey:
        if len(grey) > min(len(refs), 8) ** 6 + len(roots):
            raise no_end
        found.append(obj)
        grey += _held(refs[obj])
    return sorted(set(found))


_CIRCLE = "what is marked already was looked into again, so a circle of references has no end"

MARK = (
    Slip(_CIRCLE, lambda roots, refs: _again(roots, refs, OutOfTime)),
    Slip(_CIRCLE, lambda roots, refs: _again(roots, refs, RecursionError)),
    Slip(
        "only what the roots refer to was marked, and nothing behind it",
        lambda roots, refs: sorted(_reached(roots, refs, steps=0)),
    ),
    Slip(
        "the marking stopped one step behind the roots",
        lambda roots, refs: sorted(_reached(roots, refs, steps=1)),
    ),
    Slip(
        "object 0 was taken for None: ask `is not None`, for 0 counts as false",
        lambda roots, refs: sorted(_reached(roots, refs, nil_is_0=True)),
    ),
    Slip(
        "whatever something refers to was marked, even if that is dead itself",
        lambda roots, refs: sorted({ref for each in (roots, *refs) for ref in _held(each)}),
    ),
    Slip(
        "the roots themselves were left out",
        lambda roots, refs: sorted(
            {ref for obj in _reached(roots, refs) for ref in _held(refs[obj])}
        ),
    ),
    Slip("objects stand in the order in which they were found", _reached),
    Slip("all objects were returned", lambda roots, refs: list(range(len(refs)))),
    Slip(
        "the dead were returned, not the living",
        lambda roots, refs: sorted(set(range(len(refs))) - set(_reached(roots, refs))),
    ),
)


def _slid(
    blocks: Slots,
    base: int,
    dead: bool = False,
    end: bool = False,
    dropped: bool = False,
    words: int = 1,
) -> Roots:
    result: Roots = []
    for size, marked in blocks:
        start = base
        base += size * words if marked or dead else 0
        if marked or not dropped:
            result.append((base if end else start) if marked else None)
    return result


SLIDE = (
    Slip("the dead kept their room", lambda blocks, base: _slid(blocks, base, dead=True)),
    Slip("the heap was taken to start at 0, not at `base`", lambda blocks, base: _slid(blocks, 0)),
    Slip(
        "the dead were left out of the list; they have an entry, None",
        lambda blocks, base: _slid(blocks, base, dropped=True),
    ),
    Slip(
        "words were taken for 8 bytes each; addresses count words here",
        lambda blocks, base: _slid(blocks, base, words=8),
    ),
    Slip(
        "blocks were pushed to the high end of the heap; they slide to the low end",
        lambda blocks, base: [
            None
            if not marked
            else base + sum(n for n, _ in blocks) - sum(n for n, m in blocks[i:] if m)
            for i, (_, marked) in enumerate(blocks)
        ],
    ),
    Slip(
        "a block's end was returned, not its start",
        lambda blocks, base: _slid(blocks, base, end=True),
    ),
    Slip(
        "the dead were given an address, too",
        lambda blocks, base: [
            base + sum(size for size, marked in blocks[:i] if marked) for i in range(len(blocks))
        ],
    ),
    Slip(
        "blocks were counted, and not their words added up",
        lambda blocks, base: _slid([(1, marked) for _, marked in blocks], base),
    ),
    Slip(
        "this is how far the block moves, not where it goes",
        lambda blocks, base: [
            None if not marked else sum(size for size, m in blocks[:i] if not m)
            for i, (_, marked) in enumerate(blocks)
        ],
    ),
)


def _copied(
    roots: Roots,
    refs: Refs,
    remembers: bool = True,
    scans: bool = True,
    nil_is_0: bool = False,
    depth: bool = False,
    last: bool = True,
) -> Heap:
    """Cheney's loop with a part that may be wrong."""
    forward: dict[int, int] = {}
    copies: Refs = []

    def copy(obj: int | None) -> int | None:
        if obj is None or (nil_is_0 and not obj):
            return None
        if obj not in forward or not remembers:
            if len(copies) > 50:
                raise RecursionError
            forward[obj] = len(copies)
            copies.append(list(refs[obj]))
            if depth:
                at = forward[obj]
                copies[at] = [copy(ref) for ref in refs[obj]]
        return forward[obj]

    new_roots = [copy(root) for root in roots]
    scan = len(copies) if depth or not scans else 0
    end = len(copies)
    while scan < (len(copies) if last else end):
        copies[scan] = [copy(ref) for ref in copies[scan]]
        scan += 1
    return new_roots, copies


def _all_copied(roots: Roots, refs: Refs) -> Heap:
    new_roots, copies = _copied([*roots, *range(len(refs))], refs)
    return new_roots[: len(roots)], copies


def _last_root_only(roots: Roots, refs: Refs) -> Heap:
    new_roots, copies = _copied(roots, refs)
    return [ref for ref in new_roots if ref is not None], copies


def _stands_still(roots: Roots, refs: Refs) -> Heap:
    if _held(roots):
        raise OutOfTime
    return roots, []


def _old_names(roots: Roots, refs: Refs) -> Heap:
    """References in copies are left as they were, though what they refer to is copied."""
    new_roots, copies = _copied(roots, refs)
    order = _found(roots, refs)
    return new_roots, [list(refs[obj]) for obj in order[: len(copies)]]


def _found(roots: Roots, refs: Refs) -> list[int]:
    """The living in the order in which Cheney's loop finds them."""
    order = list(dict.fromkeys(_held(roots)))
    for obj in order:
        order += [ref for ref in dict.fromkeys(_held(refs[obj])) if ref not in order]
    return order


def _by_old_number(roots: Roots, refs: Refs) -> Heap:
    """Copies numbered in the order of the old numbers."""
    order = sorted(_found(roots, refs))
    new: dict[int | None, int | None] = {None: None, **{obj: i for i, obj in enumerate(order)}}
    return [new[root] for root in roots], [[new[ref] for ref in refs[obj]] for obj in order]


CHENEY: tuple[Slip, ...] = (
    Slip("the references in the copies still name the old objects", _old_names),
    Slip("copies were numbered in the order of the old numbers", _by_old_number),
    Slip(
        "references that are None were dropped from the copies; they keep their place",
        lambda roots, refs: (
            _copied(roots, refs)[0],
            [list(_held(copy)) for copy in _copied(roots, refs)[1]],
        ),
    ),
    Slip(
        "the loop over the copies ended with those of the roots; it goes on while there are more",
        lambda roots, refs: _copied(roots, refs, last=False),
    ),
    Slip("the loop over the copies never moved on to the next copy", _stands_still),
    Slip(
        "no forwarding pointer was left: each reference made a copy of its own",
        lambda roots, refs: _copied(roots, refs, remembers=False),
    ),
    Slip(
        "copies were never scanned: their references still name old objects",
        lambda roots, refs: _copied(roots, refs, scans=False),
    ),
    Slip(
        "the roots were left as they were",
        lambda roots, refs: (roots, _copied(roots, refs)[1]),
    ),
    Slip("the dead were copied, too", _all_copied),
    Slip(
        "it was copied depth first: what an object refers to came right behind it",
        lambda roots, refs: _copied(roots, refs, depth=True),
    ),
    Slip(
        "object 0 was taken for None: ask `is None`, for 0 counts as false",
        lambda roots, refs: _copied(roots, refs, nil_is_0=True),
    ),
    Slip("roots that are None were dropped; they keep their place", _last_root_only),
)
