"""Words that surveys answer with, from worst to best, in three languages; and words that say nothing."""

from cvtools.evidence.kinds import plain

_SCALES = """
very dissatisfied|dissatisfied|neither satisfied nor dissatisfied/neither/neutral|satisfied|very satisfied
very unsatisfied|unsatisfied|neither/neutral|satisfied|very satisfied
extremely dissatisfied|somewhat dissatisfied|neither satisfied nor dissatisfied|somewhat satisfied|extremely satisfied
strongly disagree|disagree|neither agree nor disagree/neither/neutral|agree|strongly agree
very poor|poor|fair/average/ok|good|very good
terrible|poor|average|good|excellent
very bad|bad|neither/ok|good|very good
very difficult|difficult|neither/neutral|easy|very easy
never|rarely|sometimes|often|always
svært misfornøyd|misfornøyd|verken eller/nøytral|fornøyd|svært fornøyd
veldig misfornøyd|misfornøyd|verken fornøyd eller misfornøyd|fornøyd|veldig fornøyd
helt uenig|uenig/litt uenig|verken enig eller uenig/verken eller|enig/litt enig|helt enig
svært dårlig|dårlig|middels/verken eller|god/bra|svært god/svært bra
svært vanskelig|vanskelig|verken eller|lett|svært lett
vrlo nezadovoljan|nezadovoljan|ni zadovoljan ni nezadovoljan/neutralno|zadovoljan|vrlo zadovoljan
vrlo nezadovoljna|nezadovoljna|ni zadovoljna ni nezadovoljna/neutralno|zadovoljna|vrlo zadovoljna
uopće se ne slažem|ne slažem se|niti se slažem niti se ne slažem|slažem se|u potpunosti se slažem
vrlo loše|loše|osrednje|dobro|vrlo dobro
vrlo teško|teško|ni teško ni lako|lako|vrlo lako
"""
SCALES: tuple[tuple[tuple[str, ...], ...], ...] = tuple(
    tuple(tuple(level.split("/")) for level in line.split("|")) for line in _SCALES.strip().splitlines()
)
"""Each scale: its levels, each with its words."""
_NOTHING = """
-99|-9|n/a|na|not applicable|don't know|don’t know|do not know|no answer|prefer not to say|refused
vet ikke|ikke aktuelt|ønsker ikke å svare
ne znam|nije primjenjivo|bez odgovora
"""
NOTHING = frozenset(_NOTHING.strip().replace("\n", "|").split("|"))
"""Answers that say nothing."""


def scale_of(words: set[str]) -> dict[str, float]:
    """Return the numbers of a scale that has all of these words, 1 for its worst level; nothing if none has.

    >>> scale_of({"Very satisfied", "Neither"})["dissatisfied"]
    2.0
    """
    wanted = {plain(word) for word in words}
    for scale in SCALES:
        numbers = {word: float(level) for level, level_words in enumerate(scale, 1) for word in level_words}
        if wanted and wanted <= set(numbers):
            return numbers
    return {}
