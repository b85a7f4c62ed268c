"""The classic designs: bump, free list with its fit policies, segregated fit, buddies."""

from golearn.classic.buddy import BuddyAllocator
from golearn.classic.bump import BumpAllocator
from golearn.classic.free_list import FreeListAllocator
from golearn.classic.segregated import SegregatedFitAllocator, geometric, powers_of_two

__all__ = [
    "BuddyAllocator",
    "BumpAllocator",
    "FreeListAllocator",
    "SegregatedFitAllocator",
    "geometric",
    "powers_of_two",
]
