"""The free-list semantics once more, written differently: one linked list of all blocks.

It shares no code with `golearn.classic`. Slow, plain, and told in the words of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Cell:
    start: int
    size: int
    free: bool


class ReferenceHeap:
    """All blocks of the heap, used and free, in address order."""

    def __init__(self, policy: str, heap: int | None, align: int, header: int, coalesce: str):
        self.policy, self.fixed, self.align, self.header = policy, heap is not None, align, header
        self.coalesce = coalesce
        self.cells = [Cell(0, heap, True)] if heap else []
        self.after_last = 0
        self.visited = 0

    def size(self) -> int:
        return sum(cell.size for cell in self.cells)

    def malloc(self, request: int) -> int | None:
        need = -(-(request + self.header) // self.align) * self.align
        if need == 0:
            need = self.align
        self.visited = 0
        cell = self.find(need)
        if cell is None and self.coalesce == "deferred":
            before = [Cell(c.start, c.size, c.free) for c in self.cells]
            if self.merge_all():
                cell = self.find(need)
                if cell is None and self.fixed:
                    self.cells = before
        if cell is None:
            if self.fixed:
                return None
            cell = self.cells[-1] if self.cells and self.cells[-1].free else None
            if cell is None:
                cell = Cell(self.size(), 0, True)
                self.cells.append(cell)
            cell.size = need
        if cell.size > need:
            at = self.cells.index(cell)
            self.cells.insert(at + 1, Cell(cell.start + need, cell.size - need, True))
            cell.size = need
        cell.free = False
        self.after_last = cell.start + need
        return cell.start

    def find(self, need: int) -> Cell | None:
        free = [cell for cell in self.cells if cell.free]
        if self.policy == "next":
            above = [cell for cell in free if cell.start >= self.after_last]
            free = above + [cell for cell in free if cell.start < self.after_last]
        best = None
        for cell in free:
            self.visited += 1
            if cell.size < need:
                continue
            if self.policy in ("first", "next"):
                return cell
            smaller = best is None or cell.size < best.size
            larger = best is None or cell.size > best.size
            if smaller if self.policy == "best" else larger:
                best = cell
        return best

    def free(self, address: int) -> None:
        (cell,) = [cell for cell in self.cells if cell.start == address and not cell.free]
        cell.free = True
        if self.coalesce == "immediate":
            self.merge_all()

    def merge_all(self) -> bool:
        merged = False
        i = 0
        while i + 1 < len(self.cells):
            low, high = self.cells[i], self.cells[i + 1]
            if low.free and high.free:
                low.size += high.size
                del self.cells[i + 1]
                merged = True
            else:
                i += 1
        return merged
