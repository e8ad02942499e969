"""What the exercises on a survey accept: who is content, what their satisfaction follows, what changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cvtools.language.measures import measure_writer
from cvtools.notebook.exercise_keys import Key, highest

if TYPE_CHECKING:
    from cvtools.analysis.survey import SurveyAnalysis

_CHANCE = 0.05


def _most_satisfied(analysis: "SurveyAnalysis") -> Key:
    _, names = analysis.language, analysis.names("segments")
    table = analysis.measure("csat")
    own = table[table["ours"] & (table["wave"] == table["wave"].max())].set_index("segment")["value"].dropna()
    write = measure_writer("csat", _)
    return highest(
        analysis,
        "segments",
        own,
        _("look for the blue bar that lies furthest to the right in the picture of satisfaction."),
        _("{share} of them are satisfied with us.", share=write(float(own.max()))),
        other={id_: _("Nobody of “{name}” was asked about us.", name=name) for id_, name in names.items()}
        | {
            str(id_): _(
                "Of “{name}”, {share} are satisfied with us. Who is more often?", name=names[id_], share=write(x)
            )
            for id_, x in own.items()
        },
    )


def _follows(analysis: "SurveyAnalysis") -> Key:
    _, names = analysis.language, analysis.names("drivers")
    derived = analysis.derived.set_index("driver")["share"].dropna()
    typical: dict[str, str] = {}
    if analysis.survey.asking("weight"):
        first = str(analysis.importance("stated").set_index("driver")["share"].idxmax())
        typical[first] = _("That is what they give the most points. Which diamond lies furthest to the right?")
    return highest(
        analysis,
        "drivers",
        derived,
        _("in the picture of what counts, look for the diamond that lies furthest to the right."),
        _("It explains {share} of what their satisfaction follows.", share=_.percent(float(derived.max()))),
        typical=typical,
        other={id_: _("“{name}” was not rated in the survey.", name=name) for id_, name in names.items()}
        | {
            str(id_): _(
                "“{name}” explains {share}. Which driver explains more?", name=names[str(id_)], share=_.percent(x)
            )
            for id_, x in derived.items()
        },
    )


def _changed(analysis: "SurveyAnalysis") -> Key:
    _, names = analysis.language, analysis.names("drivers")
    rows = analysis.changes
    rows = rows[rows["measure"].str.startswith("rating:")].drop_duplicates("measure", keep="last")
    chance = dict(zip(rows["measure"].str.removeprefix("rating:"), rows["p"], strict=True))
    right = tuple(driver for driver, p in chance.items() if p < _CHANCE) or ("none", _("none"))
    told = _.listed([names.get(driver, driver) for driver in right if driver != "none"], either=True)
    other = {
        driver: _("The change of “{name}” may be chance: so large a one is not rare when nothing changed.", name=name)
        for driver, name in names.items()
    } | {"none": _("One line of the table says that its change is more than chance. Which one?")}
    other[_("none")] = other["none"]
    return Key(
        right,
        _("in the table of changes, look at the drivers and at the last column."),
        _("{drivers}. With many drivers, one of them often looks changed; the test allows for that.", drivers=told),
        other={answer: text for answer, text in other.items() if answer not in right},
        choices=(*names, _("none")),
        ids={name: id_ for id_, name in names.items()},
    )


KEYS_OF_SURVEYS: dict[str, Callable[["SurveyAnalysis"], Key]] = {
    "most_satisfied": _most_satisfied,
    "follows_most": _follows,
    "changed": _changed,
}
