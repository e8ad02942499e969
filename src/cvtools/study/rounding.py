"""The one tolerance: which differences are only rounding."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

ROUNDING = 1e-9


def rounding(numbers: ArrayLike, *, axis: int | None = None) -> Any:
    """Return the difference up to which two of these numbers count as equal; unknown ones (``NaN``) do not matter.

    It is a billionth of the largest of them, at least of 1; with an axis, one for each line along it.

    >>> float(rounding([3.0, float("nan"), -250.0])), float(rounding(0.2))
    (2.5e-07, 1e-09)
    """
    return ROUNDING * np.fmax.reduce(np.abs(np.atleast_1d(np.asarray(numbers, float))), axis=axis, initial=1.0)


def first_highest(numbers: np.ndarray) -> np.ndarray:
    """Return where in each line (the last axis) the highest number stands; of those that tie, the first.

    >>> first_highest(np.array([[1.0, 3.0, 3.0 + 1e-12], [2.0, 1.0, 0.0]])).tolist()
    [1, 0]
    """
    highest = numbers.max(axis=-1)
    return (numbers >= (highest - rounding(highest[..., None], axis=-1))[..., None]).argmax(axis=-1)
