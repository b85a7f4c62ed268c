"""Plausible wrong answers to the exercises of chapter 04."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "who_lives",
    {"A": "lives", "B": "lives", "C": "lives", "D": "lives", "E": "dies", "F": "dies"},
    a_cycle_keeps_itself_alive=("E", "lives", "Only F refers to it"),
    who_refers_to_the_living_lives=("F", "lives", "It refers to a living object"),
    no_references_no_life=("D", "dies", "A root refers to it"),
    only_what_roots_refer_to_lives=("C", "dies", "B lives and refers to it."),
    a_cycle_is_always_garbage=("B", "dies", "A lives and refers to it."),
)
values(
    "colours",
    {"A": "black", "B": "grey", "C": "white", "D": "grey", "E": "white", "F": "white"},
    found_is_black=("B", "black", "what is found is black at once"),
    no_references_is_black_at_once=("D", "black", "an object without references needed no scan"),
    all_that_lives_is_found_at_once=("C", "grey", "all that lives was found at once"),
    another_word=("E", "dead", "The answer must be one of 'white'"),
    a_scan_leaves_its_object_grey=("A", "grey", "a scan changed nothing: it turns grey into black"),
    a_cycle_shades_itself=("F", "grey", "objects that refer to each other keep themselves alive"),
)
values(
    "needs_barrier",
    {
        "old.next = young": "barrier",
        "stack[3] = young": "none",
        "young.next = old": "none",
        "copy the references of an array into old": "barrier",
        "old.next = nil": "none",
        "old.count = 7": "none",
    },
    the_bulk_copy_is_forgotten=(
        "copy the references of an array into old",
        "none",
        "Many stores at once are stores",
    ),
    roots_need_one_too=("stack[3] = young", "barrier", "The stack is a root"),
    the_wrong_direction=(
        "young.next = old",
        "barrier",
        "A minor collection does not move old objects",
    ),
    every_write=("old.count = 7", "barrier", "A number refers to nothing."),
    every_write_of_a_reference=("old.next = nil", "barrier", "The reference goes away"),
)

# --- mark -------------------------------------------------------------------------------------


@wrong("mark", "only what roots refer to", "only what the roots refer to was marked")
def _(roots: Any, refs: Any) -> Any:
    return sorted({root for root in roots if root is not None})


@wrong(
    "mark", "one step from the roots, no further", "the marking stopped one step behind the roots"
)
def _(roots: Any, refs: Any) -> Any:
    found = {root for root in roots if root is not None}
    return sorted(found | {ref for obj in found for ref in refs[obj] if ref is not None})


@wrong(
    "mark",
    "never asks whether an object is marked: a cycle has no end",
    "what is marked already was looked into again",
)
def _(roots: Any, refs: Any) -> Any:
    grey, found = [root for root in roots if root is not None], set()
    while grey:
        obj = grey.pop()
        found.add(obj)
        grey += [ref for ref in refs[obj] if ref is not None]
    return sorted(found)


@wrong("mark", "in the order of finding", "objects stand in the order in which they were found")
def _(roots: Any, refs: Any) -> Any:
    found = [root for root in dict.fromkeys(roots) if root is not None]
    for obj in found:
        found += [ref for ref in dict.fromkeys(refs[obj]) if ref is not None and ref not in found]
    return found


@wrong("mark", "number 0 is taken for nil", "object 0 was taken for None")
def _(roots: Any, refs: Any) -> Any:
    grey, found = [root for root in roots if root], set()
    while grey:
        obj = grey.pop()
        if obj not in found:
            found.add(obj)
            grey += [ref for ref in refs[obj] if ref]
    return sorted(found)


@wrong(
    "mark", "everything that something refers to lives", "whatever something refers to was marked"
)
def _(roots: Any, refs: Any) -> Any:
    return sorted({ref for refs_of in (roots, *refs) for ref in refs_of if ref is not None})


# --- slide ------------------------------------------------------------------------------------


@wrong("slide", "the dead keep their room", "the dead kept their room")
def _(blocks: Any, base: int) -> Any:
    result = []
    for size, marked in blocks:
        result.append(base if marked else None)
        base += size
    return result


@wrong("slide", "the heap starts at 0", "the heap was taken to start at 0, not at `base`")
def _(blocks: Any, base: int) -> Any:
    result, target = [], 0
    for size, marked in blocks:
        result.append(target if marked else None)
        target += size if marked else 0
    return result


@wrong("slide", "the dead are left out of the list", "the dead were left out of the list")
def _(blocks: Any, base: int) -> Any:
    result = []
    for size, marked in blocks:
        if marked:
            result.append(base)
            base += size
    return result


@wrong("slide", "how far, not where to", "this is how far the block moves")
def _(blocks: Any, base: int) -> Any:
    result, gap = [], 0
    for size, marked in blocks:
        result.append(gap if marked else None)
        gap += 0 if marked else size
    return result


@wrong("slide", "every block has one word", "blocks were counted")
def _(blocks: Any, base: int) -> Any:
    result = []
    for _size, marked in blocks:
        result.append(base if marked else None)
        base += marked
    return result


@wrong("slide", "ends instead of starts", "a block's end was returned, not its start")
def _(blocks: Any, base: int) -> Any:
    result = []
    for size, marked in blocks:
        base += size if marked else 0
        result.append(base if marked else None)
    return result


# --- cheney -----------------------------------------------------------------------------------


def copier(roots: Any, refs: Any, remembers: bool = True, scans: bool = True, moves: bool = True):
    """Cheney's loop with parts that can be left out."""
    forward: dict[int, int] = {}
    copies: list[Any] = []

    def copy(obj: Any) -> Any:
        if obj is None:
            return None
        if obj not in forward or not remembers:
            forward[obj] = len(copies)
            copies.append(list(refs[obj]))
        return forward[obj]

    new_roots = [copy(root) for root in roots]
    scan = 0
    while scans and scan < len(copies):
        copies[scan] = [copy(ref) for ref in copies[scan]]
        scan += moves
    return new_roots, copies


@wrong("cheney", "no forwarding pointer", "Your code did not finish within 5 seconds.")
def _(roots: Any, refs: Any) -> Any:
    return copier(roots, refs, remembers=False)


@wrong("cheney", "copies are never scanned", "copies were never scanned")
def _(roots: Any, refs: Any) -> Any:
    return copier(roots, refs, scans=False)


@wrong("cheney", "scan does not move on", "the loop over the copies never moved on")
def _(roots: Any, refs: Any) -> Any:
    return copier(roots, refs, moves=False)


@wrong("cheney", "roots still hold old numbers", "the roots were left as they were")
def _(roots: Any, refs: Any) -> Any:
    return roots, copier(roots, refs)[1]


@wrong("cheney", "copies everything, the dead too", "the dead were copied, too")
def _(roots: Any, refs: Any) -> Any:
    new_roots, copies = copier([*roots, *range(len(refs))], refs)
    return new_roots[: len(roots)], copies


@wrong("cheney", "depth first, in another order", "it was copied depth first")
def _(roots: Any, refs: Any) -> Any:
    forward: dict[int, int] = {}
    copies: list[Any] = []

    def copy(obj: Any) -> Any:
        if obj is None:
            return None
        if obj not in forward:
            forward[obj] = len(copies)
            copies.append(None)
            copies[forward[obj]] = [copy(ref) for ref in refs[obj]]
        return forward[obj]

    return [copy(root) for root in roots], copies


# --- a program that loses an object -----------------------------------------------------------

HIDE = "new g0 1 1\nnew g1 0 2\nstore g0 0 g1\nset g1 nil\n"

wrong("lose_an_object", "never finishes", "A cycle begins with start and ends with finish.")(
    HIDE + "start\nload g1 g0 0\nstore g0 0 nil"
)
wrong("lose_an_object", "takes it out before the roots are scanned", "The load comes before start")(
    HIDE + "load g1 g0 0\nstore g0 0 nil\nstart\nfinish"
)
wrong(
    "lose_an_object",
    "takes it out after its owner was scanned",
    "The owner was scanned before its reference was taken out",
)(HIDE + "start\nmark\nload g1 g0 0\nstore g0 0 nil\nfinish")
wrong(
    "lose_an_object",
    "keeps no reference: what is lost is dead",
    "No root gets a reference while marking runs",
)(HIDE + "start\nstore g0 0 nil\nfinish")
wrong("lose_an_object", "leaves the reference where it was", "The reference stays in its owner")(
    HIDE + "start\nload g1 g0 0\nfinish"
)
wrong("lose_an_object", "follows nil", "A step cannot be done.")("load g1 g0 0")

# --- costs ------------------------------------------------------------------------------------


@wrong(
    "collector_costs",
    "copying has the whole heap",
    "copying was given the whole heap to allocate in",
)
def _(r: float, c: float, a: float, b: float) -> Any:
    return c * r / (1 - r), (a * r + b) / (1 - r)


@wrong("collector_costs", "marking has one half", "marking was given one half only")
def _(r: float, c: float, a: float, b: float) -> Any:
    return c * r / (0.5 - r), (a * r + b) / (0.5 - r)


@wrong("collector_costs", "the sweep costs nothing", "the sweep was thought to cost nothing")
def _(r: float, c: float, a: float, b: float) -> Any:
    return c * r / (0.5 - r), a * r / (1 - r)


@wrong(
    "collector_costs",
    "per byte of the heap, not per byte given back",
    "this is the cost per byte of the heap",
)
def _(r: float, c: float, a: float, b: float) -> Any:
    return c * r, a * r + b


@wrong("collector_costs", "in the other order", "the two numbers changed places")
def _(r: float, c: float, a: float, b: float) -> Any:
    return (a * r + b) / (1 - r), c * r / (0.5 - r)
