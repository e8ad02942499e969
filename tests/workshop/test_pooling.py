"""Many people's numbers as one: known answers, and a study that holds them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import cvtools as cv
from cvtools.study.errors import StudyError
from cvtools.study.study import check_study, read_study, write_study
from cvtools.workshop.answers import Person, answers_of
from cvtools.workshop.form import form_of
from cvtools.workshop.handed_in import collect
from cvtools.workshop.picture import view_picture
from cvtools.workshop.pooled import blank_study, pooled_study
from cvtools.workshop.pooling import disagreements, moved, own_values, pooled_values, pooled_winners, spreads, winners

from ..studies import write_files
from .rooms import enter, item_of, save, small_room, small_study

LEVELS = {"cafe_taste": 8, "cafe_price": 3, "chain_taste": 6, "chain_price": 2}


def person(name: str = "1", view: str = "perceived", **answers: object) -> Person:
    """Somebody who weighs taste 60 and price 40, and rates as `LEVELS`, unless told otherwise."""
    said = dict(item_of(key, value) for key, value in ({"taste": 60, "price": 40} | LEVELS | answers).items())
    return Person(name, view, {item: value for item, value in said.items() if value is not None})


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path)


@pytest.fixture
def three(study):
    """Three customers, who differ in one rating and in their weights."""
    people = [
        person("1"),
        person("2", taste=100, price=100, cafe_taste=7),
        person("3", taste=90, price=10, cafe_taste=3),
    ]
    return answers_of(form_of(study), people)


def test_weights_are_each_ones_shares_of_100(three):
    assert three.weight.tolist() == [[60, 40], [50, 50], [90, 10]]


def test_the_spread_of_a_number(three):
    frame = spreads(three)

    taste = frame[(frame["offering"] == "cafe") & (frame["driver"] == "taste")].iloc[0]
    assert taste[["n", "median", "q1", "q3"]].tolist() == [3, 7, 5, 7.5]
    assert taste[["low", "high"]].tolist() == pytest.approx([3.8, 7.8])  # the quantiles at 10 and 90 per cent
    assert taste["trimmed"] == 6


def test_each_ones_own_numbers_give_each_ones_own_values(study, three):
    """value = Σ W·u for benefits − Σ W·(1 − u) for costs, with price 5 the worst and 0 the best."""
    first = [60 * 0.8 - 40 * 3 / 5, 60 * 0.6 - 40 * 2 / 5]

    assert own_values(three)[0].tolist() == pytest.approx(first)
    assert winners(own_values(three), three.offerings) == ["cafe", "chain", "chain"]


def test_the_winner_can_depend_on_the_way_of_pooling(study):
    """Two think a little more of the café, one thinks nothing of it: the medians say café, the means say chain."""
    people = [person("1"), person("2"), person("3", cafe_taste=0)]
    answers = answers_of(form_of(study), people)

    assert pooled_winners(pooled_values(answers)) == {"median": "cafe", "trimmed": "chain", "linear": "chain"}
    assert pooled_values(answers)["own"].tolist() == [2, 1]


def test_a_range_counts_with_the_mean_of_its_distribution(study):
    """0 to 10 around 5 is even; 4 to 10 around 5 pulls the mean up."""
    even = answers_of(form_of(study), [person(cafe_taste={"likely": 5, "low": 1, "high": 9})])
    skewed = answers_of(form_of(study), [person(cafe_taste={"likely": 5, "low": 4, "high": 9})])

    assert own_values(even)[0, 0] == pytest.approx(60 * 0.5 - 24)
    assert own_values(skewed)[0, 0] > own_values(even)[0, 0]


def test_where_people_differ_most_comes_first(three):
    assert disagreements(three)[["offering", "driver"]].to_numpy().tolist() == [["cafe", "taste"]]


def test_what_moved_between_rounds(study, three):
    closer = answers_of(
        form_of(study), [person("1", cafe_taste=7), person("2", cafe_taste=7), person("3", cafe_taste=6)]
    )

    frame = moved(three, closer)

    row = frame[frame["offering"] == "cafe"].iloc[0]
    assert row[["driver", "median_before", "median", "width_before", "width"]].tolist() == ["taste", 7, 7, 2.5, 0.5]
    assert moved(three, three).empty


def test_the_pooled_study_holds_medians_quantiles_and_counts(study, three):
    before = study.ratings.copy()

    pooled = pooled_study(study, three)

    rows = pooled.ratings.set_index(["segment", "offering", "driver"])
    taste = rows.loc[("regulars", "cafe", "taste")]
    assert taste[["rating", "evidence", "n", "view"]].tolist() == [7, "workshop", 3, "perceived"]
    assert taste[["low", "high"]].tolist() == pytest.approx([3.8, 7.8])
    weights = pooled.weights.set_index(["segment", "driver"])
    assert weights.loc[("regulars", "taste"), "weight"] == 60
    assert weights.loc[("visitors", "price"), "weight"] == 20  # other segments are as they were
    assert check_study(pooled) == []
    pd.testing.assert_frame_equal(study.ratings, before)


def test_what_our_people_believe_is_kept_apart(study):
    people = [person("1"), person("2", view="believed", taste=10, price=90, cafe_taste=10)]

    pooled = pooled_study(study, answers_of(form_of(study), people))

    cafe = pooled.ratings[(pooled.ratings["segment"] == "regulars") & (pooled.ratings["offering"] == "cafe")]
    assert dict(zip(cafe["view"] + cafe["driver"], cafe["rating"], strict=True)) == {
        "perceivedtaste": 8,
        "perceivedprice": 3,
        "believedtaste": 10,
        "believedprice": 3,
    }
    assert pooled.weights.set_index(["segment", "driver"]).loc[("regulars", "taste"), "weight"] == 60
    assert cv.analyse(pooled).segment == "regulars"


def test_one_participants_own_range_is_kept(study):
    rated = {"likely": 8, "low": 6, "high": 9}

    pooled = pooled_study(study, answers_of(form_of(study), [person(cafe_taste=rated)]))

    row = pooled.ratings.set_index(["segment", "offering", "driver"]).loc[("regulars", "cafe", "taste")]
    assert row[["low", "rating", "high", "n"]].tolist() == [6, 8, 9, 1]


def test_who_did_not_weigh_everything_does_not_weigh(study):
    answers = answers_of(form_of(study), [person("1"), person("2", price=None)])

    pooled = pooled_study(study, answers)

    assert pooled.weights.set_index(["segment", "driver"]).loc[("regulars", "taste"), "n"] == 1
    assert winners(own_values(answers), answers.offerings) == ["cafe", ""]


def test_answers_to_another_study_are_refused(study, tmp_path, three):
    other = read_study("coffee")

    with pytest.raises(StudyError, match="the answers were given to another study"):
        pooled_study(other, answers_of({**form_of(study), "segment": {"id": "commuters"}}, []))
    with pytest.raises(StudyError, match="nobody has answered anything"):
        pooled_study(study, answers_of(form_of(study), []))


def test_a_picture_of_nobody_and_of_a_few_is_plain_json(study, three):
    for answers in (three, three.only(np.array([], int))):
        text = json.dumps(view_picture(answers), allow_nan=False)
        assert json.loads(text)["n"] == len(answers.people)


# -- handed in ---------------------------------------------------------------------------------------------


def page_file(folder, form, who: Person, identity: str, **changes: object):
    """What the page without a network saves."""
    sent = {
        "workshop": 1,
        "form": form,
        "id": identity,
        "name": who.name,
        "view": who.view,
        "language": "nb",
        "answers": who.answers,
    }
    file = folder / f"{identity}.json"
    file.write_text(json.dumps(sent | changes), encoding="utf-8")
    return file


def test_files_workbooks_and_rooms_are_pooled_together(tmp_path, study):
    form = form_of(study)
    book = tmp_path / "ana.xlsx"
    write_study(study, book)
    room = small_room(tmp_path)
    save(room, enter(room), taste=60, price=40, **LEVELS)
    room.close()
    files = [page_file(tmp_path, form, person("Bo", cafe_taste=5), "b"), book, tmp_path / "room.db"]

    base, answers = collect(files)

    assert answers.people == ("Bo", "1", "ana")
    assert answers.rating[:, 0, 0].tolist() == [5, 8, 8]
    assert check_study(pooled_study(base, answers)) == []


def test_files_alone_are_enough_for_a_study(tmp_path):
    coffee = read_study("coffee")
    form = form_of(coffee, "commuters")
    numbers = {f"weight/{row['id']}": 50 for row in form["drivers"]}
    numbers |= {
        f"rating/{o['id']}/{d['id']}": {"likely": d["best"]} for o in form["offerings"] for d in form["drivers"]
    }
    base, answers = collect([page_file(tmp_path, form, Person("A", "perceived", numbers), "a")])

    written = write_study(pooled_study(base, answers), tmp_path / "pooled")

    assert form_of(written)["print"] == form["print"]
    assert form_of(blank_study(form))["offerings"] == form["offerings"]


def test_everything_wrong_with_files_is_told_at_once(tmp_path, study):
    form = form_of(study)
    other = form_of(
        read_study(
            write_files(
                tmp_path / "other",
                segments="segment,name,size\nnew,New,1\n",
                weights="segment,driver,weight\n*,taste,1\n*,price,1\n",
                ratings="segment,offering,driver,rating\n*,cafe,taste,1\n",
            )
        )
    )
    wild = person("1", taste=500).answers | {"weight/nothing": 1}
    files = [
        page_file(tmp_path, form, person("A"), "a"),
        page_file(tmp_path, form, Person("W", "perceived", wild), "wild"),
        page_file(tmp_path, form, person("A"), "again", id="a"),
        page_file(tmp_path, other, Person("O", "perceived", {}), "other"),
        page_file(tmp_path, {**form, "unit": "EUR"}, person("F"), "forged"),
        page_file(tmp_path, form, person("V"), "view", view="expected"),
        tmp_path / "nowhere.json",
    ]

    with pytest.raises(StudyError) as caught:
        collect(files)

    no_answers = "the file is no participant’s answers; the page writes a .json file"
    assert str(caught.value).splitlines() == [
        "cvtools workshop pool has 7 problems:",
        "  - wild.json, column weight/taste: the number is outside its scale",
        "  - wild.json, column weight/nothing: nothing that was asked",
        "  - again.json: the same participant as in a.json",
        f"  - forged.json: {no_answers}",
        f"  - view.json: {no_answers}",
        "  - nowhere.json: it cannot be read: No such file or directory",
        "  - other.json: it belongs to another study, segment or scale than the others",
    ]
