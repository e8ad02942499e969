"""What may be said to whom."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.improvement import price_room, propositions
from cvtools.report.canvas import canvas_page
from cvtools.sentences.improvement import plan_sentences
from cvtools.sentences.proposition import proposition_paragraph
from cvtools.tables.improvement import canvas_parts
from cvtools.uncertainty import certain_from
from cvtools.uncertainty.draws import blocks
from cvtools.uncertainty.inputs import numbers_of
from cvtools.value.model import value_model


@pytest.fixture(scope="module")
def coffee(repository):
    return cv.read_study(repository / "data" / "coffee")


def test_differences_are_those_of_the_gap_and_claims_hold(coffee):
    table = propositions(coffee, draws=500)
    gaps = cv.value_gaps(coffee).set_index(["segment", "driver"])["gap"]

    assert table.set_index(["segment", "driver"])["gap"].to_dict() == pytest.approx(
        gaps[table.set_index(["segment", "driver"]).index].to_dict()
    )
    claims = table[table["role"] == "claim"]
    assert (claims["p_better"] >= certain_from(coffee.settings.confidence)).all()
    assert (claims.groupby("segment").size() <= 3).all()
    assert (table[table["role"] == "remains"]["gap"] < 0).all()


def test_differences_are_drawn_as_those_of_the_simulation_are(coffee):
    found = propositions(coffee, draws=1_500).set_index(["segment", "driver"])
    model = value_model(coffee)

    for s, numbers in enumerate(numbers_of(model)):
        (block,) = blocks(numbers, draws=1_500, seed=1)
        for d, driver in enumerate(model.drivers["driver"]):
            ours, theirs = (block.x.get((o, d), numbers.x[o, d]) for o in (model.ours, int(model.best[s])))
            row = found.loc[numbers.segment, driver]
            ends = np.quantile(block.weight[d] * (ours - theirs), [(1 - 0.8) / 2, (1 + 0.8) / 2])
            assert [row["low"], row["high"]] == ends.tolist()


def test_without_a_sure_advantage_it_says_so_and_what_is_nearest(coffee):
    """Like the chain in everything but the taste, which may be anything up to 8.5."""
    chain = coffee.ratings[(coffee.ratings["offering"] == "chain") & (coffee.ratings["view"] == "perceived")]
    ours = chain.assign(offering="little_cup")
    ours.loc[ours["driver"] == "taste", ["rating", "low", "high"]] = [7.5, 2.0, 8.5]
    study = dataclasses.replace(
        coffee,
        offerings=coffee.offerings[coffee.offerings["offering"].isin(["little_cup", "chain"])],
        ratings=pd.concat([chain, ours], ignore_index=True),
        others={},
    )
    text = proposition_paragraph(cv.analyse(study, segment="commuters", draws=500))

    assert text.startswith("To “Commuters”, nothing can be claimed against “The big chain” that holds surely enough.")
    assert "The nearest to it is “" in text


def test_up_to_which_price_we_stay_ahead(coffee):
    table = price_room(coffee, draws=500).set_index("segment")
    gap = cv.value_gaps(coffee).groupby("segment")["gap"].sum()

    assert table["price"].tolist() == [4.2] * 3
    assert table.loc["laptop_workers", "room"] == pytest.approx(4.2 + gap["laptop_workers"] / 14 * 6)
    assert (table["low"] < table["room"]).all() and (table["room"] < table["high"]).all()
    assert table.loc["commuters", "room"] < 4.2  # behind: it would have to be cheaper


def test_a_study_without_a_price_has_no_room(repository):
    assert price_room(cv.read_study(repository / "data" / "toasters"), draws=10).columns.tolist() == [
        "segment", "price", "room", "low", "high"
    ]  # fmt: skip


@pytest.mark.parametrize(("study", "language"), [("coffee", "en"), ("coffee", "nb"), ("travel_mode", "hr")])
def test_the_plan_in_words_names_cost_effect_certainty_and_what_it_rests_on(repository, study, language):
    analysis = cv.analyse(cv.read_study(repository / "data" / study), language=language, draws=100)
    plan, text = analysis.improvement.plan, " ".join(plan_sentences(analysis))

    assert plan.chosen
    assert all(analysis.names("levers")[lever] in text for lever in plan.chosen)
    assert len(plan_sentences(analysis)) >= 6
    assert cv.tables.levers(analysis).markup.count("<tr>") == 1 + len(analysis.improvement.levers.ids)
    assert analysis.rival in cv.tables.canvas(analysis).markup


@pytest.mark.parametrize("figure", ["levers", "frontier", "shares", "journey"])
def test_every_field_of_a_picture_is_in_its_data(coffee, figure):
    analysis = cv.analyse(coffee, segment="neighbours", language="nb", draws=200)
    picture = getattr(cv.figures, figure)(analysis)
    spec = picture.chart.to_dict()
    data = spec.get("datasets", {})

    for layer in spec["layer"]:
        rows = data[layer["data"]["name"]] if "data" in layer else data[spec["data"]["name"]]
        fields = [
            channel["field"]
            for channel in layer["encoding"].values()
            if isinstance(channel, dict) and "field" in channel
        ]
        assert set(fields) <= set(rows[0])
    assert picture.table.markup.startswith("<details>")


def test_the_table_of_budgets_says_what_changes_from_row_to_row(coffee):
    analysis = cv.analyse(coffee, draws=200)
    names, found = analysis.names("levers"), analysis.improvement.frontier

    first, *rows = re.findall(r"<tr><td>(.*?)</td>", cv.figures.frontier(analysis).table.markup)

    assert first == "nothing" and len(rows) == len(found) - 1
    held: set[str] = set()
    for row, levers in zip(rows, found["levers"][1:], strict=True):
        for sign, name in (part.split("\N{NO-BREAK SPACE}", 1) for part in unescape(row).split("; ")):
            assert (name in held) == (sign == "−")
            held ^= {name}
        assert held == {names[lever] for lever in levers.split("+")}


def test_the_journey_goes_the_way_that_the_study_says(coffee):
    def stages(study: cv.Study) -> list[str]:
        return list(dict.fromkeys(cv.analyse(study).improvement.journey["stage"]))

    settings = coffee.settings
    some = dataclasses.replace(settings, stages=("In the queue",))

    assert stages(coffee) == list(settings.stages) == ["On the way", "In the queue", "In the shop", "With the cup"]
    assert stages(dataclasses.replace(coffee, settings=some))[0] == "In the queue"
    assert stages(dataclasses.replace(coffee, settings=some))[1:] == ["With the cup", "In the shop", "On the way"]


def test_the_canvas_is_one_sheet_a_segment_and_no_text_is_markup(coffee):
    names = coffee.segments["name"].where(coffee.segments["segment"] != "commuters", "<b>Commuters & co</b>")
    study = dataclasses.replace(coffee, segments=coffee.segments.assign(name_nb=names))
    analysis = cv.analyse(study, language="nb", draws=50)
    page = canvas_page(analysis)

    assert page.count('<section class="sheet">') == page.count("<svg") == 3
    assert '<html lang="nb">' in page and "Det vi kan hevde" in page
    assert "<b>" not in page and "&lt;b&gt;Commuters &amp; co" in page
    assert not re.search(r"<script|src=|href=|url\(", page)
    for heading, _texts in canvas_parts(analysis).values():
        assert heading in page


def test_what_is_only_assumed_is_no_proof(coffee):
    paragraph = proposition_paragraph(cv.analyse(coffee, segment="neighbours", draws=500))

    assert "Proof: Trouble (survey, n = 35)." in paragraph
    assert "Only assumed so far, to be proven before it is said: Being known and A small treat." in paragraph


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (
            "coffee",
            [
                "€12,700 once and €12,000 a year for 5 years, discounted by 8%",
                "it pays for itself; what is left is",
                "a year, the first of them at the end",
            ],
        ),
        ("travel_mode", ["It costs A$200.", "21% of cases today; 35% was observed"]),
    ],
)
def test_a_plan_says_how_sure_it_is_that_it_pays_and_what_it_starts_from(repository, study, said):
    text = " ".join(plan_sentences(cv.analyse(cv.read_study(repository / "data" / study), draws=500)))

    assert [part for part in said if part not in text] == []


@pytest.mark.parametrize("evidence", ["assumption", "measured"])
def test_a_plan_says_that_its_one_effect_is_assumed(repository, evidence):
    travel = cv.read_study(repository / "data" / "travel_mode")
    effects = travel.others["effects"].assign(evidence=evidence)
    study = dataclasses.replace(travel, others={**travel.others, "effects": effects})
    text = " ".join(plan_sentences(cv.analyse(study, draws=200)))

    assert ("Its one effect is assumed." in text) == (evidence == "assumption")
    assert ("No effect in it is assumed." in text) == (evidence == "measured")


def test_a_plan_within_a_budget(coffee):
    analysis = cv.analyse(coffee, draws=200)
    inside = analysis.within(12_000)

    assert inside.improvement.plan.cost <= 12_000 < analysis.improvement.plan.cost
    assert "the most that €12,000 can do. More money would do more." in " ".join(plan_sentences(inside))
    assert plan_sentences(analysis.within(0)) == ["Within €0, no lever is worth its cost: the best plan is to do none."]
    assert inside.improvement.effects is analysis.improvement.effects  # worked out once
    assert inside.at("neighbours").improvement is inside.improvement


def test_a_burden_that_is_smaller_with_us_is_claimed_as_such(repository):
    analysis = cv.analyse(cv.read_study(repository / "data" / "coffee"), segment="neighbours", draws=500)

    assert "Being known (+12.0 points), A small treat (+4.0 points) and Trouble (less with us, +4.0 points)." in (
        proposition_paragraph(analysis)
    )
    assert "Trouble (less with us, +4.0 points)" in canvas_parts(analysis)["claim"][1]


def test_frictions_the_worst_first_with_effort_scores_and_what_eases_them(repository):
    study = cv.read_study(repository / "data" / "coffee")
    found = cv.analyse(study, segment="commuters", draws=50)
    mine = found.improvement.frictions.query("segment == 'commuters'")

    assert mine["gap"].is_monotonic_increasing and (mine["gap"] < 0).all()
    kinds = study.drivers.set_index("driver")["kind"]
    assert set(mine["driver"].map(kinds)) <= {"time", "effort", "risk"}
    first = mine.iloc[0]
    assert (first["driver"], first["stage"], first["levers"][0][0]) == ("wait", "In the queue", "order_ahead")
    assert all(more > 0 for levers in mine["levers"] for _lever, more in levers)
    assert mine["effort"].isna().all() and "CES" not in cv.tables.frictions(found).markup

    measures = pd.DataFrame(
        [
            ("commuters", "little_cup", "2025", "ces:In the queue", "2.5", "2.1", "2.9", "40"),
            ("commuters", "little_cup", "2026", "ces:In the queue", "3.5", "3.1", "3.9", "40"),
            ("commuters", "kiosk", "2026", "ces:In the queue", "6.5", "6.1", "6.9", "40"),
        ],
        columns=["segment", "offering", "wave", "measure", "value", "low", "high", "n"],
    )
    asked = dataclasses.replace(study, others={**study.others, "measures": measures})
    analysis = cv.analyse(asked, segment="commuters", language="nb", draws=50)
    told = cv.tables.frictions(analysis).markup
    assert "3,5 (3,1–3,9)" in told and "I køen" in told and "Forhåndsbestilling på mobilen" in told
    assert "I køen" in cv.tables.study_measures(analysis).markup


def test_a_friction_that_is_written_as_nothing_is_said_only_where_a_lever_eases_it(repository):
    study = cv.read_study(repository / "data" / "travel_mode")
    effects = study.optional("effects")
    fewer = dataclasses.replace(study, others={**study.others, "effects": effects[effects["driver"] == "waiting"]})
    told, untold = (
        cv.tables.frictions(cv.analyse(one, segment="lower_income", draws=200)).markup for one in (study, fewer)
    )

    assert "hardly any" in told and "A$0" not in told and "Time on the way" in told
    assert "Waiting" in untold and "Time on the way" not in untold
