"""A study as a value model that others can read, and back: the JSON schema “ValueModel” of The Value Project, 1.0.

That schema (Apache-2.0, in the repository The-Value-Project/value-models) tells the money that one solution brings
one customer: variables, and drivers with equations over them. It has neither segments with weights of their own nor
rated alternatives; so a study becomes one document a segment, ours against the segment's best alternative, and what
does not fit is said.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, cast

import pandas as pd

from cvtools.study.errors import Problem, StudyError
from cvtools.study.provenance import rating_sources
from cvtools.study.settings import Settings
from cvtools.study.study import Study, chosen_segment, completed
from cvtools.study.wording import N_
from cvtools.value.gaps import best_alternatives
from cvtools.value.values import contributions

OURS, REFERENCE, CUSTOMER = "solution", "reference", "customer"
"""The ids that an imported model gets: its solution, what it is compared with, and the one segment."""


# -- out -------------------------------------------------------------------------------------------


def value_model_document(study: Study, *, segment: str = "") -> tuple[dict[str, Any], list[Problem]]:
    """Return one segment of a study as a document of the schema, and what of the study the schema has no place for.

    Each driver has three variables (our level, the alternative's, and what one unit is worth to the segment) and one
    value driver, ``(ours - alternative) * worth``; the sum over drivers is our gap to the segment's best alternative.

    Raises
    ------
    StudyError
        When there is no such segment, or no offering besides ours.
    """
    segment = chosen_segment(study, segment)
    best = best_alternatives(study)
    rival = str(best.loc[best["segment"] == segment, "rival"].iloc[0])
    told = {(row["segment"], row["offering"], row["driver"]): row for row in _rows(contributions(study))}
    ranges = {(row["offering"], row["driver"]): row for row in _rows(rating_sources(study, segment))}
    names = dict(zip(study.offerings["offering"], study.offerings["name"], strict=True))
    variables: list[dict[str, Any]] = []
    drivers: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    lost: list[Problem] = []
    for number, driver in enumerate(_rows(study.drivers), start=1):
        name, safe = driver["driver"], driver["driver"].replace("-", "_")
        ours, theirs = told[segment, study.settings.ours, name], told[segment, rival, name]
        if ours["rating"] != ours["rating"] or theirs["rating"] != theirs["rating"]:
            lost.append(Problem("ratings", column=name, code=N_("unknown: the driver is left out")))
            continue
        worth = float(ours["weight"]) / (driver["best"] - driver["worst"])
        parts = {"ours": float(ours["rating"]), "alternative": float(theirs["rating"]), "worth": worth}
        for part, value in parts.items():
            variables.append(_variable(f"{part}_{safe}", part, driver, value, study.settings))
        used = [f"{part}_{safe}" for part in parts]
        drivers.append(_driver(number, driver, used, study.settings))
        source = ranges.get((study.settings.ours, name))
        if source and source["low"] == source["low"]:
            claims.append(_claim(f"ours_{safe}", driver, source))
    document = {
        "schema_version": "1.0.0",
        "model_id": f"{study.settings.ours}-{rival}-{segment}",
        "product_name": names[study.settings.ours],
        "title": study.settings.title,
        "currency": study.settings.unit,
        "segment": segment,
        "solution": study.settings.ours,
        "compared_with": rival,
        "variables": variables,
        "dependencies": [],
        "value_drivers": drivers,
        "tiers_and_modules": [],
        "benchmark_claims": claims,
    }
    return document, [*lost, *_not_told(study, segment, rival)]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _variable(name: str, part: str, driver: Mapping[str, Any], value: float, settings: Settings) -> dict[str, Any]:
    words = {
        "ours": f"{driver['name']}: our level ({driver['unit']})",
        "alternative": f"{driver['name']}: the alternative's level ({driver['unit']})",
        "worth": f"{driver['name']}: what one more {driver['unit']} is worth ({settings.unit})",
    }
    category = {"ours": "Solution Variable", "alternative": "Market Variable", "worth": "Customer Variable"}
    return {
        "name": name,
        "display_name": words[part],
        "description": str(driver["description"] or driver["name"]),
        "type": "Money" if settings.money and part == "worth" else "Numeric",
        "category": category[part],
        "default_value": value,
    }


def _driver(number: int, driver: Mapping[str, Any], names: list[str], settings: Settings) -> dict[str, Any]:
    ours, alternative, worth = names
    recurring = settings.money and driver["recurs"] == "yearly"
    years = {"time_horizon_years": max(1, round(settings.horizon_years))} if settings.horizon_years else {}
    how_long = "recurring" if recurring else "one_time"
    return {
        "name": str(driver["name"]),
        "number": number,
        "category": {"benefit": "Benefit", "cost": "Cost"}[driver["side"]],
        "subcategory": str(driver["kind"]),
        "equation": f"({ours} - {alternative}) * {worth}",
        "description": str(driver["description"] or driver["name"]),
        "variables_used": names,
        # 1.0.0 says ``type``, what was published before it ``mode``
        "continuity_profile": {"type": how_long, "mode": how_long, **(years if recurring else {})},
        "tiers_or_modules": [],
        "key_category_metric": f"{driver['name']} ({driver['unit']})",
        "key_category_metric_equation": ours,
    }


def _claim(name: str, driver: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    basis = {"measured": "customer_data", "survey": "customer_data", "review": "third_party_research"}
    return {
        "variable_name": name,
        "display_name": str(driver["name"]),
        "unit": str(driver["unit"]),
        "min": float(source["low"]),
        "median": float(source["rating"]),
        "max": float(source["high"]),
        "basis": basis.get(str(source["evidence"]), "vendor_estimate"),
        "notes": str(source["note"]),
    }


def _not_told(study: Study, segment: str, rival: str) -> list[Problem]:
    """What the document leaves out besides unknown ratings."""
    segments = [str(other) for other in study.segments["segment"] if other != segment]
    rivals = [str(other) for other in study.offerings["offering"] if other not in (study.settings.ours, rival)]
    lost: list[Problem] = []
    if segments:
        code = N_("only one segment fits into a document; left out: {names}")
        lost.append(Problem("segments", code=code, fields={"names": ", ".join(segments)}))
    if rivals:
        code = N_("only the best alternative fits into a document; left out: {names}")
        lost.append(Problem("offerings", code=code, fields={"names": ", ".join(rivals)}))
    if study.weights["low"].notna().any():
        lost.append(Problem("weights", column="low", code=N_("ranges of weights are left out")))
    if (study.ratings["view"] != "perceived").any():
        lost.append(Problem("ratings", column="view", code=N_("only perceived ratings are told")))
    return lost


# -- in --------------------------------------------------------------------------------------------


def study_of_document(
    document: Any, *, unit: str, values: Mapping[str, float] | None = None
) -> tuple[Study, list[Problem]]:
    """Return a study made from a document of the schema, and what of the document could not be taken over.

    Each value driver becomes a benefit in money, worth to one customer what its equation gives: our level is that
    amount, the reference's is 0. Equations may use numbers, names, ``+ - * /``, parentheses, ``Math.min`` and
    ``Math.max``; nothing else is run. Ranges come from the document's ``benchmark_claims``.

    Parameters
    ----------
    document
        The parsed JSON.
    unit
        The currency, ISO 4217.
    values
        The customer's numbers by variable (the schema's ``CustomerVariables``); else each ``default_value``.

    Raises
    ------
    StudyError
        When it is no such document, or none of its drivers can be worked out.
    """
    found = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    drivers = _items(found.get("value_drivers"))
    if not drivers or not isinstance(found.get("variables"), list):
        raise StudyError("JSON", N_("this is no value model: it needs the lists “variables” and “value_drivers”"))
    numbers = _numbers(found, values or {})
    rows: list[dict[str, Any]] = []
    lost: list[Problem] = []
    for number, driver in enumerate(drivers, start=1):
        name = str(driver.get("name") or number)
        try:
            amounts = [_worked_out(str(driver.get("equation", "")), known) for known in numbers]
        except (ArithmeticError, KeyError, RecursionError, SyntaxError, ValueError) as error:
            fields = {"reason": str(error)[:200]}
            lost.append(Problem("value_drivers", column=name[:80], code=_NOT_WORKED_OUT, fields=fields))
            continue
        profile = next(iter(_items([driver.get("continuity_profile")])), {})
        recurs = "yearly" if "recurring" in (profile.get("type"), profile.get("mode")) else "once"
        about = str(driver.get("description", ""))
        rows.append(
            {"driver": _identifier(name, number), "name": name, "amounts": amounts, "recurs": recurs, "about": about}
        )
    if not rows:
        raise StudyError("JSON", lost)
    return _study(
        rows, str(found.get("title") or found.get("product_name") or found.get("product") or "Value model"), unit
    ), lost


_NOT_WORKED_OUT = N_("its equation cannot be worked out: {reason}")


def _items(found: object) -> list[dict[str, Any]]:
    """The objects of a list, whatever else it holds; nothing if it is none."""
    return [item for item in cast("list[Any]", found) if isinstance(item, dict)] if isinstance(found, list) else []


def _numbers(document: Mapping[str, Any], values: Mapping[str, float]) -> list[dict[str, float]]:
    """The variables' numbers; the same with all claims at their least, and at their most."""
    own = {str(item.get("name")): item.get("default_value") for item in _items(document["variables"])}
    claims: Any = document.get("benchmark_claims", [])
    claims = _items(claims.get("claims") if isinstance(claims, dict) else claims)
    known = _only_numbers({**own, **values})
    ends = ({str(claim.get("variable_name")): claim.get(end) for claim in claims} for end in ("min", "max"))
    return [known, *(known | _only_numbers(end) for end in ends)]


def _only_numbers(found: Mapping[str, object]) -> dict[str, float]:
    return {
        name: float(number)
        for name, number in found.items()
        if isinstance(number, int | float) and not isinstance(number, bool) and isfinite(number)
    }


_SIGNS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _worked_out(equation: str, known: Mapping[str, float]) -> float:
    """Return what an equation gives; only arithmetic is understood.

    >>> _worked_out("hours * Math.min(rate, 50) / 2", {"hours": 4, "rate": 80})
    100.0
    """
    if len(equation) > 2_000:
        raise ValueError("too long")
    return _value(ast.parse(equation.replace("Math.", ""), mode="eval").body, known)


def _value(node: ast.expr, known: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name):
            return known[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, known)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return _SIGNS[type(op)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=parts, keywords=[]) if parts:
            return (min if name == "min" else max)(_value(part, known) for part in parts)
        case _:
            raise ValueError(ast.unparse(node))


def _identifier(name: str, number: int) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50].rstrip("_") + f"_{number}"


def _study(rows: list[dict[str, Any]], title: str, unit: str) -> Study:
    drivers: list[tuple[object, ...]] = []
    weights: list[tuple[object, ...]] = []
    ratings: list[tuple[object, ...]] = []
    for row in rows:
        amounts, driver = row["amounts"], row["driver"]
        least, most = min(0.0, *amounts), max(0.0, *amounts)
        most = most if most > least else 1.0
        low, high = (min(amounts), max(amounts)) if min(amounts) < max(amounts) else ("", "")
        drivers.append((driver, row["name"], "benefit", "functional", unit, least, most, row["recurs"], row["about"]))
        weights.append((CUSTOMER, driver, most - least, "assumption"))
        ratings.append((CUSTOMER, OURS, driver, amounts[0], low, high, "assumption"))
        ratings.append((CUSTOMER, REFERENCE, driver, 0.0, "", "", "assumption"))
    columns = ["driver", "name", "side", "kind", "unit", "worst", "best", "recurs", "description"]
    years = 1.0 if any(row["recurs"] == "yearly" for row in rows) else None  # the reader's to change
    return completed(
        Study(
            Settings(title, unit, OURS, horizon_years=years),
            pd.DataFrame([(CUSTOMER, "Customer", 1.0)], columns=["segment", "name", "size"]),
            pd.DataFrame([(OURS, "Our solution"), (REFERENCE, "What they do today")], columns=["offering", "name"]),
            pd.DataFrame(drivers, columns=columns),
            pd.DataFrame(weights, columns=["segment", "driver", "weight", "evidence"]),
            pd.DataFrame(ratings, columns=["segment", "offering", "driver", "rating", "low", "high", "evidence"]),
        )
    )
