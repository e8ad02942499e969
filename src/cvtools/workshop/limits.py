"""Wrong codes, slowed down: so many a minute from one address, and none of the next is even looked at."""

import time
from collections import defaultdict, deque
from collections.abc import Callable

MOST_WRONG = 10
"""So many tries may be wrong within a minute."""
_WITHIN = 60.0
_MOST_ADDRESSES = 10_000


class WrongTries:
    """Counts wrong tries by address.

    With four letters of twenty, ten tries a minute take eleven days to go through them all.

    >>> tries = WrongTries(clock=lambda: 0.0)
    >>> for _ in range(MOST_WRONG):
    ...     tries.count("somewhere")
    >>> tries.wait("somewhere"), tries.wait("elsewhere")
    (60, 0)
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_WRONG))

    def wait(self, address: str) -> int:
        """Seconds until the next try from an address is looked at."""
        times = self._wrong.get(address)
        if times is None or len(times) < MOST_WRONG:
            return 0
        return max(0, round(times[0] + _WITHIN - self._clock()))

    def count(self, address: str) -> None:
        """A try was wrong."""
        if len(self._wrong) >= _MOST_ADDRESSES:
            self._wrong.clear()
        self._wrong[address].append(self._clock())
