"""Exercises of chapter 06: the tiers of Go's allocator."""

from __future__ import annotations

from typing import Any

from golearn.course.exercise import Exercise
from golearn.course.exercises import tiers_cases as cases
from golearn.course.exercises import tiers_slips, tiny_slips
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import INDEX, NUMBER
from golearn.course.verdict import Counterexample
from golearn.goheap import GoAllocator
from golearn.goheap.malloc import MCENTRAL
from golearn.goheap.sizeclass import GO_CLASSES, MAX_SMALL_SIZE, TINY_SIZE
from golearn.replay import replay
from golearn.trace import Op, Trace
from golearn.units import count as counted

CHAPTER = "06-tiers"
TIERS = GoAllocator.tiers

# --- predict: which tier ----------------------------------------------------------------------

REQUESTS = {
    "8 B, no pointers": (8, False),
    "5 B, no pointers": (5, False),
    "8 B, pointers": (8, True),
    "8 B, pointers, again": (8, True),
    "16 B, no pointers": (16, False),
    "33,000 B": (33_000, False),
}
"""Requests in this order, on one P of an empty heap."""


def served_by(name: str) -> str:
    """The tier that serves the request `name` of `REQUESTS`."""
    go = GoAllocator(gogc=None)
    served = {}
    for request, (size, pointers) in REQUESTS.items():
        go.malloc(size, pointers)
        served[request] = TIERS[go.tier]
    return served[name]


_FIRST = "Nobody has a span of its class yet: new pages become one."
_BECAUSE: tuple[tuple[str, dict[Any, str]], ...] = (
    (
        "It is tiny, but there is no tiny block, and no span to take one from.",
        {
            "tiny": "a tiny block was there from the start",
            "mcache": "each P had spans from the start; at first it has none",
            "mcentral": "the central list had spans from the start; the heap is empty",
        },
    ),
    (
        "It is tiny and has no pointers: it shares the block, which has 8 bytes left.",
        {
            "mcache": "every object was given a slot of its own",
            "mheap": "every size was given a span of its own",
        },
    ),
    (
        f"With pointers it is not tiny. {_FIRST}",
        {
            "tiny": "all below 16 B was taken for tiny, with pointers or without",
            "mcache": "objects with and without pointers were put into one span",
            "mcentral": "the central list had spans from the start; the heap is empty",
        },
    ),
    (
        "The span in hand has slots left.",
        {
            "tiny": "all below 16 B was taken for tiny, with pointers or without",
            "mcentral": "a span was taken to serve one request; it has many slots",
            "mheap": "a span was taken to serve one request; it has many slots",
        },
    ),
    (
        "16 is not below 16, so it is not tiny. But tiny blocks come from the same span class, "
        "and its span is in hand.",
        {
            "tiny": "16 B was taken for tiny; the limit itself is not",
            "mheap": "tiny blocks had a span of their own; theirs is one of the class of 16 B",
            "mcentral": "tiny blocks had a span of their own; theirs is one of the class of 16 B",
        },
    ),
    (
        "Over 32 KiB: no slot fits, so it gets a span of its own, of pages that mheap hands out.",
        {
            "mcache": "a large object was given a class",
            "mcentral": "mcentral was taken to hand out large objects; it only notes their spans, "
            "for the sweep",
        },
    ),
)

WHICH_TIER = Answers(
    {
        name: Question(lambda name=name: served_by(name), because, taken_for)
        for name, (because, taken_for) in zip(REQUESTS, _BECAUSE, strict=True)
    },
    choices=TIERS,
)

# --- explain ----------------------------------------------------------------------------------

TIER_CLAIMS = Answers(
    {
        "A": Question(False, "The mcache belongs to the P. The goroutine finds another one."),
        "B": Question(False, "Tiny objects hold no pointers; this one gets a slot of class 1."),
        "C": Question(True, "A span in hand is on no list, so nobody else can find it."),
        "D": Question(False, "No span moves: the sets trade their roles by the sweep generation."),
        "E": Question(True, "A block is free only when all objects in it are dead."),
        "F": Question(
            False, "They lie in memory of the runtime's own, beside the heap; the collector never "
            "frees them."
        ),
        "G": Question(True, "A thread or a P looks into its own cache first, where it is alone."),
        "H": Question(False, "Go has one for each P: goroutines come and go by the thousand."),
    },
    choices=(True, False),
)  # fmt: skip

# --- design: every request is slow ------------------------------------------------------------

FEWEST = 20


def _some_are_fast(trace: Trace) -> Counterexample | None:
    requests = trace.op <= Op.REALLOC
    sizes = trace.size[requests]
    if len(sizes) < FEWEST:
        return Counterexample(
            "your trace", f"at least {FEWEST} requests", f"{len(sizes)}", "It is too short."
        )
    if (sizes > MAX_SMALL_SIZE).any() or (sizes < 1).any():
        odd = int(sizes[(sizes > MAX_SMALL_SIZE) | (sizes < 1)][0])
        return Counterexample(
            "your trace",
            f"sizes from 1 to {MAX_SMALL_SIZE:,}",
            f"a request of {odd:,}",
            "Large objects always go to the page heap; use small ones."
            if odd
            else "An object of 0 bytes takes no slot at all.",
        )
    tier = replay(trace, GoAllocator(processors=trace.processors, gogc=None)).tier[requests]
    fast = [i for i, t in enumerate(tier.tolist()) if t < MCENTRAL]
    if not fast:
        return None
    size = int(sizes[fast[0]])
    return Counterexample(
        f"request {fast[0] + 1} of your trace, {size:,} B",
        "mcentral or mheap",
        TIERS[int(tier[fast[0]])],
        f"{len(fast)} of {len(sizes)} requests never left their P. {_why_fast(trace, fast[0])}",
    )


def _why_fast(trace: Trace, request: int) -> str:
    """`request` counts the requests of the trace from 0."""
    size = int(trace.size[trace.op <= Op.REALLOC][request])
    slots = GO_CLASSES[GO_CLASSES.class_of(size)].objects
    if size < TINY_SIZE and not trace.pointers[trace.op <= Op.REALLOC][request]:
        return "Tiny objects share a block, and blocks share a span: nothing is quicker."
    if (trace.op == Op.FREE).any():
        return "A free only drops a reference: the slot is not free before a collection."
    return (
        f"A span of {size:,} B has {counted(slots, 'slot')}; a P leaves it only when all of them "
        "are used up. Which class has one slot, or which requests never meet twice?"
    )


def _write(name: str, title: str, concepts: tuple[str, ...], judge: Function) -> Exercise:
    return Exercise(name, CHAPTER, title, concepts, "write", judge)


EXERCISES = (
    Exercise("which_tier", CHAPTER, "Which tier", ("M3.2", "M3.3"), "predict", WHICH_TIER),
    Exercise(
        "tier_claims",
        CHAPTER,
        "True or false",
        ("M3.1", "M3.2", "M3.3", "M6.1", "M6.2", "M6.4"),
        "explain",
        TIER_CLAIMS,
    ),
    _write(
        "tiny_place",
        "A place in the tiny block",
        ("M3.2",),
        Function(
            "tiny_place",
            cases.PLACES,
            INDEX,
            cases.tiny_place,
            cases.why_place,
            slips=tiny_slips.TINY_PLACE,
        ),
    ),
    _write(
        "tiny_blocks",
        "The tiny allocator",
        ("M3.2",),
        Function(
            "tiny_blocks",
            cases.TINY_RUNS,
            cases.PAIRS,
            cases.tiny_blocks,
            cases.why_blocks,
            slips=tiny_slips.TINY_BLOCKS,
        ),
    ),
    _write(
        "take_slot",
        "The next free slot",
        ("M3.3", "M6.3"),
        Function(
            "take_slot",
            cases.windows(),
            cases.TAKEN_SLOT,
            cases.take_slot,
            cases.why_slot,
            slips=tiers_slips.TAKE_SLOT,
        ),
    ),
    _write(
        "central_visits",
        "Visits to the central list",
        ("M3.1", "M3.3"),
        Function(
            "central_visits",
            cases.RUNS,
            NUMBER,
            cases.central_visits,
            cases.why_visits,
            slips=tiers_slips.CENTRAL_VISITS,
        ),
    ),
    Exercise(
        "always_slow",
        CHAPTER,
        "A program that the tiers cannot help",
        ("M3.3",),
        "design",
        Design(200, _some_are_fast),
    ),
)
