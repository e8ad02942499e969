"""A study that is hard to show: 8 offerings, 25 drivers, 4 segments, names of 60 letters, kroner, unknown ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd

import cvtools as cv
from cvtools.study.settings import Settings

_OFFERINGS = (
    ("nordlys", "Nordlys Prosjektstyring Pro med ubegrenset antall samtidige brukere", "Nordlys Pro"),
    ("globex", "Globex Enterprise Work Management, skybasert, tre års avtale", "Globex"),
    ("zagreb", "Zagrebački sustav za upravljanje projektima i dokumentacijom", "Zagrebački sustav"),
    ("consult", "Konsulentselskapet med egne maler, møter og regneark hver uke", "Konsulentselskapet"),
    ("open", "Åpen kildekode, driftet av kommunens egen IKT-avdeling selv", "Åpen kildekode"),
    ("legacy", "Dagens system fra 2009, forlenget med utvidet vedlikehold", "Dagens system"),
    ("suite", "Modulen som følger med kontorpakken, uten ekstra lisenser", "Kontorpakken"),
    ("paper", "Papir, tavler og e-post, slik det fremdeles gjøres noen steder", "Papir og e-post"),
)
_SEGMENTS = (
    ("large", "Store kommuner med egen prosjektorganisasjon og lang horisont", "Store kommuner", 38),
    ("medium", "Mellomstore kommuner (50–250 ansatte i prosjekter), uten stab", "Mellomstore", 120),
    ("small", "Små kommuner, der én person gjør alt ved siden av annet arbeid", "Små kommuner", 190),
    ("state", "Statlige etater under departementene, med egne krav og revisjon", "Statlige etater", 22),
)
_UNKNOWN = {("nordlys", "d04"), ("globex", "d05"), ("globex", "d08"), ("consult", "d07")}
_KINDS = (("benefit", ("functional", "emotional", "social")), ("cost", ("time", "effort", "risk")))


def hard_study(*, seed: int = 3) -> cv.Study:
    """Every kind of driver, ranges on most numbers, unknown ratings of ours and of the best rival's."""
    draw = np.random.default_rng(seed)
    drivers, weights, ratings = [], [], []
    drivers.append(
        (
            "price",
            "Lisenspris per år for alle brukere i hele organisasjonen",
            "cost",
            "money",
            "NOK",
            2_000_000,
            0,
            "Lisenspris",
        )
    )
    for i in range(1, 25):
        side, kinds = _KINDS[i % 2]
        worst, best = ((0, 10), (40, 0))[i % 2]
        name = f"Driver nummer {i} som har et langt og grundig navn på seksti tegn"
        unit = ("skår 0–10", "timer i måneden")[i % 2]
        drivers.append((f"d{i:02}", name, side, kinds[i % 3], unit, worst, best, f"Driver {i}"))
    for segment, *_names, _size in _SEGMENTS:
        for driver, *_rest in drivers:
            likely = 2_000_000.0 if driver == "price" else float(draw.integers(40, 420) * 1000)
            spread = 0.0 if driver == "price" else 0.3
            weights.append((segment, driver, likely, likely * (1 - spread), likely * (1 + spread)))
    for number, (offering, *_names) in enumerate(_OFFERINGS):
        for driver, _name, _side, _kind, _unit, worst, best, _short in drivers:
            share = float(draw.uniform(0.15, 0.9)) - 0.04 * (offering == "nordlys")
            likely = worst + share * (best - worst)
            low, high = sorted(
                (worst + max(share - 0.1, 0) * (best - worst), worst + min(share + 0.1, 1) * (best - worst))
            )
            unknown = (offering, driver) in {
                ("nordlys", "d04"),
                ("globex", "d05"),
                ("globex", "d08"),
                ("consult", "d07"),
            }
            ends = (np.nan, np.nan) if unknown or number > 4 else (low, high)
            ratings.append(("*", offering, driver, np.nan if unknown else likely, *ends))
    blank = {"evidence": "", "n": np.nan, "note": ""}
    study = cv.Study(
        Settings(title="Hvilket prosjektverktøy gir kommunene mest?", unit="NOK", ours="nordlys", language="nb"),
        pd.DataFrame(
            [(i, n, k, float(z)) for i, n, k, z in _SEGMENTS], columns=["segment", "name", "short", "size"]
        ).assign(description="Har mange prosjekter på én gang"),
        pd.DataFrame(_OFFERINGS, columns=["offering", "name", "short"]).assign(description=""),
        pd.DataFrame(drivers, columns=["driver", "name", "side", "kind", "unit", "worst", "best", "short"]).assign(
            recurs="once", description=""
        ),
        pd.DataFrame(weights, columns=["segment", "driver", "weight", "low", "high"]).assign(**blank),
        pd.DataFrame(ratings, columns=["segment", "offering", "driver", "rating", "low", "high"]).assign(
            view="perceived", **blank
        ),
    )
    assert cv.check_study(study) == []
    return study
