"""Slots are handed out from low to high, whatever the window looks like."""

from hypothesis import given
from hypothesis import strategies as st

from golearn.goheap.mspan import MSpan
from golearn.goheap.sizeclass import GO_CLASSES, make_span_class


def span_with(taken: set[int], size: int) -> MSpan:
    """A swept span in which the slots `taken` are in use."""
    row = GO_CLASSES[GO_CLASSES.class_of(size)]
    span = MSpan(0xC000000000, row.npages, make_span_class(row.number, True), 0)
    span.alloc_bits = sum(1 << slot for slot in taken if slot < span.nelems)
    span.alloc_count = span.alloc_bits.bit_count()
    span.refill_alloc_cache(0)
    return span


sizes = st.sampled_from([8, 16, 24, 48, 128, 1024, 8192, 9472])
slots = st.sets(st.integers(0, 1023))


@given(slots, sizes)
def test_every_free_slot_once_in_order(taken, size):
    span = span_with(taken, size)
    free = [slot for slot in range(span.nelems) if slot not in taken]
    handed_out = []
    while (slot := span.next_free_index()) != span.nelems:
        handed_out.append(slot)
    assert handed_out == free


@given(slots, sizes)
def test_the_fast_way_gives_what_the_slow_way_gives(taken, size):
    fast, slow = span_with(taken, size), span_with(taken, size)
    while True:
        address = fast.next_free_fast()
        if not address:
            slot = fast.next_free_index()
            address = fast.address_of(slot)
            fast.alloc_count += slot != fast.nelems
        assert address == slow.address_of(slow.next_free_index())
        if address == fast.address_of(fast.nelems):
            break
        assert (fast.freeindex, fast.alloc_cache) == (slow.freeindex, slow.alloc_cache)
    assert fast.alloc_count == fast.nelems


def test_the_window_is_shifted_past_each_slot():
    span = span_with({0, 2, 3}, 48)
    seen = []
    for _ in range(3):
        slot = span.next_free_index()
        seen.append((slot, span.freeindex, span.alloc_cache & 0b1111))
    #      slot, freeindex, the lowest four bits of the window
    assert seen == [(1, 2, 0b1100), (4, 5, 0b1111), (5, 6, 0b1111)]
