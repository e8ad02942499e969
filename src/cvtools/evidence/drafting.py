"""A first mapping of an export: guesses by its kind, its words and its scales, each with its reason.

Nothing here is certain, and whoever knows the survey looks it over; ``mapping_file`` writes it down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cvtools.evidence.checking import Note
from cvtools.evidence.exports import Export
from cvtools.evidence.kinds import KIND_OF, plain
from cvtools.evidence.likeness import most_alike, stems
from cvtools.evidence.numbers_of_words import READ, Coding
from cvtools.evidence.privacy import harmless
from cvtools.evidence.scale_words import NOTHING, scale_of
from cvtools.study.numbers import NUMBER
from cvtools.study.study import Study
from cvtools.study.wording import N_

RESPONDENT = ("responseid", "respondent id", "response id", "_uuid", "#", "respondent", "id")
WEIGHT = ("weight", "wgt", "w", "vekt", "ponder", "survey weight")
WAVE = ("wave", "quarter", "bølge", "runde", "val")
_ASKS = {
    "recommend": r"recommend|anbefal|preporuč",
    "effort": r"how easy|easy to|effort|how difficult|hvor (enkelt|lett)|lett å|anstreng|koliko je lako|lako je|truda",
    "repurchase": r"buy again|come back|return to us|visit again|kjøpe igjen|komme tilbake|ponovno (kupiti|doći)",
    "satisfaction": r"satisf|how happy|fornøyd|zadovolj",
}
_OTHER = r"(\[other.*\]|_text)$"
"""What somebody typed beside the choices that were offered."""
_WEIGHT = r"\b(100|hundred|hundre) (points|poeng)|share out|100 bodova|stotinu bodova|fordel .*poeng|rasporedi"
"""Points to be shared out over the drivers."""
_SEVERAL = r"all that apply|velg alle|flere svar|više odgovora"
_CHOICE_JOINTS = re.compile(r"[,;]\s*")
_OFTEN = 3
"""Answers whose parts return so many times each were chosen from a list, not written."""
_OPEN = {
    "nb": r"\b(hvorfor|hva)\b|bedre|kommentar",
    "hr": r"zašto|bolje|komentar|napomen|\bšto\b",
    "en": r"why|what would|better|improve|comment|tell us",
}
"""How questions with open answers are worded, by language."""
_ROW = re.compile(r"\[([^\[\]]+)\]\s*$|\s[-–—]\s([^-–—]+)$")
_LIME = re.compile(r"A[0-9]{1,2}")
_MOST_WORDS = 30
_ENOUGH = 0.5
_SHORTEST = 3
_COUNTED = ("money", "time", "risk")
"""Kinds of drivers whose unit is more than points on a scale."""


@dataclass
class Guess:
    """One line of the mapping's questions, and the reasons for it."""

    column: str
    asks: str = ""
    """Blank: it is not used, or nobody knows."""
    driver: str = ""
    offering: str = ""
    scale: tuple[float, float] | None = None
    unit: bool = False
    language: str = ""
    why: list[Note] = field(default_factory=list[Note])


@dataclass
class Draft:
    """Everything that a mapping says, as far as it could be guessed."""

    kind: str
    respondent: str = ""
    weight: str = ""
    wave: str = ""
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    missing: list[str] = field(default_factory=list[str])
    segment: str = ""
    segments: dict[str, str] = field(default_factory=dict[str, str])
    offering: str = ""
    offerings: dict[str, str] = field(default_factory=dict[str, str])
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Words of the segment's and the offering's column that are like none of the study's."""
    questions: list[Guess] = field(default_factory=list[Guess])
    answers: dict[str, float] = field(default_factory=dict[str, float])


def drafted(export: Export, study: Study) -> Draft:
    """Guess what the columns of an export mean for a study."""
    kind = KIND_OF[export.kind]
    columns = {plain(str(name)): str(name) for name in reversed(list(export.frame.columns))}
    draft = Draft(export.kind)
    draft.respondent = next((columns[name] for name in RESPONDENT if name in columns), "")
    draft.weight = next((columns[name] for name in WEIGHT if name in columns), "")
    draft.wave = next((columns[name] for name in WAVE if name in columns), "")
    for name, values in kind.keep.items():
        if plain(name) in columns:
            there = set(export.frame[columns[plain(name)]])
            draft.keep[columns[plain(name)]] = tuple(v for v in values if v in there) or values
    taken = {draft.respondent, draft.weight, draft.wave, *draft.keep}
    asked = [name for name in map(str, export.frame.columns) if name not in taken and not kind.is_own(name)]
    for words in (_names, _described):
        if not draft.segment:
            draft.segment, draft.segments = _groups(export, asked, words(study, "segments", "segment"), draft)
    draft.offering, draft.offerings = _groups(
        export, [name for name in asked if name != draft.segment], _offerings(study), draft
    )
    for name in asked:
        if name not in (draft.segment, draft.offering):
            draft.questions.append(_question(export, name, study, draft))
    return draft


def _names(study: Study, table: str, id_: str) -> dict[str, list[str]]:
    """Return the names of each id in every language."""
    frame = study.tables[table]
    labels = [name for name in frame.columns if re.fullmatch(r"(name|short)(_[a-z]{2})?", str(name))]
    return {
        str(row[id_]): [str(row[id_]), *(str(row[n]) for n in labels if row[n])] for row in frame.to_dict("records")
    }


def _described(study: Study, table: str, id_: str) -> dict[str, list[str]]:
    """Return the names of each id, and its descriptions: surveys often ask in such words."""
    frame = study.tables[table]
    labels = [name for name in frame.columns if re.fullmatch(r"description(_[a-z]{2})?", str(name))]
    about = {str(row[id_]): [str(row[n]) for n in labels if row[n]] for row in frame.to_dict("records")}
    return {key: own + about[key] for key, own in _names(study, table, id_).items()}


_OURS = ("our", "us", "vår", "oss", "naš", "kod nas")


def _offerings(study: Study) -> dict[str, list[str]]:
    """Return the names of each offering; who speaks of “our café” means ours."""
    names = _names(study, "offerings", "offering")
    return {id_: own + list(_OURS if id_ == study.settings.ours else ()) for id_, own in names.items()}


def _groups(
    export: Export, asked: list[str], names: Mapping[str, list[str]], draft: Draft
) -> tuple[str, dict[str, str]]:
    """Return the column whose words are most like the ids and names of a table, and which stands for which."""
    best, found, score = "", dict[str, str](), 0.0
    for column in asked:
        words = _words(export, column)
        if not 0 < len(words) <= _MOST_WORDS or re.search(_OTHER, column, re.IGNORECASE):
            continue
        labels = export.labels.get(column, {})
        matched = {word: _id_of(labels.get(word, word), names) for word in words}
        known = {word: id_ for word, id_ in matched.items() if id_}
        share = len(known) / len(words)
        kinds = share * len(set(known.values()))
        if share >= _ENOUGH and kinds > score and not any(NUMBER.fullmatch(labels.get(word, word)) for word in known):
            best, found, score = column, known, kinds
            draft.unknown[column] = tuple(harmless(word) for word in words if word not in known)
    return best, found


def _id_of(word: str, names: Mapping[str, list[str]]) -> str:
    text = word.rpartition("=")[2].strip()
    exact = {plain(name): id_ for id_, own in names.items() for name in own}
    if plain(text) in exact:
        return exact[plain(text)]
    ours = next((id_ for id_, own in names.items() if _OURS[0] in own), "")
    if ours and re.match(r"(our|vår|naš)", text, re.IGNORECASE):
        return ours
    return most_alike(text.replace("_", " "), names, least=_ENOUGH)


def _words(export: Export, column: str) -> list[str]:
    return [str(word) for word in pd.unique(export.frame[column]) if str(word).strip()]


def _question(export: Export, column: str, study: Study, draft: Draft) -> Guess:
    title = export.titles.get(column, column)
    guess = Guess(column)
    if title != column:
        guess.why.append(Note(N_("asks “{title}”"), {"title": title}))
    words = [word for word in _words(export, column) if plain(word) not in NOTHING]
    scale = _scale(export, column, words, draft)
    if scale is None:
        if words and _is_open(export, column, words):
            guess.asks, guess.language = "text", _language(title) or study.settings.language
            guess.why.append(Note(N_("words, no scale: an open answer")))
        return guess
    for word in _words(export, column):
        if plain(word) in NOTHING and word not in draft.missing:
            draft.missing.append(word)
    guess.scale = scale
    row = _ROW.search(title)
    driver = most_alike(row[1] or row[2] if row else title, _described(study, "drivers", "driver"), least=_ENOUGH)
    driver = driver or _by_unit(title, study)
    asks = next((asks for asks, pattern in _ASKS.items() if re.search(pattern, title, re.IGNORECASE)), "")
    if driver and re.search(_WEIGHT, title, re.IGNORECASE):
        guess.asks, guess.driver, guess.scale = "weight", driver, None
        guess.why.append(Note(N_("points that are shared out over the drivers")))
    elif driver and (row or asks not in ("recommend", "effort", "repurchase")):
        _rating(guess, driver, title, study, draft, words)
    elif asks and not (row and asks == "satisfaction"):
        guess.asks = asks
        guess.scale = None if asks == "recommend" else scale
        guess.offering = "" if draft.offering else most_alike(title, _offerings(study), least=_ENOUGH)
        guess.why.append(Note(N_("its words are those of a question for {asks}"), {"asks": asks}))
    else:
        guess.offering = "" if draft.offering else study.settings.ours
        guess.why.append(Note(N_("a scale, but no driver is called like this: fill in its driver")))
    return guess


def _is_open(export: Export, column: str, words: list[str]) -> bool:
    """Return whether answers look like sentences of people's own."""
    title = export.titles.get(column, column)
    chosen = re.search(_SEVERAL, title, re.IGNORECASE) or re.search(_OTHER, column, re.IGNORECASE)
    chosen = chosen or any(word.endswith(";") for word in words)
    parts = [part for cell in export.frame[column] if cell for part in _CHOICE_JOINTS.split(str(cell).casefold())]
    chosen = chosen or len(parts) >= _OFTEN * len(set(parts))
    return not chosen and bool(_language(title)) and max(map(len, words)) > 12


def _language(title: str) -> str:
    return next((code for code, pattern in _OPEN.items() if re.search(pattern, title, re.IGNORECASE)), "")


def _by_unit(title: str, study: Study) -> str:
    """Return the driver whose unit a question names, and of whose name it has a word or its beginning."""
    words = stems(title)
    for row in study.drivers[study.drivers["kind"].isin(_COUNTED)].to_dict("records"):
        units = {str(row[name]) for name in row if re.fullmatch(r"unit(_[a-z]{2})?", str(name))}
        names = {stem for name in row if re.fullmatch(r"name(_[a-z]{2})?", str(name)) for stem in stems(str(row[name]))}
        alike = any(a.startswith(b) or b.startswith(a) for a in words for b in names if min(len(a), len(b)) > _SHORTEST)
        if alike and any(stems(unit) & words for unit in units):
            return str(row["driver"])
    return ""


def _rating(guess: Guess, driver: str, title: str, study: Study, draft: Draft, words: list[str]) -> None:
    guess.asks, guess.driver = "rating", driver
    name = study.drivers.loc[study.drivers["driver"] == driver, "name"].iloc[0]
    guess.why.append(Note(N_("like the driver “{name}”"), {"name": str(name)}))
    about = most_alike(title.partition("[")[0], _offerings(study), least=_ENOUGH)
    if about or not draft.offering:
        guess.offering = about or study.settings.ours
        if not about:
            guess.why.append(Note(N_("no offering is named, so ours is meant")))
    worst, best = study.drivers.loc[study.drivers["driver"] == driver, ["worst", "best"]].to_numpy(float)[0]
    numbers = [float(word) for word in words if NUMBER.fullmatch(word)]
    if numbers and driver == _by_unit(title, study):
        guess.scale, guess.unit = None, True
        guess.why.append(Note(N_("asked in the driver’s unit")))
    elif guess.scale and numbers and (max(numbers) > 10 or any(not n.is_integer() for n in numbers)):
        guess.scale, guess.unit = None, True
        guess.why.append(Note(N_("numbers beyond any scale: a level in the driver’s unit")))
    elif best < worst and guess.scale:
        guess.why.append(Note(N_("the last number of the scale is taken as the best; turn it round if it is not")))


def _scale(export: Export, column: str, words: list[str], draft: Draft) -> tuple[float, float] | None:
    """Return the ends of the scale that a column's answers are on, or ``None``; words get their numbers."""
    labels = export.labels.get(column, {})
    if labels and words and all(word in labels or NUMBER.fullmatch(word) for word in words):
        numbers = [
            float(code) for code, label in labels.items() if NUMBER.fullmatch(code) and plain(label) not in NOTHING
        ]
        return (min(numbers), max(numbers)) if len(numbers) > 1 else None
    if words and all(_LIME.fullmatch(word) for word in words) and "[" in column:
        ends = _ends([float(word[1:]) for word in words])
        draft.answers |= {f"A{code}": float(code) for code in range(1, int(ends[1]) + 1)} if ends else {}
        return ends
    values, state = Coding.of({}, ()).read(words, {})
    rest = {word for word, what in zip(words, state, strict=True) if what != READ}
    known = scale_of(rest)
    if rest and not known:
        return None
    draft.answers |= {word[:1].upper() + word[1:]: number for word, number in known.items()}
    return _ends([*values[state == READ].tolist(), *([5.0] if known else [])])


def _ends(numbers: list[float]) -> tuple[float, float] | None:
    """Return the ends of the usual scale that holds these numbers."""
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    if low >= 1 and high <= 5:
        return 1.0, 5.0
    return (1.0, 7.0) if low >= 1 and high <= 7 else (0.0, 10.0)
