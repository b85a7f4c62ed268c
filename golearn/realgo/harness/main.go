// Harness runs a trace on the real Go runtime and reports where each object went.
//
//	harness TRACE RESULT CLASSES
//
// TRACE is the text form: "a ID SIZE [p]", "r ID SIZE", "f ID", "gc". RESULT is one line of
// JSON, then one little-endian 64-bit address per "a" and "r", relative to the clean start.
//
// CLASSES are the size classes, "SIZE:SPANBYTES,…". The environment must say GOGC=off and
// GOMAXPROCS=1.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

const (
	pageSize   = 8 << 10
	chunkBytes = 4 << 20

	blockObjects = 255
	maxFillers   = 1 << 18
)

const (
	opAlloc = iota
	opFree
	opCollect
)

type class struct {
	size, span int
}

type event struct {
	op       uint8
	pointers bool
	slot     int32 // which root holds the object
	old      int32 // which root to clear after allocating, or -1
	size     int
}

// What the collector must find: the objects of the trace, and whatever filled the heap up to
// the clean start. All of this is made before the clean start and never grows.
//
// The collector keeps a list of what it has yet to look at, in pages of the same heap. So the
// roots are chained blocks and the fillers with pointers a chain: then its list stays short, and
// every collection takes just one span for it.
var (
	roots   *block
	fillers []unsafe.Pointer // those without pointers
	chain   unsafe.Pointer   // the last filler with pointers; each points to the one before
	filled  int
	timers  [24]*time.Timer
)

type block struct {
	next    *block
	objects [blockObjects]unsafe.Pointer
}

var before, after runtime.MemStats

func main() {
	if len(os.Args) != 4 {
		fail("usage: harness TRACE RESULT CLASSES")
	}
	runtime.MemProfileRate = 0
	events, objects, placements := readTrace(os.Args[1])
	blocks := makeRoots(objects)
	fillers = make([]unsafe.Pointer, 0, maxFillers)
	addresses := make([]uintptr, 0, placements)
	classes := readClasses(os.Args[3])

	// Make the runtime's list of timers long enough for whatever it wants to time later.
	for i := range timers {
		timers[i] = time.AfterFunc(time.Hour, func() {})
	}
	time.Sleep(5 * time.Millisecond)
	// Start the collector's workers now, and clear away what reading the trace has left.
	for i := 0; i < 8; i++ {
		collect()
	}
	start := cleanStart(classes)
	addresses = run(events, blocks, addresses)
	runtime.ReadMemStats(&after)
	writeResult(os.Args[2], start, addresses)
	for _, p := range []any{blocks, addresses, events, classes} {
		runtime.KeepAlive(p)
	}
}

// run plays the trace. It must not allocate anything of its own.
func run(events []event, blocks []*block, addresses []uintptr) []uintptr {
	for i := range events {
		e := &events[i]
		switch e.op {
		case opAlloc:
			p := alloc(e.size, e.pointers)
			*root(blocks, e.slot) = p
			if e.old >= 0 && e.old != e.slot {
				*root(blocks, e.old) = nil
			}
			addresses = append(addresses, uintptr(p))
		case opFree:
			*root(blocks, e.slot) = nil
		case opCollect:
			collect()
		}
	}
	return addresses
}

// makeRoots chains up the blocks and lists them where the collector does not look.
func makeRoots(objects int) []*block {
	hidden := make([]uintptr, objects/blockObjects+1)
	blocks := unsafe.Slice((**block)(unsafe.Pointer(unsafe.SliceData(hidden))), len(hidden))
	for i := range blocks {
		roots = &block{next: roots}
		blocks[i] = roots
	}
	return blocks
}

func root(blocks []*block, slot int32) *unsafe.Pointer {
	return &blocks[slot/blockObjects].objects[slot%blockObjects]
}

// collect runs a whole cycle, and lets the background sweeper put away its things.
func collect() {
	runtime.GC()
	for i := 0; i < 4; i++ {
		runtime.Gosched()
	}
}

// alloc asks the runtime for exactly size bytes.
//
//go:noinline
func alloc(size int, pointers bool) unsafe.Pointer {
	if pointers {
		return unsafe.Pointer(unsafe.SliceData(make([]*byte, (size+7)/8)))
	}
	return unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
}

func fill(size int, pointers bool) uintptr {
	if filled++; filled > maxFillers {
		fail("no clean start found: " + runtime.Version() + " lays out its heap in another way")
	}
	p := alloc(size, pointers)
	if pointers {
		*(*unsafe.Pointer)(p) = chain
		chain = p
	} else {
		fillers = append(fillers, p)
	}
	return uintptr(p)
}

// cleanStart brings the heap into a state that can be known from outside: no span has a free
// slot, no page is free. It returns the address at which the heap will grow next.
func cleanStart(classes []class) uintptr {
	for _, c := range classes {
		fillClass(c, false)
		fillClass(c, true)
	}
	for {
		end := fill(pageSize, false) + pageSize
		if end%chunkBytes != 0 {
			continue
		}
		// Reading the statistics takes the spans in hand away. They are full, so nothing is
		// lost; and it clears the tiny block.
		runtime.ReadMemStats(&before)
		if before.HeapIdle == 0 {
			return end
		}
	}
}

// fillClass allocates until one whole fresh span has been filled: then no partly used span of
// this class is left. A fresh span is seen as a run of addresses from a page border on.
func fillClass(c class, pointers bool) {
	slots := c.span / c.size
	if slots == 1 {
		return
	}
	run := 0
	last := uintptr(0)
	for run < slots {
		p := fill(c.size, pointers)
		switch {
		case p == last+uintptr(c.size) && run > 0:
			run++
		case p%pageSize == 0:
			run = 1
		default:
			run = 0
		}
		last = p
	}
}

// readClasses reads "SIZE:SPANBYTES,…".
func readClasses(text string) []class {
	var classes []class
	for _, pair := range strings.Split(text, ",") {
		var c class
		if _, err := fmt.Sscanf(pair, "%d:%d", &c.size, &c.span); err != nil {
			fail("no size class: " + pair)
		}
		classes = append(classes, c)
	}
	return classes
}

func readTrace(name string) (events []event, objects, placements int) {
	file, err := os.Open(name)
	if err != nil {
		fail(err.Error())
	}
	defer file.Close()
	slots := map[string]int32{}
	pointers := map[string]bool{}
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		e := event{old: -1}
		switch {
		case words[0] == "gc":
			e.op = opCollect
		case words[0] == "f" && len(words) == 2:
			e.op = opFree
			e.slot = slots[words[1]]
		case (words[0] == "a" || words[0] == "r") && len(words) >= 3:
			e.size, err = strconv.Atoi(words[2])
			if err != nil {
				fail(fmt.Sprintf("line %d: %v", number, err))
			}
			if words[0] == "r" {
				e.old = slots[words[1]]
			} else {
				pointers[words[1]] = len(words) == 4
			}
			e.pointers = pointers[words[1]]
			e.slot = int32(objects)
			objects++
			slots[words[1]] = e.slot
			placements++
		default:
			fail(fmt.Sprintf("line %d is no event: %s", number, lines.Text()))
		}
		events = append(events, e)
	}
	if err := lines.Err(); err != nil {
		fail(err.Error())
	}
	return events, objects, placements
}

func writeResult(name string, start uintptr, addresses []uintptr) {
	file, err := os.Create(name)
	if err != nil {
		fail(err.Error())
	}
	out := bufio.NewWriter(file)
	header, err := json.Marshal(map[string]any{
		"version": runtime.Version(),
		"start":   start,
		"count":   len(addresses),
		"before":  before,
		"after":   after,
	})
	if err != nil {
		fail(err.Error())
	}
	out.Write(header)
	out.WriteByte('\n')
	var word [8]byte
	for _, address := range addresses {
		binary.LittleEndian.PutUint64(word[:], uint64(address))
		out.Write(word[:])
	}
	if err := out.Flush(); err != nil {
		fail(err.Error())
	}
	if err := file.Close(); err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
