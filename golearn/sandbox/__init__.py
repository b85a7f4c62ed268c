"""Code that nobody vouches for, run in a process of its own; only plain values come back.

`Player` (player.py) starts that process and asks it; child.py is what runs there, guard.py and
landlock.py are what it may not do, plain.py says which values pass, talk.py carries them.

The child imports this package, so nothing is imported here.
"""
