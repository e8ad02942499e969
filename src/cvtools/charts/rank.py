"""How probable each place is for each offering: stacked shares, the first place strongest."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, with_rows
from cvtools.charts.theme import INK, OURS, PAPER, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.text import chance, short
from cvtools.study.records import records

_BAR = 20
_MOST = 5
"""Of more places nobody can tell the shades apart: those in between are one."""
_HARDLY = 0.01
"""Less probable than this is almost never."""
_PIXELS = 36
"""A percentage is written where a share is this wide."""


def rank_chart(ranks: pd.DataFrame, *, language: str = "en", title: str = "") -> alt.TopLevelMixin:
    """How probable it is that an offering is first, second and so on, for one segment; likeliest winner on top.

    Parameters
    ----------
    ranks
        ``labelled(robustness(simulation), study)`` of one segment: ``segment_name``, ``offering``, ``offering_name``,
        ``ours``, ``value_low``, ``value_high``, ``p_best``, ``expected_rank``, ``p_rank_1``, ``p_rank_2`` … (0 to 1).
    language, title
        As for every chart; see :mod:`cvtools.charts`.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment.
    """
    theme.need(
        ranks,
        ["offering", "offering_name", "ours", "value_low", "value_high", "p_best", "expected_rank", "p_rank_1"],
        one=["segment_name"],
    )
    _ = language_of(language)
    frame = ranks.sort_values(["expected_rank", "p_best"], ascending=[True, False], kind="stable", ignore_index=True)
    fixed = theme.fixed(frame, "value_low", "value_high")
    shares = _shares(with_rows(frame, "offering"), _)
    if fixed:
        shares["text"] = ""  # the place is known, its probability is not
    named = shares.groupby("offering_name", sort=False)["tip"].agg(", ".join)
    return theme.finish(
        _drawn(shares, _),
        _,
        title=title or _reading(frame, _),
        subtitle=theme.not_said(_) if fixed else _explained(len(frame), _),
        details=[f"{name}: {texts}" for name, texts in named.items()],
    )


def _explained(offerings: int, _: Language) -> str:
    if offerings > _MOST:
        return _("Strong: how probable it is to be first. Paler: to be in between. Palest: to be last.")
    return _("From strong to pale: how probable it is to be first, second and so on.")


def _shares(frame: pd.DataFrame, _: Language) -> pd.DataFrame:
    """One row a piece of a bar; places that never occur have none; of many, those in between are one."""
    places = [str(name) for name in frame if str(name).startswith("p_rank_")]
    groups = [[name] for name in places] if len(places) <= _MOST else [places[:1], places[1:-1], places[-1:]]
    rows: list[dict[str, object]] = []
    for row in records(frame):
        start = 0.0
        for place, group in enumerate(groups, start=1):
            share = float(sum(row[name] for name in group))
            if share > 0:
                text, end = chance(share, _), start + share
                ids = {name: row[name] for name in ("row", "offering_name", "ours")}
                ends = [name.removeprefix("p_rank_") for name in group]
                tip = _("place {place}: {chance}", place="–".join(dict.fromkeys((ends[0], ends[-1]))), chance=text)
                rows.append({**ids, "place": place, "start": start, "end": end, "text": text, "tip": tip})
                start = end
    shares = pd.DataFrame(rows)
    return shares.assign(
        middle=(shares["start"] + shares["end"]) / 2,
        share=shares["end"] - shares["start"],
        strength=[_strength(place, len(groups)) for place in shares["place"]],
    )


def _strength(place: int, places: int) -> float:
    """1 for the first place, then from 0.5 down to 0.12, pale enough for dark letters."""
    return 1.0 if place == 1 else 0.5 - 0.38 * (place - 2) / max(places - 2, 1)


def _drawn(shares: pd.DataFrame, _: Language) -> alt.LayerChart:
    rows = Rows(
        shares,
        axis=alt.Axis(title=_("probability"), values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=False),
        scale=alt.Scale(domain=[0, 1]),
        tips={"offering_name": _("Offering"), "tip": _("Probability")},
    )
    colours = {
        "color": theme.either("datum.ours", OURS, RIVAL),
        "fillOpacity": alt.FillOpacity("strength:Q", scale=None),
    }
    wide = {"opacity": theme.visible(f"datum.share * width > {_PIXELS}")}
    first = shares["place"] == 1
    return rows.drawn(
        [
            rows.bars(shares, "start", "end", size=_BAR, stroke=PAPER, strokeWidth=1, encode=colours),
            rows.texts(shares[first], "text", at="middle", color=PAPER, encode=wide),
            rows.texts(shares[~first], "text", at="middle", color=INK, encode=wide),
        ]
    )


def _reading(frame: pd.DataFrame, _: Language) -> str:
    """Where ours stands; where there is no offering of ours, the one on top."""
    row = frame[frame["ours"]].iloc[0] if frame["ours"].any() else frame.iloc[0]
    places = row.filter(like="p_rank_").astype(float).tolist()
    names = {"ours": short(row["offering_name"]), "segment": short(row["segment_name"])}
    if max(places) == 1:
        place = _.number(places.index(1) + 1, digits=0)
        return _(
            "“{ours}” is number {place} of {n} for “{segment}”", place=place, n=_.number(len(places), digits=0), **names
        )
    first, last = _.probability(places[0]), _.probability(places[-1])
    if places[0] < _HARDLY:
        return _("“{ours}” is almost never first for “{segment}”, and last in {last} of the draws", last=last, **names)
    return _(
        "“{ours}” is first for “{segment}” with a probability of {first}, last with {last}",
        first=first,
        last=last,
        **names,
    )
