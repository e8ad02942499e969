"""How far coders agree: Krippendorff's α.

Source: K. Krippendorff, *Content Analysis*, 4th ed., 2019, chapter 12.
"""

from collections.abc import Callable

import numpy as np


def _nominal(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a != b).astype(float)


def _interval(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a - b) ** 2


DISTANCES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {"nominal": _nominal, "interval": _interval}


def krippendorff_alpha(codes: np.ndarray, *, level: str = "nominal") -> float:
    """Agreement beyond chance: 1 is perfect, 0 is what chance gives.

    Parameters
    ----------
    codes
        One row a coder, one column a unit; numbers, ``NaN`` where a coder left a unit out.
    level
        ``nominal``: codes are alike or not; ``interval``: they differ by the square of their distance.

    Returns
    -------
    float
        α, or ``NaN`` where no unit has two codes, or all codes are the same.

    Examples
    --------
    >>> round(krippendorff_alpha(np.array([[1, 0, 1, 0, np.nan], [1, 0, 1, 1, 1]])), 3)
    0.533
    """
    values = np.unique(codes[~np.isnan(codes)])
    counts = (codes[None] == values[:, None, None]).sum(axis=1).astype(float)  # one row a value, one column a unit
    pairable = counts[:, counts.sum(axis=0) > 1]
    of_unit, of_value = pairable.sum(axis=0), pairable.sum(axis=1)
    together = (pairable / (of_unit - 1)) @ pairable.T - np.diag((pairable / (of_unit - 1)).sum(axis=1))
    distance = DISTANCES[level](values[:, None], values[None, :])
    expected = (np.outer(of_value, of_value) * distance).sum() / max(of_value.sum() - 1, 1)
    return float(1 - (together * distance).sum() / expected) if expected > 0 else np.nan
