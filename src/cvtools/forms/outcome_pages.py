"""The pages of what levers pay: who chooses what today, and what a customer pays and stays for."""

from typing import Any, ClassVar

from cvtools.forms import blocks
from cvtools.forms.blocks import Block, column, group
from cvtools.forms.number_pages import ValuedPage
from cvtools.forms.numbers import number_of, typed_number
from cvtools.forms.state import Row
from cvtools.language.coded_words import basis_word
from cvtools.study.schema import BASES, EVERY_SEGMENT


class SharesPage(ValuedPage):
    """Who chooses what."""

    table: ClassVar[str] = "shares"
    columns_of_ids = ("segment", "offering")

    def blocks(self) -> list[Block]:
        """One row an offering, one column a segment, and more about the chosen share."""
        need = self.need("segments", "offerings")
        if need:
            return need
        _ = self._
        note = _(
            "How many of a segment choose what, as a share such as {example} or 30%. Each segment’s shares sum to 1, "
            "those who buy nothing included. Leave a segment blank where nobody counted.",
            example=typed_number(0.3, self.draft.decimal),
        )
        made = [blocks.text(note), self.sheet()]
        if self.chosen:
            segment, offering = (
                dict(self.names(table)).get(id_, "")
                for table, id_ in zip(("segments", "offerings"), self.chosen, strict=True)
            )
            title = _("More about the share: {offering}, {segment}", offering=offering, segment=segment)
            detail = self.detail(title, self.index())
            made += [detail] if detail else []
        return made + self.stray()

    def sheet(self) -> Block:
        """One row an offering, one column a segment."""
        _, index, segments, offerings = self._, self.index(), self.names("segments"), self.names("offerings")
        columns = [column("offering", _("Offering"), "wide")]
        columns += [column(id_, name) | {"under": self._sum_of(id_)} for id_, name in segments]
        rows = [
            blocks.row(id_, name, [blocks.head(name, ""), *(self.number((s, id_), index) for s, _name in segments)])
            for id_, name in offerings
        ]
        return blocks.table(self.table, self.title(), columns, rows)

    def _sum_of(self, segment: str) -> str:
        """Say what a segment's shares sum to so far."""
        texts = [row["share"] for row in self.state.rows(self.table) if row["segment"] == segment]
        numbers = [self._share(text) for text in texts]
        if not numbers:
            return ""
        total = typed_number(round(100 * sum(numbers), 1), self.draft.decimal)
        return self._("together {share}", share=f"{total} %" if self.language != "en" else f"{total}%")

    def _share(self, text: str) -> float:
        """Read a share, or a percentage; 0 for what is neither."""
        plain = text.strip().removesuffix("%")
        value = number_of(plain, self.draft.decimal) or 0.0
        return value / 100 if plain != text.strip() else value

    def _more(self) -> dict[str, str]:
        """Return what else can be said about a share."""
        return {name: label for name, label in super()._more().items() if name in ("n", "evidence")}


class EconomicsPage(ValuedPage):
    """What a customer pays, and what keeps them."""

    table: ClassVar[str] = "economics"
    columns_of_ids = ("segment",)

    def blocks(self) -> list[Block]:
        """One row a segment, and one for all that have none of their own."""
        need = self.need("segments")
        if need:
            return need
        _ = self._
        note = _(
            "What a customer earns you in a period, and the share of customers who stay for another one, such as 80%. "
            "The slope says what one more unit of value adds to that share: at {slope}, ten more units keep five more "
            "of a hundred. A segment without a row of its own goes by the first one.",
            slope=typed_number(0.005, self.draft.decimal),
        )
        return [blocks.text(note), self.sheet()]

    def columns(self) -> list[Block]:
        """Return margin, retention and its slope, rate and horizon, the first margin, word of mouth."""
        _ = self._
        bases = [group([("", "–"), *((word, basis_word(word, _)) for word in BASES)])]
        first = [group([("", "–"), ("now", _("at once")), ("end", _("at the end of the first period"))])]
        return [
            column("margin", _("Margin a customer and period"), "small"),
            column("retention", _("Share who stay"), "small"),
            column("retention_slope", _("Slope"), "small"),
            column("slope_evidence", _("The slope is"), "kind", input="select", options=bases),
            column("discount_rate", _("Discount rate a period"), "small"),
            column("horizon", _("Periods that count"), "small"),
            column("first_margin", _("First margin"), "kind", input="select", options=first),
            column("referrals", _("New customers a customer brings"), "small"),
            column("satisfaction_slope", _("Slope of satisfaction"), "small"),
            column("recommendation_slope", _("Slope of recommendation"), "small"),
        ]

    def sheet(self) -> Block:
        """One row a segment, the first for every segment."""
        _, index = self._, self.index()
        columns, every = self.columns(), index.get((EVERY_SEGMENT,))
        rows = []
        for id_, name in [(EVERY_SEGMENT, _("Every segment")), *self.names("segments")]:
            own = index.get((id_,))
            cells = [self._cell(id_, own, None if own else every, **made) for made in columns]
            rows.append(blocks.row(id_, name, [blocks.head(name, ""), *cells]))
        return blocks.table(self.table, self.title(), [column("segment", _("Segment"), "wide"), *columns], rows)

    def _cell(self, segment: str, own: Row | None, every: Row | None, **made: Any) -> Block:
        """Return one field; what holds for every segment stands in it as a hint."""
        name = made["id"]
        text, hint = own[name] if own else "", every[name] if every else ""
        return self.field(
            (self.table, segment, name), text=text, hint=hint, problem=self._problem(own, name), **made["field"]
        )
