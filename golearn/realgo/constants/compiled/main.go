// Prints the constants of the runtime that the compiler wrote into this very program's debugging
// information, as JSON. Build it, then run it: `go run` leaves that information out.
package main

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/json"
	"log"
	"os"
	"strings"
)

func main() {
	path, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	program, err := elf.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	info, err := program.DWARF()
	if err != nil {
		log.Fatal(err)
	}
	constants := map[string]int64{}
	for entries := info.Reader(); ; {
		entry, err := entries.Next()
		if err != nil {
			log.Fatal(err)
		}
		if entry == nil {
			break
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		value, known := entry.Val(dwarf.AttrConstValue).(int64)
		if short, ours := strings.CutPrefix(name, "runtime."); known && ours {
			constants[short] = value
		}
	}
	json.NewEncoder(os.Stdout).Encode(constants)
}
