"""Who had to wait in line: requests counted by the highest tier they disturbed.

The reason for tiers in one table. In Go 1.21 the middle tier is shared between Ps but takes no
lock (`runtime/mspanset.go`); a request that gets there still contends for its cache lines.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Locks:
    """Counters since the start."""

    heap_acquired: int = 0
    """Times that the heap lock was taken."""
    central_visits: int = 0
    """Times that a central list was asked for a span."""
    central_requests: int = 0
    """Requests that visited a central list but took no heap lock."""
    heap_requests: int = 0
    """Requests that took the heap lock at least once."""
