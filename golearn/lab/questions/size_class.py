"""How large is the slot, and how many are there in a span?"""

from __future__ import annotations

from math import exp, log
from random import Random

from golearn.lab.quiz_model import Choice, Question, choices
from golearn.lab.size_class_model import SizeClassModel
from golearn.lab.words import size_text
from golearn.units import count, round_up


def ask(model: SizeClassModel, draw: Random) -> Question:
    """A request in the table as it is now."""
    size = max(1, min(model.largest, round(exp(draw.uniform(log(9), log(model.largest))))))
    return _slot(model, size, draw) if draw.random() < 0.6 else _objects(model, size, draw)


def _slot(model: SizeClassModel, size: int, draw: Random) -> Question:
    row = model.class_of(size)
    sizes = [c.size for c in model.classes]
    above = sizes[row.number] if row.number < len(sizes) else None
    wrong = [
        Choice(size_text(row.previous), f"That is the class below; {size:,} B do not fit."),
        Choice(size_text(round_up(size, 8)), _no_class(round_up(size, 8), sizes)),
        Choice(
            size_text(1 << (size - 1).bit_length()), _no_class(1 << (size - 1).bit_length(), sizes)
        ),
        Choice(size_text(size), _no_class(size, sizes)),
    ]
    if above is not None:
        slip = f"That holds it, but {size_text(row.size)} is a class too, and smaller."
        wrong.insert(1, Choice(size_text(above), slip))
    kept = [c for c in wrong if c.text not in (size_text(row.size), size_text(0))]
    return Question(
        f"A program asks for {size_text(size)}. How large is the slot it gets?",
        choices(Choice(size_text(row.size)), *kept, draw=draw),
        f"Class {row.number} holds {row.previous + 1:,} to {size_text(row.size)}.",
        lambda: model.ask(size),
    )


def _no_class(size: int, sizes: list[int]) -> str:
    if size in sizes:
        return "That is a class, but a smaller one holds the request."
    return f"No class has {size_text(size)}: the table has only so many, to keep waste low."


def _objects(model: SizeClassModel, size: int, draw: Random) -> Question:
    row = model.class_of(size)
    page = model.page_size
    whole = f"The span is {size_text(row.span_bytes)}, {count(row.npages, 'page')}."
    guesses = (
        (page // row.size, f"{whole} It need not be one page."),
        (row.span_bytes // size, "Every slot has the size of the class, not of the request."),
        (-(-row.span_bytes // row.size), "A slot must lie in the span as a whole."),
        (row.objects + 1, f"{row.objects + 1} × {row.size:,} B are more than the span."),
        (max(row.objects - 1, 0), "One more fits before the tail."),
    )
    wrong = [Choice(f"{n:,}", slip) for n, slip in guesses if n != row.objects]
    return Question(
        f"A request of {size_text(size)} gets a slot of {size_text(row.size)}. How many such "
        "slots are there in a span of this class?",
        choices(Choice(f"{row.objects:,}"), *wrong, draw=draw),
        f"{whole} {row.span_bytes:,} // {row.size:,} = {row.objects:,}; "
        f"{size_text(row.tail_waste)} are left over.",
        lambda: model.ask(size),
    )
