"""Each kind of advice, over random studies: carried out, it does what it says; and a report speaks with one voice."""

from __future__ import annotations

import dataclasses
from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.sentences.advice import Advice, advice
from cvtools.sentences.answer import answer_sentence, sureness_words
from cvtools.sentences.market import standing_sentences
from cvtools.sentences.reasons import certainty_title, gap_title, map_title, value_title

from ..uncertain_studies import study_of
from .test_advice import gap_of, with_rating

DRIVERS = [
    ("quality", "benefit", "functional", 0.0, 10.0),
    ("calm", "benefit", "emotional", 0.0, 10.0),
    ("effort", "cost", "effort", 10.0, 0.0),
    ("price", "cost", "money", 100.0, 0.0),
]
KINDS = {"improve", "price_down", "keep", "price_room", "measure", "check", "unknown", "ranges", "evidence", "eyes"}
STUDIES = 24
MOST = 4
"""So often each kind is carried out; the tests of moves do it over more studies."""


def random_study(seed: int) -> cv.Study:
    """In money, with ranges or none, some of them on one side, unknown ratings, and what our people believe."""
    draw = np.random.default_rng(seed)
    ranged, blank = (bool(draw.random() < share) for share in (0.7, 0.5))
    if skewed := seed % 4 == 0:
        ranged, blank = True, False
    wide, rows = float(draw.choice([0.1, 1.0])), []
    for who in ("us", "them", "others"):
        for driver, _side, _kind, worst, best in DRIVERS:
            likely, width = float(draw.uniform(0.2, 0.8)), float(draw.uniform(0.02, 0.2)) * wide
            ends = [likely - width, likely + width]
            if skewed:  # all that may be otherwise with us is worse, with them better
                likely = float(draw.uniform(0.49, 0.51))
                ends = [likely - 0.3, likely] if who == "us" else [likely, likely + 0.3]
            low, high = sorted(worst + (best - worst) * end for end in ends) if ranged else (np.nan, np.nan)
            row = (worst + (best - worst) * likely, low, high)
            rows.append(("all", who, driver, *((np.nan,) * 3 if blank and (who, driver) == ("us", "calm") else row)))
    weights = [("all", driver, 100.0 if driver == "price" else float(draw.uniform(20, 90))) for driver, *_ in DRIVERS]
    study = study_of(weights, rows, drivers=DRIVERS, unit="EUR")
    mine = study.ratings[study.ratings["offering"] == "us"].dropna(subset=["rating"])
    believed = mine.assign(view="believed", rating=mine["rating"] * draw.uniform(0.8, 1.2), low=np.nan, high=np.nan)
    return dataclasses.replace(study, ratings=pd.concat([study.ratings, believed], ignore_index=True))


@cache
def advised() -> list[tuple[cv.Study, cv.Analysis, list[Advice]]]:
    found = [cv.analyse(random_study(seed), draws=200) for seed in range(STUDIES)]
    return [(analysis.study, analysis, advice(analysis)) for analysis in found]


def changed(study: cv.Study, rows, **columns) -> cv.Study:
    """The study with other values in these rows of its ratings."""
    table = study.ratings.copy()
    for column, values in columns.items():
        table.loc[rows, column] = values
    return dataclasses.replace(study, ratings=table)


def carried_out(study: cv.Study, analysis: cv.Analysis, piece: Advice) -> None:
    """Do what is advised, and see that it does what is said."""
    ratings, before, ours = study.ratings, gap_of(study, "all"), study.settings.ours
    perceived = ratings["view"] == "perceived"
    on = perceived & (ratings["driver"] == piece.driver)
    if piece.code in ("improve", "price_down"):
        (move,) = (move for move in analysis.moves if move.driver == piece.driver)
        after = gap_of(with_rating(study, "all", piece.driver, move.to), "all")
        assert after - before == pytest.approx(move.gain) and move.gain > 0
    elif piece.code == "keep":
        theirs = float(ratings[on & (ratings["offering"] == analysis.best["rival"])]["rating"].iloc[0])
        lost = before - gap_of(with_rating(study, "all", piece.driver, theirs), "all")
        assert lost == pytest.approx(float(analysis.gaps.set_index("driver")["gap"][piece.driver])) and lost > 0
    elif piece.code == "price_room":
        at, above = (gap_of(with_rating(study, "all", "price", analysis.fair_price + more), "all") for more in (0, 0.5))
        assert at == pytest.approx(0, abs=1e-6) and above < 0 < before
    elif piece.code == "measure":
        after = cv.analyse(changed(study, on, low=np.nan, high=np.nan, rating=ratings["rating"].fillna(5.0)), draws=200)
        known, now = (float(one.certainty.information[piece.driver]) for one in (after, analysis))
        assert known == pytest.approx(0, abs=1e-9) and now > 0
    elif piece.code == "check":
        even = changed(study, perceived, low=2 * ratings["rating"] - ratings["high"])
        assert not cv.analyse(even, draws=200).certainty.disagrees
    elif piece.code == "unknown":
        known = cv.analyse(changed(study, ratings["rating"].isna(), rating=5.0), draws=200)
        assert not known.unknown and float(known.total["gap_high"] - known.total["gap_low"]) == pytest.approx(0)
    elif piece.code == "ranges":
        mine = on & (ratings["offering"] == ours)
        end = {end: ratings["rating"] * factor for end, factor in (("low", 0.9), ("high", 1.1))}
        assert analysis.certainty.fixed and not cv.analyse(changed(study, mine, **end), draws=200).certainty.fixed
    elif piece.code == "evidence":
        proven = changed(study, on, evidence="measured")
        weights = proven.weights.assign(evidence="measured")
        proven = cv.analyse(dataclasses.replace(proven, weights=weights), draws=200)
        weak = (one.evidence.set_index("driver")["evidence"][piece.driver] for one in (analysis, proven))
        assert [word in ("", "assumption") for word in weak] == [True, False]
    else:
        assert piece.code == "eyes"
        worse = analysis.view_gaps("believed").set_index("driver")["gap"]
        mine = on & (ratings["offering"] == ours)
        seen = changed(
            study, ~perceived & (ratings["driver"] == piece.driver), rating=float(ratings[mine]["rating"].iloc[0])
        )
        after = cv.analyse(seen, draws=200).view_gaps("believed").set_index("driver")["gap"]
        assert worse[piece.driver] < 0 and after[piece.driver] == pytest.approx(0)


def test_each_kind_of_advice_does_what_it_says_and_comes_up():
    counted = Counter()
    for study, analysis, pieces in advised():
        for piece in pieces:
            if counted[piece.code] < MOST:
                carried_out(study, analysis, piece)
            counted[piece.code] += 1

    assert set(counted) == KINDS, counted


def test_answer_and_titles_speak_with_one_voice():
    seen = Counter()
    for _study, analysis, _pieces in advised():
        sure = analysis.certainty.sureness
        titles = [title(analysis) for title in (value_title, gap_title, certainty_title, map_title)]
        told = " ".join([answer_sentence(analysis), sureness_words(analysis), *titles, standing_sentences(analysis)])
        seen[sure] += 1
        if sure == "clear":
            assert not any(word in told.lower() for word in ("no clear winner", "probabl", "open")), told
        elif sure == "probably":
            assert not any(word in told for word in ("No clear winner", "Open")) and "robabl" in told, told
        elif sure == "open":
            assert "pen" in told and "Clearly the best" not in told, told
        else:
            assert "how sure that is, it does not say" in told or "not known" in told, told
        ours, rival = (analysis.certainty.chances[who] for who in ("us", str(analysis.best["rival"])))
        assert not ("Clearly the best" in told and rival > ours)

    assert set(seen) == {"clear", "probably", "open", "unknown"}, seen
