"""The pooled numbers as a study: what a workshop found, for pictures, sliders and reports."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES, TABLES
from cvtools.study.settings import Settings
from cvtools.study.study import Study, replace
from cvtools.study.wording import N_
from cvtools.workshop.answers import Answers
from cvtools.workshop.form import Form, form_of
from cvtools.workshop.pooling import spreads

EVIDENCE = "workshop"


def pooled_study(study: Study, answers: Answers) -> Study:
    """The study with what a group said of one of its segments in place of what stood there.

    Each number is the participants' median; ``low`` and ``high`` are the quantiles of the participants that hold the
    study's confidence between them (one participant's own low and high, where there is no other); ``n`` counts them;
    ``evidence`` is ``workshop``. Ratings of those who answered for customers are ``perceived``, of our own people
    ``believed``. Weights are the customers'; only where none of them weighed everything, our own people's. A number
    that nobody gave is left as it was. The study that is given is not changed.

    Raises
    ------
    StudyError
        When the answers belong to another study, or nobody answered anything.
    """
    form = answers.form
    if form_of(study, form["segment"]["id"])["print"] != form["print"]:
        message = N_("the answers were given to another study, or to another version of its offerings and scales")
        raise StudyError(study.settings.title, message)
    weights, ratings = _weights(answers), _ratings(answers)
    if weights.empty and ratings.empty:
        raise StudyError(study.settings.title, N_("nobody has answered anything"))
    return replace(
        study,
        weights=_put(study.weights, weights, list(TABLES["weights"].key)),
        ratings=_put(study.ratings, ratings, list(TABLES["ratings"].key)),
    )


def _weights(answers: Answers) -> pd.DataFrame:
    """Rows of the weights table: the customers', or else our own people's."""
    for view in ("perceived", "believed"):
        group = answers.of_view(view)
        group = group.only(np.flatnonzero(~np.isnan(group.weight).any(axis=1)))
        if len(group.people):
            found = spreads(group)
            return _rows(group, found[found["table"] == "weights"], "weight").drop(columns="offering")
    return pd.DataFrame()


def _ratings(answers: Answers) -> pd.DataFrame:
    """Rows of the ratings table, each group in its own view."""
    parts = []
    for view in ("perceived", "believed"):
        group = answers.of_view(view)
        found = spreads(group)
        found = found[(found["table"] == "ratings") & (found["n"] > 0)]
        parts.append(_rows(group, found, "rating").assign(view=view))
    return pd.concat(parts, ignore_index=True)


def _rows(answers: Answers, found: pd.DataFrame, number: str) -> pd.DataFrame:
    """Spreads as rows of a table of the study."""
    rows = found.assign(segment=answers.form["segment"]["id"], evidence=EVIDENCE, note="")
    rows = rows.rename(columns={"median": number})[
        ["segment", "offering", "driver", number, "low", "high", "evidence", "n", "note"]
    ]
    if number == "rating":
        _own_ranges(answers, rows)
    return rows


def _own_ranges(answers: Answers, rows: pd.DataFrame) -> None:
    """Where only one participant rated, their own low and high are all that is known of the range."""
    for place in rows.index[rows["n"] == 1]:
        o = answers.offerings.index(str(rows.at[place, "offering"]))
        d = answers.drivers.index(str(rows.at[place, "driver"]))
        (who,) = np.flatnonzero(~np.isnan(answers.rating[:, o, d]))
        rows.at[place, "low"], rows.at[place, "high"] = answers.low[who, o, d], answers.high[who, o, d]


def _put(table: pd.DataFrame, rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The table with rows in the place of those of the same key, and the others after all that is there."""
    if rows.empty:
        return table
    new = rows.set_index(key)
    there = pd.MultiIndex.from_frame(table[key])
    kept = table[~there.isin(new.index)]
    both = pd.concat([kept, rows.reindex(columns=list(table.columns))], ignore_index=True)
    return _filled(both, [name for name in table.columns if table[name].dtype.kind not in "fi"])


def blank_study(form: Form) -> Study:
    """A study of a form's one segment without a single number: where no study is at hand, answers go into this one."""
    settings = Settings(
        title=form["title"][form["language"]],
        unit=form["unit"],
        ours=form["ours"],
        language=form["language"],
        confidence=float(form["confidence"]),
        horizon_years=form["horizon_years"],
        discount_rate=float(form["discount_rate"]),
        other={f"title_{code}": form["title"][code] for code in LANGUAGES if code != form["language"]},
    )
    segments = _table(
        "segments", [{"segment": form["segment"]["id"], "size": form["segment"]["size"]} | _named(form["segment"])]
    )
    offerings = _table("offerings", [{"offering": row["id"]} | _named(row) for row in form["offerings"]])
    same = ("side", "kind", "recurs", "worst", "best")
    drivers = _table(
        "drivers",
        [
            {"driver": row["id"], **{name: row[name] for name in same}, **_named(row), **_local(row, "unit", "unit")}
            for row in form["drivers"]
        ],
    )
    return Study(settings, segments, offerings, drivers, _table("weights", []), _table("ratings", []))


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    return _local(row, "name", "name") | _local(row, "text", "description")


def _local(row: Mapping[str, Any], field: str, column: str) -> dict[str, str]:
    """A text in English, and in the other languages where it is another one there."""
    texts = row[field]
    return {column: texts["en"]} | {f"{column}_{code}": texts[code] for code in LANGUAGES if texts[code] != texts["en"]}


def _table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table of the study, every known column there and each of its kind."""
    table = TABLES[name]
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*table.names, *(key for row in rows for key in row)])))
    numbers = [column.name for column in table.columns if column.holds == "number"]
    texts = [column for column in frame.columns if column not in numbers]
    return _filled(frame.astype(dict.fromkeys(numbers, float)), texts)


def _filled(frame: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    """A blank text where there is none."""
    return frame.assign(**{name: frame[name].astype(object).fillna("").astype(str) for name in texts})
