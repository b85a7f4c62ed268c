"""Exercises of chapter 03: search a free list, split, merge, segregate by size."""

from __future__ import annotations

from typing import Any

from golearn.classic import FreeListAllocator
from golearn.course.exercise import Exercise
from golearn.course.exercises import fit_cases as cases
from golearn.course.exercises import fit_slips, free_list_slips
from golearn.course.exercises.fit_why import (
    WALK_RULES,
    why_class,
    why_give_back,
    why_take,
    why_walk,
)
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import BLOCKS, INDEX, TAKEN
from golearn.course.picture import Row, choice, draw
from golearn.course.verdict import Counterexample
from golearn.replay import replay
from golearn.trace import Op, Trace

CHAPTER = "03-fit"

# --- predict: which block, how many looked at -------------------------------------------------

FREE = [(0, 32), (64, 96), (192, 48), (320, 128), (512, 56)]
"""Free blocks (address, size)."""
NEED, START = 48, 3
"""A request of 48 bytes; the last search ended before block 3."""


TAKEN_FOR: dict[str, dict[Any, str]] = {
    "first": {
        0: "sizes were not looked at: block 0 has 32 bytes",
        2: "only an exact fit would do",
        3: "the largest block was taken",
    },
    "next": {
        1: "the search began at the head of the list",
        2: "only an exact fit would do",
        4: "the search began behind block 3; it begins with it",
    },
    "best": {
        0: "the smallest block was taken, though 48 bytes do not fit into 32",
        1: "the first block that fits was taken",
        3: "the largest block was taken",
        4: "a block of exactly 48 bytes was thought too small for 48",
    },
    "worst": {
        1: "the first block that fits was taken",
        4: "the last block was taken; it is not the largest",
    },
}
"""What block each index was taken for, if it is not the policy's own."""


def _chosen(policy: str) -> Question:
    return Question(
        lambda: cases.search(policy, FREE, NEED, START).found,
        WALK_RULES[policy],
        TAKEN_FOR[policy],
    )


def _draw_choice(right: Any, got: Any) -> str:
    return choice(FREE, right, got, NEED)


WHICH_BLOCK = Answers({p: _chosen(p) for p in ("first", "next", "best", "worst")}, (), _draw_choice)

CRUMBS = [(i * 32, 16) for i in range(1000)] + [(32000, 64)]
"""A thousand free blocks of 16 bytes and behind them one of 64."""


def _looked_at(policy: str) -> Question:
    return Question(
        lambda: len(cases.search(policy, CRUMBS, 64, 0).looked_at),
        "The walk passes every block of 16 bytes before it comes to the one of 64.",
        {
            1: "blocks that are too small were not counted; they are looked at, too",
            1000: "the block that is taken was not counted",
        },
    )


SEARCH_COST = Answers(
    {
        "first": _looked_at("first"),
        "best": _looked_at("best"),
        "best, need 8": Question(
            lambda: len(cases.search("best", CRUMBS, 8, 0).looked_at),
            "Best fit walks the whole list: a smaller block that fits might still come.",
            {
                1: "the search stopped at the first block that fits, as first fit does",
                1000: "the block of 64 bytes was left out, though nobody knows before it is seen",
            },
        ),
        "segregated": Question(
            1,
            "The list of 64-byte blocks holds nothing else: its first block will do.",
            {
                0: "the block that is taken was not counted",
                2: "the list of 16 bytes was looked into first; its index is worked out instead",
                1001: "all blocks were searched, as if there were one list",
            },
        ),
    }
)

# --- write: the policies ----------------------------------------------------------------------


WALK_SLIPS = {"first": fit_slips.FIRST_FIT, "next": fit_slips.NEXT_FIT, "best": fit_slips.BEST_FIT}


def _walk(policy: str) -> Function:
    """The judge of one policy: it must return the library's index on every free list."""
    with_start = policy == "next"

    def reference(free: Any, need: int, start: int = 0) -> int | None:
        return cases.search(policy, free, need, start).found

    def picture(args: Any, expected: Any, got: Any) -> str:
        return choice(args[0], expected, got, args[1])

    return Function(
        f"{policy}_fit",
        cases.next_fit_calls() if with_start else cases.fit_calls(),
        INDEX,
        reference,
        lambda args, expected, got: why_walk(policy, args, expected, got),
        picture,
        WALK_SLIPS[policy],
    )


def _draw_lists(args: Any, expected: Any, got: Any) -> str:
    rows = [Row("before", args[0]), Row("✓ right", expected), Row("✗ yours", got)]
    return draw(rows, "the free list before, as it should be, and as yours is")


def _draw_take(args: Any, expected: Any, got: Any) -> str:
    return _draw_lists(args, expected[1], got[1])


# --- design: best fit loses -------------------------------------------------------------------


def _best_is_fine(trace: Trace) -> Counterexample | None:
    best = replay(trace, FreeListAllocator("best")).peak_heap
    first = replay(trace, FreeListAllocator("first")).peak_heap
    if best > first:
        return None
    return Counterexample(
        "your trace",
        "heap of best fit > heap of first fit",
        f"heap of best fit: {best} bytes, heap of first fit: {first} bytes",
        _why_no_loss(trace, best, first),
    )


def _why_no_loss(trace: Trace, best: int, first: int) -> str:
    if not (trace.op == Op.FREE).any():
        return "Nothing is freed, so there is one free block and nothing to choose."
    if best < first:
        return "Here first fit loses: it broke the block that a later request needed whole."
    addresses = [replay(trace, FreeListAllocator(p)).address.tolist() for p in ("best", "first")]
    if addresses[0] == addresses[1]:
        return (
            "Both took the same block every time. Free two blocks of different size, the larger "
            "one lower, with a live object between them."
        )
    return (
        "They chose differently, but both could serve what followed. Best fit loses when its tight "
        "choices leave rests that are too small for what follows."
    )


def _write(name: str, title: str, concepts: tuple[str, ...], judge: Function) -> Exercise:
    return Exercise(name, CHAPTER, title, concepts, "write", judge)


EXERCISES = (
    Exercise("which_block", CHAPTER, "Which block", ("M2.4",), "predict", WHICH_BLOCK),
    Exercise(
        "search_cost", CHAPTER, "What a search costs", ("M2.3", "M2.5"), "explain", SEARCH_COST
    ),
    _write("first_fit", "First fit", ("M2.3", "M2.4"), _walk("first")),
    _write("next_fit", "Next fit", ("M2.4",), _walk("next")),
    _write("best_fit", "Best fit", ("M2.4",), _walk("best")),
    _write(
        "take",
        "Split a block",
        ("M2.3",),
        Function(
            "take",
            cases.take_calls(),
            TAKEN,
            cases.take,
            why_take,
            _draw_take,
            free_list_slips.TAKE,
        ),
    ),
    _write(
        "give_back",
        "Free and merge",
        ("M2.3",),
        Function(
            "give_back",
            cases.give_back_calls(),
            BLOCKS,
            cases.give_back,
            why_give_back,
            _draw_lists,
            free_list_slips.GIVE_BACK,
        ),
    ),
    _write(
        "pick_list",
        "Pick the list",
        ("M2.5",),
        Function(
            "pick_list",
            cases.class_calls(),
            INDEX,
            cases.pick_list,
            why_class,
            slips=free_list_slips.PICK_LIST,
        ),
    ),
    Exercise(
        "best_fit_loses",
        CHAPTER,
        "A trace on which best fit loses",
        ("M2.4",),
        "design",
        Design(200, _best_is_fine),
    ),
)
