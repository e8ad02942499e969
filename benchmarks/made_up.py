"""A study of any size with made-up numbers, the same at every call; every number has a range."""

from dataclasses import replace

import numpy as np
import pandas as pd

import cvtools as cv
from cvtools.study.settings import Settings


def study(segments: int, offerings: int, drivers: int, *, seed: int = 1) -> cv.Study:
    draw = np.random.default_rng(seed)
    segment = [f"s{i}" for i in range(segments)]
    offering = [f"o{i}" for i in range(offerings)]
    driver = [f"d{i}" for i in range(drivers)]
    cost = np.arange(drivers) % 3 == 2
    weights = pd.MultiIndex.from_product([segment, driver], names=["segment", "driver"]).to_frame(index=False)
    ids = ["segment", "offering", "driver"]
    ratings = pd.MultiIndex.from_product([segment, offering, driver], names=ids).to_frame(index=False)
    for table, name, least, most in ((weights, "weight", 5, 20), (ratings, "rating", 2, 8)):
        table[name] = draw.uniform(least, most, len(table)).round(2)
        table["low"], table["high"] = (table[name] * 0.8).round(2), (table[name] * 1.15).round(2)
        table[["n", "evidence", "note"]] = 30.0, "survey", ""
    return cv.Study(
        Settings(title="A benchmark", unit="points", ours="o0"),
        pd.DataFrame({"segment": segment, "name": _named("Segment", segments), "size": 1.0, "description": ""}),
        pd.DataFrame({"offering": offering, "name": _named("Offering", offerings), "description": ""}),
        pd.DataFrame(
            {
                "driver": driver,
                "name": _named("Driver number", drivers),
                "side": np.where(cost, "cost", "benefit"),
                "kind": np.where(cost, "effort", "functional"),
                "unit": "score",
                "worst": np.where(cost, 10.0, 0.0),
                "best": np.where(cost, 0.0, 10.0),
                "recurs": "once",
                "description": "",
            }
        ),
        weights,
        ratings.assign(view="perceived"),
    )


def with_levers(of: cv.Study, count: int) -> cv.Study:
    """Give a study levers, each with an effect on three drivers of every segment."""
    random = np.random.default_rng(1)
    ids = [f"l{i}" for i in range(count)]
    blank = {"cost_low": np.nan, "cost_high": np.nan, "cost_yearly": np.nan, "must": "", "evidence": "", "note": ""}
    blank |= {"people": np.nan, "months": np.nan}
    levers = pd.DataFrame(
        {
            "lever": ids,
            "name": ids,
            "kind": "product",
            "cost": random.integers(5, 60, count).astype(float),
            "group": ["" if i % 5 else f"g{i % 3}" for i in range(count)],
            "needs": [ids[i - 1] if i % 7 == 3 else "" for i in range(count)],
            **blank,
        }
    )
    reach = of.drivers.set_index("driver")[["worst", "best"]]
    rows = []
    for lever in ids:
        for driver in random.choice(list(of.drivers["driver"]), 3, replace=False):
            length = float(reach.loc[driver, "best"] - reach.loc[driver, "worst"])
            for segment in of.segments["segment"]:
                step = random.uniform(0.02, 0.15) * length
                low, high = sorted((step / 2, step * 1.5))
                rows.append((lever, segment, driver, step, low, high, np.nan, np.nan, "", ""))
    columns = ["lever", "segment", "driver", "change", "low", "high", "build_up", "half_life", "evidence", "note"]
    return replace(of, others={"levers": levers, "effects": pd.DataFrame(rows, columns=columns)})


def _named(word: str, count: int) -> list[str]:
    return [f"{word} {i + 1}" for i in range(count)]
