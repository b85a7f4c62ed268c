"""Exercises of chapter 08: addresses, bitmaps and arenas, and C's memory in the way."""

from __future__ import annotations

import numpy as np

from golearn.course.exercise import Exercise
from golearn.course.exercises import layout_cases as cases
from golearn.course.exercises.layout_growth import judge_growth
from golearn.course.exercises.layout_why import BITS, SPAN, ZERO, why_bits, why_span, why_zero
from golearn.course.judges import Answers, Function, Question
from golearn.course.judges.shapes import NAME, NUMBERS, BadShape, Shape
from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE
from golearn.units import GIB, KIB, MIB, TIB

CHAPTER = "08-layout"


def _bits(value: object) -> tuple[int, ...]:
    numbers = NUMBERS.read(value)
    if len(numbers) != 3:
        raise BadShape
    return tuple(numbers)


def _truths(value: object) -> list[bool]:
    truth = (bool, np.bool_)
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, truth) for item in value):
        raise BadShape
    return [bool(item) for item in value]


THREE_BITS = Shape("(byte, pointer bit, scan bit): three whole numbers", _bits)
TRUTHS = Shape("a list of True and False", _truths)

# --- predict: a smaller linear heap -----------------------------------------------------------

ARENA = 64 * GIB

LINEAR_AREAS = Answers(
    {
        "pages in the arena": Question(
            ARENA // PAGE_SIZE,
            "A page has 8 KiB.",
            {ARENA // (4 * KIB): "a page was taken to have 4 KiB, as the system's have"},
        ),
        "spans (MiB)": Question(
            ARENA // PAGE_SIZE * 8 // MIB,
            "`spans` holds a pointer of 8 bytes for each page.",
            {
                8: "each page was given 1 byte",
                512: "the `spans` of an arena of 512 GiB was given",
                32: "a pointer was taken to have 4 bytes",
            },
        ),
        "bitmap (GiB)": Question(
            ARENA // 32 // GIB,
            "One byte of `bitmap` describes 32 bytes of arena: four words, two bits each.",
            {
                1: "each word was given one bit",
                8: "each word was given a byte",
                4: "each word was given four bits",
                16: "the `bitmap` of an arena of 512 GiB was given",
            },
        ),
        "reserved in all (MiB)": Question(
            (ARENA + ARENA // 32 + ARENA // PAGE_SIZE * 8) // MIB,
            "Add up the three areas.",
            {ARENA // MIB: "only the arena was counted"},
        ),
    }
)

# --- predict: decode an address ---------------------------------------------------------------

ADDRESS = 0xC42404D238


def _sparse() -> tuple[int, int]:
    return LINUX_AMD64.l1_l2(LINUX_AMD64.arena_index(ADDRESS))


DECODE_ADDRESS = Answers(
    {
        "linear: page": Question(
            (ADDRESS - cases.ARENA_START) // PAGE_SIZE,
            "Subtract the start of the arena, and divide by the size of a page.",
            {
                ADDRESS // PAGE_SIZE: "the start of the arena was not subtracted",
                (ADDRESS - 0xC000000000) // PAGE_SIZE: "0xc000000000 was subtracted: there the "
                "reservation starts, with `spans` and `bitmap`",
            },
        ),
        "sparse: first level": Question(
            lambda: _sparse()[0],
            "The first level has one entry on linux/amd64, so its index has no bits.",
        ),
        "sparse: second level": Question(
            lambda: _sparse()[1],
            "Subtract arenaBaseOffset, which is to say add 2^47, and divide by 64 MiB.",
            {
                ADDRESS >> 26: "the index was counted from address 0; on amd64 it begins at -2^47",
                (ADDRESS >> 26) - (0xC000000000 >> 26): "arenas were counted from 0xc000000000",
                (ADDRESS + (1 << 47)) >> 22: "an arena was taken to have 4 MiB",
            },
        ),
        "sparse: page in the arena": Question(
            ADDRESS % LINUX_AMD64.heap_arena_bytes // PAGE_SIZE,
            "The offset in the arena is the remainder by 64 MiB; divide that by 8 KiB.",
            {
                ADDRESS // PAGE_SIZE: "pages were counted from address 0",
                (ADDRESS - cases.ARENA_START)
                // PAGE_SIZE: "the page of the linear arena was given",
            },
        ),
        "sparse: byte in the page": Question(
            ADDRESS % PAGE_SIZE,
            "It is the remainder by 8 KiB: the low 13 bits.",
            {ADDRESS % 4096: "a page was taken to have 4 KiB: the low 12 bits"},
        ),
    }
)

# --- predict: a port that Go does not have ----------------------------------------------------

PORT_FACTS = Answers(
    {
        "bits of the second level": Question(
            40 - 24 - 4,
            "What is left of the 40 bits: 24 lead to a byte of the arena, 4 are the first level.",
            {16: "the first level's bits were not taken off", 36: "the arena's were not taken off"},
        ),
        "entries of one table": Question(
            1 << 12,
            "A table has an entry for each value that its bits can have.",
            {1 << 16: "the entries of all 16 tables were counted"},
        ),
        "one table (KiB)": Question(
            (1 << 12) * 8 // KIB,
            "Each entry is a pointer of 8 bytes.",
            {4: "entries were counted, not bytes", 16: "a pointer was taken to have 4 bytes"},
        ),
        "pages in an arena": Question((1 << 24) // PAGE_SIZE, "A page has 8 KiB on every port."),
        "reach (TiB)": Question(
            (1 << 40) // TIB,
            "16 first-level entries × 4,096 × 16 MiB: all that 40 bits can name.",
            {256: "the reach of linux/amd64 was given, which has 48 bits"},
        ),
    }
)

# --- explain: who fails, and when -------------------------------------------------------------

START, GROW, WELL = "start-up fails", "growth fails", "all goes well"

LAYOUT_TROUBLE = Answers(
    {
        "linear: C holds every place that Go tries, before Go starts": Question(
            START, "Go needs its reservation before the first object."
        ),
        "linear: C takes memory in the unused part of the arena": Question(
            GROW,
            "Go goes on until its heap reaches C's memory. It cannot step over it: the heap has to "
            "be in one piece.",
        ),
        "linear: C takes memory right above the whole reservation": Question(
            WELL, "The heap never gets there: it ends at 512 GiB."
        ),
        "linear: no C at all, and 600 GiB of live objects": Question(
            GROW, "The arena has 512 GiB, and there is no second one."
        ),
        "sparse: C takes the place where the next arena would go": Question(
            WELL, "The hint fails, and the arena lies elsewhere. The index finds it all the same."
        ),
        "sparse: no C at all, and 600 GiB of live objects": Question(
            WELL, "That takes 9,600 arenas. The index of linux/amd64 has room for 4,194,304."
        ),
    },
    (START, GROW, WELL),
)

# --- explain: claims --------------------------------------------------------------------------

LAYOUT_CLAIMS = Answers(
    {
        "A": Question(
            False,
            "They are a table of 4,194,304 pointers, one for each arena that there could be. The "
            "bitmaps are in the heapArenas.",
        ),
        "B": Question(
            False,
            "The table takes address space. Pages of it that nobody has touched take no memory.",
        ),
        "C": Question(
            True, "All that was ever used lies below it, and what was used once stays used."
        ),
        "D": Question(False, "Only the bit of a span's first page counts."),
        "E": Question(
            True,
            "The linear layout reads `spans` at once. The sparse one must first read where the "
            "arena's metadata are.",
        ),
        "F": Question(
            True,
            "It looks up the span of each pointer that it finds, and the look-up is longer now.",
        ),
    },
    (True, False),
)

EXERCISES = (
    Exercise("linear_areas", CHAPTER, "A smaller heap", ("M4.1", "M4.2"), "predict", LINEAR_AREAS),
    Exercise(
        "decode_address",
        CHAPTER,
        "Decode an address",
        ("M4.3", "M4.5", "M4.7"),
        "predict",
        DECODE_ADDRESS,
    ),
    Exercise("port_facts", CHAPTER, "A new port", ("M4.7",), "predict", PORT_FACTS),
    Exercise(
        "layout_trouble", CHAPTER, "C in the way", ("M4.4", "M4.5"), "explain", LAYOUT_TROUBLE
    ),
    Exercise(
        "layout_claims",
        CHAPTER,
        "True or false",
        ("M4.6", "M4.7", "M4.8"),
        "explain",
        LAYOUT_CLAIMS,
    ),
    Exercise(
        "bitmap_bits",
        CHAPTER,
        "Two bits for a word",
        ("M4.2",),
        "write",
        Function("bitmap_bits", cases.words(), THREE_BITS, cases.bitmap_bits, why_bits, slips=BITS),
    ),
    Exercise(
        "find_span",
        CHAPTER,
        "From an address to its span",
        ("M4.3", "M4.5"),
        "write",
        Function("find_span", cases.look_ups(), NAME, cases.find_span, why_span, slips=SPAN),
    ),
    Exercise(
        "needs_zeroing",
        CHAPTER,
        "What is known to be zero",
        ("M4.6",),
        "write",
        Function(
            "needs_zeroing", cases.page_runs(), TRUTHS, cases.needs_zeroing, why_zero, slips=ZERO
        ),
    ),
    Exercise(
        "break_growth",
        CHAPTER,
        "Break the linear heap",
        ("M4.4", "M4.5"),
        "design",
        judge_growth,
        praise="The linear heap starts and then fails; the sparse one does not notice.",
    ),
)
