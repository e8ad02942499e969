"""Random draws of everything that is uncertain in a study.

Each number has its own stream of random numbers, found by what the number *is* (table, segment, offering, driver,
view) and never by where it stands. So nothing is drawn anew when a segment, an offering or a driver comes or goes;
the first draws of many are the few; and two scenarios differ by what was changed alone. How streams become draws that
move together is in ``together.py``.
"""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvtools.study.errors import Problem, StudyError
from cvtools.study.study import Study
from cvtools.uncertainty.beta import looked_up
from cvtools.uncertainty.inputs import Numbers, keys_of, numbers_of
from cvtools.uncertainty.together import STRATUM, Together

DRAWS = 10_000
SEED = 1
MOST_DRAWS = 1_000_000
MOST_CELLS = 25_000_000
"""Draws times offerings: the values of one segment are held at once, 8 bytes each."""
BLOCK = 10_000
"""Everything else is worked through in blocks of so many draws, fewer where very many numbers are uncertain."""
_BLOCK_CELLS = 4_000_000


def uniforms(numbers: Numbers, seed: int) -> Together:
    """Return what the uncertain numbers are drawn by, at its beginning."""
    return Together(keys_of(numbers.ids), numbers.span < 0, numbers.moved, seed)


@dataclass(frozen=True, eq=False)
class Block:
    """Some draws of one segment's numbers, n of them."""

    weight: np.ndarray
    """D × n, scaled."""
    cells: dict[int, np.ndarray]
    """For each driver whose weight is uncertain, in which step of probability it lies."""
    x: dict[tuple[int, int], np.ndarray]
    """For each uncertain rating (offering, driver), its x."""
    value: np.ndarray
    """O × n."""


def blocks(numbers: Numbers, *, draws: int, seed: int) -> Iterator[Block]:
    """Draw everything, some draws at a time."""
    return (block for (block,) in blocks_at_halos(numbers, [numbers.moved.halo], draws=draws, seed=seed))


def blocks_at_halos(numbers: Numbers, halos: Sequence[float], *, draws: int, seed: int) -> Iterator[list[Block]]:
    """Draw everything, some draws at a time, as each halo has it: what does not differ is drawn once."""
    source = uniforms(numbers, seed)
    size = max(1, min(BLOCK, _BLOCK_CELLS // max(len(numbers.ids), 1)) // STRATUM) * STRATUM
    for done in range(0, draws, size):
        yield _blocks(numbers, source, min(size, draws - done), halos)


def weight_draws(numbers: Numbers, *, draws: int, seed: int) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Draw the weights alone: D × draws, not scaled, and the cells of those that are uncertain."""
    out = np.repeat(numbers.weight[:, None], draws, axis=1)
    cells: dict[int, np.ndarray] = {}
    own = numbers.offering < 0
    for k, uniform in zip(np.flatnonzero(own).tolist(), uniforms(numbers.at(own), seed).take(draws), strict=True):
        d = int(numbers.driver[k])
        out[d], cells[d] = looked_up(numbers.quantiles(k), uniform)
    return out, cells


def _blocks(numbers: Numbers, source: Together, size: int, halos: Sequence[float]) -> list[Block]:
    weight = np.repeat(numbers.weight[:, None], size, axis=1)
    cells: dict[int, np.ndarray] = {}
    each_x: list[dict[tuple[int, int], np.ndarray]] = [{} for _ in halos]
    places = zip(numbers.offering.tolist(), numbers.driver.tolist(), strict=True)
    for k, ((o, d), uniform) in enumerate(zip(places, source.at_halos(size, halos), strict=True)):
        drawn = [looked_up(numbers.quantiles(k), each) for each in uniform]
        if o < 0:  # which no halo moves
            ((weight[d], cells[d]),) = drawn
        else:
            for x, (found, _) in zip(each_x, drawn * (len(halos) // len(drawn)), strict=True):
                x[o, d] = found
    weight = numbers.scaled(weight)
    return [Block(weight, cells, x, valued(numbers, weight, x)) for x in each_x]


def valued(numbers: Numbers, weight: np.ndarray, x: dict[tuple[int, int], np.ndarray]) -> np.ndarray:
    """Return the values (O × n) for draws of the weights (D × n) and of the uncertain ratings."""
    offerings, drivers = numbers.x.shape
    value = np.zeros((offerings, weight.shape[1]))
    part = np.empty(weight.shape[1])
    for o in range(offerings):  # no matrix product: it rounds by the machine and by the size of the block
        for d in range(drivers):
            value[o] += np.multiply(weight[d], x[o, d] if (o, d) in x else numbers.x[o, d], out=part)
    return value


def whole_number(found: object, name: str, *, least: int, most: int) -> int:
    """Return a whole number within limits.

    Raises
    ------
    StudyError
        When it is anything else.
    """
    try:
        number = operator.index(found)  # type: ignore[arg-type]
    except TypeError:
        number = least - 1
    if isinstance(found, bool) or not least <= number <= most:
        fields = {"low": least, "high": most}
        raise StudyError(name, [Problem(name, found=str(found), code="whole_between", fields=fields)])
    return number


def checked_draws(draws: object, offerings: int) -> int:
    """Return how many draws to make; no more than fit into memory."""
    return whole_number(draws, "draws", least=1, most=min(MOST_DRAWS, MOST_CELLS // max(offerings, 1)))


def checked_seed(seed: object) -> int:
    """Return a seed."""
    return whole_number(seed, "seed", least=0, most=2**63 - 1)


def value_draws(
    study: Study, segment: str, *, draws: int = DRAWS, seed: int = SEED, view: str = "perceived"
) -> pd.DataFrame:
    """The draws themselves, for one segment: what everything else is read off.

    Returns
    -------
    DataFrame
        One row a draw, one column for each offering: its value, in the study's unit.

    Raises
    ------
    StudyError
        When there is no such segment or view, or ``draws`` or ``seed`` is out of range.

    Examples
    --------
    >>> import cvtools as cv
    >>> value_draws(cv.read_study("data/coffee"), "commuters", draws=3).shape
    (3, 4)
    """
    names = list(study.segments["segment"])
    if segment not in names:
        raise StudyError.not_among("segment", segment, names)
    offerings = list(study.offerings["offering"])
    count, start = checked_draws(draws, len(offerings)), checked_seed(seed)
    (numbers,) = numbers_of(study, view=view, segments=[segment])
    parts = [block.value for block in blocks(numbers, draws=count, seed=start)]
    return pd.DataFrame(np.concatenate(parts, axis=1).T, columns=offerings)
