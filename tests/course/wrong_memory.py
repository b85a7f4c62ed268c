"""Plausible wrong answers to the exercises of chapter 01."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "stack_or_heap",
    {"prices": "stack", "n": "stack", "sum": "stack", "copy": "stack", "*copy": "heap"},
    the_pointer_lives_where_it_points=("copy", "heap", "The pointer is a local variable"),
    a_pointer_argument_is_on_the_heap=("prices", "heap", "It is an argument"),
    all_of_a_function_is_on_the_stack=("*copy", "stack", "malloc hands out blocks of the heap."),
    another_word=("sum", "register", "The answer must be one of 'stack', 'heap'."),
    arguments_come_from_elsewhere=("n", "heap", "An argument lives in the frame of its call."),
)
values(
    "who_frees",
    {"C": "programmer", "C++": "programmer", "Go": "collector", "Java": "collector"},
    C_plus_plus_collects=("C++", "collector", "delete, or a destructor that the programmer"),
    Go_is_like_C=("Go", "programmer", "A garbage collector finds out what is dead"),
    the_operating_system_frees=("C", "system", "The answer must be one of 'programmer'"),
    C_takes_it_back_at_the_end_of_a_function=(
        "C",
        "collector",
        "Nobody but the programmer gives a block back",
    ),
    Java_objects_are_deleted_by_hand=(
        "Java",
        "programmer",
        "A garbage collector finds out what is dead",
    ),
)
PARTS = {
    "asks for 24 bytes": "mutator",
    "writes a field of an object": "mutator",
    "chooses the block that serves a request": "allocator",
    "sets a new object to zero (in Go)": "allocator",
    "finds out that an object is dead": "collector",
    "gives the memory of dead objects back to the allocator": "collector",
}
values(
    "who_does_it",
    PARTS,
    the_allocator_finds_the_dead=(
        "gives the memory of dead objects back to the allocator",
        "allocator",
        "The collector finds what is dead",
    ),
    the_program_zeroes=(
        "sets a new object to zero (in Go)",
        "mutator",
        "It carves the memory out of the heap and initialises it.",
    ),
    asking_is_allocating=(
        "asks for 24 bytes",
        "allocator",
        "The user program asks; that is its part.",
    ),
    the_program_chooses_addresses=(
        "chooses the block that serves a request",
        "mutator",
        "Where an object goes is the allocator's decision.",
    ),
    the_program_says_what_is_dead=(
        "finds out that an object is dead",
        "mutator",
        "To tell the dead from the living is the collector's work.",
    ),
)


@wrong("parse_map_line", "addresses are decimal", "the addresses were read as decimal numbers")
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    start, end = (int(w) if w.isdigit() else 0 for w in words[0].split("-"))
    return start, end, words[1], words[5] if len(words) > 5 else ""


@wrong("parse_map_line", "every mapping has a name", "every line was taken to have a name")
def _(line: str) -> Any:
    words = line.split()
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[5]


@wrong("parse_map_line", "the name is one word", "only the first word of the name was kept")
def _(line: str) -> Any:
    words = line.split()
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[5] if len(words) > 5 else ""


@wrong("parse_map_line", "addresses stay text", "parse_map_line must return (start")
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    return (*words[0].split("-"), words[1], words[5] if len(words) > 5 else "")


@wrong(
    "parse_map_line",
    "the last word is the name, even where there is none",
    "the last word of the line was taken for the name",
)
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[-1]


@wrong(
    "find_mapping", "the end belongs to the mapping", "the end was counted in, with <= instead of <"
)
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start <= address <= end), None)


@wrong(
    "find_mapping",
    "the start does not belong to it",
    "the start was left out, with < instead of <=",
)
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start < address < end), None)


@wrong(
    "find_mapping", "the last mapping that starts below holds it", "only the starts were compared"
)
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in reversed(mappings) if start <= address), None)


@wrong(
    "find_mapping",
    "gives the mapping, not its name",
    "find_mapping must return a name (str) or None.",
)
def _(mappings: Any, address: int) -> Any:
    return next((m for m in mappings if m[0] <= address < m[1]), None)


@wrong("find_mapping", "the first mapping that ends above holds it", "only the ends were compared")
def _(mappings: Any, address: int) -> Any:
    return next((name for _start, end, name in mappings if address < end), None)


@wrong("find_mapping", "start and end the wrong way round", "start was left out and end counted in")
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start < address <= end), None)


@wrong("live_bytes", "a reallocation adds", "the old size still counted after an `r`")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result, total = [], 0
    for op, *rest in events:
        if op in "ar":
            sizes[rest[0]] = rest[1]
            total += rest[1]
        elif op == "f":
            total -= sizes.pop(rest[0])
        result.append(total)
    return result


@wrong(
    "live_bytes", "the collector takes what is still held", "a gc took what the program still holds"
)
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op in ("a", "r"):
            sizes[rest[0]] = rest[1]
        elif op == "f":
            del sizes[rest[0]]
        else:
            sizes.clear()
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "nothing is said after a gc", "a gc gave no number of its own")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op == "gc":
            continue
        if op == "f":
            del sizes[rest[0]]
        else:
            sizes[rest[0]] = rest[1]
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "frees take nothing away", "only allocations were counted")
def _(events: Any) -> Any:
    result, total = [], 0
    for event in events:
        total += event[2] if event[0] == "a" else 0
        result.append(total)
    return result


@wrong("live_bytes", "a reallocation changes nothing", "an `r` changed nothing")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op == "a":
            sizes[rest[0]] = rest[1]
        elif op == "f":
            del sizes[rest[0]]
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "only the final number", "live_bytes must return a list of whole numbers")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    for op, *rest in events:
        if op == "f":
            del sizes[rest[0]]
        elif op != "gc":
            sizes[rest[0]] = rest[1]
    return sum(sizes.values())


wrong("small_peak", "frees come at the end", "Every free comes after the last request")(
    "\n".join([*(f"a {i} 100" for i in range(10)), *(f"f {i}" for i in range(10))])
)
wrong("small_peak", "nine times is not ten", "You ask for 9.0 times the peak")(
    "\n".join(f"a {i} 8\nf {i}" for i in range(9))
)
wrong("small_peak", "an ID can be used again", "It cannot be read.")(
    "\n".join("a 1 8\nf 1" for _ in range(10))
)
wrong("small_peak", "frees nothing", "Nothing is freed")("\n".join(f"a {i} 8" for i in range(20)))
wrong("small_peak", "nothing at all is ten times nothing", "Objects of 0 bytes ask for nothing")(
    "a 1 0\nf 1"
)
wrong("small_peak", "more events than asked for", "A shorter trace shows the same.")(
    "\n".join(f"a {i} 8\nf {i}" for i in range(60))
)
