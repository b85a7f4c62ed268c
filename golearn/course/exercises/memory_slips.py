"""Misconceptions about the tasks of chapter 01, and the answers that they give."""

from __future__ import annotations

from typing import Any

from golearn.course.judges import Slip

Mappings = list[tuple[int, int, str]]


def _map_line(line: str, base: int = 16, letters: int = 4) -> tuple[int, int, str, str]:
    words = line.split(maxsplit=5)
    start, end = (int(word, base) for word in words[0].split("-"))
    return start, end, words[1][:letters], "".join(words[5:])


def _with_name(line: str, name: str) -> tuple[int, int, str, str]:
    return (*_map_line(line)[:3], name)


def _with_end(line: str, end: int) -> tuple[int, int, str, str]:
    start, _, *rest = _map_line(line)
    return start, end, rest[0], rest[1]


MAP_LINE = (
    Slip("the addresses were read as decimal numbers", lambda line: _map_line(line, base=10)),
    Slip(
        "the length was returned, not the end",
        lambda line: _with_end(line, _map_line(line)[1] - _map_line(line)[0]),
    ),
    Slip(
        "the last address of the mapping was returned; `end` is the first one behind it",
        lambda line: _with_end(line, _map_line(line)[1] - 1),
    ),
    Slip(
        "runs of blanks in the name became one; they belong to it",
        lambda line: _with_name(line, " ".join(line.split()[5:])),
    ),
    Slip("every line was taken to have a name", lambda line: _with_name(line, line.split()[5])),
    Slip(
        "only the first word of the name was kept",
        lambda line: _with_name(line, "".join(line.split()[5:6])),
    ),
    Slip(
        "the last word of the line was taken for the name",
        lambda line: _with_name(line, line.split()[-1]),
    ),
    Slip(
        "the last word of the line was taken for the name",
        lambda line: _with_name(line, line.split(maxsplit=5)[-1]),
    ),
    Slip(
        "the blanks before the name were kept",
        lambda line: _with_name(line, line.split(" ", 5)[-1] if _map_line(line)[3] else ""),
    ),
    Slip("a letter of the permissions was dropped", lambda line: _map_line(line, letters=3)),
)


def _holder(mappings: Mappings, test: Any) -> str | None:
    return next((name for start, end, name in mappings if test(start, end)), None)


MAPPING = (
    Slip(
        "the end was counted in, with <= instead of <",
        lambda mappings, address: _holder(mappings, lambda start, end: start <= address <= end),
    ),
    Slip(
        "the start was left out, with < instead of <=",
        lambda mappings, address: _holder(mappings, lambda start, end: start < address < end),
    ),
    Slip(
        "start was left out and end counted in: it must be the other way round",
        lambda mappings, address: _holder(mappings, lambda start, end: start < address <= end),
    ),
    Slip(
        "only the starts were compared; an address can lie in the gap behind a mapping",
        lambda mappings, address: _holder(mappings[::-1], lambda start, end: start <= address),
    ),
    Slip(
        "only the ends were compared; an address can lie in the gap before a mapping",
        lambda mappings, address: _holder(mappings, lambda start, end: address < end),
    ),
    Slip(
        "the last byte of a mapping was left out",
        lambda mappings, address: _holder(mappings, lambda start, end: start <= address < end - 1),
    ),
    Slip(
        "`end` was taken for a length",
        lambda mappings, address: _holder(
            mappings, lambda start, end: start <= address < start + end
        ),
    ),
    Slip(
        "only the first mapping was looked at",
        lambda mappings, address: _holder(mappings[:1], lambda start, end: start <= address < end),
    ),
    Slip(
        "only the first byte of a mapping was found: the address must be compared with both ends",
        lambda mappings, address: _holder(mappings, lambda start, end: start == address),
    ),
    Slip(
        "a search that finds nothing gave the last mapping",
        lambda mappings, address: (
            _holder(mappings, lambda start, end: start <= address < end)
            or (mappings[-1][2] if mappings else None)
        ),
    ),
)


def _live(
    events: list[tuple[Any, ...]],
    old: bool = False,
    resize: bool = True,
    free: bool = True,
    gc: bool = False,
) -> list[int]:
    """Live bytes after each event, where one kind of event may be misunderstood."""
    sizes: dict[int, int] = {}
    total, result = 0, []
    for op, *rest in events:
        obj, size = (*rest, 0, 0)[:2]
        if op == "a" or (op == "r" and resize):
            total += size - (0 if old else sizes.get(obj, 0))
            sizes[obj] = size
        elif op == "f" and free:
            total -= sizes.pop(obj)
        elif op == "gc" and gc:
            sizes, total = {}, 0
        result.append(total)
    return result


def _peaks(events: list[tuple[Any, ...]]) -> list[int]:
    live = _live(events)
    return [max(live[: i + 1]) for i in range(len(live))]


def _objects(events: list[tuple[Any, ...]]) -> list[int]:
    return _live([(op, *rest[:1], 1)[:3] if op in "ar" else (op, *rest) for op, *rest in events])


def _resized(events: list[tuple[Any, ...]], keep: Any) -> list[int]:
    """Live bytes if an object keeps `keep(old, new)` when it gets another size."""
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op == "f":
            del sizes[rest[0]]
        elif op != "gc":
            obj, size = rest
            sizes[obj] = keep(sizes.get(obj, 0), size)
        result.append(sum(sizes.values()))
    return result


def _first_size(events: list[tuple[Any, ...]]) -> list[int]:
    """Live bytes if a free takes away the size that was allocated, whatever came after."""
    sizes, first = dict[int, int](), dict[int, int]()
    total, result = 0, []
    for op, *rest in events:
        if op == "f":
            total -= first[rest[0]]
        elif op != "gc":
            obj, size = rest
            total += size - sizes.get(obj, 0)
            sizes[obj] = size
            first.setdefault(obj, size)
        result.append(total)
    return result


def _until_gc(events: list[tuple[Any, ...]]) -> list[int]:
    """Live bytes if what was freed goes away at the next gc."""
    sizes: dict[int, int] = {}
    dead: list[int] = []
    result = []
    for op, *rest in events:
        if op == "f":
            dead.append(rest[0])
        elif op == "gc":
            for obj in dead:
                sizes.pop(obj, None)
        else:
            sizes[rest[0]] = rest[1]
        result.append(sum(sizes.values()))
    return result


LIVE = (
    Slip("what was freed went away at the next gc only", _until_gc),
    Slip(
        "a free took away the size that was allocated first, not the one the object has by then",
        _first_size,
    ),
    Slip("an object that gets smaller kept its old size", lambda events: _resized(events, max)),
    Slip(
        "sizes were rounded up to multiples of 8; what was asked for counts",
        lambda events: _resized(events, lambda _old, new: -(-new // 8) * 8),
    ),
    Slip(
        "the old size still counted after an `r`: an object has one size at a time",
        lambda events: _live(events, old=True),
    ),
    Slip("an `r` changed nothing", lambda events: _live(events, resize=False)),
    Slip("only allocations were counted", lambda events: _live(events, resize=False, free=False)),
    Slip("a free took nothing away", lambda events: _live(events, free=False)),
    Slip(
        "a gc took what the program still holds; it may take only what nobody holds any more",
        lambda events: _live(events, gc=True),
    ),
    Slip(
        "a gc gave no number of its own",
        lambda events: [n for n, e in zip(_live(events), events, strict=True) if e[0] != "gc"],
    ),
    Slip("the peak so far was kept, not what is live now", _peaks),
    Slip("objects were counted, not their bytes", _objects),
    Slip(
        "each event was told by its own size, not by the sum of what lives",
        lambda events: [event[2] if event[0] in "ar" else 0 for event in events],
    ),
)
