"""The command line: arguments in, exit codes out. 0 done, 2 the input is wrong, 1 our own failure, 130 stopped.

Lives here: the program and its errors, the group of all commands and what they share, and a module for each family of
commands. May import every room; nobody imports it.
"""

from cvtools.cli.program import main

__all__ = ["main"]
