"""What the labs ask: a module per lab with `ask(model, draw)`, which makes a `Question`.

Every answer is taken from the library itself: from a history, from the rule, or from the same
request on a copy of the heap. Every wrong choice has its reason.
"""
