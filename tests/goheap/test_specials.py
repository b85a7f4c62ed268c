"""Finalizers keep the dead for one more cycle; `pageSpecials` and `checkmarks` tell of it."""

import json

import pytest

from golearn.errors import BadParameter, HeapCorruption
from golearn.goheap import GoAllocator
from golearn.goheap.mspan import MSpan
from golearn.layout import LinearLayout, SparseLayout
from golearn.realgo.oracle import model_toolchain
from golearn.units import MIB

PROGRAM = """
package main

import ("encoding/json"; "os"; "runtime"; "runtime/debug")

type object struct { next *object; rest [5]uintptr } // 48 bytes, a class of its own

//go:noinline
func make100(ran chan bool) {
	for i := 0; i < 100; i++ {
		o := new(object)
		if i%2 == 0 { runtime.SetFinalizer(o, func(*object) { ran <- true }) }
	}
}

func freed() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	for _, row := range m.BySize { if row.Size == 48 { return row.Frees } }
	return 0
}

func main() {
	debug.SetGCPercent(-1)
	runtime.GC()
	ran := make(chan bool, 100)
	make100(ran)
	counts := []uint64{freed()}
	for cycle := 0; cycle < 2; cycle++ {
		runtime.GC()
		if cycle == 0 { for i := 0; i < 50; i++ { <-ran } }
		counts = append(counts, freed())
	}
	json.NewEncoder(os.Stdout).Encode(counts)
}
"""


def specials(go: GoAllocator, address: int) -> int:
    arena = go.heap.layout.arena_of(address)
    return int.from_bytes(arena.page_specials, "little")


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("size", [8, 12, 16, 48, 32768, 100_000])
def test_a_finalizer_keeps_the_object_for_one_more_cycle(size, lazy):
    go = GoAllocator(lazy_sweep=lazy)
    plain, final = go.malloc(size), go.malloc(size)
    go.set_finalizer(final)
    span = go.span_of(final)
    first = (span.base - GoAllocator.base) // 8192
    assert specials(go, final) == 1 << first
    go.gc()
    go.heap.sweeper.finish(go._p)
    assert (specials(go, final), go.run_finalizers()) == (1 << first, [])

    go.free(plain)
    go.free(final)
    go.gc()
    go.heap.sweeper.finish(go._p)
    assert span.in_use and not span.is_free(span.index_of(final)), "dead, but its finalizer waits"
    assert specials(go, final) == 0
    go.gc()
    go.heap.sweeper.finish(go._p)
    assert span.in_use, "and waits"
    go.check()

    assert go.run_finalizers() == [final]
    assert go.run_finalizers() == []
    go.gc()
    go.heap.sweeper.finish(go._p)
    # The tiny block in use survives one cycle by itself.
    if size < 16:
        go.gc()
    assert not span.in_use
    go.check()


def test_the_bit_stays_while_any_object_of_the_span_has_a_finalizer():
    go = GoAllocator()
    a, b = go.malloc(48), go.malloc(48)
    go.set_finalizer(b)
    go.set_finalizer(a)
    with pytest.raises(BadParameter, match="has a finalizer already"):
        go.set_finalizer(a)
    go.free(b)
    go.gc()
    assert specials(go, a) == 1
    go.gc([])
    assert (specials(go, a), go.run_finalizers()) == (0, [b, a])


def test_every_arena_keeps_its_own_bits():
    go = GoAllocator()
    near, far = go.malloc(70 * MIB), go.malloc(40_000)
    go.set_finalizer(far)
    assert specials(go, near) == 0
    assert specials(go, far).bit_count() == 1
    assert go.heap.layout.number_of(near) != go.heap.layout.number_of(far)


def test_a_linear_heap_has_finalizers_too():
    go = GoAllocator(layout=LinearLayout())
    address = go.malloc(48)
    go.set_finalizer(address)
    go.gc([])
    assert go.run_finalizers() == [address]


def test_the_story_tells_why_the_dead_stay():
    go = GoAllocator()
    address = go.malloc(48)
    go.set_finalizer(address)
    go.free(address)
    go.watch = []
    go.gc()
    assert f"{address:#x} is dead but has a finalizer" in " ".join(map(str, go.watch))


def test_marks_are_checked_by_a_second_set(monkeypatch):
    go = GoAllocator(layout=SparseLayout())
    go.collector.gccheckmark = True
    objects = [go.malloc(64, True) for _ in range(3)]
    go.free(objects[1])
    go.gc()
    arena = go.heap.layout.arena_of(objects[0])
    marks = int.from_bytes(arena.checkmarks.tobytes(), "little")
    assert marks == 1 | 1 << 2 * 64 // 8

    def forgetful(span: MSpan, slot: int) -> bool:
        return slot != 2 and mark(span, slot)

    mark = MSpan.mark
    monkeypatch.setattr(MSpan, "mark", forgetful)
    with pytest.raises(HeapCorruption, match=f"unmarked object {objects[2]:#x}"):
        go.gc()


def test_a_linear_heap_has_no_second_set():
    go = GoAllocator(layout=LinearLayout())
    go.malloc(48)
    go.collector.gccheckmark = True
    with pytest.raises(BadParameter, match="no second set"):
        go.gc()


def test_as_in_real_go(tmp_path):
    toolchain = model_toolchain()
    if toolchain is None:
        pytest.skip("needs Go 1.21.13")
    (tmp_path / "main.go").write_text(PROGRAM)
    real = json.loads(toolchain.run("run", "main.go", cwd=tmp_path))

    go = GoAllocator()
    objects = [go.malloc(48, True) for _ in range(100)]
    for address in objects[::2]:
        go.set_finalizer(address)
    ours = []
    for _ in range(2):
        go.gc([])
        go.run_finalizers()
        ours.append(next(row.frees for row in go.mem_stats().by_size if row.size == 48))
    assert [count - real[0] for count in real[1:]] == ours == [50, 100]
