"""The page of effects: what one lever changes in our ratings, for every segment or for some."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.draft import Draft
from cvtools.forms.edits import id_in
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.numbers import number_of
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.state import Row
from cvtools.study.lever_library import typical_levers
from cvtools.study.schema import EVERY_SEGMENT

Index = Mapping[tuple[str, ...], Row]


class EffectsPage(ValuedPage):
    """What a lever changes."""

    table: ClassVar[str] = "effects"
    columns_of_ids = ("segment", "lever", "driver")

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.lever = ""

    def blocks(self) -> list[Block]:
        """The lever, one row a driver and one column a segment, and more about the chosen effect."""
        need = self.need("drivers", "levers")
        if need:
            return need
        _, index, levers = self._, self.index(), self.names("levers")
        note = _(
            "What the lever adds to our rating, in the driver’s own unit and with its sign: −5 where a wait of 20 "
            "minutes becomes 15. Leave blank what it does not touch."
        )
        made = [
            blocks.pick("lever", _("Lever"), self._looked_at(), [group(levers)]),
            blocks.text(note),
            self.sheet(),
        ]
        if self.chosen and self.chosen[1] == self._looked_at():
            segment, driver = (
                dict(self.names(table)).get(id_, _("Every segment"))
                for table, id_ in (("segments", self.chosen[0]), ("drivers", self.chosen[2]))
            )
            title = _("More about the effect: {driver}, {segment}", driver=driver, segment=segment)
            hint = _("Type a change to say more about it: how sure, and how we know.")
            made.append(self.detail(title, index) or blocks.text(hint, id_="hint"))
        return made + self.stray()

    def _looked_at(self) -> str:
        """Return the lever that is looked at: as chosen, or else the first."""
        ids = [id_ for id_, _name in self.names("levers")]
        return self.lever if self.lever in ids else ids[0]

    def sheet(self) -> Block:
        """One row a driver, one column a segment, the first for all of them."""
        _, index, lever = self._, self.index(), self._looked_at()
        segments = [(EVERY_SEGMENT, _("Every segment")), *self.names("segments")]
        columns = [column("driver", _("Driver"), "wide"), *(column(id_, name) for id_, name in segments)]
        usual = next((item.drivers for item in typical_levers() if item.lever == lever), ())
        ours, mark = self._our_ratings(), _("usually moves")
        rows = []
        for driver, name in self.drivers():
            id_ = driver["driver"]
            under = self.step(driver) + (f" · {mark}" if id_ in usual else "")
            cells = [self._cell((segment, lever, id_), index, driver, ours) for segment, _name in segments]
            rows.append(blocks.row(id_, name, [blocks.head(name, under), *cells]))
        return blocks.table(self.table, self.title(), columns, rows, id=f"sheet {lever}")

    def _cell(self, ids: tuple[str, ...], index: Index, driver: Row, ours: Index) -> Block:
        """Return the field of an effect, and say where it goes past the end of the scale."""
        made, segment = self.number(ids, index), ids[0]
        rating = ours.get((segment, ids[2])) or ours.get((EVERY_SEGMENT, ids[2]))
        texts = (made["text"], rating["rating"] if rating else "", driver["worst"], driver["best"])
        change, now, worst, best = (number_of(text, self.draft.decimal) for text in texts)
        if change is None or now is None or worst is None or best is None:
            return made
        low, high = sorted((worst, best))
        if low <= now + change <= high:
            return made
        end = driver["best"] if (best > worst) == (change > 0) else driver["worst"]
        return self.hinted(made, self._("It counts only as far as {end}, where the scale ends.", end=end))

    def _our_ratings(self) -> dict[tuple[str, ...], Row]:
        """Return our ratings as customers see them, by segment and driver."""
        ours = self.state.settings.get("ours", "").strip()
        return {
            (row["segment"], row["driver"]): row
            for row in self.state.rows("ratings")
            if row["offering"] == ours and id_in(row, "view") == "perceived"
        }

    def _more(self) -> dict[str, str]:
        """Return what else can be said about an effect: nobody is asked how many."""
        _, usual = self._, super()._more()
        ends = {name: usual[name] for name in ("low", "high")}
        times = {
            "build_up": _("Years until it is all there"),
            "half_life": _("Years until half of it has faded"),
        }
        return ends | times | {name: usual[name] for name in ("evidence", "note")}

    def act(self, message: Mapping[str, Any]) -> Address | None:
        """Choose a lever, or what such pages do."""
        if message["do"] == "lever":
            self.lever, self.chosen = str(message.get("value", "")), ()
            return None
        return super().act(message)
