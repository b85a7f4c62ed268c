"""How each port of Go 1.21 cuts its address space into arenas, derived from what the port is.

The rules are those of the constants in runtime/malloc.go (Go 1.21.13); `golearn.realgo.ports`
holds what comes out against the constants that a Go toolchain works out for every port.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from golearn.errors import BadParameter
from golearn.units import KIB

PAGE_SIZE = 8 * KIB
"""Bytes in a page of Go's heap, on every port (runtime/sizeclasses.go, Go 1.21.13)."""

THIRTY_TWO_BIT = frozenset({"386", "arm", "mips", "mipsle"})
"""Architectures with 4-byte pointers. WebAssembly is not among them: Go gives it 8-byte ones."""

MASK = (1 << 64) - 1


@dataclass(frozen=True)
class ArenaField:
    """A field of heapArena: its `size` in bytes and what it is for."""

    name: str
    size: int
    holds: str


@dataclass(frozen=True)
class Port:
    """An operating system and an architecture, and what follows from them for the heap.

    Sizes are in bytes. Names are Go's own, in Python's spelling.
    """

    os: str
    arch: str

    def __str__(self) -> str:
        return f"{self.os}/{self.arch}"

    @cached_property
    def ptr_size(self) -> int:
        """Bytes in a pointer, and in a word."""
        return 4 if self.arch in THIRTY_TWO_BIT else 8

    @cached_property
    def _small_ios(self) -> bool:
        """iOS on arm64: the system grants a program much less than the hardware could."""
        return self.os == "ios" and self.arch == "arm64"

    @cached_property
    def heap_addr_bits(self) -> int:
        """Bits of a heap address that may differ."""
        if self.arch == "wasm":
            return 32  # its memory ends at 4 GiB, however long its pointers are
        if self.ptr_size == 4:
            return 31 if self.arch in ("mips", "mipsle") else 32
        return 40 if self._small_ios else 48

    @cached_property
    def log_heap_arena_bytes(self) -> int:
        """An arena has 2 to this power bytes."""
        small = self.ptr_size == 4 or self.arch == "wasm" or self.os == "windows"
        return 22 if small or self._small_ios else 26

    @cached_property
    def arena_l1_bits(self) -> int:
        """Bits of an arena's number that index the first level."""
        return 6 if self.os == "windows" and self.ptr_size == 8 else 0

    @cached_property
    def arena_l2_bits(self) -> int:
        """Bits of an arena's number that index the second level: those that are left."""
        return self.heap_addr_bits - self.log_heap_arena_bytes - self.arena_l1_bits

    @cached_property
    def arena_base_offset(self) -> int:
        """The address that has number 0 in the arena index."""
        if self.arch == "amd64":
            return 0xFFFF_8000_0000_0000  # addresses are signed: the lowest is -2^47
        return 0x0A00_0000_0000_0000 if self.os == "aix" else 0

    @cached_property
    def heap_arena_bytes(self) -> int:
        """Size of an arena."""
        return 1 << self.log_heap_arena_bytes

    @cached_property
    def pages_per_arena(self) -> int:
        """Pages of 8 KiB in an arena."""
        return self.heap_arena_bytes // PAGE_SIZE

    @cached_property
    def heap_arena_bitmap_words(self) -> int:
        """Words in an arena's bitmap: one bit for every word of the arena."""
        return self.heap_arena_bytes // self.ptr_size // (8 * self.ptr_size)

    @cached_property
    def l1_entries(self) -> int:
        """Pointers in the first level of the arena index."""
        return 1 << self.arena_l1_bits

    @cached_property
    def l2_entries(self) -> int:
        """Pointers in one table of the second level."""
        return 1 << self.arena_l2_bits

    @cached_property
    def l1_bytes(self) -> int:
        """Size of the first level."""
        return self.l1_entries * self.ptr_size

    @cached_property
    def l2_bytes(self) -> int:
        """Size of one table of the second level; the system is asked for it in one piece."""
        return self.l2_entries * self.ptr_size

    @cached_property
    def reach(self) -> int:
        """Bytes of address space that the whole index speaks for."""
        return self.l1_entries * self.l2_entries * self.heap_arena_bytes

    @cached_property
    def heap_arena_fields(self) -> tuple[ArenaField, ...]:
        """The fields of heapArena in their order (runtime/mheap.go, Go 1.21.13)."""
        pages, words, pointer = self.pages_per_arena, self.heap_arena_bitmap_words, self.ptr_size
        return (
            ArenaField("bitmap", words * pointer, "one bit a word: is it a pointer?"),
            ArenaField("noMorePtrs", words // 8, "one bit a bitmap word: no pointer after this"),
            ArenaField("spans", pages * pointer, "page → span"),
            ArenaField("pageInUse", pages // 8, "does a span in use begin at this page?"),
            ArenaField("pageMarks", pages // 8, "has the span that begins here a live object?"),
            ArenaField("pageSpecials", pages // 8, "has it a finalizer, or another special?"),
            ArenaField("checkmarks", pointer, "a second set of marks, for debugging only"),
            ArenaField("zeroedBase", pointer, "from this byte on nothing was ever used"),
        )

    @cached_property
    def sizeof_heap_arena(self) -> int:
        """Bytes of metadata for one arena."""
        return sum(field.size for field in self.heap_arena_fields)

    def arena_index(self, address: int) -> int:
        """Number of the arena that an address lies in.

        `address` counts from 0 as an unsigned number. Raises BadParameter if the index of this
        port does not reach it.
        """
        number = ((address - self.arena_base_offset) & MASK) >> self.log_heap_arena_bytes
        if not 0 <= address <= MASK or number >= self.l1_entries * self.l2_entries:
            raise BadParameter(
                f"{self} has no arena for address {address:#x}: it reaches {self.heap_addr_bits} "
                f"bits from {self.arena_base_offset:#x} on"
            )
        return number

    def arena_base(self, number: int) -> int:
        """Address of the first byte of an arena (the inverse of `arena_index`)."""
        return (number * self.heap_arena_bytes + self.arena_base_offset) & MASK

    def l1_l2(self, number: int) -> tuple[int, int]:
        """Where in the first and in the second level an arena's number leads."""
        return divmod(number, self.l2_entries)


_LIST = """
aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64
dragonfly/amd64 freebsd/386 freebsd/amd64 freebsd/arm freebsd/arm64 freebsd/riscv64 illumos/amd64
ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/mips
linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x
netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm openbsd/arm64
plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm windows/386 windows/amd64 windows/arm
windows/arm64
"""

PORTS: Mapping[str, Port] = {name: Port(*name.split("/")) for name in _LIST.split()}
"""The ports of Go 1.21 by name, as `go tool dist list` gives them."""

LINUX_AMD64 = PORTS["linux/amd64"]
"""The port that the course models."""


def port(name: str) -> Port:
    """A port of Go 1.21 by its name, such as `linux/amd64`. Raises BadParameter."""
    if name not in PORTS:
        raise BadParameter(
            f"Go 1.21 has no port '{name}'; expected an operating system and an architecture, "
            "such as linux/amd64"
        )
    return PORTS[name]
