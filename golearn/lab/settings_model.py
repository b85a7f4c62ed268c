"""An allocator's settings as a learner types them."""

from __future__ import annotations

import re

from golearn.classic.free_list import Coalesce
from golearn.errors import BadParameter
from golearn.replay import MOST_HEADER, Options
from golearn.units import ADDRESS_SPACE, GIB, KIB, MIB, TIB, human_bytes, require_alignment

ALIGNMENTS = (1, 2, 4, 8, 16, 32, 64)
COALESCING: dict[str, Coalesce] = {
    "at once": "immediate",
    "when a request fails": "deferred",
    "never": "none",
}
"""Words in the lab → what the allocator calls it."""

_UNITS = {
    "": 1, "B": 1, "K": KIB, "KIB": KIB, "M": MIB, "MIB": MIB, "G": GIB, "GIB": GIB,
    "T": TIB, "TIB": TIB,
}  # fmt: skip
_COUNT = re.compile(r"^\s*(\d[\d,_]{0,14})\s*$", re.ASCII)
_SIZE = re.compile(r"^\s*([\d,_]+)\s*([A-Za-z]*)\s*$")


def parse_size(text: str, what: str = "size", most: int = ADDRESS_SPACE) -> int:
    """Bytes from `4096`, `4,096` or `4 KiB`, at most `most`. Raises BadParameter."""
    match = _SIZE.match(text)
    digits = match[1].replace(",", "").replace("_", "") if match else ""
    unit = _UNITS.get(match[2].upper()) if match else None
    told, long = f"{what} '{text.strip()[:40]}'", len(digits) > 15
    if not digits or unit is None or not digits.isascii():
        raise BadParameter(f"{told}; expected bytes such as 4096 or 4 KiB")
    if long or int(digits) * unit > most:
        limit = f"{most:,} bytes" if most < TIB else human_bytes(most)
        raise BadParameter(f"{told}; expected at most {limit}")
    return int(digits) * unit


def parse_count(text: str, what: str, most: int) -> int:
    """A whole number from `3` or `1,000`. Raises BadParameter; `most` is for its words."""
    match = _COUNT.match(text)
    if match is None:
        told = f"{what} '{text.strip()[:40]}'"
        raise BadParameter(f"{told}; expected a whole number from 1 to {most:,}")
    return int(re.sub("[,_]", "", match[1]))


def parse_heap(text: str) -> int | None:
    """The heap's size in bytes; nothing means that it grows. Raises BadParameter."""
    return parse_size(text, "heap size", ADDRESS_SPACE) if text.strip() else None


def parse_options(heap: str, align: int, header: str, coalescing: str = "at once") -> Options:
    """All settings at once. Raises BadParameter for the first that makes no sense."""
    if coalescing not in COALESCING:
        raise BadParameter(
            f"unknown coalescing '{coalescing}'; expected one of {', '.join(COALESCING)}"
        )
    return Options(
        heap=parse_heap(heap),
        align=require_alignment(align),
        header=parse_size(header or "0", "header", MOST_HEADER),
        coalesce=COALESCING[coalescing],
    )
