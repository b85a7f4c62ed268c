"""Both bitmaps, with objects whose pointers are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.heap_bits import parse_words, read_word
from golearn.layout.pair_bits import PairBits

# words of an object in a slot of 64 bytes → the bitmap's bytes below the arena, nearest first.
# Low half of a byte: pointer bits. High half: scan bits; that of the second word is always 1.
PAIRS = [
    ("p", 0b0011_0001, 0b0000_0000),
    ("-p", 0b0011_0010, 0b0000_0000),
    ("pp", 0b0011_0011, 0b0000_0000),
    ("p-p", 0b0111_0101, 0b0000_0000),
    ("pppp", 0b1111_1111, 0b0000_0000),
    ("----p", 0b1111_0000, 0b0001_0001),
    ("p------p", 0b1111_0001, 0b1111_1000),
    ("--------", 0b0000_0000, 0b0000_0000),
]


@pytest.mark.parametrize(("words", "first", "second"), PAIRS)
def test_pairs_of_bits_of_known_objects(words, first, second):
    start = 0xC420000000
    bits = PairBits(start, start, 8)
    bits.grow(8192)
    bits.set_type(start, 64, words)
    assert (bits.byte_at(start - 1), bits.byte_at(start - 2)) == (first, second)
    assert bits.pointers(start, 64) == [start + 8 * i for i, c in enumerate(words) if c == "p"]


def test_a_byte_of_bitmap_for_every_32_bytes_downward():
    bits = PairBits(0xC420000000, 0xC420000000, 8)
    places = [bits.place_of(0xC420000000 + n) for n in (0, 8, 24, 32, 8192)]
    assert [(0xC420000000 - at, word) for at, word in places] == [
        (1, 0),
        (1, 1),
        (1, 3),
        (2, 0),
        (257, 0),
    ]


def typed_heap():
    layout = SparseLayout()
    go = GoAllocator(layout=layout)
    return go, layout


# slot size, words → words of bitmap (64 words of heap each), words of noMorePtrs among them
ONES = [
    (64, "p", [0b1], []),
    (64, "-p-p", [0b1010], []),
    (512, "p" * 64, [2**64 - 1], []),
    (1024, "p" * 65, [2**64 - 1, 1], []),
    (1024, "p", [1, 0], [0]),
    (2048, "p" + "-" * 64 + "p", [1, 2, 0, 0], [1, 2]),
    (2048, "-", [0, 0, 0, 0], [0, 1, 2]),
]


@pytest.mark.parametrize(("size", "words", "bitmap", "no_more"), ONES)
def test_one_bit_words_of_known_objects(size, words, bitmap, no_more):
    go, layout = typed_heap()
    address = go.malloc(size, pointers=True)
    layout.set_type(address, size, words)
    arena = layout.arena_of(address)
    assert [read_word(arena, i) for i in range(len(bitmap))] == bitmap
    assert [i for i in range(len(bitmap)) if arena.no_more_ptrs[i // 8] >> i % 8 & 1] == no_more
    assert layout.pointers(address, size) == [
        address + 8 * i for i, c in enumerate(words) if c == "p"
    ]


@given(st.lists(st.text("p-", min_size=1, max_size=40), min_size=1, max_size=12))
def test_neighbours_do_not_touch_each_others_bits(objects):
    for layout in (SparseLayout(), LinearLayout()):
        go = GoAllocator(layout=layout)
        placed = [(go.malloc(320, pointers=True), words) for words in objects]
        for address, words in placed:
            layout.set_type(address, 320, words)
        for address, words in placed:
            expected = [address + 8 * i for i, c in enumerate(words) if c == "p"]
            assert layout.pointers(address, 320) == expected


def test_an_object_over_two_arenas():
    go, layout = typed_heap()
    size = 100 << 20
    address = go.malloc(size, pointers=True)
    layout.set_type(address, size, "p" + "-" * ((size >> 3) - 2) + "p")
    assert layout.pointers(address, size) == [address, address + size - 8]
    layout.set_type(address, size, "p")
    assert layout.pointers(address, size) == [address]


def test_a_new_span_has_no_pointers_but_one_of_single_words_has_only_those():
    go = GoAllocator(layout=SparseLayout(), work_spans=0)
    layout = go.heap.layout
    large = go.malloc(1 << 20, pointers=True)
    layout.set_type(large, 1 << 20, "p" * (1 << 17))
    assert len(layout.pointers(large, 1 << 20)) == 1 << 17
    go.gc([])
    again = go.malloc(1 << 20)
    assert again == large, "the same pages"
    assert layout.pointers(again, 1 << 20) == []
    words = go.malloc(8, pointers=True)
    assert layout.pointers(words, 16) == [words, words + 8]


@pytest.mark.parametrize(
    ("offset", "size", "words"), [(0, 64, "ppx"), (0, 64, ""), (4, 64, "p"), (0, 16, "ppp")]
)
def test_what_is_no_object(offset, size, words):
    go, layout = typed_heap()
    address = go.malloc(64, pointers=True)
    with pytest.raises(BadParameter):
        layout.set_type(address + offset, size, words)
    with pytest.raises(BadParameter):
        LinearLayout().set_type(0xC420000000 + offset, size, words)


def test_words_are_read_from_the_left():
    assert parse_words("pp-").tolist() == [True, True, False]
