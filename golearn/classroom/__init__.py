"""The labs as pages without code: one server, a start page, a kernel for each open lab.

`golearn classroom` starts it. Visitors play with the labs in a browser; there is no way for them
to run code of their own.
"""
