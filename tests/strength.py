"""How hard the tests try: at full strength in CI, at daily strength elsewhere.

The same tests run either way. What repeats — random examples, moves and runs before a page's memory is looked at,
kills — is repeated less often from day to day. ``CI=1 make test`` has CI's strength on any machine.
"""

from __future__ import annotations

import os

FULL = bool(os.environ.get("CI"))


def times(full: int, *, daily: int = 20) -> int:
    """How often something is repeated: in CI, and at most how often elsewhere."""
    return full if FULL else min(full, daily)
