module golearn/facts

go 1.21
