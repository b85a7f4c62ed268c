"""Hints for chapter 03."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "which_block": (
        "Cross out the blocks that are too small for 48 bytes. Each policy chooses among the rest.",
        "First and next fit stop at the first block that fits, but begin at different places. Best "
        "and worst fit look at all of them.",
        "Block 0 is too small; 1 to 4 fit, with 96, 48, 128 and 56 bytes. Next fit begins with "
        "block 3 itself. Which is the smallest of these, which the largest?",
    ),
    "search_cost": (
        "A block is looked at when its size is read, whether it is taken or not.",
        "Where does the search stop? First fit at the first block that fits, best fit at the end "
        "of the list. A list per size needs no search for the size.",
        "The one block of 64 bytes lies behind 1,000 others, and counts too when it is taken. Best "
        "fit cannot know that nothing better follows: for 8 bytes a block of 8 would be better.",
    ),
    "first_fit": (
        "Go through the list from its head. When is a block good enough?",
        "You need the index and the size: `enumerate` gives the index, and the block is a pair of "
        "address and size.",
        "Return the index inside the loop, at the first size that is at least `need`. Behind the "
        "loop nothing was found.",
    ),
    "next_fit": (
        "In which order are the blocks looked at? Write the indices down for four blocks and "
        "`start` 2.",
        "From `start` to the end, then from 0 to just before `start`. If `start` is `len(free)`, "
        "the first part is empty.",
        "Make the order out of two ranges, `range(start, len(free))` and `range(start)`, and do "
        "what first fit does along it.",
    ),
    "best_fit": (
        "Keep the best block so far while you walk through the whole list.",
        "A block is better if it fits and is smaller than the best so far. If it is as large as "
        "that, the earlier one stays.",
        "Begin with `best = None`. In the loop, take index `i` if the size is at least `need` and "
        "either there is no best yet or the size is below `free[best][1]`.",
    ),
    "take": (
        "What remains of the block? Where does it begin, and how long is it?",
        "The new list is what stood before the block, then the rest if there is one, then what "
        "stood behind it. Slices make new lists, so the old one stays as it was.",
        "The rest begins `need` bytes further and is `need` bytes shorter. Put it into a list of "
        "its own, which is empty if nothing is left, between `free[:i]` and `free[i + 1:]`.",
    ),
    "give_back": (
        "Put the block in its place first, and look for neighbours then.",
        "Two blocks touch if the address of the one plus its size is the address of the other. "
        "There can be a free neighbour on both sides.",
        "Sort the list with the new block in it. Walk through it and build a new list: a block "
        "that begins where the last one of the new list ends makes that longer; any other is "
        "appended.",
    ),
    "pick_list": (
        "The sizes are in rising order. Which of them is the first that is large enough?",
        "It is first fit over sizes instead of blocks. A block of just the size is large enough.",
        "Loop over `enumerate(classes)` and return the index of the first size that is not below "
        "`need`. If none is, the function ends without one.",
    ),
    "best_fit_loses": (
        "Two free blocks, and a request that fits into both: the policies must choose differently. "
        "What request comes next, so that the tight choice is regretted?",
        "Let the lower block be the larger one, so that first fit takes it. Best fit takes the "
        "other, and leaves a small rest there. What could go into both rests of first fit, but not "
        "of best fit?",
        "Make holes of 40 and 32 bytes with a live object between them and one behind. Ask for 24: "
        "first fit leaves 16 and 32, best fit leaves 40 and 8. Now find two requests that fill the "
        "first pair exactly.",
    ),
}
