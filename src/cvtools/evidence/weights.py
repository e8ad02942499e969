"""The three ways to a driver's weight, by name."""

from cvtools.evidence.choice_importance import choice_importance
from cvtools.evidence.importance import Importance, derived_importance, stated_importance
from cvtools.evidence.key_drivers import METHODS as DERIVED
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.survey import Survey
from cvtools.study.errors import StudyError

METHODS = ("stated", *DERIVED, "choice")


def importance(survey: Survey, answers: Answers | None, *, method: str, samples: int = 1_000) -> Importance:
    """Work out how much each driver counts for each segment.

    Parameters
    ----------
    survey, answers
        The mapping and what was answered, which is read where it is not given; for choices the mapping alone is asked.
    method
        ``stated``: means of the points that each person gave, as shares. ``lmg``, ``johnson``: shares of what explains
        satisfaction (recommendation where nobody asked for satisfaction), with intervals from resampled respondents.
        ``choice``: from the long file of choices, with intervals from the model's own uncertainty.
    samples
        How many resamples.

    Raises
    ------
    StudyError
        Where the survey has not asked for what the method needs, or no segment has answers enough.
    """
    if method not in METHODS:
        raise StudyError.not_among("--method", method, METHODS)
    if method == "choice":
        return choice_importance(survey)
    answers = answers or responses(survey)
    if method == "stated":
        return stated_importance(survey, answers)
    return derived_importance(survey, answers, method, samples)
