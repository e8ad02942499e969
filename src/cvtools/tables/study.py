"""What a study holds, as people read it: its tables with names, units and numbers in the reader's language.

An unknown number is a question mark, never 0.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from cvtools.analysis.analysis import Analysis
from cvtools.browser.html import Foreign, Html, table
from cvtools.language.coded_words import evidence_word, kind_word, side_word, view_word
from cvtools.language.labels import plain
from cvtools.language.language import Language, digits_for
from cvtools.language.measures import day_or_text, number_or_text
from cvtools.study import provenance
from cvtools.study.errors import StudyError
from cvtools.study.provenance import DATE, KNOWN_BESIDE, N_EFFECTIVE, RAW, SURVEY
from cvtools.study.records import records
from cvtools.study.schema import VIEWS

MOST_COLUMNS = 6


def segments(analysis: Analysis) -> Html:
    """The segments, with their sizes and shares."""
    _, study = analysis.language, analysis.study
    sizes = study.segments["size"]
    shown = _described("segments", analysis).assign(
        size=[plain(size, _) for size in sizes],
        share=[_.percent(share) for share in (sizes / sizes.sum()).fillna(0)],
    )
    headers = {"name": _("Segment"), "segment": _("Id"), "size": _("Customers"), "share": _("Share of customers")}
    return _shown(shown, headers | {"description": _("Description")}, numbers=["size", "share"])


def offerings(analysis: Analysis) -> Html:
    """What customers can choose between, and which of it is ours."""
    _, study = analysis.language, analysis.study
    ours = study.offerings["offering"] == study.settings.ours
    shown = _described("offerings", analysis).assign(whose=[_("ours") if own else _("alternative") for own in ours])
    headers = {"name": _("Offering"), "offering": _("Id"), "whose": _("Whose"), "description": _("Description")}
    return _shown(shown, headers)


def drivers(analysis: Analysis) -> Html:
    """The benefits and costs that count, with their anchors."""
    _, study = analysis.language, analysis.study
    drivers = study.drivers
    shown = _described("drivers", analysis).assign(
        side=[side_word(side, _) for side in drivers["side"]],
        kind=[kind_word(kind, _) for kind in drivers["kind"]],
        worst=[plain(level, _) for level in drivers["worst"]],
        best=[plain(level, _) for level in drivers["best"]],
        unit=drivers["driver"].map(analysis.names("drivers", field="unit")),
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


def weights(analysis: Analysis) -> Html:
    """What going from worst to best is worth, the segments side by side; in points each segment's sum to 100."""
    _, study = analysis.language, analysis.study
    wide = analysis.frames.contributions.drop_duplicates(["segment", "driver"]).pivot(
        index="driver", columns="segment", values="weight"
    )
    wide = wide.loc[list(study.drivers["driver"]), list(study.segments["segment"])]
    write = analysis.amounts(wide.to_numpy().ravel())
    shown = wide.map(write).add_prefix("#")
    shown.insert(0, "driver", list(analysis.names("drivers").values()))
    if not study.settings.money:
        shown.loc["sum"] = [_("All together"), *(write(total) for total in wide.sum())]
    segments = {f"#{segment}": name for segment, name in analysis.names("segments").items()}
    return table(shown, {"driver": _("Driver"), **segments}, numbers=list(segments))


def weight_sources(analysis: Analysis) -> Html:
    """One segment's weights as they stand in the study: the step they are for, their range, and how they are known."""
    _, study = analysis.language, analysis.study
    rows = (
        provenance.weight_sources(study, analysis.segment)
        .set_index("driver")
        .reindex(list(study.drivers["driver"]))
        .reset_index()
    )
    own = set(study.weights.loc[study.weights["segment"] == analysis.segment, "driver"])
    shown = _sourced(rows, analysis).assign(
        step=[_step(driver, _) for driver in _drivers(analysis).itertuples()],
        weight=[plain(weight, _) for weight in rows["weight"].tolist()],
        row=[_("this segment") if driver in own else _("every segment (*)") for driver in rows["driver"]],
    )
    headers = {"driver": _("Driver"), "step": _("From worst to best"), "weight": _("Weight"), "range": _("Low – high")}
    return _shown(shown, headers | {"row": _("Row of"), **_source_headers(_)}, numbers=["weight", "range", "n"])


def ratings(analysis: Analysis) -> Html:
    """How a segment rates every offering on every driver, in the drivers' own units."""
    _, study = analysis.language, analysis.study
    wide = analysis.contributions.pivot(index="driver", columns="offering", values="rating").reindex(
        list(study.drivers["driver"])
    )
    drivers = _drivers(analysis)
    drivers["step"] = [_step(driver, _) for driver in drivers.itertuples()]
    offerings = {f"#{offering}": name for offering, name in analysis.names("offerings").items()}
    shown = wide.map(lambda rating: plain(rating, _)).add_prefix("#")[list(offerings)]
    if len(offerings) > max(len(drivers), MOST_COLUMNS):  # a page is higher than it is wide
        columns = {f"#{row.driver}": f"{row.name} ({row.step})" for row in drivers.itertuples()}
        turned = shown.T.add_prefix("#").assign(offering=list(offerings.values()))
        return table(turned, {"offering": _("Offering"), **columns}, numbers=list(columns))
    shown["driver"], shown["step"] = drivers["name"].to_numpy(), drivers["step"].to_numpy()
    headers = {"driver": _("Driver"), "step": _("From worst to best"), **offerings}
    return table(shown, headers, numbers=list(offerings))


def rating_sources(analysis: Analysis, *, offering: str = "") -> Html:
    """One offering's ratings (by default ours) as they stand in the study, with their range and how they are known."""
    _, study = analysis.language, analysis.study
    ids = list(study.offerings["offering"])
    if offering and offering not in ids:
        raise StudyError.not_among("offering", offering, ids)
    rows = provenance.rating_sources(study, analysis.segment)
    rows = rows[rows["offering"] == (offering or study.settings.ours)].set_index("driver")
    rows = rows.reindex(list(study.drivers["driver"])).reset_index()
    rows = rows.fillna(dict.fromkeys(rows.select_dtypes(exclude="number"), ""))
    units = rows["driver"].map(analysis.names("drivers", field="unit"))
    levels = _told(rows, "rating", _)
    rating = [f"{level} {unit}".strip() for level, unit in zip(levels, units, strict=True)]
    shown = _sourced(rows, analysis).assign(rating=rating)
    headers = {"driver": _("Driver"), "rating": _("Rating"), "range": _("Low – high"), **_source_headers(_)}
    return _shown(shown, headers, numbers=["rating", "range", "n"])


def gap_sources(analysis: Analysis) -> Html:
    """The numbers behind the gap to the best alternative, each with its range and how it is known."""
    _, sources = analysis.language, analysis.sources
    offerings = analysis.names("offerings")
    units = analysis.names("drivers", field="unit")
    rows = records(sources)
    shown = _sourced(sources, analysis).assign(
        what=[
            _("Rating of {offering}", offering=offerings[r["offering"]]) if r["offering"] else _("Weight") for r in rows
        ],
        level=[
            f"{level} {units[r['driver']] if r['offering'] else ''}".strip()
            for level, r in zip(_told(sources, "number", _), rows, strict=True)
        ],
    )
    headers = {"driver": _("Driver"), "what": _("Number"), "level": _("Level"), "range": _("Low – high")}
    return _shown(shown, headers | _source_headers(_), numbers=["level", "range", "n"])


def views(analysis: Analysis) -> Html:
    """Our offering's ratings through each pair of eyes that the study knows."""
    _, study = analysis.language, analysis.study
    drivers = _drivers(analysis).set_index("driver")
    shown = pd.DataFrame({"driver": drivers["name"], "unit": drivers["unit"]})
    known = [view for view in VIEWS if (study.ratings["view"] == view).any()]
    for view in known:
        rows = provenance.rating_sources(study, analysis.segment, view=view)
        mine = rows[rows["offering"] == study.settings.ours].set_index("driver")["rating"]
        shown[view] = [plain(level, _) for level in mine.reindex(drivers.index)]
    headers = {"driver": _("Driver"), "unit": _("Unit"), **{view: view_word(view, _) for view in known}}
    return table(shown, headers, numbers=known)


def _drivers(analysis: Analysis) -> pd.DataFrame:
    """The drivers, with names and units in the reader's language."""
    texts = {field: list(analysis.names("drivers", field=field).values()) for field in ("name", "unit")}
    return analysis.study.drivers.assign(**texts)


def _described(table: str, analysis: Analysis) -> pd.DataFrame:
    """A table of the study with its names and descriptions in the reader's language."""
    fields = {field: list(analysis.names(table, field=field).values()) for field in ("name", "description")}
    return analysis.study.tables[table].assign(**fields)


def _step(driver: object, _: Language) -> str:
    """A driver's anchors: ``15 → 0 minutes``."""
    return f"{plain(driver.worst, _)} → {plain(driver.best, _)} {driver.unit}".strip()  # type: ignore[attr-defined]


def _sourced(rows: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    """Rows of weights or ratings with the texts that say how they are known."""
    _ = analysis.language
    ends = zip(rows["low"], _told(rows, "low", _), _told(rows, "high", _), strict=True)
    return rows.assign(
        driver=rows["driver"].map(analysis.names("drivers")),
        range=["" if known != known else f"{low} – {high}" for known, low, high in ends],
        evidence=[evidence_word(word, _) for word in rows["evidence"]],
        n=["" if n != n else plain(n, _) for n in rows["n"]],
        note=pd.Series(_notes(rows, analysis), rows.index, object),  # another type would forget the language
        asked=[_asked(row, _) for row in records(rows)],
    )


def _told(rows: pd.DataFrame, column: str, _: Language) -> list[str]:
    """The numbers of a column as they were entered; those of a survey in the digits that their ranges tell apart."""
    files = rows[SURVEY].fillna("") if SURVEY in rows else [""] * len(rows)
    texts: list[str] = []
    for value, low, high, file in zip(rows[column], rows["low"], rows["high"], files, strict=True):
        text = plain(value, _)
        if file and value == value and high > low:
            text = min(_.number(value, digits=digits_for([high - low])), text, key=len)
        texts.append(text)
    return texts


def _asked(row: Mapping[str, object], _: Language) -> str:
    """What a row says of the survey that it comes from: its files, until when, and on how many answers it rests."""
    said = {name: text.strip() for name in KNOWN_BESIDE if isinstance(text := row.get(name), str) and text.strip()}
    parts = [said[SURVEY]] if SURVEY in said else []
    if DATE in said:
        parts.append(_("asked until {day}", day=day_or_text(said[DATE], _)))
    if N_EFFECTIVE in said:
        parts.append(_("effective n {n}", n=number_or_text(said[N_EFFECTIVE], _, digits=0)))
    if RAW in said:
        parts.append(_("before it was drawn to the mean: {rating}", rating=number_or_text(said[RAW], _, digits=2)))
    return "; ".join(parts)


def _notes(rows: pd.DataFrame, analysis: Analysis) -> list[str]:
    """Each row's note in the reader's language where it has one, else in the study's, which is marked."""
    own, local = analysis.study.settings.language, f"note_{analysis.language.code}"
    notes = [str(note) for note in rows["note"]]
    if own == analysis.language.code:
        return notes
    theirs = rows[local].fillna("").astype(str).str.strip() if local in rows else [""] * len(rows)
    return [found or (Foreign(note, own) if note else "") for note, found in zip(notes, theirs, strict=True)]


def _source_headers(_: Language) -> dict[str, str]:
    return {"evidence": _("Evidence"), "n": _("n"), "asked": _("Survey"), "note": _("Note")}


def _shown(frame: pd.DataFrame, headers: dict[str, str], *, numbers: Iterable[str] = ()) -> Html:
    """A table without the columns in which nothing stands."""
    filled = {name: text for name, text in headers.items() if any(str(cell).strip() for cell in frame[name])}
    return table(frame, filled, numbers=list(numbers))
