"""The exercises, one module per chapter, and the table of all of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from golearn.course.exercise import Exercise

CHAPTERS = (
    "memory",
    "bump",
    "fit",
    "collect",
    "size_classes",
    "tiers",
    "page_heap",
    "layout",
    "os_memory",
    "predict",
)
"""Modules of this package, in the order of the course; each has `EXERCISES`."""


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by name, in the order of the course."""
    modules = [import_module(f"{__name__}.{chapter}") for chapter in CHAPTERS]
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}
