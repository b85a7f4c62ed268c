module golearn/roundup

go 1.21
