package main

type point struct{ x, y int }

func stays() int {
	p := point{1, 2}
	return p.x + p.y
}

func leaves() *point {
	p := point{3, 4}
	return &p
}

func main() {
	println(stays(), leaves().x)
}
