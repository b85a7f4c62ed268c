"""Exercises of chapter 06: the tiers of Go's allocator."""

from __future__ import annotations

from golearn.course.exercise import Exercise
from golearn.course.exercises import tiers_cases as cases
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import INDEX, NUMBER
from golearn.course.verdict import Counterexample
from golearn.goheap import GoAllocator
from golearn.goheap.allocator import MCENTRAL
from golearn.goheap.sizeclass import MAX_SMALL_SIZE
from golearn.replay import replay
from golearn.trace import Op, Trace

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
_WHY = dict(
    zip(
        REQUESTS,
        (
            "It is tiny, but there is no tiny block, and no span to take one from.",
            "It is tiny and has no pointers: it shares the block, which has 8 bytes left.",
            f"With pointers it is not tiny. {_FIRST}",
            "The span in hand has slots left.",
            "16 is not below 16, so it is not tiny. But tiny blocks come from the same span class, "
            "and its span is in hand.",
            "Over 32 KiB: a span of its own, straight from the page heap.",
        ),
        strict=True,
    )
)

WHICH_TIER = Answers(
    {name: Question(lambda name=name: served_by(name), _WHY[name]) for name in REQUESTS},
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
            "Large objects always go to the page heap; use small ones.",
        )
    processors = int(trace.processor.max()) + 1
    tier = replay(trace, GoAllocator(processors=processors, gogc=None)).tier[requests]
    fast = [i for i, t in enumerate(tier.tolist()) if t < MCENTRAL]
    if not fast:
        return None
    size = int(sizes[fast[0]])
    return Counterexample(
        f"request {fast[0] + 1} of your trace, {size:,} B",
        "mcentral or mheap",
        TIERS[int(tier[fast[0]])],
        f"{len(fast)} of {len(sizes)} requests never left their P. A request leaves it only if "
        "the span in hand of its span class is full, or there is none.",
    )


def _write(name: str, title: str, concepts: tuple[str, ...], judge: Function) -> Exercise:
    return Exercise(name, CHAPTER, title, concepts, "write", judge)


EXERCISES = (
    Exercise("which_tier", CHAPTER, "Which tier", ("M3.2", "M3.3"), "predict", WHICH_TIER),
    Exercise("tier_claims", CHAPTER, "True or false", ("M3.2", "M3.3"), "explain", TIER_CLAIMS),
    _write(
        "tiny_place",
        "A place in the tiny block",
        ("M3.2",),
        Function("tiny_place", cases.PLACES, INDEX, cases.tiny_place, cases.why_place),
    ),
    _write(
        "tiny_blocks",
        "The tiny allocator",
        ("M3.2",),
        Function("tiny_blocks", cases.TINY_RUNS, cases.PAIRS, cases.tiny_blocks, cases.why_blocks),
    ),
    _write(
        "take_slot",
        "The next free slot",
        ("M3.3",),
        Function("take_slot", cases.windows(), cases.TAKEN_SLOT, cases.take_slot, cases.why_slot),
    ),
    _write(
        "central_visits",
        "Visits to the central list",
        ("M3.3",),
        Function("central_visits", cases.RUNS, NUMBER, cases.central_visits, cases.why_visits),
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
