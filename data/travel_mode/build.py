"""Work out the travel study's numbers from its public data set: ``python data/travel_mode/build.py``.

210 travellers in Australia in 1987 could go by plane, train, bus or car. From what they faced and what they chose
this script works out what each mode is worth to three income groups, in Australian dollars for one trip: the weights,
the ratings and the segments' sizes. Names, drivers and anchors are written by hand in the study's other files, and
read from there. Run it again and the same files come out, byte for byte. ``data/README.md`` says where each number
comes from and what it cannot tell.
"""

from dataclasses import dataclass
from itertools import combinations
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

HERE = Path(__file__).parent
OFFERINGS = pd.read_csv(HERE / "offerings.csv")["offering"].tolist()
DRIVERS = pd.read_csv(HERE / "drivers.csv", index_col="driver")


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
        worth, slope = self.slope(constant, bias, income=income, minutes=minutes)
        return worth, float(np.sqrt(slope @ self.covariance @ slope))

    def slope(self, constant: str, bias: float, *, income: float, minutes: float) -> tuple[float, pd.Series]:
        """Return what a mode gives in dollars against the car, and how it changes with each coefficient."""
        change = pd.Series(0.0, index=self.coefficients.index)
        change[constant] = 1
        change["income_air"] = income
        change["ttme"] = minutes
        dollar = -self.coefficients["gc"]
        worth = (change @ self.coefficients - bias) / dollar
        slope = change / dollar
        slope["gc"] = worth / dollar
        return float(worth), slope


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


def observed_shares(trips: pd.DataFrame) -> pd.DataFrame:
    """Table of shares: what each segment's travellers chose, corrected to the population's; each sums to 1."""
    corrected = population_shares(trips)[OFFERINGS].round(3)
    corrected["car"] += 1 - corrected.sum(axis=1)
    asked = trips.groupby("segment")["individual"].nunique()
    rows = [
        {"segment": segment, "offering": mode, "share": f"{share:.3f}", "n": asked[segment], "evidence": "survey"}
        for segment, row in corrected.iterrows()
        for mode, share in row.items()
    ]
    return pd.DataFrame(rows)


def number(value: float) -> str:
    """Write a number as the files hold it: two decimals at most, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def whole_step(driver: str) -> float:
    """How far a driver's scale reaches, in its own unit."""
    return float(abs(DRIVERS.at[driver, "best"] - DRIVERS.at[driver, "worst"]))


def weights(trips: pd.DataFrame, model: Logit) -> pd.DataFrame:
    """Table of weights: what going from each driver's worst anchor to its best is worth, in dollars."""
    minute = model.coefficients["ttme"] / model.coefficients["gc"]
    everyone: dict[str, Any] = {"segment": "*", "low": "", "high": "", "n": ""}
    rows = [
        everyone
        | {
            "driver": "price",
            "weight": number(whole_step("price")),
            "evidence": "measured",
            "note": "By definition: a dollar paid is a dollar",
        },
        everyone
        | {
            "driver": "waiting",
            "weight": number(whole_step("waiting") * minute),
            "evidence": "survey",
            "n": TRAVELLERS,
            "note": f"Choice model: {minute:.2f} dollars a minute; its error is counted with the mode itself",
        },
        everyone
        | {
            "driver": "mode_itself",
            "weight": number(whole_step("mode_itself")),
            "evidence": "measured",
            "note": "By definition: the rating is already in dollars",
        },
    ]
    for segment in SEGMENTS:
        hourly = trips.loc[trips["segment"] == segment, "hinc"].mean() * 1000 / HOURS_A_YEAR
        share = {key: number(whole_step("in_vehicle_time") * hourly * value) for key, value in VALUE_OF_TIME.items()}
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
        for mode in OFFERINGS:
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
    for mode in OFFERINGS:
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


def mode_groups(trips: pd.DataFrame, model: Logit) -> pd.DataFrame:
    """Table of groups: how far the errors of two modes go together, by the delta method.

    All three are constants over the same weight of a dollar, less the same cost of a minute.
    """
    income, bias = trips["hinc"].mean(), sampling_bias(trips)
    modes = [mode for mode in OFFERINGS if mode != "car"]
    slopes = np.array(
        [
            model.slope(
                mode,
                bias[mode],
                income=income if mode == "air" else 0,
                minutes=trips.loc[trips["mode"] == mode, "ttme"].mean(),
            )[1]
            for mode in modes
        ]
    )
    covariance = slopes @ model.covariance.to_numpy() @ slopes.T
    error = np.sqrt(covariance.diagonal())
    rows = [
        {
            "group": f"{modes[i]}_{modes[j]}",
            "table": "ratings",
            "segment": "*",
            "offering": modes[k],
            "driver": "mode_itself",
            "correlation": number(covariance[i, j] / error[i] / error[j]),
        }
        for i, j in combinations(range(len(modes)), 2)
        for k in (i, j)
    ]
    return pd.DataFrame(rows)


def tables() -> dict[str, pd.DataFrame]:
    """The tables that hold a computed number, by name."""
    trips = travellers()
    model = published_model(trips)
    segments = pd.read_csv(HERE / "segments.csv")
    return {
        "segments": segments.assign(size=segments["segment"].map(trips.groupby("segment")["individual"].nunique())),
        "weights": weights(trips, model),
        "ratings": pd.DataFrame(level_ratings(trips) + mode_ratings(trips, model)),
        "groups": mode_groups(trips, model),
        "shares": observed_shares(trips),
    }


def build(folder: Path) -> list[Path]:
    """Write those tables into ``folder`` and return the files."""
    files = {folder / f"{name}.csv": table for name, table in tables().items()}
    for path, table in files.items():
        path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    return list(files)


if __name__ == "__main__":
    build(HERE)
