"""``python -m cvtools`` is ``cvtools``."""

from cvtools.cli import main

main()
