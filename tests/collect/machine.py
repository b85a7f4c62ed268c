"""Random programs on a collected heap, against the shadow graph.

Whatever the mutator and the collector do: the reachable graph and its payloads are those of the
shadow, every reference points at the start of an object, and a full collection keeps nothing
else. Out of memory comes only when it must, and changes nothing that can be reached.
"""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from golearn.collect import (
    CollectionUnderWay,
    Copying,
    Generational,
    IncrementalMarkSweep,
    MarkCompact,
    ThreadedCompact,
)
from golearn.errors import OutOfMemory
from tests.collect.shadow import Node, Shadow

WORDS = 48
GLOBALS, STACK = 3, 2
EXACT = (MarkCompact, ThreadedCompact, Copying)
"""Heaps that are out of memory only if what lives and what is asked for do not fit."""

OPS = ("new", "cons", "cons", "store", "store", "load", "take", "nil", "copy", "push", "pop")
SMALL = st.integers(0, 5)
OP = st.tuples(st.sampled_from((*OPS, "collector")), SMALL, SMALL, SMALL)
BURST = st.lists(OP, min_size=8, max_size=30)
"""What a program does in one go; numbers pick roots, fields and sizes."""


class CollectMachine(RuleBasedStateMachine):
    """`makers` are the heaps to try: from (bytes, global slots, stack slots) to a heap."""

    makers: tuple = ()

    @initialize(data=st.data())
    def start(self, data):
        make = data.draw(st.sampled_from(self.makers))
        self.heap = make(WORDS * 8, global_slots=GLOBALS, stack_slots=STACK)
        self.shadow = Shadow(dict.fromkeys(self.heap.root_slots()))
        self.watched = data.draw(st.booleans())
        if self.watched:
            self.heap.watch = []
        self.full = False

    # --- the mutator --------------------------------------------------------------------------

    def pick(self, number):
        """A root slot in use."""
        return list(self.shadow.roots)[number % len(self.shadow.roots)]

    @rule(burst=BURST)
    def mutate(self, burst):
        for op, *numbers in burst:
            getattr(self, op)(*numbers)

    def new(self, root, refs, words):
        slot = self.pick(root)
        node = Node(tuple(range(root, root + words % 3)), [None] * (refs % 4))
        try:
            address = self.heap.new(refs % 4, node.payload)
        except OutOfMemory:
            if isinstance(self.heap, EXACT):
                live = sum(other.words for other in self.shadow.reachable())
                assert (live + node.words) * 8 > self.heap.capacity
            return
        self.heap.set_root(slot, address)
        self.shadow.roots[slot] = node

    def store(self, to, field, source):
        """An object gets a reference from a root."""
        slot, other = self.pick(to), self.pick(source)
        node = self.shadow.roots[slot]
        if node is not None and node.refs:
            field %= len(node.refs)
            self.heap.write(self.heap.memory[slot], field, self.heap.memory[other])
            node.refs[field] = self.shadow.roots[other]

    def load(self, to, field, source):
        """A root gets a reference from an object."""
        slot, other = self.pick(to), self.pick(source)
        node = self.shadow.roots[other]
        if node is not None and node.refs:
            field %= len(node.refs)
            self.heap.set_root(slot, self.heap.read(self.heap.memory[other], field))
            self.shadow.roots[slot] = node.refs[field]

    def cons(self, root, refs, words):
        """A new object takes a root's place and refers to what was there."""
        if len(self.shadow.roots) < GLOBALS + STACK:
            self.push(root)
            self.new(root, 1 + refs % 2, words)
            self.store(root, 0, len(self.shadow.roots) - 1)
            self.pop()

    def take(self, to, field, source):
        """A root gets a reference out of an object, which no longer holds it."""
        node = self.shadow.roots[self.pick(source)]
        self.load(to, field, source)
        if self.pick(to) != self.pick(source) and node is not None:
            self.nil(source, field, 1)

    def nil(self, to, field, in_root):
        """A root or a reference in an object becomes nil."""
        slot = self.pick(to)
        node = self.shadow.roots[slot]
        if node is not None and node.refs and in_root % 2:
            self.heap.write(self.heap.memory[slot], field % len(node.refs), 0)
            node.refs[field % len(node.refs)] = None
        else:
            self.heap.set_root(slot, 0)
            self.shadow.roots[slot] = None

    def copy(self, to, _field, source):
        slot, other = self.pick(to), self.pick(source)
        self.heap.set_root(slot, self.heap.memory[other])
        self.shadow.roots[slot] = self.shadow.roots[other]

    def push(self, source, *_):
        if len(self.shadow.roots) < GLOBALS + STACK:
            other = self.pick(source)
            slot = self.heap.push(self.heap.memory[other])
            self.shadow.roots[slot] = self.shadow.roots[other]

    def pop(self, *_):
        if len(self.shadow.roots) > GLOBALS:
            address = self.heap.pop()
            slot, node = self.shadow.roots.popitem()
            assert slot == self.heap.stack_end
            assert (address == 0) == (node is None)

    # --- the collector ------------------------------------------------------------------------

    def collector(self, objects, *_):
        """A piece of work that leaves the collector somewhere in between."""
        if isinstance(self.heap, Generational):
            self.heap.minor()
        elif isinstance(self.heap, IncrementalMarkSweep):
            if self.heap.marking is None:
                self.heap.start()
            elif not self.heap.advance(1 + objects % 2):
                self.heap.finish()

    @rule()
    def collect(self):
        self.heap.collect()
        self.full = True

    @rule()
    def collect_step_by_step(self):
        steps = self.heap.steps()
        assert str(next(steps))
        for use in (self.heap.new, self.heap.pop, self.heap.collect):
            with pytest.raises(CollectionUnderWay):
                use()
        assert all(str(event) for event in steps)
        self.full = True

    @precondition(lambda self: isinstance(self.heap, Generational))
    @rule()
    def minor_step_by_step(self):
        assert all(str(event) for event in self.heap.minor_steps())

    # --- the oracle ---------------------------------------------------------------------------

    @invariant()
    def same_graph(self):
        if not hasattr(self, "heap"):
            return
        self.shadow.compare(self.heap)
        self.heap.check()
        if self.full:
            live = [node.words for node in self.shadow.reachable()]
            assert len(self.heap.objects()) == len(live)
            assert self.heap.used == sum(live) * 8
            self.full = False

    def teardown(self):
        if getattr(self, "watched", False):
            assert all(str(event) for event in self.heap.watch)
