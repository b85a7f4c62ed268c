"""At which address will the next object lie, and what does a free bring back?"""

from __future__ import annotations

from contextlib import suppress
from random import Random

from golearn.errors import OutOfMemory
from golearn.lab.bump_model import BumpModel
from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.words import size_text
from golearn.units import round_up

NO_ROOM = "it does not fit"


def ask(model: BumpModel, draw: Random) -> Question:
    """A request, or, now and then, a free."""
    if model.objects and draw.random() < 0.3:
        return _free(model, draw.choice(sorted(model.objects)), draw)
    return _allocate(model, draw.randint(1, max(8, model.allocator.heap_size // 4)), draw)


def _allocate(model: BumpModel, size: int, draw: Random) -> Question:
    allocator, top = model.allocator, model.top
    block = max(allocator.align, round_up(size + allocator.header, allocator.align))
    fits = block <= model.left
    left = f"{size_text(model.left)} are left above the pointer"
    if fits:
        right = Choice(_at(top))
        wrong = [Choice(NO_ROOM, f"It takes {size_text(block)}, and {left}.")]
        why = f"The pointer stands at {top:,}; it is returned and moves up by {size_text(block)}."
    else:
        right = Choice(NO_ROOM)
        wrong = [Choice(_at(top), f"It would take {size_text(block)}, and only {left}.")]
        why = f"The request takes {size_text(block)}, and {left}."
    for hole in model.dead_places()[:2]:
        wrong.append(Choice(_at(hole), "Those bytes are dead: a bump allocator never looks back."))
    if model.objects:
        start, asked = max(model.objects.values())
        slip = f"The pointer moves by whole blocks: it stands at {top:,}."
        wrong.append(Choice(_at(start + asked), slip))
    if allocator.header:
        slip = "A block begins with its header, so the block lies where the pointer stands."
        wrong.append(Choice(_at(top + allocator.header), slip))
    wrong.append(Choice(_at(top + block), "That is where the pointer will stand afterwards."))
    wrong.append(Choice(_at(0), f"The pointer does not go back to 0; it stands at {top:,}."))

    def reveal() -> None:
        with suppress(OutOfMemory):
            model.allocate(size)

    wrong = [choice for choice in wrong if choice.text != right.text]
    text = f"The program asks for {size_text(size)}. At which address will its block lie?"
    return Question(text, choices(right, *wrong, draw=draw), why, reveal)


def _free(model: BumpModel, obj: int, draw: Random) -> Question:
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


def _at(address: int) -> str:
    return f"at {address:,}"
