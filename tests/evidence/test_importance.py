from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from statsmodels.datasets import modechoice

import cvtools as cv
from cvtools.cli.program import cli
from cvtools.evidence import applied, ratings, read_survey, responses, weight_replicates
from cvtools.evidence.importance import Importance
from cvtools.evidence.weights import importance, study_weights
from cvtools.study.errors import StudyError
from cvtools.uncertainty.surveyed import outdated_replicates, places_of_replicates
from tests.evidence.conftest import RATED

MAPPING = f"""\
{RATED}\
  - {{column: calm, asks: rating, driver: calm, offering: little_cup, scale: [1, 7]}}
"""


def people(count: int = 80, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rated = random.integers(1, 8, (count, 3))
    satisfied = rated @ [0.6, 0.1, 0.3] + random.normal(0, 0.6, count)
    return pd.DataFrame(
        {
            "id": range(count),
            "segment": "commuters",
            "sat": np.clip(satisfied.round(), 1, 7).astype(int),
            "taste": rated[:, 0],
            "calm": rated[:, 1],
            "wait": rated[:, 2],
            "w_taste": 60,
            "w_wait": 40,
        }
    )


def found(survey, table: pd.DataFrame, method: str, mapping: str = MAPPING):
    mapped = read_survey(survey(mapping, table.to_csv(index=False)))
    return importance(mapped, responses(mapped), method=method, samples=200)


def codes(result) -> list[str]:
    return [problem.code for problem in result.notes]


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_derived_importances_sum_to_one_and_find_what_counts(survey, method):
    result = found(survey, people(), method)

    assert result.table.columns.tolist() == ["segment", "driver", "method", "share", "low", "high", "n"]
    assert result.table["driver"].tolist() == ["taste", "calm", "wait"]
    assert result.table["share"].sum() == pytest.approx(1)
    assert result.table["share"].idxmax() == 0
    assert (result.table["low"] < result.table["share"]).all()
    assert (result.table["share"] < result.table["high"]).all()
    assert set(result.table["n"]) == {80}
    assert codes(result) == []


def test_stated_weights_are_shares_of_each_persons_points(survey):
    table = people(4).assign(w_taste=[60, 100, "", 0], w_wait=[40, "", 50, 0])

    result = found(survey, table, "stated")

    # 60 : 40 and 100 : nothing; of the third nobody knows what the blank means, and the fourth gave nothing.
    assert result.table["share"].tolist() == pytest.approx([0.8, 0.2])
    assert result.table["n"].tolist() == [2, 2]
    assert [(note.code, note.fields) for note in result.notes] == [("incomplete_points", {"n": 2})]


def test_a_constant_column_has_no_importance_and_says_so(survey):
    result = found(survey, people().assign(calm=4), "lmg")

    assert np.isnan(result.table["share"][1])
    assert result.table["share"].sum() == pytest.approx(1)
    assert ("constant_driver", {"names": ("calm",)}) in [(note.code, note.fields) for note in result.notes]


def test_drivers_that_say_the_same_are_told(survey):
    result = found(survey, people().assign(calm=lambda table: table["taste"]), "johnson")

    assert ("collinear_drivers", {"names": ("taste", "calm")}) in [(note.code, note.fields) for note in result.notes]
    assert result.table["share"][0] == pytest.approx(result.table["share"][1])


def test_halo_suppressors_and_scales_the_wrong_way_round_are_told(survey):
    table = people()
    liking = np.random.default_rng(2).integers(1, 6, len(table))
    noise = np.random.default_rng(3).integers(0, 3, (3, len(table)))
    halo = table.assign(taste=liking + noise[0], calm=liking + noise[1], wait=liking + noise[2])

    assert "halo_of_drivers" in codes(found(survey, halo, "johnson"))
    assert "against_satisfaction" in codes(found(survey, table.assign(taste=8 - table["taste"]), "johnson"))
    hidden = table.assign(calm=np.clip(table["taste"] + noise[0] - 1, 1, 7), sat=np.clip(4 - noise[0] + 1, 1, 7))
    hidden["sat"] = np.clip(hidden["sat"] + (table["taste"] > 4), 1, 7)
    assert "suppressor" in codes(found(survey, hidden, "johnson"))


def test_few_respondents_are_told_and_fewer_than_drivers_refused(survey):
    assert "few_respondents" in codes(found(survey, people(20), "johnson"))
    with pytest.raises(StudyError, match="4 complete answers are too few to tell 3 drivers apart"):
        found(survey, people(4), "lmg")
    with pytest.raises(StudyError, match="1 complete answers"):
        found(survey, people(1), "lmg")


def test_one_small_segment_does_not_keep_the_others_from_an_answer(survey):
    table = people()
    table.loc[:2, "segment"] = "neighbours"

    result = found(survey, table, "johnson")

    assert set(result.table["segment"]) == {"commuters"}
    assert result.notes[0].place == "neighbours"
    assert result.notes[0].code == "fewer_than_drivers"


def test_everybody_equally_satisfied_is_refused(survey):
    with pytest.raises(StudyError, match="all are equally satisfied"):
        found(survey, people().assign(sat=5), "lmg")


def test_answers_that_lack_a_rating_are_counted(survey):
    table = people().astype({"taste": object})
    table.loc[:4, "taste"] = ""

    result = found(survey, table, "johnson")

    assert ("incomplete_rows", {"n": 5}) in [(note.code, note.fields) for note in result.notes]
    assert set(result.table["n"]) == {75}


def test_a_survey_that_did_not_ask_is_refused(survey):
    without = "\n".join(line for line in MAPPING.splitlines() if "satisfaction" not in line and "weight" not in line)

    for method, word in (("stated", "weight"), ("lmg", "satisfaction"), ("choice", "choices")):
        with pytest.raises(StudyError, match=word):
            found(survey, people(), method, without)
    with pytest.raises(StudyError, match="lmg"):
        found(survey, people(), "lgm")


TRAVEL = """\
format: 1
study: travel_mode
segment: {all: "*"}
choices:
  file: export.csv
  case: individual
  alternative: mode
  chosen: choice
  columns: {waiting: ttme, price: gc}
"""


def test_the_travel_studys_weights_come_again_from_its_choices(survey):
    """Greene's model but for income: dollars a minute of waiting close to the study's 6.20, by the public way."""
    trips = modechoice.load_pandas().data.astype({"individual": int, "mode": int, "choice": int})

    mapped = read_survey(survey(TRAVEL, trips.to_csv(index=False)))
    table = importance(mapped, None, method="choice").table.set_index("driver")

    stated = cv.read_study("travel_mode").weights.set_index("driver")["weight"]
    assert table.loc["price", ["worth", "worth_low", "worth_high"]].tolist() == pytest.approx([100] * 3)
    assert table.loc["waiting", "worth_low"] < stated["waiting"] < table.loc["waiting", "worth_high"]
    assert table["share"].sum() == pytest.approx(1)
    assert set(table["n"]) == {210}


def test_the_travel_survey_that_ships_gives_the_figures_beside_the_convention():
    """What docs/survey.md prints: hours from choices beside the convention, minutes of waiting beside the study's."""
    mapped = read_survey("travel_survey/survey.yaml")

    table = importance(mapped, None, method="choice").table.set_index("driver").round(0)

    assert table.loc["in_vehicle_time", ["worth", "worth_low", "worth_high"]].tolist() == [207, 115, 476]
    assert table.loc["waiting", ["worth", "worth_low", "worth_high"]].tolist() == [488, 287, 1105]
    held = mapped.study.weights.set_index(["segment", "driver"])["weight"].round(0)
    segments = ("lower_income", "middle_income", "higher_income")
    assert [held[segment, "in_vehicle_time"] for segment in segments] == [46, 131, 230]
    assert held["*", "waiting"] == 434
    page = (Path(__file__).parents[2] / "docs" / "survey.md").read_text(encoding="utf-8")
    assert "| time on the way, 12 hours | 207 (115 to 476) | 46, 131, 230 |" in page


def test_weights_from_choices_alone_go_into_the_study_when_asked(tmp_path):
    command = ["evidence", "apply", "travel_survey/survey.yaml", "--weights", "choice", "--out", str(tmp_path / "new")]

    done = CliRunner().invoke(cli, command)

    assert done.exit_code == 0, done.exception
    assert "3 weights" in done.output
    study = cv.read_study(tmp_path / "new")
    hours = study.weights[study.weights["driver"] == "in_vehicle_time"].set_index("segment")
    assert hours.loc["*", ["weight", "low", "high"]].astype(float).round(0).tolist() == [207, 115, 476]
    assert study.replicates is not None
    assert cv.check_study(study) == []


def test_the_travel_surveys_choices_come_out_of_its_script(tmp_path):
    folder = Path(__file__).parents[2] / "data" / "travel_survey"
    spec = importlib.util.spec_from_file_location("build_travel_survey", folder / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    (made,) = module.build(tmp_path)

    assert made.read_bytes() == (folder / made.name).read_bytes()


def test_choices_say_what_is_wrong_with_their_file(survey):
    trips = modechoice.load_pandas().data.head(40).astype({"individual": int})

    with pytest.raises(StudyError, match=r'found "tmte".*Did you mean "ttme"'):
        importance(
            read_survey(survey(TRAVEL.replace("ttme", "tmte"), trips.to_csv(index=False))), None, method="choice"
        )
    broken = trips.astype({"gc": object})
    broken.loc[3, "gc"] = "much"
    with pytest.raises(StudyError, match=r'row 5, column gc: found "much"; allowed: a number'):
        importance(read_survey(survey(TRAVEL, broken.to_csv(index=False))), None, method="choice")


def test_weights_of_the_drivers_asked_about_share_what_they_weigh_together(survey):
    mapped = read_survey(survey(MAPPING, people(4).to_csv(index=False)))
    before = mapped.study.weights
    own = before[before["segment"].isin(["commuters", "*"]) & before["driver"].isin(["taste", "wait"])]
    together = own.drop_duplicates("driver", keep="last")["weight"].sum()

    table = study_weights(mapped, importance(mapped, None, method="stated"))

    assert table.columns.tolist() == ["segment", "driver", "weight", "low", "high", "n"]
    assert table["weight"].tolist() == pytest.approx([0.6 * together, 0.4 * together])
    assert table["n"].tolist() == [4, 4]


def test_in_money_only_choices_have_a_worth(survey):
    trips = modechoice.load_pandas().data.astype({"individual": int, "mode": int, "choice": int})
    mapped = read_survey(survey(TRAVEL, trips.to_csv(index=False)))
    found = importance(mapped, None, method="choice")

    assert study_weights(mapped, found)["weight"].tolist() == pytest.approx(found.table["worth"].tolist())
    with pytest.raises(StudyError, match="take weights from choices"):
        study_weights(mapped, Importance(found.table.drop(columns=["worth", "worth_low", "worth_high"])))


def test_a_study_gets_replicates_of_the_weights_from_the_same_respondents_as_those_of_the_ratings(survey):
    table = people()
    table = table.assign(w_taste=10 * table["taste"], w_wait=80 - 10 * table["taste"])
    mapped = read_survey(survey(MAPPING, table.to_csv(index=False)))
    answers = responses(mapped)
    stated = importance(mapped, answers, method="stated")

    study = applied(
        mapped,
        ratings(mapped, answers),
        weights=study_weights(mapped, stated),
        weight_replicates=weight_replicates(mapped, stated),
    )

    drawn = study.replicates[["weight:commuters:taste", "weight:commuters:wait"]]
    rows = study.weights[study.weights["segment"] == "commuters"].set_index("driver").loc[["taste", "wait"]]
    assert drawn.sum(axis=1).to_numpy() == pytest.approx(rows["weight"].sum())
    assert drawn.quantile([0.1, 0.9]).to_numpy() == pytest.approx(rows[["low", "high"]].to_numpy().T, rel=0.02)
    liked = study.replicates["rating:commuters:little_cup:taste"]
    assert np.corrcoef(drawn["weight:commuters:taste"], liked)[0, 1] == pytest.approx(1)
    assert {key[0] for key in places_of_replicates(study)} == {"weights", "ratings"}
    assert cv.check_study(study) == []


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_derived_weights_are_still_those_of_their_replicates(survey, method):
    mapped = read_survey(survey(MAPPING, people(30).to_csv(index=False)))
    answers = responses(mapped)
    derived = importance(mapped, answers, method=method)
    drawn = weight_replicates(mapped, derived)

    study = applied(mapped, ratings(mapped, answers), weights=study_weights(mapped, derived), weight_replicates=drawn)

    assert sum(drawn.values()) == pytest.approx(study_weights(mapped, derived)["weight"].sum())
    assert outdated_replicates(study) == []
