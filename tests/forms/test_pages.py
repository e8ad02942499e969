"""The pages of the forms: what is shown of a draft, what typing and buttons do to it, and the library of drivers."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

import cvtools as cv
from cvtools import forms
from cvtools.forms.draft import Draft
from cvtools.forms.drivers_page import DriversPage
from cvtools.forms.edits import set_cell
from cvtools.forms.form import EntryForm
from cvtools.forms.messages import told
from cvtools.forms.problems_by_cell import checked
from cvtools.forms.ratings_page import RatingsPage
from cvtools.forms.row_pages import OfferingsPage, SegmentsPage
from cvtools.forms.state import State, new_row, state_of_study
from cvtools.forms.study_page import StudyPage
from cvtools.forms.weights_page import WeightsPage, most_important
from cvtools.language.language import Language
from cvtools.study.driver_library import typical_drivers
from cvtools.study.errors import Problem
from cvtools.study.examples import examples
from cvtools.study.schema import KINDS
from cvtools.study.wording import RULES

from ..strength import some
from ..studies import HOSTILE

DATA = Path(__file__).resolve().parents[2] / "data"
EVERY_FORM = [
    forms.segments,
    forms.offerings,
    forms.drivers,
    forms.weights,
    forms.ratings,
    forms.levers,
    forms.study,
]


@pytest.fixture(scope="module")
def coffee() -> cv.Study:
    return cv.read_study(DATA / "coffee")


@pytest.fixture
def draft(coffee, tmp_path) -> Draft:
    return Draft(tmp_path / "mine", like=coffee)


def sheet(page: object) -> dict:
    (found,) = [block for block in page.blocks() if block["is"] == "table"]
    return found


def cells(page: object) -> dict[tuple[str, str], dict]:
    """The fields of a page's table, by the label of the row and the id of the column."""
    table = sheet(page)
    return {
        (row["label"], column["id"]): cell
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }


def block(page: object, id_: str) -> dict:
    (found,) = [block for block in page.blocks() if block.get("id") == id_]
    return found


def type_in(page: object, at: list[str], text: str) -> None:
    page.draft.do(page.typed(tuple(at), text))


# -- what is shown -------------------------------------------------------------------------------------------------


def test_a_row_shows_its_texts_in_the_readers_language(draft):
    draft.speak("nb")

    shown = [[cell["text"] for cell in row["cells"]] for row in sheet(SegmentsPage(draft))["rows"]]

    assert shown[0] == ["Pendlere", "1200", "På vei til toget"]


def test_a_name_typed_in_the_readers_language_leaves_the_other_one(draft):
    draft.speak("nb")
    page = SegmentsPage(draft)

    type_in(page, sheet(page)["rows"][0]["cells"][0]["at"], "Togfolk")

    row = draft.state.rows("segments")[0]
    assert (row["name"], row["name_nb"], row["segment"]) == ("Commuters", "Togfolk", "commuters")


def test_a_new_row_gets_its_name_in_both_languages(draft):
    draft.speak("nb")
    page = SegmentsPage(draft)
    at = page.act({"do": "add"})

    type_in(page, at, "Tur")
    type_in(page, at, "Turister")

    row = draft.state.rows("segments")[-1]
    assert (row["name"], row["name_nb"], row["segment"]) == ("Turister", "Turister", "turister")


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", "1,5", "Decimals are written with a point here: 1.5"),
        ("nb", "1.5", "Desimaler skrives med komma her: 1,5"),
        ("hr", "1.5", "Decimale se ovdje pišu sa zarezom: 1,5"),
        ("en", "many", "This is not a number. Write it like this: 7.5"),
        ("nb", "12 00", "Dette er ikke et tall. Skriv det slik: 1200"),
        ("en", "1,500", "Write it without separators: 1500"),
        ("en", "1,500,000.5", "Write it without separators: 1500000.5"),
        ("en", "0,500", "Decimals are written with a point here: 0.500"),
        ("nb", "1.500", "Skriv det uten tusenskille: 1500"),
        ("hr", "1.500,5", "Napišite ga bez razdjelnika tisućica: 1500,5"),
        ("en", "-1", "It must be 0 or more: how many customers there are."),
        ("en", "", "A number is needed here."),
    ],
)
def test_a_wrong_number_says_how_to_write_it_and_stays(draft, language, text, message):
    draft.speak(language)
    page = SegmentsPage(draft)
    at = sheet(page)["rows"][0]["cells"][1]["at"]

    type_in(page, at, text)

    cell = sheet(page)["rows"][0]["cells"][1]
    assert (cell["text"], cell["message"]) == (text, message)
    assert cell["level"] == ("wrong" if text else "missing")


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "90,000", "90000"),
        ("en", "1,500.5", "1500.5"),
        ("en", "1,5", "1.5"),
        ("nb", "1.500", "1500"),
        ("hr", "1.5", "1,5"),
        ("en", "15%", "15"),
        ("nb", "12,5 %", "12,5"),
        ("en", "many", ""),
        ("en", "-1", ""),
    ],
)
def test_a_number_that_was_meant_is_offered(draft, language, text, meant):
    draft.speak(language)
    page = SegmentsPage(draft)
    at = sheet(page)["rows"][0]["cells"][1]["at"]

    type_in(page, at, text)

    fix = sheet(page)["rows"][0]["cells"][1].get("fix", {"text": ""})
    assert fix["text"] == meant
    if meant:
        type_in(page, at, fix["text"])
        assert (draft.found.study is not None) == meant.isdigit()  # customers are counted in whole numbers


def test_the_error_of_another_field_says_whose_it_is(draft):
    page = RatingsPage(draft)
    at = cells(page)["Taste of the coffee", "little_cup"]["at"]

    for column in ("high", "n", "low"):
        type_in(page, [at[0], at[1], column], "99" if column != "n" else "-2")

    said = cells(page)["Taste of the coffee", "little_cup"]["message"]
    assert said == "Low must not be more than the likely number."
    type_in(page, [at[0], at[1], "low"], "1")
    said = cells(page)["Taste of the coffee", "little_cup"]["message"]
    assert said == "High: It must lie between 0 and 10, the ends of this scale."
    type_in(page, [at[0], at[1], "high"], "10")
    said = cells(page)["Taste of the coffee", "little_cup"]["message"]
    assert said == "How many were asked: It must be 0 or more: how many were asked or counted."


def test_in_money_a_driver_says_whether_it_comes_once_or_every_year(draft):
    page = DriversPage(draft)
    assert "recurs" not in [column["id"] for column in sheet(page)["columns"]]

    draft.do(lambda state: state.with_settings(unit="EUR", horizon_years="5"))

    field = cells(page)["Waiting time", "recurs"]
    assert (field["text"], field["options"][0]["options"]) == ("once", [["once", "once"], ["yearly", "every year"]])
    type_in(page, field["at"], "yearly")
    recurs = cv.read_study(draft.path).drivers.set_index("name")["recurs"]
    assert recurs["Waiting time"] == "yearly"


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_a_number_may_have_spaces_between_its_thousands(draft, space):
    page = SegmentsPage(draft)

    type_in(page, sheet(page)["rows"][0]["cells"][1]["at"], f"1{space}500")

    cell = sheet(page)["rows"][0]["cells"][1]
    assert (cell["text"], cell["message"]) == (f"1{space}500", "")
    assert cv.read_study(draft.path).segments["size"][0] == 1500


@pytest.mark.parametrize(("language", "text"), [("en", "80 %"), ("en", "80%"), ("nb", "80,0 %"), ("hr", "0,8")])
def test_a_share_may_be_a_percentage(draft, language, text):
    draft.speak(language)
    page = StudyPage(draft)

    type_in(page, ["study", "study", "confidence"], text)

    assert draft.found.study is not None
    assert draft.found.study.settings.confidence == 0.8
    draft.speak("nb" if language == "en" else "en")
    assert draft.found.study.settings.confidence == 0.8


def test_a_share_says_what_it_is_for_and_what_it_may_be(draft):
    page = StudyPage(draft)
    at = ["study", "study", "confidence"]

    def said() -> tuple[str, str]:
        (field,) = [field for field in block(page, "settings")["fields"] if field["at"] == at]
        return field["level"], field["message"]

    sentence = "How sure low and high are meant: 80% says that four of five true values lie between them."
    assert said() == ("hint", sentence)
    type_in(page, at, "80")
    assert said() == ("wrong", "A share above 0 and up to 1, such as 0.8 or 80%.")


def test_a_name_that_is_there_already_gets_a_hint_and_is_taken(draft):
    page = SegmentsPage(draft)
    first, second = (row["cells"][0] for row in sheet(page)["rows"][:2])

    type_in(page, second["at"], f" {first['text'].upper()}")

    fields = [row["cells"][0] for row in sheet(page)["rows"]]
    hint = ("hint", "There is another one of this name.")
    assert [(field["level"], field["message"]) for field in fields] == [("", ""), hint, ("", "")]
    assert draft.found.study is not None


def test_a_cost_the_wrong_way_round_gets_a_hint_at_its_best(draft):
    page = DriversPage(draft)
    for end, number in (("worst", "0"), ("best", "40")):
        type_in(page, cells(page)["Price of a cup", end]["at"], number)

    field = cells(page)["Price of a cup", "best"]

    sentence = "For this cost the best is the higher number, so that more is less of a burden. Is that meant?"
    assert (field["level"], field["message"]) == ("hint", sentence)
    assert [cell["level"] for (_, column), cell in cells(page).items() if column == "best"].count("hint") == 1


def test_an_empty_study_says_what_it_is_and_begins_with_an_example(tmp_path):
    draft = Draft(tmp_path / "mine", language="nb")
    form = forms.study(draft)
    lead, pick = form.view["blocks"][:2]
    assert lead["text"].startswith("En studie sammenligner det kundene kan velge mellom: ")
    assert (pick["label"], pick["options"][1]["options"][0][0]) == ("Begynn med et eksempel", "starter")
    assert len(pick["options"][1]["options"]) == len(examples())

    form.do({"do": "example", "value": "coffee"})
    form.refresh()

    example = cv.read_study(DATA / "coffee")
    assert cv.read_study(draft.path).fingerprint == example.fingerprint
    assert form.view["notice"].startswith("Dette er en kopi av eksemplet: En kaffebar og naboene")
    assert form.view["blocks"][0]["id"] == "settings"
    form.do({"do": "undo"})
    form.refresh()
    assert (form.view["notice"], form.view["blocks"][0]["id"], draft.state.rows("segments")) == ("", "lead", ())
    form.close()


def test_a_kind_brings_its_side(draft):
    page = DriversPage(draft)

    type_in(page, cells(page)["Waiting time", "kind"]["at"], "emotional")

    row = next(row for row in draft.state.rows("drivers") if row["name"] == "Waiting time")
    assert (row["side"], row["kind"]) == ("benefit", "emotional")


def test_who_is_ours_is_chosen_by_name(draft):
    field = block(OfferingsPage(draft), "ours")["fields"][0]

    assert (field["label"], field["text"]) == ("Our own offering", "little_cup")
    assert field["options"][0]["options"][:2] == [["little_cup", "The Little Cup"], ["chain", "The big chain"]]


def test_removing_ours_makes_no_rival_ours_and_saves_nothing_until_one_says_whose(draft):
    draft.do(lambda state: state.with_settings(title="Mine"))
    form = forms.offerings(draft)
    ours = draft.state.rows("offerings")[0].key

    form.do({"do": "remove", "table": "offerings", "row": ours})
    form.do({"do": "finish"})
    form.refresh()

    assert form.view["notice"] == "Removed: The Little Cup, and with it 31 ratings. Undo brings it back."
    said = form.view["status"]["text"]
    assert said.startswith("Kept as you type, in ")
    assert said.endswith(" Still to do: Say which offering is yours.")
    field = block(OfferingsPage(draft), "ours")["fields"][0]
    assert (field["text"], field["message"]) == ("", "Say which offering is yours.")
    assert cv.read_study(draft.path).settings.ours == "little_cup"
    form.do({"do": "add", "table": "offerings"})
    assert draft.state.settings["ours"] == ""
    form.do({"do": "undo"})
    form.do({"do": "undo"})
    form.refresh()
    assert (form.view["notice"], draft.state.settings["ours"]) == ("", "little_cup")
    form.close()


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Removed: Waiting time, and with it 3 weights, 8 ratings and 5 effects. Undo brings it back."),
        ("nb", "Fjernet: Ventetid, og med det 3 vekter, 8 vurderinger og 5 virkninger. Angre henter det tilbake."),
        ("hr", "Uklonjeno: Vrijeme čekanja, a s time i 3 težine, 8 ocjena i 5 učinaka. „Poništi” to vraća."),
    ],
)
def test_what_goes_with_a_driver_is_said(draft, language, notice):
    draft.speak(language)
    form = forms.drivers(draft)
    key = next(row.key for row in draft.state.rows("drivers") if row["name"] == "Waiting time")

    form.do({"do": "remove", "table": "drivers", "row": key})
    form.refresh()

    assert form.view["notice"] == notice
    form.do({"do": "add", "table": "drivers"})
    form.do({"do": "remove", "table": "drivers", "row": draft.state.rows("drivers")[-1].key})
    form.refresh()
    assert form.view["notice"] == ""  # nothing was in it
    form.close()


# -- weights -------------------------------------------------------------------------------------------------------


def simple() -> State:
    drivers = [("taste", "benefit", "functional", "0", "10"), ("wait", "cost", "time", "15", "0")]
    return State(
        {"title": "T", "unit": "points", "ours": "tea"},
        {
            "segments": (new_row(segment="kids", name="Kids", size="1"), new_row(segment="old", name="Old", size="1")),
            "offerings": (new_row(offering="tea", name="Tea"), new_row(offering="milk", name="Milk")),
            "drivers": tuple(
                new_row(driver=d, name=d.title(), side=s, kind=k, unit="u", worst=w, best=b)
                for d, s, k, w, b in drivers
            ),
            "weights": (
                new_row(segment="*", driver="taste", weight="60"),
                new_row(segment="*", driver="wait", weight="30"),
            ),
            "ratings": (new_row(segment="*", offering="tea", driver="taste", rating="5", view="perceived"),),
        },
    )


@pytest.fixture
def plain(tmp_path) -> Draft:
    draft = Draft(tmp_path / "plain")
    draft.do(lambda _: simple())
    return draft


def test_each_weight_says_its_step_and_what_it_is_of_100(plain):
    page = WeightsPage(plain)

    rows = sheet(page)["rows"]

    assert [(row["cells"][0]["text"], row["cells"][0]["under"]) for row in rows] == [
        ("Taste", "from 0 to 10 u"),
        ("Wait", "from 15 to 0 u"),
    ]
    assert [row["cells"][1]["text"] for row in rows] == ["60", "30"]
    assert [row["cells"][2]["text"] for row in rows] == ["66.7", "33.3"]
    assert block(page, "most")["value"] == "taste"


def test_what_holds_for_every_segment_is_a_hint_until_a_segment_has_its_own(plain):
    page = WeightsPage(plain)
    page.act({"do": "segment", "value": "kids"})
    cell = sheet(page)["rows"][1]["cells"][1]
    assert (cell["text"], cell["hint"]) == ("", "30")

    type_in(page, cell["at"], "60")

    assert [row["cells"][2]["text"] for row in sheet(page)["rows"]] == ["50.0", "50.0"]
    assert cv.read_study(plain.path).weights.values.tolist()[-1][:3] == ["kids", "wait", 60.0]
    page.act({"do": "as_every"})
    assert sheet(page)["rows"][1]["cells"][1]["text"] == ""


def test_the_most_important_gets_100_and_proportions_stay(plain):
    state = most_important(plain.state, "*", "wait")

    assert [row["weight"] for row in state.rows("weights")] == ["100", "100"]
    assert [row["weight"] for row in most_important(plain.state, "*", "taste").rows("weights")] == ["100", "50"]
    own = most_important(plain.state, "kids", "taste").rows("weights")
    assert [(row["segment"], row["weight"]) for row in own[2:]] == [("kids", "100"), ("kids", "50")]


def test_what_was_said_to_matter_most_stays_so_beside_another_at_100(plain):
    page = WeightsPage(plain)

    page.act({"do": "most", "value": "wait"})
    assert block(page, "most")["value"] == "wait"
    page.act({"do": "segment", "value": "kids"})
    assert block(page, "most")["value"] == "taste"
    page.act({"do": "most", "value": "taste"})
    page.act({"do": "segment", "value": "*"})
    assert block(page, "most")["value"] == "wait"


def test_a_range_that_ended_below_100_ends_there(plain):
    at = ("weights", "*/wait", "high")
    page = WeightsPage(plain)
    type_in(page, ["weights", "*/wait", "low"], "20")
    type_in(page, at, "45")

    page.act({"do": "most", "value": "wait"})

    assert not plain.found.cells
    row = next(row for row in plain.state.rows("weights") if row["driver"] == "wait")
    assert [row[name] for name in ("low", "weight", "high")] == ["33.33", "100", "100"]


def test_in_money_a_weight_is_an_amount(plain):
    plain.do(lambda state: state.with_settings(unit="EUR"))
    table = sheet(WeightsPage(plain))

    assert [column["label"] for column in table["columns"]] == ["Going …", "EUR"]
    assert table["rows"][0]["cells"][1]["input"] == "text"


def test_a_weight_that_is_needed_says_so(plain):
    plain.do(lambda state: state.with_rows("weights", state.rows("weights")[:1]))

    assert [row["cells"][1]["message"] for row in sheet(WeightsPage(plain))["rows"]] == ["", "needed"]


# -- ratings -------------------------------------------------------------------------------------------------------


def test_the_grid_shows_what_is_known_what_is_not_and_what_holds_for_all(plain):
    page = RatingsPage(plain)
    page.act({"do": "segment", "value": "kids"})
    at = cells(page)["Taste", "tea"]["at"]
    assert [cells(page)["Taste", "tea"][name] for name in ("text", "hint")] == ["", "5"]

    type_in(page, at, "?")
    assert cells(page)["Taste", "tea"]["text"] == "?"
    assert plain.found.study is not None

    type_in(page, at, "12")
    assert cells(page)["Taste", "tea"]["message"] == "It must lie between 0 and 10, the ends of this scale."


def test_more_is_said_about_the_chosen_rating(plain):
    page = RatingsPage(plain)
    page.act({"do": "segment", "value": "*"})
    at = cells(page)["Taste", "tea"]["at"]
    page.act({"do": "choose", "at": at})

    for column, text in (("low", "7"), ("high", "8"), ("evidence", "survey"), ("n", "12")):
        type_in(page, [at[0], at[1], column], text)

    detail = block(page, "detail")
    assert detail["title"] == "More about the rating: Tea, Taste"
    assert [field["message"] for field in detail["fields"]][:2] == ["Low must not be more than the likely number.", ""]
    type_in(page, [at[0], at[1], "low"], "4")
    assert cv.read_study(plain.path).ratings[["low", "high", "evidence", "n"]].values.tolist() == [[4, 8, "survey", 12]]


def test_a_rating_of_another_view_is_a_row_of_its_own(plain):
    page = RatingsPage(plain)
    page.act({"do": "view", "value": "expected"})

    type_in(page, cells(page)["Wait", "milk"]["at"], "3")

    assert [row["view"] for row in plain.state.rows("ratings")] == ["perceived", "expected"]


def test_a_row_that_no_field_shows_is_listed_and_can_be_removed(plain):
    stray = new_row(segment="kids", offering="tea", driver="tast", rating="5")
    plain.do(lambda state: state.with_rows("ratings", [*state.rows("ratings"), stray]))
    page = RatingsPage(plain)

    (item,) = block(page, "strays")["items"]
    assert item["text"] == "kids · tea · tast · 5 – This belongs to nothing in the study."

    page.act(item["button"]["does"])
    assert plain.found.study is not None


# -- blocks of cells -----------------------------------------------------------------------------------------------


def test_a_pasted_block_fills_rows_and_adds_more(draft):
    page = SegmentsPage(draft)
    at = tuple(sheet(page)["rows"][2]["cells"][0]["at"])

    draft.do(page.pasted(at, "Neighbours\t900\r\nTourists\t50\tFrom afar\r\nPupils\tmany\r\n"))

    rows = [[row[name] for name in ("segment", "name", "size", "description")] for row in draft.state.rows("segments")]
    assert rows[2][:3] == ["neighbours", "Neighbours", "900"]
    assert rows[3:] == [["tourists", "Tourists", "50", "From afar"], ["pupils", "Pupils", "many", ""]]
    assert cells(page)["Pupils", "size"]["message"] == "This is not a number. Write it like this: 7.5"
    draft.undo()
    assert len(draft.state.rows("segments")) == 3


def test_pasting_where_a_row_was_says_so_and_changes_nothing(draft):
    form = forms.segments(draft)
    at = sheet(form.pages[0])["rows"][2]["cells"][0]["at"]
    form.do({"do": "remove", "table": "segments", "row": at[1]})
    before = draft.state

    form.do({"do": "paste", "at": at, "text": "a\tb\nc\td"})

    assert draft.state is before
    assert form.seen()["notice"] == "Nothing was pasted: that field is no longer there. Paste into another one."


def test_a_pasted_header_is_left_out_and_words_are_understood(tmp_path):
    draft = Draft(tmp_path / "mine", language="nb")
    page = DriversPage(draft)
    at = page.act({"do": "add"})

    draft.do(
        page.pasted(at, "Navn\tType\tEnhet\tDårligst\tBest\nPris\tPenger\tkr\t100\t0\nRo\temosjonell\tskår\t0\t10\n")
    )

    rows = [[row[name] for name in ("name", "side", "kind", "worst", "best")] for row in draft.state.rows("drivers")]
    assert [row[0] for row in rows] == ["Pris", "Ro"]
    assert rows[1][1:] == ["benefit", "emotional", "0", "10"]


def test_a_block_of_ratings_goes_into_the_grid(plain):
    page = RatingsPage(plain)
    at = tuple(cells(page)["Taste", "tea"]["at"])

    plain.do(page.pasted(at, "1\t2\n3\t4\n5\t6"))

    assert [[cell["text"] for cell in row["cells"][1:]] for row in sheet(page)["rows"]] == [["1", "2"], ["3", "4"]]


# -- the form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", some(["en", "nb", "hr"], daily=1))
@pytest.mark.parametrize("case", sorted(path.parent.name for path in DATA.glob("*/study.yaml")))
def test_every_form_shows_every_study_in_every_language(tmp_path, case, language):
    draft = Draft(tmp_path / "mine", like=cv.read_study(DATA / case), language=language)

    for make in EVERY_FORM:
        form = make(draft)
        for page in form.pages:
            form.do({"do": "tab", "value": page.table})
            form.refresh()
            assert json.loads(json.dumps(form.view))["blocks"]
        form.close()
    assert draft.found.study is not None
    assert list(tmp_path.iterdir()) == []


def test_a_message_is_answered_with_its_number(draft):
    form = forms.segments(draft)
    at = form.view["blocks"][1]["rows"][0]["cells"][1]["at"]

    form._received(form, {"do": "set", "at": at, "text": "5", "done": True, "from": "a", "seq": 4}, [])

    assert form.view["seen"] == {"a": 4}
    assert form.view["status"]["text"].startswith("Everything is saved in ")
    form.close()


def test_a_new_study_says_what_is_still_to_do(tmp_path):
    form = forms.study(Draft(tmp_path / "mine"))
    assert form.view["status"]["text"].startswith("Nothing is saved yet")

    form.do({"do": "set", "at": ["study", "study", "title"], "text": "Ice", "done": True})
    form.refresh()

    assert "Still to do: There is no segment yet. There is no offering yet." in form.view["status"]["text"]
    form.close()


def test_what_is_still_to_do_stays_while_a_field_is_wrong_and_is_said_once(plain):
    plain.do(lambda state: state.with_rows("weights", []))
    status = forms.segments(plain).view["status"]["text"]
    assert status.endswith(" Still to do: There is no weight yet.")

    key = plain.state.rows("segments")[0].key
    plain.do(lambda state: set_cell(state, "segments", key, "size", "many"))

    form = forms.weights(plain)
    assert form.view["status"]["text"] == (
        "1 entry needs another look; it is kept. The rest is saved in plain. Still to do: There is no weight yet."
    )
    form.close()


def test_a_form_names_its_study_and_asks_before_it_shows_another(draft):
    draft.do(lambda state: state.with_settings(title="Mine"))
    other = Draft(draft.path, like=draft.like)
    form = forms.segments(other)
    assert form.view["heading"] == {"title": "Mine", "place": str(draft.path)}
    assert form.view["blocks"] == []
    assert form.view["banner"]["text"] == (
        "There is another study in mine already: “Mine”. Do you want to go on with it, or to begin a copy of "
        "“A coffee shop and its neighbours (an invented example)” beside it?"
    )

    form.do({"do": "elsewhere"})
    form.refresh()

    assert form.view["heading"]["place"] == f"{draft.path}_2"
    assert form.view["banner"] is None
    assert form.view["blocks"][1]["rows"][0]["label"] == "Commuters"
    form.close()


def test_two_copies_are_told_and_both_ways_lead_out(coffee, tmp_path):
    cv.write_study(coffee, tmp_path / "mine")
    one, two = forms.segments(Draft(tmp_path / "mine")), forms.segments(Draft(tmp_path / "mine"))
    for form, name in ((one, "One"), (two, "Two")):
        at = form.view["blocks"][1]["rows"][0]["cells"][0]["at"]
        form.do({"do": "set", "at": at, "text": name, "done": True})
    two.refresh()

    assert [button["does"]["do"] for button in two.view["banner"]["buttons"]] == ["take", "keep"]
    two.do({"do": "take"})
    two.refresh()
    assert two.view["banner"] is None
    assert two.view["blocks"][1]["rows"][0]["cells"][0]["text"] == "One"
    one.close()
    two.close()


def upload(form: EntryForm, data: bytes, *, parts: int = 1) -> None:
    size = -(-len(data) // parts)
    for part in range(parts):
        message = {"do": "upload", "name": "up.xlsx", "part": part, "parts": parts}
        form.do(message, [memoryview(data[part * size : (part + 1) * size])])
    form.refresh()


def test_a_workbook_comes_in_parts_and_goes_out_again(coffee, tmp_path, monkeypatch):
    cv.write_study(coffee, tmp_path / "coffee.xlsx")
    form, sent = forms.study(Draft(tmp_path / "mine")), []
    monkeypatch.setattr(form, "send", lambda content, buffers: sent.append((content, buffers[0])))

    upload(form, (tmp_path / "coffee.xlsx").read_bytes(), parts=3)
    assert form.view["notice"] == "up.xlsx was read. Undo brings back what was here before."
    form.do({"do": "download", "from": "a"})

    ((content, data),) = sent
    (tmp_path / "again.xlsx").write_bytes(data)
    assert (content["file"], content["to"]) == ("mine.xlsx", "a")
    assert cv.read_study(tmp_path / "again.xlsx").fingerprint == coffee.fingerprint
    form.close()


def test_a_file_that_is_no_workbook_is_refused_in_words(draft):
    form = forms.study(draft)

    upload(form, b"GIF89a")

    assert form.view["banner"]["text"] == "up.xlsx was not read, and nothing was changed:"
    assert form.view["banner"]["items"] == ["This is not an Excel workbook (.xlsx), or it has a password."]
    form.do({"do": "dismiss"})
    form.refresh()
    assert form.view["banner"] is None
    form.close()


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 200])
def test_any_name_goes_in_and_comes_back(draft, name):
    page = SegmentsPage(draft)

    type_in(page, sheet(page)["rows"][0]["cells"][0]["at"], name)

    assert cv.read_study(draft.path).segments["name"][0] == name
    assert sheet(page)["rows"][0]["cells"][0]["text"] == name


# -- words ---------------------------------------------------------------------------------------------------------


def test_every_rule_of_a_cell_has_a_short_text_in_the_readers_language():
    """Rules of files are told in full, and so are those that no field can break: it makes ids, knows its sign,
    and there is none for short names.

    Tables that have no form (levers and what follows) are told as files are.
    """
    codes, fields = list(RULES), {"low": 0.0, "high": 1.0, "most": 20}
    of_cells = [code for code in codes[: codes.index("known_lever")] if code not in ("id", "short_name", "thousands")]
    problems = [Problem("weights", 1, "unit", "x", code, fields=fields) for code in of_cells]

    untold = [problem.code for problem in problems if told(problem, Language("nb"), ",").startswith("weights, rad")]

    assert len(of_cells) > 30
    assert untold == []


def test_every_problem_of_a_study_full_of_mistakes_is_told(coffee):
    state = state_of_study(coffee, decimal=".")
    for table, column, text in [
        ("segments", "name", ""),
        ("segments", "size", "x"),
        ("drivers", "kind", "funny"),
        ("drivers", "best", "0"),
        ("weights", "weight", "-1"),
        ("ratings", "rating", "99"),
        ("ratings", "low", "9"),
        ("ratings", "n", "-1"),
    ]:
        row = state.rows(table)[0].with_(**{column: text})
        state = state.with_rows(table, [row, *state.rows(table)[1:]])
    state = state.with_settings(title="", unit="kroner", ours="nobody", confidence="2", discount_rate="7")
    found = checked(state)

    problems = [*found.cells.values(), *(problem for _table, _key, problem in found.rest)]
    english = [told(problem, Language("en"), ".") for problem in problems]

    assert len(problems) >= 11
    assert [text for text in english if ", row " in text or "allowed:" in text] == []


# -- the library ---------------------------------------------------------------------------------------------------


def test_the_library_is_whole_in_three_languages():
    drivers = typical_drivers()

    assert len(drivers) >= 30
    assert {item.kind for item in drivers} == {kind for kinds in KINDS.values() for kind in kinds}
    assert [item.driver for item in drivers if item.kind not in KINDS[item.side]] == []
    assert [item.driver for item in drivers if item.side == "cost" and item.best >= item.worst] == []
    assert [item.driver for item in drivers if item.side == "benefit" and item.best <= item.worst] == []
    for texts in (item.names for item in drivers):
        assert sorted(texts) == ["en", "hr", "nb"]
        assert all(text.strip() == text and text for text in texts.values())
    for code in ("en", "nb", "hr"):
        assert len({item.names[code] for item in drivers}) == len(drivers)
    assert {sign for item in drivers for sign in item.driver} <= {*string.ascii_lowercase, "_"}


def test_a_driver_of_the_library_comes_in_the_studys_languages(draft):
    draft.speak("nb")
    page = DriversPage(draft)

    page.act({"do": "typical", "value": "reliability"})

    row = draft.state.rows("drivers")[-1]
    assert [row[name] for name in ("driver", "name", "name_nb", "name_hr")] == [
        "reliability",
        "Reliability",
        "Pålitelighet",
        "Pouzdanost",
    ]
    assert [row[name] for name in ("side", "kind", "worst", "best")] == ["benefit", "functional", "0", "10"]
