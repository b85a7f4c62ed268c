"""Where does the way from this address lead?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.walk_model import C_PLACE, NUMBER, OBJECTS, WalkModel
from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE

OBJECT, DEAD, NOTHING = "at a live object's span", "at a span that is free now", "at no span"

_ENDS = {
    OBJECT: "No span in use has this page.",
    DEAD: "No span that died had this page.",
    NOTHING: "The page's entry is not empty.",
}
"""What whoever chose an end has overlooked."""


def ask(model: WalkModel, draw: Random) -> Question:
    """A question on one address of one heap; the walk itself answers it."""
    kinds: tuple[Callable[[WalkModel, Random], Question], ...] = (_entry, _page, _end)
    return draw.choice(kinds)(model, draw)


def _somewhere(model: WalkModel, layout: str, draw: Random) -> int:
    what = draw.choice(list(OBJECTS))
    return model.objects[layout][what] + draw.randrange(OBJECTS[what][0])


def _reveal(model: WalkModel, layout: str, address: int) -> Callable[[], object]:
    return lambda: model.ask_alike(layout, address)


def _entry(model: WalkModel, draw: Random) -> Question:
    address = _somewhere(model, "sparse", draw)
    right = LINUX_AMD64.arena_index(address)
    zero = right - LINUX_AMD64.arena_index(0)
    return Question(
        f"{address:#x} on the sparse heap: which entry of the second level leads to its arena?",
        choices(
            Choice(f"{right:,}"),
            Choice(f"{zero:,}", "The index begins at -2^47, not at address 0."),
            Choice(f"{right + 1:,}", "Entries count from 0."),
            Choice(
                f"{address - (0xC0 << 32) >> 26:,}", "Entries count from the start of the index."
            ),
            draw=draw,
        ),
        "Add 2^47 to the address and divide by 64 MiB.",
        _reveal(model, "sparse", address),
    )


def _page(model: WalkModel, draw: Random) -> Question:
    layout = draw.choice(("linear", "sparse"))
    address = _somewhere(model, layout, draw)
    start = 0xC420000000 if layout == "linear" else address >> 26 << 26
    page = (address - start) // PAGE_SIZE
    pages4 = (address - start) // 4096
    slip = "That is the page from address 0 on."
    return Question(
        f"{address:#x} on the {layout} heap: which entry of `spans` is read?",
        choices(
            Choice(f"{page:,}"),
            Choice(f"{address // PAGE_SIZE:,}", slip),
            Choice(f"{pages4:,}", "A page of Go's has 8 KiB, not 4."),
            Choice(f"{page + 1:,}", "Pages count from 0."),
            draw=draw,
        ),
        "Subtract the start of the arena, and divide by 8 KiB."
        if layout == "linear"
        else "Divide by 8 KiB, and keep the rest of dividing by 8,192 pages.",
        _reveal(model, layout, address),
    )


def _end(model: WalkModel, draw: Random) -> Question:
    layout = draw.choice(("linear", "sparse"))
    place = draw.choice((*model.places[:7], C_PLACE, NUMBER))
    address = model.address_of(layout, place)
    walk = model.heaps[layout].heap.layout.walk(address)
    right = OBJECT if walk.span else DEAD if walk.entry else NOTHING
    why = {
        OBJECT: "The page's entry leads to a span in use.",
        DEAD: "The entry of a page stays when its span dies; the span itself says that it is free.",
        NOTHING: "There is an arena, but its entry for this page is empty."
        if walk.reads and walk.steps[-1].kind == "read"
        else "No arena holds this address, so no entry is read.",
    }
    wrong = [Choice(text, slip) for text, slip in _ENDS.items() if text != right]
    return Question(
        f"{address:#x} on the {layout} heap: where does the walk end?",
        choices(Choice(right), *wrong, draw=draw),
        why[right],
        lambda: model.choose(place),
    )
