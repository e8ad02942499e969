"""An invented group, so that a teacher can rehearse the reveal, and a notebook runs where there was no workshop yet."""

import numpy as np

from cvtools.study.study import Study
from cvtools.value.model import raw_weights, value_model
from cvtools.workshop.answers import Answers, Person, answers_of
from cvtools.workshop.form import Form, form_of

PEOPLE = 12
_WEIGHTS_DIFFER = 0.35
"""How far one invented participant's weight lies from the study's, as the standard deviation of its logarithm."""
_RATINGS_DIFFER = 0.1
"""The same for ratings, as a share of the scale."""


def invented_group(study: Study, segment: str = "", *, seed: int = 1) -> Answers:
    """Twelve people around the study's own numbers; the same seed, the same people. Nobody was asked.

    Unknown ratings are answered by half of them, anywhere on the scale.

    Raises
    ------
    StudyError
        When the study has no such segment, or no ratings as customers perceive them.
    """
    form = form_of(study, segment)
    model = value_model(study)
    place = [str(one) for one in model.segments].index(form["segment"]["id"])
    random = np.random.default_rng(seed)
    weights = raw_weights(study)[place]
    people = [
        Person(str(number), "perceived", _answers(form, weights, model.rating[place], random))
        for number in range(1, PEOPLE + 1)
    ]
    return answers_of(form, people)


def _answers(form: Form, weights: np.ndarray, ratings: np.ndarray, random: np.random.Generator) -> dict[str, object]:
    """One invented participant's answers."""
    drawn = weights * np.exp(random.normal(0, _WEIGHTS_DIFFER, len(weights)))
    if form["unit"] == "points":
        drawn = 100 * drawn / drawn.max()
    said: dict[str, object] = {f"weight/{row['id']}": float(w) for row, w in zip(form["drivers"], drawn, strict=True)}
    for o, offering in enumerate(form["offerings"]):
        for d, driver in enumerate(form["drivers"]):
            ends = sorted((driver["worst"], driver["best"]))
            level = ratings[o, d] + random.normal(0, _RATINGS_DIFFER) * (ends[1] - ends[0])
            if np.isnan(level) and random.random() < 0.5:
                level = random.uniform(*ends)
            if not np.isnan(level):
                said[f"rating/{offering['id']}/{driver['id']}"] = {"likely": float(np.clip(level, *ends))}
    said["winner"] = str(random.choice([row["id"] for row in form["offerings"]]))
    return said
