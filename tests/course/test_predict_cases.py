"""What the exercises of chapter 10 call right is what the model, and so real Go, does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.course.exercises import predict_cases as cases
from golearn.realgo import predict
from golearn.trace import Op, Trace


def addresses(requests):
    rows = [(Op.ALLOC, i, size, pointers) for i, (size, pointers) in enumerate(requests)]
    return predict(Trace.build(rows))[0].tolist()


@settings(max_examples=150, deadline=None)
@given(st.lists(cases.TINY_SIZES, min_size=1, max_size=30))
def test_tiny(sizes):
    assert cases.tiny_addresses(sizes) == addresses([(size, False) for size in sizes])


@settings(max_examples=30, deadline=None)
@given(cases.slot_calls())
def test_slots(call):
    n, size, span = call
    assert cases.slot_address(n, size, span) == addresses([(size, True)] * (n + 1))[-1]


@settings(max_examples=100, deadline=None)
@given(cases.span_calls())
def test_spans(call):
    (requests,) = call
    found = [address // 8192 * 8192 for address in addresses(requests)]
    assert cases.first_spans(requests) == found
