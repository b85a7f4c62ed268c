"""Hints for the exercises of chapter 08."""

from __future__ import annotations

HINTS: dict[str, tuple[str, str, str]] = {
    "linear_areas": (
        "Each area has a fixed ratio to the arena. Which one, and what is counted: bytes, words "
        "or pages?",
        "`spans` has one pointer for each page; `bitmap` has one byte for each 32 bytes. Only the "
        "arena is smaller than Go's, the ratios are the same.",
        "The arena here is an eighth of Go's 512 GiB. So each of the areas is an eighth of the "
        "512 MiB and the 16 GiB of Go's.",
    ),
    "decode_address": (
        "Work in hexadecimal. A page is 0x2000 bytes, an arena 0x4000000.",
        "Linear: subtract the start of the arena first. Sparse: what is left after dividing by an "
        "arena's size says where in the arena, and the low 13 bits of that where in the page.",
        "For the second level, add 1 << 47 to the address and shift right by 26. For the page, "
        "take the address modulo 0x4000000 and shift right by 13.",
    ),
    "port_facts": (
        "The bits of an address are shared out: first level, second level, byte in the arena.",
        "16 MiB are 2 to the power of 24. With 4 bits for the first level, what is left of the 40 "
        "is the second level's share; n bits make 2 to the power of n entries.",
        "Second level: 40 - 24 - 4 bits. A table: 8 bytes for each of its entries. Reach: 2 to the "
        "power of 40.",
    ),
    "layout_trouble": (
        "Ask twice for each: what must be free when Go starts, and what when its heap grows?",
        "The linear heap needs one long range at the start, and later exactly the next bytes of "
        "it. The sparse heap needs any 64 MiB, wherever they are.",
        "Only one of the six goes wrong before the program runs. A linear heap cannot pass 512 "
        "GiB; what lies above its reservation does not matter to it.",
    ),
    "layout_claims": (
        "For A and B, think of what an entry of the arena index is, and of memory that nobody has "
        "touched.",
        "For C and D, read what the chapter says about zeroedBase and about the first page of a "
        "span. For E and F, count the reads of the two walks.",
        "A and B confuse a table of pointers with what it points to, and address space with "
        "memory. One more of the six is false.",
    ),
    "bitmap_bits": (
        "First find the number of the word: how many words of 8 bytes lie between the start of the "
        "arena and the address?",
        "Four words share a byte. Byte 0 of the bitmap lies right below the arena, byte 1 below "
        "that. In a byte the pointer bits come first, then the scan bits.",
        "Call the number of the word w. The byte is w // 4 bytes below arena_start - 1, and w % 4 "
        "is the pointer bit; the scan bit is 4 places higher.",
    ),
    "find_span": (
        "Two divisions: one finds the arena, the other the page in it.",
        "divmod(address, arena_bytes) gives the arena's number and the offset in it. Not every "
        "number has an arena.",
        "arenas.get(number) is None where there is no arena; otherwise take the entry "
        "offset // page_bytes of that list.",
    ),
    "needs_zeroing": (
        "Keep one number: the page where zeroedBase is. It starts at 0.",
        "A span that begins below zeroedBase may hold old data. Afterwards zeroedBase is at its "
        "end, unless it was higher already.",
        "For each (page, npages): the answer is page < base; then base = max(base, ...) with the "
        "first page behind the span.",
    ),
    "break_growth": (
        "Start-up looks at 64 KiB only. Where will the heap be when it has 256 MiB, and where when "
        "it has 1 GiB?",
        "The first object of Go 1.10 lies at 0xc420000000, and the heap grows upward from there. "
        "C's page must lie in its way, but not near its start.",
        "One page is enough, more than 256 MiB and less than 1 GiB above 0xc420000000. Write "
        "(address, bytes) with a multiple of 4096 for both.",
    ),
}
