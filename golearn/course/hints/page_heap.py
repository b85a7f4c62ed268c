"""Hints for chapter 07."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "which_pages": (
        "Copy the row of pages to paper, and mark the pages of each request before you go on to "
        "the next.",
        "First fit begins at page 0 for every request. A run can be used in parts, and what is "
        "left of it stays free.",
        "The runs at first are 1–4, 6–7, 10–12, 18–23 and 25–31. Two pages come from the first of "
        "them, so two pages of it are left: too few for three, but enough for two.",
    ),
    "page_life": (
        "Who notices that an object is dead, and who hears of it?",
        "The sweep gives empty spans back to the page heap, not to the system. The scavenger gives "
        "memory to the system, but keeps the addresses.",
        "Until the sweep has been there, nothing changes. After it the pages are idle; after the "
        "scavenger they are idle without memory. And a span counts as in use, whatever its pages "
        "were before.",
    ),
    "first_fit_pages": (
        "You look for the lowest place where `need` dots stand in a row.",
        'A string can find a string: `"." * need` is what you look for.',
        "`pages.find(...)` gives the first place, or -1 if there is none. What should be returned "
        "instead of -1?",
    ),
    "summarise_chunk": (
        "Three questions: how many dots at the left end, how many in the longest run, how many at "
        "the right end?",
        '`lstrip(".")` takes the dots at the left away; by how much does the string get shorter? '
        'And `split("#")` gives the runs.',
        "start is `len(pages)` less the length after `lstrip`, end the same with `rstrip`. max is "
        "the largest length among the pieces of `split`, some of which may be empty.",
    ),
    "merge_summaries": (
        "Draw two stretches side by side. Where can a run be longer than in each of them?",
        "Across the border: the left end and the right start become one run. And if a stretch is "
        "free as a whole, the run goes on through it.",
        "start is the left start; but if that is `pages`, the right start is added to it. end is "
        "the same, mirrored. max is the largest of three numbers.",
    ),
    "fill_page_cache": (
        "First find the lowest free page. Which block does it lie in?",
        "Blocks begin at multiples of `block`. Round the page number down to find the first page "
        "of its block.",
        "`lowest // block * block` is where the block begins. Go through its `block` pages, and "
        "list those that are free. Without a free page the list is empty.",
    ),
    "scavenge_pages": (
        "Which pages can give memory back at all? Find them first.",
        "Only a `.` has memory that nobody uses. Go through them from the highest down, and stop "
        "after `count`.",
        "Make a list of the characters. Collect the indices of the dots in falling order, take the "
        "first `count` of them with a slice, set each to `o`, and join the list again.",
    ),
    "grows_anyway": (
        "Many free pages are no use if they are not in a row. How do you keep two free runs apart?",
        "Three objects behind each other: drop the first and the third, keep the one between, and "
        "let a collection find out. Then ask for more than either run has.",
        "The chunk has 4 MiB. Let the outer two objects have about 1.8 MB each, the one between "
        "100 kB. After `f`, `f` and `gc`, ask for about 3 MB: fewer pages than are idle, more than "
        "lie in a row.",
    ),
}
