// Prints facts about the allocator of the Go that built it, as JSON. Each is observed from
// outside, by looking at addresses and capacities, so the same program runs on every version.
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"unsafe"
)

type words8 struct{ p [8]*byte }     // 64 bytes of pointers
type words6 struct{ p [6]*byte }     // 48 bytes
type words75 struct{ p [75]*byte }   // 600 bytes
type words128 struct{ p [128]*byte } // 1,024 bytes

var sink []unsafe.Pointer // keeps objects alive, and makes them escape

func keep(p unsafe.Pointer) uintptr {
	sink = append(sink, p)
	return uintptr(p)
}

// usual is the value that occurs most often.
func usual(values []uintptr) uintptr {
	count := map[uintptr]int{}
	best := values[0]
	for _, v := range values {
		count[v]++
		if count[v] > count[best] {
			best = v
		}
	}
	return best
}

func distances(addresses []uintptr) []uintptr {
	sort.Slice(addresses, func(i, j int) bool { return addresses[i] < addresses[j] })
	var d []uintptr
	for i := 1; i < len(addresses); i++ {
		d = append(d, addresses[i]-addresses[i-1])
	}
	return d
}

// perPage is how many of the addresses lie on one 8 KiB page, usually.
func perPage(addresses []uintptr) uintptr {
	count := map[uintptr]uintptr{}
	for _, a := range addresses {
		count[a>>13]++
	}
	var counts []uintptr
	for _, n := range count {
		counts = append(counts, n)
	}
	return usual(counts)
}

func many(allocate func() unsafe.Pointer) []uintptr {
	var addresses []uintptr
	for i := 0; i < 4000; i++ {
		addresses = append(addresses, keep(allocate()))
	}
	return addresses
}

func bytes(n int) func() unsafe.Pointer {
	return func() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(make([]byte, n))) }
}

// roundUp is what a buffer of n bytes without pointers is given when append makes it.
func roundUp(n int) int { return cap(append([]byte(nil), text[:n]...)) }

var text = make([]byte, 1<<20)

// steps lists where roundUp changes: "up to n bytes, so many are given".
func steps() [][2]int {
	var list [][2]int
	for n := 1; n <= 1<<16; n++ {
		given := roundUp(n)
		if len(list) > 0 && list[len(list)-1][1] == given {
			list[len(list)-1][0] = n
		} else {
			list = append(list, [2]int{n, given})
		}
	}
	return list
}

func residues(addresses []uintptr, modulus uintptr) uintptr {
	var r []uintptr
	for _, a := range addresses {
		r = append(r, a%modulus)
	}
	return usual(r)
}

func main() {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(-1)
	sink = make([]unsafe.Pointer, 0, 1<<20)
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	var classes []uint32
	for _, row := range stats.BySize {
		classes = append(classes, row.Size)
	}
	first := keep(unsafe.Pointer(new(words8)))
	var before, after runtime.MemStats
	ones := many(bytes(1))
	runtime.ReadMemStats(&before)
	for i := 0; i < 1000; i++ {
		keep(bytes(1)())
	}
	runtime.ReadMemStats(&after)
	facts := map[string]any{
		"version":             runtime.Version(),
		"classes":             classes,
		"heap_base":           first >> 32 << 32,
		"tiny_apart":          usual(distances(ones)),
		"tiny_mallocs":        after.Mallocs - before.Mallocs,
		"noscan48_apart":      usual(distances(many(bytes(48)))),
		"noscan48_per_page":   perPage(many(bytes(48))),
		"scan48_per_page":     perPage(many(func() unsafe.Pointer { return unsafe.Pointer(new(words6)) })),
		"scan600_offset":      residues(many(func() unsafe.Pointer { return unsafe.Pointer(new(words75)) }), 16),
		"scan1024_apart":      usual(distances(many(func() unsafe.Pointer { return unsafe.Pointer(new(words128)) }))),
		"noscan1024_apart":    usual(distances(many(bytes(1024)))),
		"empty_share":         uintptr(keepEmpty()) == uintptr(keepEmpty()),
		"large_given":         roundUp(32769),
	}
	sink = nil
	debug.SetGCPercent(100)
	facts["round_up"] = steps()
	json.NewEncoder(os.Stdout).Encode(facts)
}

func keepEmpty() uintptr { return keep(unsafe.Pointer(new(struct{}))) }
