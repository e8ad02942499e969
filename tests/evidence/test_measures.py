from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from cvtools.evidence import read_survey, responses
from cvtools.evidence.differences import differences
from cvtools.evidence.measures import measures
from cvtools.evidence.proportions import difference_of, net_share, wilson
from cvtools.study.errors import StudyError

MAPPING = """\
format: 1
responses: export.csv
study: coffee
respondent: id
weight: w
wave: wave
segment: {column: segment}
offering: {column: who}
questions:
  - {column: sat, asks: satisfaction, scale: [1, 5]}
  - {column: rec, asks: recommend}
  - {column: effort, asks: effort, scale: [1, 7]}
  - {column: taste, asks: rating, driver: taste, scale: [1, 5]}
"""
CSV = """\
id,segment,who,wave,w,sat,rec,effort,taste
1,commuters,little_cup,2025,1,5,10,6,5
2,commuters,little_cup,2025,1,4,9,5,4
3,commuters,little_cup,2025,1,3,9,6,3
4,commuters,little_cup,2025,1,2,7,7,2
5,commuters,little_cup,2025,1,5,8,,5
6,commuters,little_cup,2025,1,1,3,,1
1,commuters,kiosk,2025,1,3,5,6,3
2,commuters,kiosk,2025,1,2,4,5,2
7,neighbours,little_cup,2026,2,5,10,,5
8,neighbours,little_cup,2026,1,4,,,4
"""


def read(survey, csv=CSV, mapping=MAPPING):
    mapped = read_survey(survey(mapping, csv))
    return mapped, responses(mapped)


def test_measures_of_each_group_with_their_intervals(survey):
    table = measures(*read(survey))

    expected = pd.read_csv(
        io.StringIO(
            """segment,offering,wave,measure,n,n_effective,value
neighbours,little_cup,2026,csat,2,1.8,1
neighbours,little_cup,2026,nps,1,1,1
commuters,little_cup,2025,csat,6,6,0.5
commuters,little_cup,2025,nps,6,6,0.3333333333
commuters,little_cup,2025,ces,4,4,6
commuters,kiosk,2025,csat,2,2,0
commuters,kiosk,2025,nps,2,2,-1
commuters,kiosk,2025,ces,2,2,5.5
"""
        ),
        dtype={"wave": str},
    )
    order = ["segment", "offering", "wave", "measure"]
    pd.testing.assert_frame_equal(
        table.drop(columns=["low", "high"]).sort_values(order, ignore_index=True),
        expected.sort_values(order, ignore_index=True),
        check_dtype=False,
    )
    row = table[(table["offering"] == "little_cup") & (table["segment"] == "commuters")].set_index("measure")
    assert row.loc["csat", ["low", "high"]].tolist() == pytest.approx(wilson(0.5, 6, confidence=0.8)[1:3])
    assert row.loc["nps", ["low", "high"]].tolist() == pytest.approx(net_share(3 / 6, 1 / 6, 6, confidence=0.8)[1:3])


def test_a_reversed_scale_counts_its_better_end(survey):
    mapping = MAPPING.replace("satisfaction, scale: [1, 5]", "satisfaction, scale: [5, 1], top: 1")

    table = measures(*read(survey, mapping=mapping))

    row = table[(table["measure"] == "csat") & (table["segment"] == "commuters") & (table["offering"] == "little_cup")]
    assert row["value"].tolist() == [pytest.approx(1 / 6)]


def test_one_respondent_has_a_value_and_says_that_nothing_is_known_of_its_range(survey):
    csv = "\n".join([*CSV.splitlines()[:2]]) + "\n"

    table = measures(*read(survey, csv)).set_index("measure")

    assert table["n"].tolist() == [1, 1, 1]
    assert table.loc["ces", "value"] == 6
    assert np.isnan(table.loc["ces", ["low", "high"]].to_numpy(float)).all()
    assert table.loc["csat", "high"] == 1


def test_weights_of_zero_do_not_count_and_negative_ones_are_refused(survey):
    table = measures(*read(survey, CSV.replace("2026,1,4", "2026,0,4")))

    assert table[table["segment"] == "neighbours"]["n"].tolist() == [1, 1]
    with pytest.raises(StudyError, match="-1"):
        read(survey, CSV.replace("2026,1,4", "2026,-1,4"))


def test_the_same_people_are_compared_with_themselves(survey):
    mapped, answers = read(survey, "\n".join(CSV.splitlines()[:3] + CSV.splitlines()[7:9]) + "\n")

    table = differences(mapped, answers, by="offering").set_index("measure")

    assert table["paired"].all()
    assert table.loc["ces", ["a", "b", "difference", "p"]].tolist() == ["little_cup", "kiosk", 0.0, 1.0]
    assert table.loc["rating:taste", ["difference", "low", "high", "p"]].tolist() == [5.0, 5.0, 5.0, 0.0]
    assert table.loc["csat", "difference"] == 1.0
    assert table.loc["csat", ["low", "high"]].tolist() == list(net_share(1.0, 0.0, 2, confidence=0.8)[1:3])


def test_segments_are_compared_about_our_offering_and_apart(survey):
    mapped, answers = read(survey)

    table = differences(mapped, answers, by="segment").set_index("measure")

    assert table.loc["csat", ["a", "b", "difference"]].tolist() == ["commuters", "neighbours", -0.5]
    expected = difference_of(wilson(0.5, 6, confidence=0.8), wilson(1.0, 1.8, confidence=0.8))
    assert table.loc["csat", ["low", "high"]].tolist() == pytest.approx(expected[1:3])
    assert not table["paired"].any()
    assert table.loc["csat", "p"] == pytest.approx(0.2, abs=0.1)


def test_waves_are_compared_with_the_one_before_and_the_last_with_the_first(survey):
    lines = CSV.splitlines()[:7]
    more = [f"{id_},commuters,little_cup,{wave},1,4,9,5,4" for id_, wave in enumerate(["2026"] * 3 + ["2027"] * 3, 20)]
    mapped, answers = read(survey, "\n".join([*lines, *more]) + "\n")

    table = differences(mapped, answers, by="wave")

    assert table[table["measure"] == "csat"][["a", "b", "difference"]].values.tolist() == [
        ["2026", "2025", 0.5],
        ["2027", "2026", 0.0],
        ["2027", "2025", 0.5],
    ]


def test_drivers_of_one_comparison_are_a_family(survey):
    random = np.random.default_rng(1)
    rows = [
        f"{i},{segment},little_cup,1,1,4,9,5,{taste},{calm}"
        for i, (segment, taste, calm) in enumerate(
            zip(["commuters", "neighbours"] * 20, random.integers(1, 6, 40), random.integers(1, 6, 40), strict=True)
        )
    ]
    csv = "\n".join(["id,segment,who,wave,w,sat,rec,effort,taste,calm", *rows]) + "\n"
    mapping = MAPPING + "  - {column: calm, asks: rating, driver: calm, scale: [1, 5]}\n"

    both = differences(*read(survey, csv, mapping), by="segment").set_index("measure")
    alone = differences(*read(survey, csv), by="segment").set_index("measure")

    raw = alone.loc["rating:taste", "p"]
    assert both.loc["rating:taste", "p"] in (
        pytest.approx(min(2 * raw, 1)),
        pytest.approx(raw),
        both.loc["rating:calm", "p"],
    )
    assert both.loc["rating:taste", "p"] >= raw
    assert both.loc["rating:taste", "difference"] == alone.loc["rating:taste", "difference"]


def test_an_unknown_grouping_is_refused(survey):
    with pytest.raises(StudyError, match="segment"):
        differences(*read(survey), by="segmnt")


def test_intervals_hold_what_they_should():
    """A small version of ``benchmarks/bench_measures.py``: over many sizes and shares, as single ones jump about."""
    random, held = np.random.default_rng(4), {"csat": [], "nps": []}
    for _ in range(4_000):
        n, share = int(random.integers(40, 200)), random.dirichlet([4, 4, 4])
        plus, _, minus = random.multinomial(n, share) / n
        csat, nps = wilson(plus, n, confidence=0.8), net_share(plus, minus, n, confidence=0.8)
        held["csat"].append(csat.low <= share[0] <= csat.high)
        held["nps"].append(nps.low <= share[0] - share[2] <= nps.high)

    assert {name: 0.78 <= np.mean(which) <= 0.82 for name, which in held.items()} == {"csat": True, "nps": True}


def test_effort_by_stage_of_the_way(survey):
    """Each stage by itself beside the whole; a stage that no driver has, or of another question, is refused."""
    mapping = MAPPING.replace("asks: effort, scale: [1, 7]}", "asks: effort, scale: [1, 7], stage: In the queue}")
    mapping += "  - {column: rec2, asks: effort, scale: [1, 7], stage: With the cup}\n"
    head, *rows = CSV.splitlines()
    found, answers = read(survey, "\n".join([head + ",rec2", *(row + ",2" for row in rows)]) + "\n", mapping)
    table = measures(found, answers).query("segment == 'commuters' and offering == 'little_cup'").set_index("measure")

    assert table.index.tolist() == ["csat", "nps", "ces", "ces:In the queue", "ces:With the cup"]
    assert table["value"].tolist()[3:] == [6, 2] and table["n"].tolist()[3:] == [4, 6]
    with pytest.raises(StudyError, match=r'found "In the queu".*Did you mean "In the queue"'):
        read(survey, CSV, mapping.replace("In the queue", "In the queu"))
    with pytest.raises(StudyError, match="a stage only for a question that asks for effort"):
        read(survey, CSV, MAPPING.replace("scale: [1, 5]}", "scale: [1, 5], stage: With the cup}", 1))
