"""Short words for charts and sentences: names that fit, chances and shares as percentages."""

import re
import textwrap

from cvtools.language.language import Language


def wrapped(name: str, *, width: int = 30, lines: int = 2) -> str:
    r"""Break a name into lines; what does not fit ends in “…”.

    >>> wrapped("Getting to the terminal and waiting there")
    'Getting to the terminal and\nwaiting there'
    >>> wrapped("Kundetilfredshetsundersøkelse", width=12, lines=1)
    'Kundetilfre…'
    """
    parts = textwrap.wrap(name, width) or [name]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1][: width - 1].rstrip() + "…"]
    return "\n".join(parts)


_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def isolated(text: str) -> str:
    """A text that runs from right to left, kept by itself, so that it does not turn round what stands beside it.

    >>> isolated("Kaffe"), isolated("קפה") == "\u2068קפה\u2069"
    ('Kaffe', True)
    """
    return f"\u2068{text}\u2069" if _LEFTWARDS.search(text) else text


def clipped(name: str, *, most: int = 48) -> str:
    """A name cut at a word's end where it is very long, as sentences and charts show it.

    >>> clipped("Coffee"), clipped("Nordlys Prosjektstyring Pro med ubegrenset antall samtidige brukere")
    ('Coffee', 'Nordlys Prosjektstyring Pro med ubegrenset…')
    """
    if len(name) <= most:
        return name
    cut = name[: most - 1]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–-") + "…"


def about(text: str, *, known: bool) -> str:
    """A number as it is, or marked where it rests on unknown ratings at the middle of their scales.

    >>> about("+3.2", known=True), about("+3.2", known=False)
    ('+3.2', '≈ +3.2')
    """
    return text if known else f"≈ {text}"


def chance(probability: float, _: Language) -> str:
    """A probability read off draws as a percentage: what never happened in any of them may still happen.

    >>> [chance(p, Language("en")) for p in (0, 0.001, 0.25, 0.999, 1)]
    ['<1%', '<1%', '25%', '>99%', '>99%']
    """
    if probability < 0.005:
        return f"<{_.percent(0.01)}"
    if probability >= 0.995:
        return f">{_.percent(0.99)}"
    return _.percent(probability)


def part(share: float, _: Language) -> str:
    """A share that is 0% or 100% only where it is exactly that.

    >>> [part(p, Language("en")) for p in (0, 0.001, 0.25, 0.999, 1)]
    ['0%', '<1%', '25%', '>99%', '100%']
    """
    return _.percent(share) if min(abs(share), abs(1 - share)) < 1e-9 else chance(share, _)


def share_word(confidence: float, _: Language) -> str:
    """The study's confidence as a percentage, with a digit after the point only where it needs one."""
    return _.percent(confidence, digits=0 if abs(100 * confidence - round(100 * confidence)) < 1e-9 else 1)


def short(name: str) -> str:
    """A name short enough for a title."""
    return wrapped(name, width=40, lines=1)
