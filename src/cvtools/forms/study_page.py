"""The page of the study itself: its settings, a workbook to read in, and where everything is saved."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, button, group
from cvtools.forms.examples import example_state, example_titles
from cvtools.forms.numbers import typed_number
from cvtools.forms.page import Page
from cvtools.forms.problems_by_cell import SETTINGS, Address
from cvtools.forms.state import NAMED
from cvtools.study.schema import LANGUAGES, POINTS

CURRENCIES = ("EUR", "NOK", "USD", "GBP", "SEK", "DKK", "CHF", "AUD", "CAD", "PLN", "JPY")
_NAMES = {"en": "English", "nb": "Norsk bokmål", "hr": "Hrvatski"}


class StudyPage(Page):
    """What holds for the whole study."""

    table: ClassVar[str] = SETTINGS

    def blocks(self) -> list[Block]:
        """The settings, the workbook, the download."""
        _ = self._
        unit = self.state.settings.get("unit", "")
        known = [*CURRENCIES, *([unit] if unit not in ("", POINTS, *CURRENCIES) else [])]
        units = [group([(POINTS, _("points out of 100"))]), group(((code, code) for code in known), _("money"))]
        languages = [group((code, _NAMES[code]) for code in LANGUAGES)]
        language = self.state.settings.get("language", "").strip() or "en"
        fields = [
            self._setting("title", _("Title"), wide=True),
            self._setting("unit", _("Value is counted in"), input="select", options=units),
            self._setting("period", _("Period (such as one year)")),
            self._setting("language", _("Language of the study"), input="select", options=languages, text=language),
            self._setting("notes", _("Notes"), input="area"),
        ]
        drivers = any(row["recurs"] == "yearly" for row in self.state.rows("drivers"))
        if drivers or any(self.state.settings.get(name) for name in ("horizon_years", "discount_rate")):
            fields.insert(4, self._setting("horizon_years", _("Years that count")))
            fields.insert(5, self._setting("discount_rate", _("Discount rate a year")))
        share = _("Share between low and high")
        confidence = self._setting("confidence", share, hint=typed_number(0.8, self.draft.decimal), wide=True)
        note = _("How sure low and high are meant: 80% says that four of five true values lie between them.")
        fields.insert(-1, self.hinted(confidence, note))
        fields[-1:-1] = self._together()
        return [*self._beginning(), blocks.fields("settings", fields), *self._files()]

    def _together(self) -> list[Block]:
        """Return the fields for how far numbers can be trusted and move together, where any rating has a range."""
        names = ("ranges_held", "heterogeneity", "halo", "shared")
        if not any(row["low"] for row in self.state.rows("ratings")) and not any(map(self.state.settings.get, names)):
            return []
        _ = self._
        fields = (
            (
                _("Share of our earlier ranges that held"),
                0.5,
                _(
                    "Of ranges that people judged before, the share that held the true number: theirs count for as "
                    "much. Ranges from surveys and measurements stay. Blank: as they are meant."
                ),
            ),
            (
                _("How differently customers weigh"),
                0.05,
                _(
                    "From 0 (all customers of a segment weigh alike) to 0.5. With 0.05, a weight of 25 is 15 to 35 "
                    "for two customers in three."
                ),
            ),
            (
                _("Ratings of one offering move together"),
                0.3,
                _("From 0 to 1: who likes an offering rates it better on everything. Often about 0.3."),
            ),
            (
                _("Ratings on one driver move together"),
                0.3,
                _("From 0 to 1: the same people rate every offering strictly, or mildly. 0 if blank."),
            ),
        )
        return [
            self.hinted(self._setting(name, label, hint=typed_number(example, self.draft.decimal)), note)
            for name, (label, example, note) in zip(names, fields, strict=True)
        ]

    def _beginning(self) -> list[Block]:
        """Return what a study is and how to begin one, as long as there is nothing in it."""
        if any(not row.blank for table in NAMED for row in self.state.rows(table)):
            return []
        _ = self._
        lead = _(
            "A study compares what customers can choose: what each choice gives them and what it costs them, as each "
            "group of customers sees it. Go through the tabs from left to right, or begin with a copy of an example."
        )
        options = [group([("", _("Choose …"))]), group(example_titles(self.language).items())]
        pick = blocks.pick("example", _("Start from an example"), "", options, back=True)
        return [blocks.text(lead, style="lead", id_="lead"), pick]

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Begin with a copy of an example."""
        name = str(message.get("value", ""))
        titles = example_titles(self.language)
        if message["do"] == "example" and name in titles:
            state = example_state(name, decimal=self.draft.decimal)
            self.draft.do(lambda _: state)
            self.notice = self._(
                "This is a copy of the example: {title}. Undo takes it away again.", title=titles[name]
            )
        return None

    def _setting(self, name: str, label: str, **more: Any) -> Block:
        return self.field((SETTINGS, SETTINGS, name), label=label, **more)

    def _files(self) -> list[Block]:
        _ = self._
        note = _("A whole study can be read from an Excel file. It takes the place of this one; Undo brings that back.")
        download = button(_("Download as an Excel file (.xlsx)"), "download", off=self.draft.study is None)
        return [
            blocks.text(_("As an Excel file"), style="heading", id_="files"),
            blocks.text(note),
            {"is": "upload", "label": _("Read an Excel file (.xlsx) …"), "id": "upload"},
            blocks.buttons("download", download),
        ]
