"""Misconceptions about what a collection costs (chapter 04), and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable

from golearn.course.judges import Slip

Costs = tuple[float, float]


def _costs(copying: Callable[..., float], marking: Callable[..., float]) -> Callable[..., Costs]:
    def answer(r: float, c: float, a: float, b: float) -> Costs:
        return round(copying(r, c), 6), round(marking(r, a, b), 6)

    return answer


def _copying(r: float, c: float) -> float:
    return c * r / (0.5 - r)


def _marking(r: float, a: float, b: float) -> float:
    return (a * r + b) / (1 - r)


COSTS = (
    Slip(
        "copying was given the whole heap to allocate in; it has one half",
        _costs(lambda r, c: c * r / (1 - r), _marking),
    ),
    Slip(
        "marking was given one half only; it has the whole heap",
        _costs(_copying, lambda r, a, b: (a * r + b) / (0.5 - r)),
    ),
    Slip(
        "the sweep was thought to cost nothing: `b` is missing",
        _costs(_copying, lambda r, a, b: a * r / (1 - r)),
    ),
    Slip(
        "`b` was charged for the dead only; a sweep goes over the whole heap",
        _costs(_copying, lambda r, a, b: (a * r + b * (1 - r)) / (1 - r)),
    ),
    Slip(
        "this is the cost per byte of the heap, not per byte that is given back",
        _costs(lambda r, c: c * r, lambda r, a, b: a * r + b),
    ),
    Slip(
        "copying was charged for the dead, which it never touches",
        _costs(lambda r, c: c * (1 - r) / (0.5 - r), _marking),
    ),
    Slip(
        "what was allocated was divided by what was touched: it is the other way round",
        lambda r, c, a, b: (round(1 / _copying(r, c), 6), round(1 / _marking(r, a, b), 6)),
    ),
    Slip(
        "the two numbers changed places",
        lambda r, c, a, b: (round(_marking(r, a, b), 6), round(_copying(r, c), 6)),
    ),
)
