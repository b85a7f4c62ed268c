"""A second, plain picture of the object graph, kept by the test and never by the heap."""

from __future__ import annotations

from dataclasses import dataclass, field

from golearn.collect import ObjectHeap


@dataclass
class Node:
    """An object as the program sees it: payload, and references to other nodes."""

    payload: tuple[int, ...]
    refs: list[Node | None] = field(default_factory=list)

    @property
    def words(self) -> int:
        return 1 + len(self.refs) + len(self.payload)


@dataclass
class Shadow:
    """Root slot → node. Python's own references do the rest."""

    roots: dict[int, Node | None]

    def reachable(self) -> list[Node]:
        found: dict[int, Node] = {}
        todo = list(self.roots.values())
        while todo:
            node = todo.pop()
            if node is not None and id(node) not in found:
                found[id(node)] = node
                todo += node.refs
        return list(found.values())

    def compare(self, heap: ObjectHeap) -> None:
        """Walk both graphs side by side: they must be one and the same, up to addresses."""
        address_of: dict[int, int] = {}
        node_at: dict[int, Node] = {}
        starts = set(heap.objects())
        todo = [(heap.memory[slot], node) for slot, node in self.roots.items()]
        while todo:
            address, node = todo.pop()
            assert (address == 0) == (node is None), "nil on one side only"
            if node is None:
                continue
            assert address in starts, f"{address} is not the start of an object"
            assert address_of.setdefault(id(node), address) == address, "one object, two copies"
            if address in node_at:
                assert node_at[address] is node, "two objects became one"
                continue
            node_at[address] = node
            assert heap.payload(address) == node.payload
            refs = heap.refs(address)
            assert len(refs) == len(node.refs)
            todo += zip(refs, node.refs, strict=True)
