"""Studies with levers, made in memory."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd

import cvtools as cv
from cvtools.study.study import Study

from ..studies import write_files

LEVERS = "lever,name,kind,cost,cost_yearly,group,needs,must\n"
EFFECTS = "lever,segment,driver,change,low,high\n"
PLAN = {
    "levers": LEVERS + "oven,New oven,product,100,,,,\nsale,Sale,price,50,,price,,\nclub,Club,loyalty,20,,price,,\n",
    "effects": EFFECTS + "oven,*,taste,1.5,1,2\nsale,*,price,-0.5,,\nclub,regulars,price,-0.2,-0.3,-0.1\n",
    "shares": "segment,offering,share,n\nregulars,cafe,0.6,100\nregulars,chain,0.4,100\n"
    "visitors,cafe,0.45,50\nvisitors,chain,0.55,50\n",
    "economics": "segment,margin,retention,retention_slope,discount_rate\n*,10,0.8,0.002,0.1\n",
}


def with_plan(folder: Path, **changes: str) -> Study:
    """The small study with levers, effects, shares and economics."""
    write_files(folder)
    for name, text in {**PLAN, **changes}.items():
        (folder / f"{name}.csv").write_text(text)
    return cv.read_study(folder)


def random_plan(small: Study, seed: int, count: int = 6) -> Study:
    """The small study with random levers: groups, needs, a must, effects of both signs that pass anchors."""
    random = np.random.default_rng(seed)
    ids = [f"l{i}" for i in range(count)]
    blank = dict.fromkeys(["cost_low", "cost_high", "cost_yearly", "people", "months"], np.nan) | {
        "evidence": "",
        "note": "",
        "kind": "price",
    }
    group = [random.choice(["", "", "a"]) for _ in ids]
    needs = [ids[int(random.integers(i))] if i and random.random() < 0.3 else "" for i in range(count)]
    needs = ["" if need and group[i] and group[ids.index(need)] == group[i] else need for i, need in enumerate(needs)]
    levers = pd.DataFrame(
        {
            "lever": ids,
            "name": ids,
            "cost": random.integers(0, 50, count).astype(float),
            "group": group,
            "needs": needs,
            "must": ["yes" if random.random() < 0.08 else "" for _ in ids],
            **blank,
        }
    )
    rows = [
        (lever, segment, driver, random.choice([-2, -0.5, 0.7, 1.5, 3.0]), *[np.nan] * 4, "", "")
        for lever in ids
        for segment in ("regulars", "visitors")
        for driver in ("taste", "price")
        if random.random() < 0.7
    ]
    columns = ["lever", "segment", "driver", "change", "low", "high", "build_up", "half_life", "evidence", "note"]
    return dataclasses.replace(small, others={"levers": levers, "effects": pd.DataFrame(rows, columns=columns)})
