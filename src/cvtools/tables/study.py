"""What a study holds, as people read it: its tables with names, units and numbers in the reader's language.

Each function takes a study and gives HTML; ``segment`` is a segment's id (by default the first), ``language`` is
``en``, ``nb`` or ``hr`` (by default the study's). An unknown number is a question mark, never 0.
"""

from collections.abc import Iterable

import pandas as pd

from cvtools.browser.html import Html, table
from cvtools.language.coded_words import evidence_word, kind_word, side_word, view_word
from cvtools.language.labels import amounts, names_of, plain, words_of
from cvtools.language.language import Language
from cvtools.study.provenance import rating_sources, weight_sources
from cvtools.study.schema import VIEWS
from cvtools.study.study import Study, chosen_segment
from cvtools.value.values import contributions

MOST_COLUMNS = 6


def segments_table(study: Study, *, language: str = "") -> Html:
    """The segments, with their sizes and shares."""
    _ = words_of(study, language)
    sizes = study.segments["size"]
    shown = _described(study, "segments", _).assign(
        size=[plain(size, _) for size in sizes],
        share=[_.percent(share) for share in (sizes / sizes.sum()).fillna(0)],
    )
    headers = {"name": _("Segment"), "segment": _("Id"), "size": _("Customers"), "share": _("Share of customers")}
    return _shown(shown, headers | {"description": _("Description")}, numbers=["size", "share"])


def offerings_table(study: Study, *, language: str = "") -> Html:
    """What customers can choose between, and which of it is ours."""
    _ = words_of(study, language)
    ours = study.offerings["offering"] == study.settings.ours
    shown = _described(study, "offerings", _).assign(whose=[_("ours") if own else _("alternative") for own in ours])
    headers = {"name": _("Offering"), "offering": _("Id"), "whose": _("Whose"), "description": _("Description")}
    return _shown(shown, headers)


def drivers_table(study: Study, *, language: str = "") -> Html:
    """The benefits and costs that count, with their anchors."""
    _ = words_of(study, language)
    drivers = study.drivers
    shown = _described(study, "drivers", _).assign(
        side=[side_word(side, _) for side in drivers["side"]],
        kind=[kind_word(kind, _) for kind in drivers["kind"]],
        worst=[plain(level, _) for level in drivers["worst"]],
        best=[plain(level, _) for level in drivers["best"]],
        unit=drivers["driver"].map(names_of(study, "drivers", language=_.code, field="unit")),
    )
    headers = {
        "name": _("Driver"),
        "driver": _("Id"),
        "side": _("Side"),
        "kind": _("Kind"),
        "worst": _("Worst"),
        "best": _("Best"),
        "unit": _("Unit"),
        "description": _("Description"),
    }
    return _shown(shown, headers, numbers=["worst", "best"])


def weights_table(study: Study, *, language: str = "") -> Html:
    """What going from worst to best is worth, the segments side by side; in points each segment's sum to 100."""
    _ = words_of(study, language)
    wide = (
        contributions(study)
        .drop_duplicates(["segment", "driver"])
        .pivot(index="driver", columns="segment", values="weight")
    )
    wide = wide.loc[list(study.drivers["driver"]), list(study.segments["segment"])]
    write = amounts(study, _, wide.to_numpy().ravel().tolist())
    shown = wide.map(write).add_prefix("#")
    shown.insert(0, "driver", list(names_of(study, "drivers", language=_.code).values()))
    if not study.settings.money:
        shown.loc["sum"] = [_("All together"), *(write(total) for total in wide.sum())]
    segments = {f"#{segment}": name for segment, name in names_of(study, "segments", language=_.code).items()}
    return table(shown, {"driver": _("Driver"), **segments}, numbers=list(segments))


def weight_sources_table(study: Study, *, segment: str = "", language: str = "") -> Html:
    """One segment's weights as they stand in the study: the step they are for, their range, and how they are known."""
    _ = words_of(study, language)
    chosen = chosen_segment(study, segment)
    rows = weight_sources(study, chosen).set_index("driver").reindex(list(study.drivers["driver"])).reset_index()
    own = set(study.weights.loc[study.weights["segment"] == chosen, "driver"])
    shown = _sourced(rows, study, _).assign(
        step=[_step(driver, _) for driver in _drivers(study, _).itertuples()],
        weight=[plain(weight, _) for weight in rows["weight"].tolist()],
        row=[_("this segment") if driver in own else _("every segment (*)") for driver in rows["driver"]],
    )
    headers = {"driver": _("Driver"), "step": _("From worst to best"), "weight": _("Weight"), "range": _("Low – high")}
    return _shown(shown, headers | {"row": _("Row of"), **_source_headers(_)}, numbers=["weight", "range", "n"])


def ratings_table(study: Study, *, segment: str = "", language: str = "", view: str = VIEWS[0]) -> Html:
    """How a segment rates every offering on every driver, in the drivers' own units."""
    _ = words_of(study, language)
    frame = contributions(study, view=view)
    frame = frame[frame["segment"] == chosen_segment(study, segment)]
    wide = frame.pivot(index="driver", columns="offering", values="rating").reindex(list(study.drivers["driver"]))
    drivers = _drivers(study, _)
    drivers["step"] = [_step(driver, _) for driver in drivers.itertuples()]
    offerings = {f"#{offering}": name for offering, name in names_of(study, "offerings", language=_.code).items()}
    shown = wide.map(lambda rating: plain(rating, _)).add_prefix("#")[list(offerings)]
    if len(offerings) > max(len(drivers), MOST_COLUMNS):  # a page is higher than it is wide
        columns = {f"#{row.driver}": f"{row.name} ({row.step})" for row in drivers.itertuples()}
        turned = shown.T.add_prefix("#").assign(offering=list(offerings.values()))
        return table(turned, {"offering": _("Offering"), **columns}, numbers=list(columns))
    shown["driver"], shown["step"] = drivers["name"].to_numpy(), drivers["step"].to_numpy()
    headers = {"driver": _("Driver"), "step": _("From worst to best"), **offerings}
    return table(shown, headers, numbers=list(offerings))


def rating_sources_table(study: Study, *, segment: str = "", language: str = "", offering: str = "") -> Html:
    """One offering's ratings (by default ours) as they stand in the study, with their range and how they are known."""
    _ = words_of(study, language)
    rows = rating_sources(study, chosen_segment(study, segment))
    rows = rows[rows["offering"] == (offering or study.settings.ours)].set_index("driver")
    rows = rows.reindex(list(study.drivers["driver"])).reset_index().fillna({"evidence": "", "note": ""})
    units = rows["driver"].map(names_of(study, "drivers", language=_.code, field="unit"))
    rating = [f"{plain(level, _)} {unit}".strip() for level, unit in zip(rows["rating"], units, strict=True)]
    shown = _sourced(rows, study, _).assign(rating=rating)
    headers = {"driver": _("Driver"), "rating": _("Rating"), "range": _("Low – high"), **_source_headers(_)}
    return _shown(shown, headers, numbers=["rating", "range", "n"])


def gap_sources_table(study: Study, sources: pd.DataFrame, _: Language) -> Html:
    """The numbers behind a gap, as ``SegmentFacts.sources`` gives them: each with its range and how it is known."""
    offerings = names_of(study, "offerings", language=_.code)
    units = names_of(study, "drivers", language=_.code, field="unit")
    rows = sources.to_dict("records")
    shown = _sourced(sources, study, _).assign(
        what=[
            _("Rating of {offering}", offering=offerings[r["offering"]]) if r["offering"] else _("Weight") for r in rows
        ],
        level=[f"{plain(r['number'], _)} {units[r['driver']] if r['offering'] else ''}".strip() for r in rows],
    )
    headers = {"driver": _("Driver"), "what": _("Number"), "level": _("Level"), "range": _("Low – high")}
    return _shown(shown, headers | _source_headers(_), numbers=["level", "range", "n"])


def views_table(study: Study, *, segment: str = "", language: str = "") -> Html:
    """Our offering's ratings through each pair of eyes that the study knows."""
    _ = words_of(study, language)
    drivers = _drivers(study, _).set_index("driver")
    shown = pd.DataFrame({"driver": drivers["name"], "unit": drivers["unit"]})
    known = [view for view in VIEWS if (study.ratings["view"] == view).any()]
    for view in known:
        rows = rating_sources(study, chosen_segment(study, segment), view=view)
        mine = rows[rows["offering"] == study.settings.ours].set_index("driver")["rating"]
        shown[view] = [plain(level, _) for level in mine.reindex(drivers.index)]
    headers = {"driver": _("Driver"), "unit": _("Unit"), **{view: view_word(view, _) for view in known}}
    return table(shown, headers, numbers=known)


def _drivers(study: Study, _: Language) -> pd.DataFrame:
    """The drivers, with names and units in the reader's language."""
    texts = {field: names_of(study, "drivers", language=_.code, field=field) for field in ("name", "unit")}
    return study.drivers.assign(**{field: study.drivers["driver"].map(text) for field, text in texts.items()})


def _described(study: Study, name: str, _: Language) -> pd.DataFrame:
    """A table of the study with its names and descriptions in the reader's language."""
    fields = {
        field: list(names_of(study, name, language=_.code, field=field).values()) for field in ("name", "description")
    }
    return study.tables[name].assign(**fields)


def _step(driver: object, _: Language) -> str:
    """A driver's anchors: ``15 → 0 minutes``."""
    return f"{plain(driver.worst, _)} → {plain(driver.best, _)} {driver.unit}".strip()  # type: ignore[attr-defined]


def _sourced(rows: pd.DataFrame, study: Study, _: Language) -> pd.DataFrame:
    """Rows of weights or ratings with the texts that say how they are known."""
    ends = zip(rows["low"], rows["high"], strict=True)
    return rows.assign(
        driver=rows["driver"].map(names_of(study, "drivers", language=_.code)),
        range=["" if low != low else f"{plain(low, _)} – {plain(high, _)}" for low, high in ends],
        evidence=[evidence_word(word, _) for word in rows["evidence"]],
        n=["" if n != n else plain(n, _) for n in rows["n"]],
    )


def _source_headers(_: Language) -> dict[str, str]:
    return {"evidence": _("Evidence"), "n": _("n"), "note": _("Note")}


def _shown(frame: pd.DataFrame, headers: dict[str, str], *, numbers: Iterable[str] = ()) -> Html:
    """A table without the columns in which nothing stands."""
    filled = {name: text for name, text in headers.items() if (frame[name].astype(str).str.strip() != "").any()}
    return table(frame, filled, numbers=list(numbers))
