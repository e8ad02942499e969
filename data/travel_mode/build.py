"""Make the travel study from its public data set: ``python data/travel_mode/build.py``.

210 travellers in Australia in 1987 could go by plane, train, bus or car. From what they faced and what they chose
this script works out what each mode is worth to three income groups, in Australian dollars for one trip. Run it
again and the same files come out, byte for byte. ``data/README.md`` says where each number comes from and what it
cannot tell.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.datasets import modechoice

MODES = ("air", "train", "bus", "car")
POPULATION_SHARES = {"air": 0.14, "train": 0.13, "bus": 0.09, "car": 0.64}
"""Greene: what all travellers chose. The sample holds far more train, plane and bus travellers than that."""

VALUE_OF_TIME = {"low": 0.60, "likely": 0.70, "high": 0.90}
"""US Department of Transportation (2011): shares of hourly household income for personal trips between cities."""
HOURS_A_YEAR = 2080
"""The same guidance: hourly income is yearly income over 2,080 hours."""

TRAVELLERS = 210
CONFIDENCE = 0.8
INCOME_LIMITS = (0, 20, 40, np.inf)
"""Yearly household income in thousands of dollars; a limit belongs to the segment below it."""
SEGMENTS = ("lower_income", "middle_income", "higher_income")

WORST_PRICE, WORST_HOURS, WORST_WAIT, BEST_MODE = 100, 12, 70, 350
"""The anchors. The best price, time and wait and the worst mode are 0."""

STUDY = """\
format: 1
title: "Which way to travel between Sydney, Canberra and Melbourne?"
title_nb: "Hvordan reise mellom Sydney, Canberra og Melbourne?"
title_hr: "Kako putovati između Sydneyja, Canberre i Melbournea?"
unit: AUD
ours: train
period: one-way trip
period_nb: enveisreise
period_hr: putovanje u jednom smjeru
language: en
confidence: 0.8
notes: >-
  Real travellers: 210 non-business trips in Australia in 1987, from the public-domain data set of Greene and Hensher
  (1997), Greene's table F18-2. Costs, times and waits are the means that each segment's travellers faced. An hour on
  the way is worth 70 % of hourly household income, a convention of the US Department of Transportation (2011). What a
  wait costs and what each mode gives beyond cost and time come from Greene's published conditional logit, corrected
  because the sample holds too few car drivers. All values are in dollars of 1987 and count from the car: only
  differences between modes mean something. This study is made by build.py; the data dictionary is data/README.md.
notes_nb: >-
  Virkelige reisende: 210 private reiser i Australia i 1987, fra Greene og Henshers fritt tilgjengelige datasett (1997),
  Greenes tabell F18-2. Kostnader, reisetider og ventetider er gjennomsnittene for de reisende i hvert segment. En time
  underveis er verdt 70 % av husholdningens inntekt per time, en konvensjon fra det amerikanske transportdepartementet
  (2011). Hva ventingen koster, og hva hver reisemåte gir utover kostnad og tid, kommer fra Greenes publiserte betingede
  logitmodell, korrigert fordi utvalget har for få bilister. Alle verdier er i 1987-dollar og regnes fra bilen: Bare
  forskjellene mellom reisemåtene har mening. Studien lages av build.py; dataordboken er data/README.md.
notes_hr: >-
  Stvarni putnici: 210 neposlovnih putovanja u Australiji 1987. godine, iz javno dostupnog skupa podataka Greenea i
  Henshera (1997.), Greeneova tablica F18-2. Troškovi, vremena putovanja i čekanja prosjeci su s kojima su se suočavali
  putnici pojedinog segmenta. Sat na putu vrijedi 70 % prihoda kućanstva po satu, prema konvenciji Ministarstva prometa
  SAD-a (2011.). Cijena čekanja i ono što svaki način putovanja daje povrh cijene i vremena potječu iz Greeneova
  objavljenog uvjetnog logit-modela, ispravljenog jer je u uzorku premalo vozača automobila. Sve su vrijednosti u
  dolarima iz 1987. i računaju se u odnosu na automobil: značenje imaju samo razlike među načinima putovanja. Studiju
  izrađuje build.py; rječnik podataka nalazi se u data/README.md.
"""

SEGMENT_NAMES = pd.DataFrame(
    {
        "name": ["Lower income", "Middle income", "Higher income"],
        "description": [
            "Household income up to 20,000 dollars a year",
            "Household income above 20,000 and up to 40,000 dollars a year",
            "Household income above 40,000 dollars a year",
        ],
        "name_nb": ["Lavere inntekt", "Middels inntekt", "Høyere inntekt"],
        "name_hr": ["Niži prihodi", "Srednji prihodi", "Viši prihodi"],
        "description_nb": [
            "Husholdningsinntekt inntil 20 000 dollar i året",
            "Husholdningsinntekt over 20 000 og inntil 40 000 dollar i året",
            "Husholdningsinntekt over 40 000 dollar i året",
        ],
        "description_hr": [
            "Prihodi kućanstva do 20.000 dolara godišnje",
            "Prihodi kućanstva iznad 20.000 i do 40.000 dolara godišnje",
            "Prihodi kućanstva iznad 40.000 dolara godišnje",
        ],
    },
    index=pd.Index(SEGMENTS, name="segment"),
)

OFFERINGS = pd.DataFrame(
    {
        "offering": ["train", "air", "bus", "car"],
        "name": ["Train", "Plane", "Bus", "Car"],
        "name_nb": ["Tog", "Fly", "Buss", "Bil"],
        "name_hr": ["Vlak", "Zrakoplov", "Autobus", "Automobil"],
    }
)

DRIVERS = pd.DataFrame(
    [
        ("price", "Fare or running cost", "cost", "money", "AUD", WORST_PRICE, 0),
        ("in_vehicle_time", "Time on the way", "cost", "time", "hours", WORST_HOURS, 0),
        ("waiting", "Waiting at the terminal", "cost", "effort", "minutes", WORST_WAIT, 0),
        ("mode_itself", "What the mode itself gives", "benefit", "functional", "AUD", 0, BEST_MODE),
    ],
    columns=["driver", "name", "side", "kind", "unit", "worst", "best"],
).assign(
    description=[
        "What the trip costs, all stages, for one traveller",
        "Hours in the vehicle, all stages",
        "Minutes at the airport, the station or the bus terminal, and the trouble that goes with them",
        "Comfort, habit and all else that the data do not separate, as the choices reveal it, counted from the car",
    ],
    name_nb=[
        "Billett eller kjørekostnad",
        "Tid underveis",
        "Venting på terminalen",
        "Det selve reisemåten gir",
    ],
    name_hr=[
        "Karta ili trošak vožnje",
        "Vrijeme provedeno u vožnji",
        "Čekanje na terminalu",
        "Ono što pruža sam način putovanja",
    ],
    unit_nb=["AUD", "timer", "minutter", "AUD"],
    unit_hr=["AUD", "h", "min", "AUD"],
    description_nb=[
        "Det reisen koster, alle etapper, for én reisende",
        "Timer om bord, alle etapper",
        "Minutter på flyplassen, stasjonen eller bussterminalen, og bryet som følger med",
        "Komfort, vane og alt annet dataene ikke skiller ut, slik valgene viser det, regnet fra bilen",
    ],
    description_hr=[
        "Cijena putovanja, sve dionice, po putniku",
        "Sati provedeni u vozilu, sve dionice",
        "Minute u zračnoj luci ili na kolodvoru i napor koji uz to ide",
        "Udobnost, navika i sve ostalo što podaci ne razdvajaju, kako otkrivaju odabiri putnika, u odnosu na automobil",
    ],
)


@dataclass(frozen=True)
class Logit:
    """A fitted conditional logit: coefficients, their covariance, and how likely the choices are under it."""

    coefficients: pd.Series
    covariance: pd.DataFrame
    log_likelihood: float

    def worth(self, constant: str, bias: float, *, income: float = 0, minutes: float = 0) -> tuple[float, float]:
        """Return what a mode gives in dollars against the car, and its standard error by the delta method.

        ``minutes`` of waiting are taken off; ``bias`` is taken off the constant.
        """
        change = pd.Series(0.0, index=self.coefficients.index)
        change[constant] = 1
        change["income_air"] = income
        change["ttme"] = minutes
        dollar = -self.coefficients["gc"]
        worth = (change @ self.coefficients - bias) / dollar
        slope = change / dollar
        slope["gc"] = worth / dollar
        return float(worth), float(np.sqrt(slope @ self.covariance @ slope))


def travellers() -> pd.DataFrame:
    """One row for each traveller and mode, in the order of ``MODES``, with the segment and the model's terms."""
    trips = modechoice.load_pandas().data
    trips["mode"] = trips["mode"].map(dict(enumerate(MODES, start=1)))
    trips["segment"] = pd.cut(trips["hinc"], INCOME_LIMITS, labels=SEGMENTS).astype(str)
    for mode in MODES[:-1]:
        trips[mode] = (trips["mode"] == mode).astype(float)
    trips["income_air"] = trips["hinc"] * trips["air"]
    return trips


def fit_logit(trips: pd.DataFrame, terms: list[str]) -> Logit:
    """Fit McFadden's conditional logit by Newton's method, so exactly that every computer rounds alike."""
    x = trips[terms].to_numpy().reshape(-1, len(MODES), len(terms))
    chosen = trips["choice"].to_numpy().reshape(-1, len(MODES))
    beta = np.zeros(len(terms))
    for _ in range(50):
        utility = x @ beta
        share = np.exp(utility - utility.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = np.einsum("ijk,ij->ik", x, share)
        information = np.einsum("ijk,ij,ijl->kl", x, share, x) - mean.T @ mean
        step = np.linalg.solve(information, np.einsum("ijk,ij->k", x, chosen - share))
        beta += step
        if np.abs(step).max() < 1e-12:
            break
    return Logit(
        pd.Series(beta, index=terms),
        pd.DataFrame(np.linalg.inv(information), index=terms, columns=terms),
        float(np.log(share[chosen == 1]).sum()),
    )


def published_model(trips: pd.DataFrame) -> Logit:
    """Greene's model: constants, generalised cost, waiting, and income for the plane."""
    return fit_logit(trips, ["air", "train", "bus", "gc", "ttme", "income_air"])


def sampling_bias(trips: pd.DataFrame) -> pd.Series:
    """Return ln(sample share / population share): how far the sample lifts a mode's constant above the car's."""
    sample = trips.groupby("mode")["choice"].sum() / trips["choice"].sum()
    bias = np.log(sample / pd.Series(POPULATION_SHARES))
    return bias - bias["car"]


def population_shares(trips: pd.DataFrame) -> pd.DataFrame:
    """Shares of the modes in each segment's choices, corrected to the population's."""
    counts = trips.groupby(["segment", "mode"])["choice"].sum().unstack()
    weighted = counts * (pd.Series(POPULATION_SHARES) / (counts.sum() / counts.to_numpy().sum()))
    return weighted.div(weighted.sum(axis=1), axis=0).loc[list(SEGMENTS), list(MODES)]


def number(value: float) -> str:
    """Write a number as the files hold it: two decimals at most, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def weights(trips: pd.DataFrame, model: Logit) -> pd.DataFrame:
    """Table of weights: what going from each driver's worst anchor to its best is worth, in dollars."""
    minute = model.coefficients["ttme"] / model.coefficients["gc"]
    everyone: dict[str, Any] = {"segment": "*", "low": "", "high": "", "n": ""}
    rows = [
        everyone
        | {
            "driver": "price",
            "weight": number(WORST_PRICE),
            "evidence": "measured",
            "note": "By definition: a dollar paid is a dollar",
        },
        everyone
        | {
            "driver": "waiting",
            "weight": number(WORST_WAIT * minute),
            "evidence": "survey",
            "n": TRAVELLERS,
            "note": f"Choice model: {minute:.2f} dollars a minute; its error is counted with the mode itself",
        },
        everyone
        | {
            "driver": "mode_itself",
            "weight": number(BEST_MODE),
            "evidence": "measured",
            "note": "By definition: the rating is already in dollars",
        },
    ]
    for segment in SEGMENTS:
        hourly = trips.loc[trips["segment"] == segment, "hinc"].mean() * 1000 / HOURS_A_YEAR
        share = {key: number(WORST_HOURS * hourly * value) for key, value in VALUE_OF_TIME.items()}
        rows.append(
            {
                "segment": segment,
                "driver": "in_vehicle_time",
                "weight": share["likely"],
                "low": share["low"],
                "high": share["high"],
                "evidence": "assumption",
                "n": "",
                "note": f"US DOT 2011: 70 % (60 to 90 %) of the segment's mean hourly household income, {hourly:.2f}",
            }
        )
    return pd.DataFrame(rows)[["segment", "driver", "weight", "low", "high", "evidence", "n", "note"]]


def level_ratings(trips: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of ratings: the mean cost, time and wait that a segment's travellers faced, with its interval."""
    facts = {"price": ("invc", 1), "in_vehicle_time": ("invt", 60), "waiting": ("ttme", 1)}
    rows = []
    for segment in SEGMENTS:
        for mode in OFFERINGS["offering"]:
            own = trips[(trips["segment"] == segment) & (trips["mode"] == mode)]
            for driver, (column, divisor) in facts.items():
                level = own[column] / divisor
                mean, n = level.mean(), len(level)
                half = t.ppf((1 + CONFIDENCE) / 2, n - 1) * level.std() / np.sqrt(n)
                by_definition = driver == "waiting" and mode == "car"
                rows.append(
                    {
                        "segment": segment,
                        "offering": mode,
                        "driver": driver,
                        "rating": number(mean),
                        "low": number(mean - half),
                        "high": number(mean + half),
                        "evidence": "measured",
                        "n": n,
                        "note": "By definition: a car leaves when you do"
                        if by_definition
                        else f"Mean over the segment's {n} travellers of what this mode would have meant for them",
                    }
                )
    return rows


def mode_ratings(trips: pd.DataFrame, model: Logit) -> list[dict[str, Any]]:
    """Rows of ratings: what each mode gives beyond cost, time and waiting.

    Waiting and the mode itself are estimated together, and what raises the one lowers the other. So the range here is
    that of the two together, and the weight of waiting has none.
    """
    income, bias = trips["hinc"].mean(), sampling_bias(trips)
    rows = []
    for mode in OFFERINGS["offering"]:
        gross, half = 0.0, 0.0
        note = "By definition: the others are counted from the car"
        if mode != "car":
            own_income = income if mode == "air" else 0
            wait = trips.loc[trips["mode"] == mode, "ttme"].mean()
            gross, _ = model.worth(mode, bias[mode], income=own_income)
            _, error = model.worth(mode, bias[mode], income=own_income, minutes=wait)
            half = norm.ppf((1 + CONFIDENCE) / 2) * error
            note = "Choice model: constant over the weight of a dollar, corrected for sampling; range includes waiting"
        if mode == "air":
            note += f"; at the sample's mean income of {income * 1000:,.0f}"
        rows.append(
            {
                "segment": "*",
                "offering": mode,
                "driver": "mode_itself",
                "rating": number(gross),
                "low": number(gross - half),
                "high": number(gross + half),
                "evidence": "survey",
                "n": TRAVELLERS,
                "note": note,
            }
        )
    return rows


def tables() -> dict[str, pd.DataFrame]:
    """All tables of the study by name."""
    trips = travellers()
    model = published_model(trips)
    segments = SEGMENT_NAMES.assign(size=trips.groupby("segment")["individual"].nunique()).reset_index()
    first = ["segment", "name", "size"]
    return {
        "segments": segments[first + [name for name in segments if name not in first]],
        "offerings": OFFERINGS,
        "drivers": DRIVERS,
        "weights": weights(trips, model),
        "ratings": pd.DataFrame(level_ratings(trips) + mode_ratings(trips, model)),
    }


def build(folder: Path) -> list[Path]:
    """Write the study into ``folder`` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.csv": table.to_csv(index=False, lineterminator="\n") for name, table in tables().items()}
    for name, text in {"study.yaml": STUDY, **texts}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in ("study.yaml", *texts)]


if __name__ == "__main__":
    build(Path(__file__).parent)
