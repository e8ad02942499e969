"""The PERT distribution: a low, a likely and a high number in, draws out.

``low`` and ``high`` bound the middle ``confidence`` share of what is plausible. They are first widened to the full
range, then a beta distribution is laid over it:

    a = likely − (likely − low) / confidence        b = likely + (high − likely) / confidence
    mean μ = (a + 4·likely + b) / 6                 variance = (μ − a)(b − μ) / 7

The variance is that of the distribution itself; the rule of thumb ``((b − a) / 6)²`` holds only near the middle.

Sources: D. G. Malcolm et al., "Application of a technique for research and development program evaluation",
*Operations Research* 7, 1959; D. Vose, *Risk Analysis*, 2008 (the modified PERT, of which this is λ = 4).
"""

import numpy as np

PEAKED = 4.0
"""λ: how much more the likely number counts than either end."""
CELLS = 2048
"""A quantile function is tabulated at so many equal steps of probability, and is linear within each."""
_STEPS = 512


def full_range(
    low: np.ndarray,
    likely: np.ndarray,
    high: np.ndarray,
    *,
    confidence: float,
    least: np.ndarray | float = -np.inf,
    most: np.ndarray | float = np.inf,
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of what is plausible, kept within what is possible.

    >>> full_range(np.array([4.0]), np.array([6.0]), np.array([7.0]), confidence=0.8, least=0, most=7)
    (array([3.5]), array([7.]))
    """
    start = np.maximum(likely - (likely - low) / confidence, least)
    end = np.minimum(likely + (high - likely) / confidence, most)
    return np.minimum(start, likely), np.maximum(end, likely)  # the last digit of a division must not cross likely


def pert_mean(start: np.ndarray, likely: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the mean over the full range from ``start`` to ``end``.

    >>> float(pert_mean(0, 3, 6)), float(pert_mean(0, 6, 6))
    (3.0, 5.0)
    """
    return (start + PEAKED * np.asarray(likely) + end) / (PEAKED + 2)


def pert_variance(start: np.ndarray, likely: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the variance over the full range from ``start`` to ``end``.

    >>> round(float(pert_variance(0, 3, 6)), 4)  # = 9/7, where ((b − a)/6)² would say 1
    1.2857
    """
    mean = pert_mean(start, likely, end)
    return (mean - start) * (end - mean) / (PEAKED + 3)


def quantile_tables(mode: np.ndarray) -> np.ndarray:
    """Tabulate the quantile functions of PERT distributions over 0 to 1.

    Draws by the inverse of the distribution function keep their place when the numbers change: the same uniform draw
    gives the same quantile, so that two scenarios differ by what was changed and by nothing else. (A rejection
    sampler would use up another count of random numbers and draw everything anew.)

    Parameters
    ----------
    mode
        K positions of the likely number, 0 to 1.

    Returns
    -------
    ndarray
        K × (``CELLS`` + 1), rising, within 0 to 1: the quantiles at 0, 1/``CELLS``, …, 1.

    Notes
    -----
    With x = sin²θ the beta density becomes 2·sin^(2α−1)·cos^(2β−1), smooth at both ends, and is summed by Gauss's
    three points a step. Within the first and the last step of probability the true quantile is a power of the
    probability, not a line; the outermost quantile is set so that these steps have the right mean. Mean and standard
    deviation are then right to 0.00001 of the range, and one draw in 4,096 lies nearer to the middle than it should.

    Examples
    --------
    >>> table = quantile_tables(np.array([0.5]))[0]
    >>> round(float(table[CELLS // 2]), 6), round(float(np.diff(table[[204, 1844]])[0]), 3)
    (0.5, 0.507)
    """
    distinct, which = np.unique(mode, return_inverse=True)
    alpha, beta = 1 + PEAKED * distinct, 1 + PEAKED * (1 - distinct)
    edges = np.linspace(0, np.pi / 2, _STEPS + 1)
    points, weights = np.polynomial.legendre.leggauss(3)
    theta = (edges[:-1, None] + edges[1:, None] + points * np.pi / 2 / _STEPS) / 2
    log_sin, log_cos = np.log(np.sin(theta)), np.log(np.cos(theta))
    power = np.multiply.outer(2 * alpha - 1, log_sin) + np.multiply.outer(2 * beta - 1, log_cos)
    mass = np.exp(power) @ weights
    below = np.concatenate([np.zeros((len(distinct), 1)), mass.cumsum(axis=1)], axis=1)
    below /= below[:, -1:]
    at, x = np.linspace(0, 1, CELLS + 1), np.sin(edges) ** 2
    table = np.array([np.interp(at, row, x) for row in below]).reshape(-1, CELLS + 1)
    table[:, 0] = table[:, 1] * (alpha - 1) / (alpha + 1)
    table[:, -1] = 1 - (1 - table[:, -2]) * (beta - 1) / (beta + 1)
    return table[which]


def quantile(table: np.ndarray, probability: float) -> np.ndarray:
    """Read tables of :func:`quantile_tables` (along the last axis) at one probability."""
    place = probability * CELLS
    cell = min(int(place), CELLS - 1)
    return table[..., cell] + (place - cell) * (table[..., cell + 1] - table[..., cell])


def looked_up(table: np.ndarray, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn uniform draws into draws of one table, and say in which cell of probability each lies."""
    place = uniform * CELLS
    cell = place.astype(np.intp)
    place -= cell
    place *= np.diff(table).take(cell)
    place += table.take(cell)
    return place, cell
