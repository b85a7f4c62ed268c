"""What one request costs in the model of Go's allocator, by the mix of sizes.

    python benchmarks/go_malloc.py

Processor time, best of five runs; beside it the ratio to the cheapest mix, which depends less
on the machine.
"""

from __future__ import annotations

import random
import time

from golearn.goheap import GoAllocator

REQUESTS = 100_000
RUNS = 5


def mixes() -> dict[str, list[tuple[int, bool]]]:
    """Mix → requests as (bytes, holds pointers)."""
    draw = random.Random(1)

    def uniform(largest: int, count: int = REQUESTS) -> list[tuple[int, bool]]:
        return [(draw.randint(1, largest), draw.random() < 0.5) for _ in range(count)]

    median_55 = [max(1, int(draw.lognormvariate(4, 1.2))) for _ in range(REQUESTS)]
    return {
        "48 bytes, always": [(48, False)] * REQUESTS,
        "tiny, 1 to 15 bytes": [(draw.randint(1, 15), False) for _ in range(REQUESTS)],
        "lognormal, median 55": [(size, draw.random() < 0.5) for size in median_55],
        "uniform to 1 KiB": uniform(1024),
        "uniform to 2 KiB": uniform(2048),
        "uniform to 32 KiB": uniform(32 * 1024, REQUESTS // 5),
    }


def nanoseconds(requests: list[tuple[int, bool]]) -> float:
    """Processor time per request on a fresh heap, best of `RUNS`."""
    best = float("inf")
    for _ in range(RUNS):
        malloc = GoAllocator().malloc
        start = time.process_time()
        for size, pointers in requests:
            malloc(size, pointers)
        best = min(best, time.process_time() - start)
    return best / len(requests) * 1e9


def main() -> None:
    """Print the table."""
    measured = {name: nanoseconds(requests) for name, requests in mixes().items()}
    cheapest = min(measured.values())
    for name, cost in measured.items():
        print(f"{name:22} {cost:7,.0f} ns  {cost / cheapest:5.1f} ×")


if __name__ == "__main__":
    main()
