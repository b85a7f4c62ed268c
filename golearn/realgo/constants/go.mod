module golearn/constants

go 1.21
