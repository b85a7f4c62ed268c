module golearn/gotrace

go 1.21
