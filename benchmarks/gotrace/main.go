// Gotrace performs the requests of a trace on the real Go runtime and says what that cost.
//
//	gotrace TRACE
//
// TRACE begins with the number of events and of slots, as int64. Then come three columns, one
// after the other, little-endian: the size of each event as int64, its slot as int32, what it
// does as one byte. A slot is a variable that holds a pointer; dropping an object clears it.
//
// It prints the nanoseconds of processor time that the loop over the events took, all threads
// together, user and system. Reading the trace and clearing the variables are not in it.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

const (
	allocNoscan = iota
	allocScan
	drop
	collect
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	runtime.MemProfileRate = 0
	n := int(binary.LittleEndian.Uint64(data))
	slots := make([]unsafe.Pointer, binary.LittleEndian.Uint64(data[8:]))
	data = data[16:]
	size := unsafe.Slice((*int64)(unsafe.Pointer(&data[0])), n)
	slot := unsafe.Slice((*int32)(unsafe.Pointer(&data[8*n])), n)
	what := data[12*n:]

	// The variables are the program's, not the allocator's: they have their memory beforehand.
	for i := range slots {
		slots[i] = nil
	}
	before := processorTime()
	for i, do := range what {
		switch do {
		case allocNoscan:
			slots[slot[i]] = unsafe.Pointer(unsafe.SliceData(make([]byte, size[i])))
		case allocScan:
			slots[slot[i]] = unsafe.Pointer(unsafe.SliceData(make([]*byte, (size[i]+7)/8)))
		case drop:
			slots[slot[i]] = nil
		case collect:
			runtime.GC()
		}
	}
	fmt.Println(processorTime() - before)
	runtime.KeepAlive(slots)
}

func processorTime() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
