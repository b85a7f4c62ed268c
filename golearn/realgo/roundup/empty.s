// An assembly file, however empty, lets main.go declare a function without a body.
