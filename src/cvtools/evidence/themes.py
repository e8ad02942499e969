"""What open answers speak of: themes by a table that people edit, proposed by the machine and confirmed by a person.

The codebook has the columns ``theme,driver,language,pattern``: a pattern is a word or a phrase in any of its forms;
with ``*`` at its end, every word that begins so; with a blank language, it holds in all.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from cvtools.evidence.agreement import krippendorff_alpha
from cvtools.evidence.duplicates import near_duplicates
from cvtools.evidence.lemmas import lemma, lemmas, tokens
from cvtools.evidence.masking import masked
from cvtools.evidence.proportions import effective_n, wilson
from cvtools.evidence.tone import tone
from cvtools.study.errors import Problem, StudyError
from cvtools.study.study import Study

CODEBOOK = ["theme", "driver", "language", "pattern"]
CODES = ["answer", "question", "segment", "offering", "language", "theme", "driver", "quote"]
CONFIRMED = ["proposed", "confirmed", "second"]
LANGUAGES = ("en", "nb", "hr")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and at by for from in is it of on or the to with how what where i og en et ei på av for "
        "fra som er det den til med hva hvor hvordan å u na i za od do se je li s sa iz o po kako što "
        "gdje good god dobar be have være ha biti imati ",
    )
)


def proposed_codebook(study: Study) -> pd.DataFrame:
    """A first codebook: a theme for each driver, whose patterns are the words of the driver's names.

    Returns
    -------
    DataFrame
        ``theme``, ``driver`` (both the driver's id), ``language``, ``pattern``; to be edited.

    Examples
    --------
    >>> import cvtools as cv
    >>> table = proposed_codebook(cv.read_study("data/coffee"))
    >>> table[table["driver"] == "wait"].to_numpy().tolist()[0]
    ['wait', 'wait', 'en', 'wait']
    """
    rows: list[tuple[str, str, str, str]] = []
    for _, driver in study.drivers.iterrows():
        for language in LANGUAGES:
            column = f"name_{language}" if f"name_{language}" in driver else "name"
            if column == "name" and language != study.settings.language:
                continue
            words = [word for word in tokens(str(driver[column] or "")) if word not in _STOP and len(word) > 2]
            patterns = dict.fromkeys(form for form in (lemma(word, language) for word in words) if form not in _STOP)
            rows += [(str(driver["driver"]), str(driver["driver"]), language, word) for word in patterns]
    return pd.DataFrame(rows, columns=CODEBOOK)


def check_codebook(table: pd.DataFrame, drivers: Iterable[str], place: str) -> pd.DataFrame:
    """Return a codebook as it was typed with blanks tidied, or refuse it with everything that is wrong.

    Raises
    ------
    StudyError
        For missing columns, blank themes or patterns, drivers that the study does not have, unknown languages.
    """
    absent = [name for name in CODEBOOK if name not in table]
    if absent:
        header = {"header": tuple(map(str, table.columns))}
        raise StudyError(place, [Problem(place, 1, name, code="column_missing", fields=header) for name in absent])
    book = table[CODEBOOK].fillna("").astype(str).apply(lambda column: column.str.strip())
    known = {"driver": ("", *drivers), "language": ("", *LANGUAGES)}
    problems: list[Problem] = []
    for row, (_, line) in enumerate(book.iterrows(), start=2):
        problems += [Problem(place, row, name, "", "text") for name in ("theme", "pattern") if not line[name]]
        problems += [
            Problem(place, row, name, line[name], "one_of", fields={"choices": allowed[1:]})
            for name, allowed in known.items()
            if line[name] not in allowed
        ]
    if problems:
        raise StudyError(place, problems)
    return book


def found_themes(text: str, language: str, codebook: pd.DataFrame) -> list[str]:
    """Return the themes whose patterns a text holds, in the codebook's order.

    >>> book = pd.DataFrame(
    ...     [("wait", "wait", "en", "queue"), ("price", "price", "", "expens*")],
    ...     columns=["theme", "driver", "language", "pattern"],
    ... )
    >>> found_themes("Long queues, and so expensive!", "en", book)
    ['wait', 'price']
    """
    words, forms = tokens(text), lemmas(text, language)
    holds = [
        of in ("", language) and _holds(pattern, language, words, forms)
        for of, pattern in zip(codebook["language"], codebook["pattern"], strict=True)
    ]
    return list(dict.fromkeys(codebook["theme"][holds]))


def _holds(pattern: str, language: str, words: Sequence[str], forms: Sequence[str]) -> bool:
    parts = [part.strip() for part in re.split(r"\s+", pattern.casefold()) if part.strip()]
    wanted = [(part.rstrip("*"), part.endswith("*")) for part in parts]
    keys = [(stem, beginning, stem if beginning else lemma(stem, language)) for stem, beginning in wanted]
    return any(
        all(
            words[start + i].startswith(stem) if beginning else key == forms[start + i] or stem == words[start + i]
            for i, (stem, beginning, key) in enumerate(keys)
        )
        for start in range(len(words) - len(keys) + 1)
    )


def proposed_codes(texts: pd.DataFrame, codebook: pd.DataFrame, *, staff: Iterable[str] = ()) -> pd.DataFrame:
    """The table in which a person confirms what the machine proposes.

    Parameters
    ----------
    texts
        One row an open answer: ``response``, ``column``, ``segment``, ``offering``, ``language``, ``text``.
    codebook
        As :func:`check_codebook` returns it.
    staff
        Names to mask in the quotes.

    Returns
    -------
    DataFrame
        One row for each answer × theme that was found in it, and one with a blank theme for an answer without any:
        ``answer`` (its response), ``question``, ``segment``, ``offering``, ``language``, ``theme``, ``driver``,
        ``quote`` (masked), ``proposed`` (1, or blank); ``confirmed`` and ``second``, blank, for two people's 1 or 0;
        ``repeats``, the answer that this one nearly repeats, or blank.
    """
    names = list(staff)
    drivers = codebook.drop_duplicates("theme").set_index("theme")["driver"].to_dict()
    repeats = near_duplicates(texts["text"].tolist())
    answers = texts["response"].to_numpy()
    rows: list[tuple[object, ...]] = []
    for repeat, (_, line) in zip(repeats, texts.iterrows(), strict=True):
        quote = masked(str(line["text"]), names)
        for theme in found_themes(str(line["text"]), str(line["language"]), codebook) or [""]:
            start = (line["response"], line["column"], line["segment"], line["offering"], line["language"])
            first = str(answers[repeat]) if repeat >= 0 else ""
            rows.append((*start, theme, drivers.get(theme, ""), quote, "1" if theme else "", "", "", first))
    return pd.DataFrame(rows, columns=[*CODES, *CONFIRMED, "repeats"])


def coders_agreement(codes: pd.DataFrame) -> float:
    """Krippendorff's α (nominal) of the two people's codes, over the rows that both coded; ``NaN`` where none."""
    both = codes[["confirmed", "second"]].apply(pd.to_numeric, errors="coerce").dropna().to_numpy(float).T
    return krippendorff_alpha(both) if both.size else np.nan


def theme_counts(
    codes: pd.DataFrame, texts: pd.DataFrame, *, confidence: float, weights: pd.Series | None = None
) -> pd.DataFrame:
    """How many who wrote something speak of each theme, by segment and offering.

    Parameters
    ----------
    codes
        As :func:`proposed_codes` returns it, or as people confirmed it: where ``confirmed`` is filled in anywhere, only
        what is confirmed counts; else what is proposed.
    texts
        The open answers that the codes speak of: the base of the shares.
    confidence
        Of the intervals, which are Wilson's at Kish's effective number.
    weights
        The survey weight of each of ``texts``; by default 1.

    Returns
    -------
    DataFrame
        ``theme``, ``driver``, ``segment``, ``offering``, ``n`` (people who speak of it), ``share`` of those who wrote
        something, ``low``, ``high``; ``positive``, ``negative``: in how many of the n the tone of the text is so by
        the list of words, which is not validated. A tone is never a rating.
    """
    people = texts.assign(w=1.0 if weights is None else weights.to_numpy(float))
    people = people.assign(tone=[tone(t, la) for t, la in zip(people["text"], people["language"], strict=True)])
    signs = people.groupby(["response", "column"])["tone"].first()
    base = people.drop_duplicates(["response", "segment", "offering"])
    counted = codes[_counts(codes) & (codes["theme"] != "")].copy()
    keys = zip(counted["answer"], counted["question"], strict=True)
    counted["tone"] = [signs.get(key, 0) for key in keys]
    themes = dict.fromkeys(zip(codes["theme"], codes["driver"], strict=True))
    by_person = counted.groupby(["theme", "segment", "offering", "answer"], sort=False)["tone"].sum()
    tones: dict[object, pd.Series] = {
        place: group.droplevel([0, 1, 2]) for place, group in by_person.groupby(level=[0, 1, 2], sort=False)
    }
    rows: list[tuple[object, ...]] = []
    for (segment, offering), group in base.groupby(["segment", "offering"], sort=False):
        w = group.set_index("response")["w"]
        n, total = effective_n(w.to_numpy()), float(w.sum())
        for theme, driver in themes:
            said = tones.get((theme, segment, offering), pd.Series(dtype=float))
            share = wilson(float(w.loc[said.index].sum()) / total, n, confidence=confidence)
            if theme:
                counts = len(said), *share[:3], int((said > 0).sum()), int((said < 0).sum())
                rows.append((theme, driver, segment, offering, *counts))
    columns = ["theme", "driver", "segment", "offering", "n", "share", "low", "high", "positive", "negative"]
    return pd.DataFrame(rows, columns=columns)


def _counts(codes: pd.DataFrame) -> pd.Series:
    """Return which rows count: the confirmed ones, or those proposed where nobody has confirmed any."""
    confirmed = pd.to_numeric(codes["confirmed"], errors="coerce")
    proposed = pd.to_numeric(codes["proposed"], errors="coerce")
    return confirmed.gt(0) if confirmed.notna().any() else proposed.gt(0)
