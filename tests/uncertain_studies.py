"""Small studies made in memory, for the tests of everything that is uncertain."""

from __future__ import annotations

import numpy as np
import pandas as pd

import cvtools as cv
from cvtools.study.settings import Settings
from cvtools.uncertainty.pert import Plausible

GROUPS = ["group", "table", "segment", "offering", "driver", "correlation"]
BENEFIT, COST = ("quality", "benefit", "functional", 0.0, 10.0), ("price", "cost", "money", 100.0, 0.0)


def study_of(
    weights: list[tuple],
    ratings: list[tuple],
    *,
    drivers: list[tuple] = (BENEFIT, COST),
    unit: str = "points",
    ours: str = "us",
    confidence: float = 0.8,
    halo: float = 0.0,
    shared: float = 0.0,
    groups: list[tuple] = (),
) -> cv.Study:
    """Make a study: weights (segment, driver, weight, low, high[, n]), ratings (segment, offering, driver, …)."""
    segments = list(dict.fromkeys(row[0] for row in [*weights, *ratings] if row[0] != "*")) or ["all"]
    offerings = list(dict.fromkeys(row[1] for row in ratings))
    study = cv.Study(
        Settings(title="A market", unit=unit, ours=ours, confidence=confidence, halo=halo, shared=shared),
        pd.DataFrame({"segment": segments, "name": segments, "size": 1.0, "description": ""}),
        pd.DataFrame({"offering": offerings, "name": offerings, "description": ""}),
        pd.DataFrame(
            [(d, d, side, kind, "", worst, best, "once", "") for d, side, kind, worst, best in drivers],
            columns=["driver", "name", "side", "kind", "unit", "worst", "best", "recurs", "description"],
        ),
        _table(weights, ["segment", "driver", "weight"]),
        _table(ratings, ["segment", "offering", "driver", "rating"]).assign(view="perceived"),
        {"groups": pd.DataFrame(groups, columns=GROUPS)} if groups else {},
    )
    assert cv.check_study(study) == []
    return study


def _table(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    columns = [*columns, "low", "high", "n"]
    filled = [(*row, *[np.nan] * (len(columns) - len(row))) for row in rows]
    table = pd.DataFrame(filled, columns=columns)
    numbers = columns[-4:]
    return table.astype(dict.fromkeys(numbers, float)).assign(evidence="", note="")


def moments(of: Plausible) -> tuple[np.ndarray, np.ndarray]:
    """Return the closed forms of the means and the variances of beta distributions."""
    both = of.alpha + of.beta
    mean = of.alpha / both
    return of.start + (of.end - of.start) * mean, (of.end - of.start) ** 2 * mean * (1 - mean) / (both + 1)


def large(segments: int = 5, offerings: int = 4, drivers: int = 12, *, seed: int = 1, unit: str = "points") -> cv.Study:
    """A study in which every number is uncertain."""
    draw = np.random.default_rng(seed)
    kinds = [("benefit", "functional", 0.0, 10.0), ("cost", "effort", 10.0, 0.0)]
    rows = [(f"d{d}", *kinds[d % 3 == 2]) for d in range(drivers)]
    weights, ratings = [], []
    for s in range(segments):
        for d in range(drivers):
            weight = draw.uniform(5, 20)
            weights.append((f"s{s}", f"d{d}", weight, weight * 0.7, weight * 1.2, 30))
            for o in range(offerings):
                rating = draw.uniform(2, 8)
                ratings.append((f"s{s}", f"o{o}", f"d{d}", rating, rating - 1, rating + 0.8, 30))
    return study_of(weights, ratings, drivers=rows, ours="o0", unit=unit)


def without(study: cv.Study, **ids: str) -> cv.Study:
    """Take something out: `without(study, segment="s1")`."""
    from dataclasses import replace

    (column, name), = ids.items()  # fmt: skip
    tables = {
        table: frame[(frame[column] != name).to_numpy()].reset_index(drop=True)
        for table, frame in study.tables.items()
        if column in frame
    }
    return replace(study, **tables)
