"""Matrix products with as many columns as there are draws, in pieces.

A linear algebra library starts threads for a product of more than some 260,000 multiplications. For these, which have a
few rows, starting and waiting takes longer than multiplying, and ten times as long on a busy machine. Pieces of the
columns are small enough that it does not, and stay in the processor's cache.
"""

from collections.abc import Iterator

import numpy as np

_AT_ONCE = 200_000


def _pieces(left: np.ndarray, rows: int) -> Iterator[slice]:
    step = max(1, _AT_ONCE // max(len(left) * rows, 1))
    return (slice(done, done + step) for done in range(0, left.shape[1], step))


def crossed(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a · bᵀ, summed over the draws: M × n and K × n become M × K.

    >>> crossed(np.ones((2, 5)), np.full((1, 5), 3.0)).tolist()
    [[15.0], [15.0]]
    """
    out = np.zeros((len(a), len(b)))
    for piece in _pieces(a, len(b)):
        out += a[:, piece] @ b[:, piece].T
    return out


def combined(parts: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Return parts · a, draw by draw: M × K and K × n become M × n.

    >>> combined(np.array([[1.0, 10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[31.0, 42.0]]
    """
    out = np.empty((len(parts), a.shape[1]))
    for piece in _pieces(a, len(parts)):
        np.matmul(parts, a[:, piece], out=out[:, piece])
    return out
