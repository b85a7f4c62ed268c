// Prints what the runtime's own roundupsize says for every size up to 1 MiB, a line for each
// step: "up to this many bytes, so many are given". Go 1.21.
package main

import (
	"fmt"
	_ "unsafe" // for linkname
)

//go:linkname roundupsize runtime.roundupsize
func roundupsize(size uintptr) uintptr

const limit = 1 << 20

func main() {
	given := roundupsize(1)
	for n := uintptr(2); n <= limit; n++ {
		if next := roundupsize(n); next != given {
			fmt.Println(n-1, given)
			given = next
		}
	}
	fmt.Println(limit, given)
}
