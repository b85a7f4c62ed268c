"""The memory that a process has from its operating system."""
