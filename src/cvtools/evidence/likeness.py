"""How alike two texts are by their words, for guesses that a person looks at."""

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
_COMMON = frozenset(
    "the and our your you how are with for what this that from does did its please rate each these them was were have "  # noqa: SIM905
    "has would could any who which where when there very much den det som hvor med til ditt dine vår vårt våre hva for "
    "kako koliko koji koja koje naš naša naše vas vam ste što ovo ona".split()
)


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text that say something.

    >>> sorted(stems("How good is the taste of our coffee?"))
    ['coffe', 'good', 'taste']
    """
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if word not in _COMMON)


def likeness(a: str, b: str) -> float:
    """Return from 0 to 1 how many of their words two texts share."""
    one, other = stems(a), stems(b)
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0


def most_alike(text: str, names: Mapping[str, Iterable[str]], *, least: float) -> str:
    """Return the id one of whose names is most like a text; blank if none is like it enough."""
    scores = {id_: max((likeness(text, name) for name in own), default=0.0) for id_, own in names.items()}
    best = max(scores, key=lambda id_: scores[id_], default="")
    return best if best and scores[best] >= least else ""
