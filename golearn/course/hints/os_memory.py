"""Hints for chapter 09."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "page_states": (
        "Draw a row of 16 boxes, and go through the calls one by one. The second number of a call "
        "is how many pages it takes, not where it ends.",
        "sysMap leads to Prepared, sysUsed to Ready, sysUnused back to Prepared, and sysFault to "
        "Reserved. What no call names stays as it was.",
        "The calls take the pages 0–15, 0–11, 0–7, 2–5, 4–9 and 0, in this order. For each page "
        "that is asked for, look for the last call that takes it.",
    ),
    "row_cost": (
        "These are three different things: what is counted for the caller, what is Ready, and what "
        "has memory. Only a touch changes the last one upward.",
        "sysMap adds to sysStat. sysUsed adds to mappedReady, but only pages that were Prepared. "
        "sysUnused takes its pages off mappedReady, and their memory away.",
        "After the first touch, 24 pages are Ready and 10 have memory. sysUnused takes pages 4 to "
        "15: twelve that were Ready, of which six had memory. Go on from there.",
    ),
    "platform_calls": (
        "For each: what is still missing before the memory can be used, or given back? And does "
        "the system offer a way to say so?",
        "Linux brings memory with the first touch. Windows wants it committed before. Plan 9 and "
        "WebAssembly have memory that only grows.",
        "In the chapter's table choose the system, and look at the column of calls: a row without "
        "a call of the system is a no-op.",
    ),
    "os_claims": (
        "Keep address space and memory apart. Which of the two does each claim speak of?",
        "HeapSys is address space, and it does not shrink. HeapReleased says how much of it should "
        "have no memory. And Prepared means that nothing is promised.",
        "Three of the claims hold. Two of those are about what a system does by itself: when "
        "memory goes, and in which units it comes. The third is about a race.",
    ),
    "next_state": (
        "Each call has states that it takes, and one state that it leads to. Write them down as a "
        "table before you write code.",
        "A dictionary from the call to a pair will do: the states it takes, and the state after "
        "it. Two of the calls take more than one state.",
        "sysUsed takes Prepared and Ready, as it is idempotent. sysFree takes all states but "
        "'None'. The other five take one state each: two of them 'None', one Reserved, two Ready.",
    ),
    "keep_books": (
        "One of the calls needs to know what state each page was in before it. Which one?",
        "sysUsed may cover pages that are Ready already, and they must not be counted again. So "
        "keep a set of the pages that are Ready.",
        "sysStat needs no set: plus at sysMap, minus at sysFree. mappedReady is at the end simply "
        "how many pages are in your set: sysUsed puts pages in, three other calls take them out.",
    ),
    "sys_reserve_aligned": (
        "Draw the bytes that were given, and in them the first multiple of `align`. What sticks "
        "out on the left, and what on the right?",
        "If `got` is a multiple already, Go keeps everything. If not, the piece begins at `got` "
        "rounded up, and both ends are freed.",
        "The left end has as many bytes as rounding up added. The right end begins `size` bytes "
        "behind the aligned address, and ends at `got + size + align`. Is it ever empty?",
    ),
    "repaired_calls": (
        "Run it in the lab, or read it with the state machine in hand: which is the first call "
        "that finds a state it does not take?",
        "sysUsed needs Prepared memory, and only sysMap makes it so. Memory that is Prepared "
        "cannot be given back again, nor mapped again.",
        "One call is missing between the first two lines, and at the end there are two too many. "
        "Five calls are enough.",
    ),
    "ready_but_empty": (
        "How does a page lose its memory? And what may happen to it afterwards without giving it "
        "memory again?",
        "A page that is Ready again after sysUnused has no memory until it is touched. The books "
        "count it all the same.",
        "Get all 16 pages Ready and touch them. Then let twelve of them go through sysUnused, and "
        "make them Ready again, but keep your hands off them.",
    ),
}
