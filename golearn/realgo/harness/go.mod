module golearn/harness

go 1.21
