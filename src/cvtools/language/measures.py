"""What customers' measures are called, and how their numbers are written."""

from collections.abc import Callable
from datetime import date

from cvtools.language.language import Language


def measure_word(measure: str, _: Language) -> str:
    """Return the name of a measure, at a stage where it is one's; of one that has none here, its own."""
    of, _colon, stage = measure.partition(":")
    if of == "ces" and stage:
        return _("Ease or effort (CES): {stage}", stage=stage)
    return {
        "csat": _("Satisfied (CSAT)"),
        "nps": _("Recommendation (NPS)"),
        "ces": _("Ease or effort (CES)"),
        "repurchase": _("Coming back"),
    }.get(measure, measure)


def measure_writer(measure: str, _: Language, *, signed: bool = False) -> Callable[[float], str]:
    """How a measure's numbers are written: shares as percentages, NPS as points from −100 to 100; “?” if unknown.

    >>> [measure_writer(name, Language("en"))(0.34) for name in ("csat", "nps", "ces")]
    ['34%', '+34', '0.3']
    """

    def write(value: float) -> str:
        if value != value:
            return "?"
        if measure == "nps" or (measure == "csat" and signed):
            return _.number(100 * value, digits=0, signed=True)
        return _.percent(value) if measure == "csat" else _.number(value, digits=1, signed=signed)

    return write


def number_or_text(text: str, _: Language, *, digits: int) -> str:
    """A number that a file holds as text, or the text where it is none."""
    try:
        return _.number(float(text), digits=digits)
    except (ValueError, OverflowError):
        return text


def day_or_text(text: str, _: Language) -> str:
    """A day that a file holds as text, or the text where it is none.

    >>> day_or_text("2026-05-27", Language("en")), day_or_text("spring", Language("en"))
    ('27 May 2026', 'spring')
    """
    try:
        return _.day(date.fromisoformat(text))
    except ValueError:
        return text
