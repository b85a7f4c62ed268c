"""Where will the next object lie, and the pointer stand? What do a free and a reset bring back?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random

from golearn.errors import OutOfMemory
from golearn.lab.bump_model import BumpModel
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.words import size_text
from golearn.units import round_up

NO_ROOM = "it does not fit"


Maker = Callable[[BumpModel, Random], Question]


def ask(model: BumpModel, draw: Random, last: str = "") -> Question:
    """A question of another kind than the last: a request, what it moves, a free or a reset."""
    kinds = _kinds(model)
    others = {kind: often for kind, often in kinds.items() if kind != last} or kinds
    (kind,) = draw.choices([*others], [*others.values()])
    return replace(MAKERS[kind](model, draw), kind=kind)


def _kinds(model: BumpModel) -> dict[str, int]:
    """The kinds of questions that the arena gives, and how often each comes."""
    tight = model.left < _most(model)
    often = {
        "place": 4 * (_room(model, model.left) > 0),
        "pointer": 2 * (_room(model, model.left) > 0),
        "full": 2 * tight,
        "free": 3 * bool(model.objects),
        "reset": (3 if tight else 1) * (model.top > 0),
    }
    return {kind: times for kind, times in often.items() if times}


def _most(model: BumpModel) -> int:
    """The largest request that questions are about, in bytes, unless the arena is full."""
    return max(8, model.allocator.heap_size // 4)


def _room(model: BumpModel, left: int) -> int:
    """The largest request for which so many bytes are enough; 0 or less if there is none."""
    return left // model.allocator.align * model.allocator.align - model.allocator.header


def _block(model: BumpModel, size: int) -> int:
    allocator = model.allocator
    return max(allocator.align, round_up(size + allocator.header, allocator.align))


def _place(model: BumpModel, draw: Random) -> Question:
    size = draw.randint(1, min(_most(model), _room(model, model.left)))
    top, block = model.top, _block(model, size)
    wrong = [Choice(NO_ROOM, f"It takes {size_text(block)}, and {_left(model)}.")]
    why = f"The pointer stands at {top:,}; it is returned and moves up by {size_text(block)}."
    return _request(model, size, Choice(_at(top)), wrong, why, draw)


def _full(model: BumpModel, draw: Random) -> Question:
    least = max(0, _room(model, model.left)) + 1
    size = draw.randint(least, max(least, _most(model)) + 8)
    told = f"take {size_text(_block(model, size))}, and only {_left(model)}."
    wrong = [Choice(_at(model.top), f"It would {told}")]
    return _request(model, size, Choice(NO_ROOM), wrong, f"The request would {told}", draw)


def _request(
    model: BumpModel, size: int, right: Choice, wrong: list[Choice], why: str, draw: Random
) -> Question:
    allocator, top = model.allocator, model.top
    for hole in model.dead_places()[:2]:
        wrong.append(Choice(_at(hole), "Those bytes are dead: a bump allocator never looks back."))
    if model.objects:
        start, asked = max(model.objects.values())
        slip = f"The pointer moves by whole blocks: it stands at {top:,}."
        wrong.append(Choice(_at(start + asked), slip))
    if allocator.header:
        slip = "A block begins with its header, so the block lies where the pointer stands."
        wrong.append(Choice(_at(top + allocator.header), slip))
    slip = "That is where the pointer will stand afterwards."
    wrong.append(Choice(_at(top + _block(model, size)), slip))
    wrong.append(Choice(_at(0), f"The pointer does not go back to 0; it stands at {top:,}."))

    def reveal() -> None:
        with suppress(OutOfMemory):
            model.allocate(size)

    text = f"The program asks for {size_text(size)}. At which address will its block lie?"
    return Question(text, choices(right, *wrong, draw=draw), why, reveal)


def _pointer(model: BumpModel, draw: Random) -> Question:
    size = draw.randint(1, min(_most(model), _room(model, model.left)))
    allocator, top, block = model.allocator, model.top, _block(model, size)
    whole = f"The pointer moves by whole blocks, and this one takes {size_text(block)}."
    wrong = [
        Choice(_at(top), "Then the next object would lie on top of this one."),
        Choice(_at(top + size), whole),
        Choice(_at(top + size + allocator.header), whole),
        Choice(_at(top + round_up(size, allocator.align)), "The header takes room too."),
        Choice(_at(block), f"It moves up from where it stands, {_at(top)}."),
        Choice(_at(top + block + allocator.align), "No more than the block is taken."),
    ]
    return Question(
        f"The program asks for {size_text(size)}. Where will the pointer stand afterwards?",
        choices(Choice(_at(top + block)), *wrong, draw=draw),
        f"It moves from {top:,} up by the block, {size_text(block)}.",
        lambda: model.allocate(size),
    )


def _reset(model: BumpModel, draw: Random) -> Question:
    top, heap = model.top, model.allocator.heap_size
    size = draw.randint(1, min(_most(model), _room(model, heap)))
    wrong = [
        Choice(_at(top), "A reset moves the pointer back, all the way."),
        Choice(NO_ROOM, f"After a reset all {size_text(heap)} can be handed out again."),
    ]
    for hole in model.dead_places()[:2]:
        wrong.append(Choice(_at(hole), "A reset looks for no hole; the pointer goes back to 0."))
    for start, _ in sorted(model.objects.values())[:2]:
        end = start + model.allocator.block_size(start)
        wrong.append(Choice(_at(end), "A reset forgets the live objects too."))

    def reveal() -> None:
        model.reset()
        model.allocate(size)

    return Question(
        f"The arena is reset, and then the program asks for {size_text(size)}. At which address "
        "will its block lie?",
        choices(Choice(_at(0)), *wrong, draw=draw),
        f"A reset forgets every object at once; the pointer jumps from {top:,} back to 0.",
        reveal,
    )


def _free(model: BumpModel, draw: Random) -> Question:
    obj = draw.choice(sorted(model.objects))
    address, asked = model.objects[obj]
    block, left = model.allocator.block_size(address), model.left
    right = Choice(size_text(left))
    back = "The block is dead: the pointer does not move back, not even for the last one."
    wrong = [
        Choice(size_text(left + block), back),
        Choice(size_text(left + asked), back),
        Choice(size_text(model.allocator.heap_size - model.live_bytes + asked), back),
        Choice(size_text(max(0, left - block)), "A free takes nothing away."),
        Choice(size_text(model.allocator.heap_size), "Only a reset brings all of it back."),
    ]
    return Question(
        f"Object {obj} is freed, {size_text(block)} at {address:,}. How much can be handed out "
        "then, above the pointer?",
        choices(right, *wrong, draw=draw),
        f"The pointer stays at {model.top:,}, so {size_text(left)} are left as before.",
        lambda: model.free(obj),
    )


MAKERS: dict[str, Maker] = {
    "place": _place,
    "pointer": _pointer,
    "full": _full,
    "free": _free,
    "reset": _reset,
}


def _left(model: BumpModel) -> str:
    return f"{size_text(model.left)} are left above the pointer"


def _at(address: int) -> str:
    return f"at {address:,}"
