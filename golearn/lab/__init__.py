"""Labs: allocators to play with, in a notebook.

Every lab is a model, which is plain Python, and a thin view of widgets. `FitLab()` as the last
line of a cell shows it; `lab.model` is the model. Widgets are imported with the first lab.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from golearn.lab.bump_lab import BumpLab
    from golearn.lab.collect_lab import CollectLab
    from golearn.lab.fit_lab import FitLab
    from golearn.lab.history_lab import HistoryLab
    from golearn.lab.layout_lab import LayoutLab
    from golearn.lab.memory_lab import MemoryLab
    from golearn.lab.os_memory_lab import OsMemoryLab
    from golearn.lab.page_heap_lab import PageHeapLab
    from golearn.lab.platform_lab import PlatformLab
    from golearn.lab.predict_lab import PredictLab
    from golearn.lab.segregated_lab import SegregatedLab
    from golearn.lab.size_class_lab import SizeClassLab
    from golearn.lab.tiers_lab import TiersLab
    from golearn.lab.walk_lab import WalkLab

_HOMES = {
    "BumpLab": "bump_lab",
    "CollectLab": "collect_lab",
    "FitLab": "fit_lab",
    "HistoryLab": "history_lab",
    "LayoutLab": "layout_lab",
    "MemoryLab": "memory_lab",
    "OsMemoryLab": "os_memory_lab",
    "PageHeapLab": "page_heap_lab",
    "PlatformLab": "platform_lab",
    "PredictLab": "predict_lab",
    "SegregatedLab": "segregated_lab",
    "SizeClassLab": "size_class_lab",
    "TiersLab": "tiers_lab",
    "WalkLab": "walk_lab",
}

__all__ = [
    "BumpLab",
    "CollectLab",
    "FitLab",
    "HistoryLab",
    "LayoutLab",
    "MemoryLab",
    "OsMemoryLab",
    "PageHeapLab",
    "PlatformLab",
    "PredictLab",
    "SegregatedLab",
    "SizeClassLab",
    "TiersLab",
    "WalkLab",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'golearn.lab' has no attribute '{name}'")
    return getattr(import_module(f"golearn.lab.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
