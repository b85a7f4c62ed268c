"""Hints for chapter 01."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "stack_or_heap": (
        "Ask of each name: who makes room for it, the call of the function or `malloc`?",
        "Arguments and local variables get their room when the function is called, and lose it "
        "when it returns. A pointer is a variable like any other.",
        "`malloc` is called once, so it can make room for one of the five only. `copy` is a "
        "variable; `*copy` is what it points to.",
    ),
    "who_frees": (
        "Think of a program in each language that runs for a week. Does its text say where a "
        "block is given back?",
        "`free` in C and `delete` in C++ are written by hand, or by a destructor that somebody "
        "chose. Go has neither word.",
        "Two of the four languages need the programmer, and two have a garbage collector. Java "
        "programs contain `new`, but no `delete`.",
    ),
    "who_does_it": (
        "The mutator is your program. Which of the lines could stand in its text?",
        "The allocator decides where an object goes and what its bytes are at first. The "
        "collector decides which objects nobody can reach any more.",
        "Each part does two of the six things. To hand back what is dead belongs to the part that "
        "found out that it is dead.",
    ),
    "parse_map_line": (
        "Split the line at its blanks and look at the pieces. How many are there, with a name and "
        "without one?",
        "`int(text, 16)` reads a hexadecimal number. `split` takes a largest number of cuts, so "
        "that a name with blanks stays in one piece.",
        "`line.split(maxsplit=5)` gives six pieces if there is a name, else five. The first piece "
        "is two addresses with a `-` between them; the second is the permissions.",
    ),
    "find_mapping": (
        "Go through the mappings one by one. When does one of them hold the address?",
        "The start belongs to a mapping, the end does not: the next mapping may begin there.",
        "Python can compare twice in one go, as in `a <= x < b`. Return the name as soon as a "
        "mapping fits, and `None` behind the loop.",
    ),
    "live_bytes": (
        "Which objects are live, and how large is each of them? Keep that up to date, event by "
        "event.",
        "A dict from id to size is enough: `a` and `r` set a size, `f` takes an entry out, `gc` "
        "changes nothing.",
        "`op, *rest = event` gives the letter and what follows it. After each event, `gc` too, "
        "append the sum of the dict's values.",
    ),
    "small_peak": (
        "What was freed can be asked for again, and again. The peak does not notice.",
        "If an object is freed before the next one is allocated, one object at a time is live. How "
        "many of them do you need?",
        "Write an `a` line and an `f` line for the same ID in a loop, joined by newlines. Each "
        "round asks for the same number of bytes again; give every object an ID of its own.",
    ),
}
