"""Which free block will the policy take?"""

from __future__ import annotations

from random import Random

from golearn.classic.policies import Block, best_fit, first_fit, worst_fit
from golearn.errors import BadParameter
from golearn.lab.fit_model import FitModel, Run
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.search import Search
from golearn.lab.words import event_text, size_text, with_text
from golearn.trace import Op
from golearn.units import count

TRIES = 40
"""Requests that are drawn until one leaves a choice between two blocks."""

GROWS = "none of them: the heap grows"


def ask(model: FitModel, draw: Random) -> Question:
    """A request of the trace whose search is still to come. Raises BadParameter if none is."""
    model_runs = [run for run in map(model.run, model.policies) if len(run.history) > 1]
    found: tuple[Run, int, list[Block], Search] | None = None
    for _ in range(TRIES if model_runs else 0):
        run = draw.choice(model_runs)
        event = draw.randrange(1, len(run.history))
        if model.trace.op[event] > Op.REALLOC:
            continue
        search = run.search(event, int(model.trace.size[event]))
        free = run.free_list(event - 1)
        if search.merged or search.failed or not free:
            continue
        found = found or (run, event, free, search)
        if sum(block.size >= search.need for block in free) > 1:
            found = (run, event, free, search)
            break
    if found is None:
        raise BadParameter("no request of this trace meets a free block; choose another trace")
    return _question(model, *found, draw)


def _question(
    model: FitModel, run: Run, event: int, free: list[Block], search: Search, draw: Random
) -> Question:
    policy = run.policy
    right = Choice(GROWS) if search.chosen is None else _choice(search.chosen)
    size = int(model.trace.size[event])
    added = with_text(size, search.need, model.options.header)
    wrong = [_choice(b, _slip(policy, b, search, added)) for b in _tempting(free, search, draw)]
    wrong.append(Choice(GROWS, _enough(free, search)))
    name = policy.replace("-", " ")
    asks = event_text(model.event_at(event))
    goes_on = f"It goes on at {search.rover:,}. " if policy == "next-fit" else ""
    return Question(
        f"Event {event:,} will {asks}. Which free block will {name} take? {goes_on}"
        f"Choose it here, or click it in the map of {policy}.",
        choices(right, *wrong, draw=draw),
        search.story,
        lambda: model.go_to(event),
        where=policy,
        prepare=lambda: model.go_to(event - 1),
    )


def _choice(block: Block, wrong: str = "") -> Choice:
    return Choice(
        f"{size_text(block.size)} at {block.address:,}", wrong, (block.address, block.size)
    )


def _tempting(free: list[Block], search: Search, draw: Random) -> list[Block]:
    """What other policies would take, the largest that is too small, and two at random."""
    found = [find(free, search.need).found for find in (first_fit, best_fit, worst_fit)]
    picked = [free[i] for i in found if i is not None]
    small = [block for block in free if block.size < search.need]
    picked += [max(small, key=lambda b: b.size)] if small else []
    picked += draw.sample(free, min(2, len(free)))
    return [block for block in dict.fromkeys(picked) if block != search.chosen]


def _slip(policy: str, block: Block, search: Search, added: str) -> str:
    """Where the way to this block leaves the policy's; `added` is why more is needed than asked."""
    chosen = search.chosen
    if block.size < search.need:
        return (
            f"That block holds {size_text(block.size)}, and {size_text(search.need)} are "
            f"needed{added}."
        )
    assert chosen is not None  # a block that is large enough would have been taken
    if policy == "best-fit":
        if block.size == chosen.size:
            return f"The block at {chosen.address:,} is as small, and it comes first in the list."
        return (
            f"That block fits, but best fit looks at the whole list, and the one at "
            f"{chosen.address:,} is smaller: it leaves {size_text(chosen.size - search.need)}, "
            f"not {size_text(block.size - search.need)}."
        )
    if policy == "worst-fit":
        if block.size == chosen.size:
            return f"The block at {chosen.address:,} is as large, and it comes first in the list."
        return f"That block fits, but worst fit takes the largest, {size_text(chosen.size)}."
    if policy == "next-fit":
        begins = (
            " That block begins below it, so it comes last."
            if block.address < search.rover < block.address + block.size
            else ""
        )
        return (
            "That block fits, but next fit does not begin at the head of the list: it goes on "
            f"from {search.rover:,}, where it last placed, and from there the block at "
            f"{chosen.address:,} comes first.{begins}"
        )
    return (
        f"That block fits, but the one at {chosen.address:,} comes before it in the list, and "
        "first fit stops there."
    )


def _enough(free: list[Block], search: Search) -> str:
    fit = sum(block.size >= search.need for block in free)
    verb = "holds" if fit == 1 else "hold"
    return f"{count(fit, 'free block')} {verb} {size_text(search.need)}; the heap need not grow."
