// Prints, for every port, the constants of the runtime that lay out the heap, and the fields of
// its heapArena, as JSON. Go's own type checker works them out from the runtime's source, with the
// port's files and the port's sizes; nothing is compiled and nothing is run.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

var wanted = []string{
	"_64bit", "heapAddrBits", "logHeapArenaBytes", "arenaL1Bits", "arenaL2Bits",
	"arenaBaseOffset", "pageSize", "pagesPerArena", "heapArenaBytes", "heapArenaBitmapWords",
}

type port struct {
	Port      string                 `json:"port"`
	PtrSize   int64                  `json:"ptrSize"`
	Constants map[string]json.Number `json:"constants"`
	HeapArena map[string]int64       `json:"heapArena"` // field to its size in bytes
	Sizeof    int64                  `json:"sizeofHeapArena"`
}

// source imports packages from GOROOT as one port sees them.
type source struct {
	context build.Context
	sizes   types.Sizes
	files   *token.FileSet
	done    map[string]*types.Package
}

func (s *source) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if found := s.done[path]; found != nil {
		return found, nil
	}
	dir := filepath.Join(s.context.GOROOT, "src", path)
	listed, err := s.context.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	for _, name := range listed.GoFiles {
		file, err := parser.ParseFile(s.files, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
	}
	config := types.Config{Importer: s, Sizes: s.sizes, IgnoreFuncBodies: true}
	checked, err := config.Check(path, s.files, parsed, nil)
	s.done[path] = checked
	return checked, err
}

func observe(name string) (*port, error) {
	goos, goarch, _ := strings.Cut(name, "/")
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = goos, goarch, false
	context.ToolTags = nil // experiments of the machine this runs on
	sizes := types.SizesFor("gc", goarch)
	if sizes == nil {
		return nil, fmt.Errorf("%s: unknown sizes", name)
	}
	from := &source{context, sizes, token.NewFileSet(), map[string]*types.Package{}}
	checked, err := from.Import("runtime")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	seen := &port{
		Port:      name,
		PtrSize:   sizes.Sizeof(types.Typ[types.Uintptr]),
		Constants: map[string]json.Number{},
		HeapArena: map[string]int64{},
	}
	for _, name := range wanted {
		value := checked.Scope().Lookup(name).(*types.Const).Val()
		seen.Constants[name] = json.Number(constant.ToInt(value).ExactString())
	}
	arena := checked.Scope().Lookup("heapArena").Type()
	fields := arena.Underlying().(*types.Struct)
	for i := 0; i < fields.NumFields(); i++ {
		field := fields.Field(i)
		seen.HeapArena[field.Name()] = sizes.Sizeof(field.Type())
	}
	seen.Sizeof = sizes.Sizeof(arena)
	return seen, nil
}

func main() {
	list, err := exec.Command(os.Args[1], "tool", "dist", "list").Output()
	if err != nil {
		log.Fatal(err)
	}
	names := strings.Fields(string(list))
	all := make([]*port, len(names))
	var group sync.WaitGroup
	turn := make(chan bool, runtime.NumCPU())
	for i := range names {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			turn <- true
			seen, err := observe(names[i])
			if err != nil {
				log.Fatal(err)
			}
			all[i] = seen
			<-turn
		}(i)
	}
	group.Wait()
	out := json.NewEncoder(os.Stdout)
	for _, seen := range all { // a line for each
		out.Encode(seen)
	}
}
