"""One module per command. Each has `add_to(subparsers)` and a `run(args)` that gives the exit code.

They import what they need inside `run`, so that `golearn --help` answers at once.
"""
