"""The uniform draws of a segment's numbers: evenly spread for each number, and together as the study says.

Each number has a stream of its own, and so has each thing that moves several. With h the study's ``halo``, s its
``shared``, and G, A, B and E standard normal draws of the segment, of offering o, of driver d and of the number itself,

    z(o, d) = √(h·s)·G + √(h·(1 − s))·A(o) + √((1 − h)·s)·B(d) + √((1 − h)·(1 − s))·E(o, d)

has the correlation h between two drivers of one offering, s between two offerings on one driver, and h·s where both
differ, whatever h and s are. It counts in utility: of a number that is better when it is lower, −z is drawn. Numbers of
a named group move as their group says, and with no others. Φ(z) is then the uniform draw (a Gaussian copula).

Whoever has other joint draws of some numbers (such as the replicates of a survey) gives them in the place of
:meth:`Together.take`, which hands out each number's uniform draws for a block, in the order of ``Numbers.ids``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from cvtools.uncertainty.products import combined

STRATUM = 1000
"""Of so many draws that follow each other, each number has one in each of as many equal parts of its probability."""
Key = tuple[str, ...]
_REPLICATE = ("replicate",)


def stream(seed: int, *key: str) -> np.random.Generator:
    """Return the random numbers of whatever has this key, the same on every machine and in every version."""
    digest = blake2b("\x1f".join(key).encode(), digest_size=16).digest()
    words = np.frombuffer(digest, "<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def evenly(random: np.random.Generator, size: int) -> np.ndarray:
    """Return uniform draws, one in each of ``STRATUM`` parts of every ``STRATUM`` (so that chance decides less).

    ``size`` draws are used up in whole strata. M. D. McKay, R. J. Beckman and W. J. Conover, *Technometrics* 21, 1979.

    >>> drawn = evenly(np.random.default_rng(1), 1000)
    >>> bool((np.sort(drawn * 1000).astype(int) == np.arange(1000)).all())
    True
    """
    strata = -(-size // STRATUM)
    part = np.empty((strata, STRATUM))
    for row in part:  # one after the other, so that it does not matter how many are asked for at once
        np.add(random.permutation(STRATUM), random.random(STRATUM), out=row)
    part /= STRATUM
    return part.ravel()[:size]


@dataclass(frozen=True, eq=False)
class Moved:
    """How the numbers of one segment move together."""

    halo: float = 0.0
    """Between drivers of one offering, 0 to 1."""
    shared: float = 0.0
    """Between offerings on one driver, 0 to 1."""
    family: str = ""
    """Whose the common factors are: the segment, or ``*`` where it has numbers that all segments share."""
    groups: Mapping[Key, tuple[tuple[Key, ...], np.ndarray]] = field(default_factory=dict)
    """For each number in a named group (table, source, offering, driver): the numbers before it and itself, and how
    much of the own draw of each is in its normal draw."""
    places: Mapping[Key, np.ndarray] = field(default_factory=dict)
    """For each number of a survey (table, source, offering, driver, view), the place of each replicate, 0 to R − 1."""
    judged: Mapping[Key, np.ndarray] = field(default_factory=dict)
    """The same for each weight of which only judgements are known; replicates are then weights that agree with them."""

    def parts(self, key: Key, halo: float) -> tuple[float, list[tuple[float, Key]]]:
        """Return of a rating, for a halo, how much of its variance is its own, and how much whose else."""
        _, _, offering, driver, view = key
        both, by_offering, by_driver = halo * self.shared, halo * (1 - self.shared), (1 - halo) * self.shared
        parts = (both, "", ""), (by_offering, offering, ""), (by_driver, "", driver)
        others = [(part, ("together", self.family, *name, view)) for part, *name in parts if part]
        return (1 - halo) * (1 - self.shared), others


class Together:
    """The uniform draws of K numbers, block by block.

    Parameters
    ----------
    keys
        For each number table, source, offering, driver and view.
    falls
        K booleans: whether a higher number is a worse one.
    moved
        How they move together.
    seed
        Where the streams begin.
    """

    def __init__(self, keys: list[Key], falls: np.ndarray, moved: Moved, seed: int) -> None:
        self.keys, self.falls, self.moved = keys, falls.tolist(), moved
        self._streams: dict[Key, np.random.Generator] = {}
        self._seed = seed

    def take(self, size: int) -> Iterator[np.ndarray]:
        """Hand out the next ``size`` draws of each number."""
        return (found for (found,) in self.at_halos(size, [self.moved.halo]))

    def at_halos(self, size: int, halos: Sequence[float]) -> Iterator[list[np.ndarray]]:
        """Hand out the next ``size`` draws of each number as each halo has them; one array where all have the same.

        An array may be that of several numbers: nobody may change it.
        """
        block, places = _Taken(self, size), self.moved.places
        replicate = block.next(_REPLICATE) if any(key in places for key in self.keys) else np.empty(0)
        moving = self.moved.shared or any(halos)
        for key, falls in zip(self.keys, self.falls, strict=True):
            group = self.moved.groups.get(key[:-1])
            if group is not None:
                before = np.array([block.normal(*name, key[-1] if name[0] == "ratings" else "") for name in group[0]])
                yield [_share_below(combined(group[1][None], before)[0])]
            elif key in self.moved.judged:
                yield [_at_place(self.moved.judged[key], block.once("judged", key[1]), block.next(key))]
            elif key in places:
                yield [_at_place(places[key], replicate, block.next(key))]
            elif key[0] != "ratings" or not moving:
                yield [block.next(key)]
            else:
                yield block.rating(key, falls, halos)

    def next(self, key: Key, size: int) -> np.ndarray:
        """Return the next uniform draws of whatever has this key."""
        if key not in self._streams:
            self._streams[key] = stream(self._seed, *key)
        return evenly(self._streams[key], size)


class _Taken:
    """Some draws of all numbers; what several of them need is made once."""

    def __init__(self, of: Together, size: int) -> None:
        self.of, self.size = of, size
        self.uniforms: dict[Key, np.ndarray] = {}
        self.normals: dict[Key, np.ndarray] = {}
        self.alike: dict[tuple[object, ...], np.ndarray] = {}

    def next(self, key: Key) -> np.ndarray:
        return self.of.next(key, self.size)

    def once(self, *key: str) -> np.ndarray:
        if key not in self.uniforms:
            self.uniforms[key] = self.next(key)
        return self.uniforms[key]

    def normal(self, *key: str) -> np.ndarray:
        if key not in self.normals:
            self.normals[key] = _normal(self.next(key))
        return self.normals[key]

    def rating(self, key: Key, falls: bool, halos: Sequence[float]) -> list[np.ndarray]:
        """Return a rating's draws for each halo; those with nothing of its own are the same for others, too."""
        uniform = self.next(key)
        own, found = _normal(uniform), list[np.ndarray]()
        for halo in halos:
            alone, others = self.of.moved.parts(key, halo)
            name = (falls, *others)
            if alone == 1:
                drawn = uniform
            elif alone or name not in self.alike:
                z = own * (np.sqrt(alone) * (-1 if falls else 1)) if alone else np.zeros(self.size)
                for part, common in others:
                    z += np.sqrt(part) * self.normal(*common)
                drawn = _share_below(-z if falls else z)
                if not alone:
                    self.alike[name] = drawn
            else:
                drawn = self.alike[name]
            found.append(drawn)
        return found


def _at_place(places: np.ndarray, replicate: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Return uniform draws at the places of replicates, which are uniform draws themselves."""
    count = len(places)
    row = np.minimum((replicate * count).astype(np.intp), count - 1)
    return np.minimum((places[row] + within) / count, 1 - 1e-16)


def _normal(uniform: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(uniform)


def _share_below(z: np.ndarray) -> np.ndarray:
    from scipy.special import ndtr

    return np.minimum(ndtr(z), 1 - 1e-16)
