"""How many pages have memory after a call, and how many does `mappedReady` count?"""

from __future__ import annotations

from copy import deepcopy
from random import Random

from golearn.errors import BadParameter
from golearn.lab.os_memory_model import OsMemoryModel, pages_and_bytes
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.osmem.row_calls import NAMES, RowCall
from golearn.osmem.states import CALLS
from golearn.units import count

TRIES = 400

MEMORY_WHY = {
    "sysReserve": "Reserved address space costs no memory.",
    "sysAlloc": "Linux gives a page memory when it is first touched, and sysAlloc touches none.",
    "sysMap": "sysMap gives the right to touch the pages; memory comes with the touch.",
    "sysUsed": "On Linux sysUsed asks for nothing. The first touch gives a page its memory.",
    "sysUnused": "Linux takes the memory of these pages at once (MADV_DONTNEED).",
    "sysFault": "The pages are mapped anew without rights; what they had is gone.",
    "sysFree": "The pages are unmapped, and their memory goes with them.",
    "sysFreeOS": "Reserved pages had no memory, so none goes with them.",
    "touch": "A touched page gets memory if it has none; one that has some keeps it.",
}
READY_WHY = {
    1: "{name} adds the pages that it makes Ready to mappedReady.",
    -1: "{name} takes its pages off mappedReady.",
    0: "{name} makes no page Ready and takes none away, so mappedReady stays as it was.",
}


MEMORY_SLIPS = (
    "That is what it was before, but this call changes it.",
    "That would give memory to each page that the call names.",
    "That would take memory from each page that the call names.",
    "Those are the pages that the call names; the question is about the whole row.",
    "It was {}, and not all of them lose their memory.",
)
"""For as many as before, more, fewer, the pages of the call, and none."""

READY_SLIPS = (
    "That is what it was before, but this call changes it.",
    "That would count each page of the call in addition.",
    "That would take each page of the call off.",
    "Those are the pages that the call names; mappedReady counts those of the whole row.",
    "It was {}, and not all of them are taken off.",
)


def ask(model: OsMemoryModel, draw: Random) -> Question:
    """A question about a call that would be legal now; the answer makes the call.

    Raises BadParameter if no call is legal, or if a recording would have to invent an answer.
    """
    if not model.session.live:
        raise BadParameter("questions are asked of real memory, and this system is no Linux")
    call = _legal(model, draw)
    now = model.moments[-1]
    after = deepcopy(model.session.model)
    after.do(call)

    if draw.random() < 0.6:
        right = sum(page.resident for page in after.expected())
        text = f"{call}: how many pages of the row have memory after it?"
        why, before, slips = MEMORY_WHY[call.name], now.resident, MEMORY_SLIPS
    else:
        right, before, slips = after.mapped_ready, now.mapped_ready, READY_SLIPS
        text = f"{call}: what does mappedReady count after it?"
        why = READY_WHY[_sign(right - before) if call.name in CALLS else 0].format(name=call.name)
    wrong = zip(
        (before, before + call.pages, before - call.pages, call.pages, 0), slips, strict=True
    )
    shown = [
        Choice(pages_and_bytes(n), slip.format(count(before, "page")))
        for n, slip in wrong
        if 0 <= n <= model.session.pages
    ]
    listed = choices(Choice(pages_and_bytes(right)), *shown, draw=draw)
    return Question(text, listed, why, lambda: model.act(*call))


def _legal(model: OsMemoryModel, draw: Random) -> RowCall:
    row = model.session.pages
    for _ in range(TRIES):
        first = draw.randrange(0, row, 2)
        name = draw.choice(NAMES)
        whole = draw.random() < 0.3 or name == "sysAlloc"
        call = RowCall(name, *((0, row) if whole else (first, draw.randint(1, row - first))))
        if not model.why_not(*call):
            return call
    raise BadParameter("no call is legal here; empty the row first")


def _sign(n: int) -> int:
    return (n > 0) - (n < 0)
