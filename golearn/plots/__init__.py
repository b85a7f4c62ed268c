"""History → picture: labelled figures for reading, and a live map for playing.

Every function returns a `Picture`, which shows itself in a notebook and carries alt text with
the key numbers. matplotlib is imported when the first figure is drawn, never before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from golearn.plots import colors
from golearn.plots.picture import Picture

if TYPE_CHECKING:
    from golearn.plots.figures.address_states import address_states
    from golearn.plots.figures.address_time import address_time
    from golearn.plots.figures.address_zoom import address_zoom
    from golearn.plots.figures.alloc_cache import alloc_cache
    from golearn.plots.figures.arena_pages import arena_pages
    from golearn.plots.figures.class_waste import class_waste
    from golearn.plots.figures.collect_costs import cost_lines, occupancy_curves
    from golearn.plots.figures.collect_heap import collection_step
    from golearn.plots.figures.compare import compare
    from golearn.plots.figures.descent import descent
    from golearn.plots.figures.fragmentation import fragmentation
    from golearn.plots.figures.go_memory import go_memory
    from golearn.plots.figures.heap_arena import heap_arena
    from golearn.plots.figures.heap_map import heap_map, heap_maps
    from golearn.plots.figures.heap_over_time import heap_over_time
    from golearn.plots.figures.huge_touch import huge_touch
    from golearn.plots.figures.layout_scale import layout_scale
    from golearn.plots.figures.lock_counts import lock_counts
    from golearn.plots.figures.os_states import os_states
    from golearn.plots.figures.page_map import page_map
    from golearn.plots.figures.placements import placements
    from golearn.plots.figures.port_bits import port_bits
    from golearn.plots.figures.process_map import process_map
    from golearn.plots.figures.row_film import row_film
    from golearn.plots.figures.search_cost import search_cost
    from golearn.plots.figures.size_histogram import size_histogram
    from golearn.plots.figures.span_walk import span_walk
    from golearn.plots.figures.span_waste import span_waste
    from golearn.plots.figures.tail_by_pages import tail_by_pages
    from golearn.plots.figures.tier_walk import tier_walk
    from golearn.plots.figures.two_layouts import two_layouts
    from golearn.plots.figures.waste_limit import waste_limit
    from golearn.plots.live_map import HeapMap

_HOMES = {
    "HeapMap": "live_map",
    "address_states": "figures.address_states",
    "address_time": "figures.address_time",
    "address_zoom": "figures.address_zoom",
    "alloc_cache": "figures.alloc_cache",
    "arena_pages": "figures.arena_pages",
    "class_waste": "figures.class_waste",
    "collection_step": "figures.collect_heap",
    "compare": "figures.compare",
    "cost_lines": "figures.collect_costs",
    "descent": "figures.descent",
    "fragmentation": "figures.fragmentation",
    "go_memory": "figures.go_memory",
    "heap_arena": "figures.heap_arena",
    "heap_map": "figures.heap_map",
    "heap_maps": "figures.heap_map",
    "heap_over_time": "figures.heap_over_time",
    "huge_touch": "figures.huge_touch",
    "layout_scale": "figures.layout_scale",
    "lock_counts": "figures.lock_counts",
    "os_states": "figures.os_states",
    "page_map": "figures.page_map",
    "occupancy_curves": "figures.collect_costs",
    "placements": "figures.placements",
    "port_bits": "figures.port_bits",
    "process_map": "figures.process_map",
    "row_film": "figures.row_film",
    "search_cost": "figures.search_cost",
    "size_histogram": "figures.size_histogram",
    "span_walk": "figures.span_walk",
    "span_waste": "figures.span_waste",
    "tail_by_pages": "figures.tail_by_pages",
    "tier_walk": "figures.tier_walk",
    "two_layouts": "figures.two_layouts",
    "waste_limit": "figures.waste_limit",
}

__all__ = [
    "HeapMap",
    "Picture",
    "address_states",
    "address_time",
    "address_zoom",
    "alloc_cache",
    "arena_pages",
    "class_waste",
    "collection_step",
    "colors",
    "compare",
    "cost_lines",
    "descent",
    "fragmentation",
    "go_memory",
    "heap_arena",
    "heap_map",
    "heap_maps",
    "heap_over_time",
    "huge_touch",
    "layout_scale",
    "lock_counts",
    "occupancy_curves",
    "os_states",
    "page_map",
    "placements",
    "port_bits",
    "process_map",
    "row_film",
    "search_cost",
    "size_histogram",
    "span_walk",
    "span_waste",
    "tail_by_pages",
    "tier_walk",
    "two_layouts",
    "waste_limit",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'golearn.plots' has no attribute '{name}'")
    found = getattr(import_module(f"golearn.plots.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
