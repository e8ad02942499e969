"""Rules of the optional tables: one small study, one fault at a time, the whole message."""

# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import dataclasses

import pytest

import cvtools as cv

from ..studies import write_files

LEVERS = "lever,name,kind,cost,cost_low,cost_high,cost_yearly,group,needs,must\n"
EFFECTS = "lever,segment,driver,change,low,high\n"
ECONOMICS = "segment,margin,retention,retention_slope,slope_evidence,discount_rate,horizon,first_margin,referrals\n"
SHARES = "segment,offering,share,n\n"
APP = LEVERS + "app,An app,technology,100,,,,,,\n"


def with_tables(folder, **tables):
    write_files(folder)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("tables", "messages"),
    [
        ({"levers": LEVERS + "app,An app,gadget,,,,,,,\n"}, [
            'levers.csv, row 2, column kind: found "gadget"; allowed: product, price, service, personal, loyalty, feedback or technology',
            'levers.csv, row 2, column cost: found ""; allowed: a number',
        ]),
        ({"levers": LEVERS + "app,An app,technology,-1,,5,-2,,,\n"}, [
            'levers.csv, row 2, column cost: found "-1"; allowed: an amount of 0 or more',
            'levers.csv, row 2, column cost_yearly: found "-2"; allowed: an amount of 0 or more',
            'levers.csv, row 2, column cost_low: found ""; allowed: cost_low and cost_high together, or neither',
        ]),
        ({"levers": "lever,name,kind,cost,people,months\napp,An app,technology,1,-1,-2\n"}, [
            'levers.csv, row 2, column people: found "-1"; allowed: an amount of 0 or more',
            'levers.csv, row 2, column months: found "-2"; allowed: an amount of 0 or more',
        ]),
        ({"levers": LEVERS + "app,An app,technology,5,6,7,,,,\nclub,A club,loyalty,5,3,4,,,,\n"}, [
            'levers.csv, row 2, column cost_low: found "6"; allowed: at most the cost',
            'levers.csv, row 3, column cost_high: found "4"; allowed: at least the cost',
        ]),
        ({"levers": APP + "club,A club,loyalty,5,,,,,apps;An app,\n"}, [
            'levers.csv, row 3, column needs: found "apps"; allowed: one of the levers: app or club. Did you mean "app"?',
            'levers.csv, row 3, column needs: found "An app"; allowed: one of the levers: app or club. Did you mean "app"?',
        ]),
        ({"levers": LEVERS + "a,A,price,1,,,,,b,\nb,B,price,1,,,,,c,\nc,C,price,1,,,,,a,\nd,D,price,1,,,,,a,\n"}, [
            "levers.csv, row 2, column needs: levers that need each other in a circle: a, b and c; at least one must do without"
        ]),
        ({"levers": LEVERS + "a,A,price,1,,,,x,b,\nb,B,price,1,,,,x,,\n"}, [
            "levers.csv, row 2, column needs: a and b are of the group x, of which one at most is chosen, so nothing can need both"
        ]),
        ({"levers": LEVERS + "a,A,price,1,,,,x,,yes\nb,B,price,1,,,,x,,yes\n"}, [
            "levers.csv, column must: a and b are of the group x, of which one at most is chosen, so not all can be a must"
        ]),
        ({"levers": LEVERS + "a,A,price,1,,,,,,yes please\n"}, [
            'levers.csv, row 2, column must: found "yes please"; allowed: yes'
        ]),
        ({"levers": APP, "effects": EFFECTS + "ap,*,taste,1,,\napp,visitrs,tast,1,,\napp,*,price,,,\n"}, [
            'effects.csv, row 4, column change: found ""; allowed: a number',
            'effects.csv, row 3, column segment: found "visitrs"; allowed: one of the segments: regulars, visitors or *. Did you mean "visitors"?',
            'effects.csv, row 3, column driver: found "tast"; allowed: one of the drivers: taste or price. Did you mean "taste"?',
            'effects.csv, row 2, column lever: found "ap"; allowed: one of the levers: app. Did you mean "app"?',
        ]),
        ({"levers": APP, "effects": EFFECTS + "app,*,taste,1,2,3\napp,*,price,-1,-2,-1.5\napp,visitors,price,1,0,\n"}, [
            'effects.csv, row 4, column high: found ""; allowed: low and high together, or neither',
            'effects.csv, row 2, column low: found "2"; allowed: at most the change',
            'effects.csv, row 3, column high: found "-1.5"; allowed: at least the change',
        ]),
        ({"levers": APP, "effects": EFFECTS + "app,*,taste,1,,\napp,*,taste,2,,\n"}, [
            'effects.csv, row 3: found "app, *, taste"; allowed: one row for each lever, segment and driver; row 2 has the same'
        ]),
        ({"levers": APP, "effects": "lever,segment,driver,change,build_up,half_life\napp,*,taste,1,-1,0\napp,*,price,-1,101,\n"}, [
            'effects.csv, row 2, column build_up: found "-1"; allowed: the years, from 0 to 100, over which the effect grows to its full size; blank: it is there at once',
            'effects.csv, row 3, column build_up: found "101"; allowed: the years, from 0 to 100, over which the effect grows to its full size; blank: it is there at once',
            'effects.csv, row 2, column half_life: found "0"; allowed: the years, above 0 and up to 100, in which half of the effect fades; blank: it stays',
        ]),
        ({"effects": EFFECTS + "app,*,taste,1,,\n"}, [
            "effects.csv: effects belong to levers, and the study has none: the table levers is missing or empty"
        ]),
        ({"shares": SHARES + "regulars,cafe,0.5,\nregulars,chain,0.6,\n"}, [
            "shares.csv, column share: the shares of segment regulars sum to 1.1; they must sum to 1"
        ]),
        ({"shares": SHARES + "regulars,cafe,1.5,2.5\nregulars,chain,-0.5,-3\n"}, [
            'shares.csv, row 3, column n: found "-3"; allowed: how many were asked or counted, 0 or more',
            'shares.csv, row 2, column n: found "2.5"; allowed: a whole number',
            'shares.csv, row 2, column share: found "1.5"; allowed: a share from 0 to 1',
            'shares.csv, row 3, column share: found "-0.5"; allowed: a share from 0 to 1',
        ]),
        ({"shares": SHARES + "regulars,cafe,0.9,\n"}, [
            "shares.csv, column share: the shares of segment regulars sum to 0.9; they must sum to 1"
        ]),
        ({"shares": SHARES + "*,cafe,0.4,\n*,chain,0.6,\n"}, [
            'shares.csv, row 2, column segment: found "*"; allowed: one of the segments: regulars or visitors',
            'shares.csv, row 3, column segment: found "*"; allowed: one of the segments: regulars or visitors',
        ]),
        ({"economics": "segment,satisfaction_slope,recommendation_slope\nregulars,-0.1,-1\n"}, [
            'economics.csv, row 2, column satisfaction_slope: found "-0.1"; allowed: what one more unit of value adds to the measure (CSAT: 0 to 1, NPS: −1 to 1), 0 or more',
            'economics.csv, row 2, column recommendation_slope: found "-1"; allowed: what one more unit of value adds to the measure (CSAT: 0 to 1, NPS: −1 to 1), 0 or more',
        ]),
        ({"economics": ECONOMICS + "regulars,5,1,-0.1,guess,-1,0,later,-2\n"}, [
            'economics.csv, row 2, column slope_evidence: found "guess"; allowed: assumption, calibrated or estimated',
            'economics.csv, row 2, column first_margin: found "later"; allowed: now or end',
            'economics.csv, row 2, column retention: found "1"; allowed: the share of customers who stay for another period: 0 or more, and below 1',
            'economics.csv, row 2, column retention_slope: found "-0.1"; allowed: what one more unit of value adds to retention, 0 or more',
            'economics.csv, row 2, column discount_rate: found "-1"; allowed: a yearly rate from 0 to 1, such as 0.05',
            'economics.csv, row 2, column horizon: found "0"; allowed: a number of periods above 0 and up to 100; blank: without end',
            'economics.csv, row 2, column referrals: found "-2"; allowed: new customers whom a customer brings in a period, 0 or more',
        ]),
    ],
)  # fmt: skip
def test_one_fault(tmp_path, tables, messages):
    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(with_tables(tmp_path, **tables))

    assert [str(problem) for problem in caught.value.problems] == messages


FULL = {
    "levers": LEVERS + "app,An app,technology,100,80,150,20,,,\nclub,A club,loyalty,50,,,,,app,\n",
    "effects": EFFECTS + "app,*,taste,1,0.5,1.5\nclub,visitors,price,-0.5,,\n",
    "shares": SHARES + "regulars,cafe,40%,120\nregulars,chain,60%,120\n",
    "economics": ECONOMICS + "*,12,80%,0.01,,5%,,,\n",
}


@pytest.mark.parametrize("place", ["again", "again.xlsx"])
def test_a_full_plan_is_read_written_and_read_again(tmp_path, place):
    study = cv.read_study(with_tables(tmp_path / "study", **FULL))
    cv.write_study(dataclasses.replace(study, origin=None), tmp_path / place)

    again = cv.read_study(tmp_path / place)

    assert list(again.others) == ["levers", "effects", "shares", "economics"]
    assert again.fingerprint == study.fingerprint
    assert again.others["shares"]["share"].tolist() == [0.4, 0.6]
    row = again.others["economics"].iloc[0]
    assert row[["retention", "discount_rate", "slope_evidence", "first_margin"]].tolist() == [
        0.8,
        0.05,
        "assumption",
        "end",
    ]


def test_a_study_without_a_plan_has_empty_tables_and_no_more_files(tmp_path):
    study = cv.read_study(write_files(tmp_path / "study"))
    cv.write_study(dataclasses.replace(study, origin=None), tmp_path / "again")

    assert study.optional("levers").empty
    assert study.optional("effects")["change"].dtype == "float64"
    assert not (tmp_path / "again" / "levers.csv").exists()


def test_tables_with_a_header_only_are_tables_without_rows(tmp_path):
    study = cv.read_study(with_tables(tmp_path, levers=LEVERS, effects=EFFECTS, shares=SHARES, economics=ECONOMICS))

    assert [len(study.optional(name)) for name in ("levers", "effects", "shares", "economics")] == [0] * 4
