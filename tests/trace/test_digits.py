"""Numbers read many at a time, against Python's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from golearn.trace.digits import Digits


@given(st.lists(st.text("0123456789", min_size=1, max_size=18)), st.sampled_from(" \n9/:\x7f"))
def test_the_same_numbers_as_int(words, between):
    """Whatever stands between them, digits too: only the length says where a number begins."""
    text = between.join(words).encode()
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    ends = np.cumsum(lengths + 1) - 1
    digits = Digits(np.frombuffer(text, dtype=np.uint8))
    assert digits.ending_at(ends, lengths).tolist() == [int(word) for word in words]
