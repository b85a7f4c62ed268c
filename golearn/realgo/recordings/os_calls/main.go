// A Go program that asks for memory, drops it, gives it back and asks again, and says after each
// step what its runtime counts and what the kernel counts.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

const mib = 1 << 20

var keep []byte

// say writes one line: what was done, four counters of MemStats and the resident bytes.
func say(what string) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	var size, resident int
	fmt.Sscan(string(statm), &size, &resident)
	fmt.Printf("%s: HeapSys %d HeapInuse %d HeapIdle %d HeapReleased %d resident %d\n",
		what, m.HeapSys, m.HeapInuse, m.HeapIdle, m.HeapReleased, resident*os.Getpagesize())
}

func write(bytes []byte) {
	for i := range bytes {
		bytes[i] = 1
	}
}

func main() {
	debug.SetGCPercent(-1)
	say("start")
	keep = make([]byte, 48*mib)
	say("48 MiB allocated")
	write(keep)
	say("written to")
	keep = nil
	runtime.GC()
	say("dropped and collected")
	debug.FreeOSMemory()
	say("FreeOSMemory")
	keep = make([]byte, 16*mib)
	say("16 MiB allocated")
	write(keep)
	say("written to again")
	runtime.KeepAlive(keep)
}
