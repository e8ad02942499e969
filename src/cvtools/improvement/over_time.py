"""Effects that build up or fade: how much of each is there in a year, on average over that year."""

import math

import numpy as np

MOST_YEARS = 100
"""What is there in this year stays so ever after."""
_GONE = 10
"""After so many half-lives an effect has faded to a thousandth, and is taken as still from then on."""


def part_there(start: np.ndarray, build_up: np.ndarray, half_life: np.ndarray, year: int) -> np.ndarray:
    """Return what part of an effect is there in a year, on average over it.

    Parameters
    ----------
    start
        After how many years the effect begins.
    build_up
        Over how many years it then grows evenly to its full size; 0: at once.
    half_life
        In how many years half of it fades, once it has its full size; infinite: it stays.
    year
        1 is the first.

    Examples
    --------
    >>> never = np.array([np.inf])
    >>> [float(part_there(np.array([0.5]), np.array([0.0]), never, year)[0]) for year in (1, 2)]
    [0.5, 1.0]
    >>> [float(part_there(np.array([0.0]), np.array([2.0]), never, year)[0]) for year in (1, 2, 3)]
    [0.25, 0.75, 1.0]
    """
    ends = [_gathered(year - back - start, build_up, half_life) for back in (0, 1)]
    return np.clip(ends[0] - ends[1], 0.0, 1.0)


def _gathered(age: np.ndarray, build_up: np.ndarray, half_life: np.ndarray) -> np.ndarray:
    """Return how much of an effect has been there up to an age of it, in years of its full size."""
    growing = np.clip(age, 0.0, build_up)
    whole = np.maximum(age - build_up, 0.0)
    lasting = np.isinf(half_life)
    life = np.where(lasting, 1.0, half_life) / math.log(2)
    risen = growing**2 / np.where(build_up > 0, 2 * build_up, 1.0)
    return risen + np.where(lasting, whole, life * (1 - np.exp(-whole / life)))


def years_that_differ(start: np.ndarray, build_up: np.ndarray, half_life: np.ndarray) -> int:
    """Return how many years there are until nothing changes any more: 1 where all effects are there at once and stay.

    >>> years_that_differ(np.array([0.0]), np.array([2.0]), np.array([np.inf]))
    3
    """
    if not start.size:
        return 1
    settled = start + build_up + np.where(np.isinf(half_life), 0.0, _GONE * half_life)
    return int(min(max(math.ceil(float(settled.max())), 0) + 1, MOST_YEARS))
