"""What is wrong with a cell, in the reader's language and beside the field: short, and with the way to write it."""

from cvtools.forms.numbers import typed_number
from cvtools.language.language import Language
from cvtools.study.errors import Problem


def told(problem: Problem, _: Language, decimal: str) -> str:
    """Say what is wrong and what is allowed. What has no short text here is told as everywhere else."""
    return _short(problem, _, decimal).get(problem.code) or problem.told(_)


def is_missing(problem: Problem) -> bool:
    """Whether nothing was typed yet, which is no mistake."""
    return not (problem.found or "").strip()


def correction(problem: Problem, decimal: str) -> str:
    """Return the number that was meant, as it would be typed; "" where nobody can know."""
    numbers = ("number", "number_or_blank", "separators", "decimal_point", "decimal_comma")
    return problem.meant.replace(",", ".").replace(".", decimal) if problem.code in numbers else ""


def _short(problem: Problem, _: Language, decimal: str) -> dict[str, str]:
    """Return a short text for each rule that this problem may break."""
    fields, example = dict(problem.fields), correction(problem, decimal) or f"7{decimal}5"
    ends = sorted(end for name in ("low", "high") if isinstance(end := fields.get(name), float))
    low, high = (typed_number(end, decimal) for end in ends) if len(ends) == 2 else ("", "")
    no_number = _("This is not a number. Write it like this: {example}", example=example)
    number = _("A number is needed here.") if is_missing(problem) else no_number
    unknown, ours = _("This belongs to nothing in the study."), _("Say which offering is yours.")
    wrong_kind = _("This kind does not go with a benefit or cost of that sort.")
    low_above, high_below = (
        _("Low must not be more than the likely number."),
        _("High must not be less than the likely number."),
    )
    alike, whole = _("Percentages and plain numbers do not mix here."), _("This must be a whole number.")
    too_large = _("This file is too large.")
    no_workbook = _("This is not an Excel workbook (.xlsx), or it has a password.")
    missing_setting = {"title": _("A title is needed."), "unit": _("Choose points or a currency."), "ours": ours}
    empty = {
        "segments": _("There is no segment yet."),
        "offerings": _("There is no offering yet."),
        "drivers": _("There is no driver yet."),
        "weights": _("There is no weight yet."),
        "ratings": _("There is no rating yet."),
    }
    return {
        "number": number,
        "number_or_blank": number,
        "text_number": number,
        "separators": _("Write it without separators: {example}", example=example),
        "decimal_comma": _("Decimals are written with a comma here: {example}", example=example),
        "decimal_point": _("Decimals are written with a point here: {example}", example=example),
        "magnitude": _("This number is too large or too close to 0."),
        "percent_beside": alike,
        "plain_beside": alike,
        "whole": whole,
        "whole_between": whole,
        "text": _("A name is needed here."),
        "control_characters": _("There is an invisible sign in this text. Type it again."),
        "too_long": _("This text is too long."),
        "one_of": _("Choose one from the list."),
        "worst_is_best": _("The best must differ from the worst."),
        "customers": _("It must be 0 or more: how many customers there are."),
        "no_customers": _("At least one segment must have customers."),
        "kind_of_benefit": wrong_kind,
        "kind_of_cost": wrong_kind,
        "likely_missing": _("A likely number is needed between low and high."),
        "low_and_high": _("Low and high go together: fill in both or neither."),
        "low_above_weight": low_above,
        "low_above_rating": low_above,
        "high_below_weight": high_below,
        "high_below_rating": high_below,
        "low_above_change": low_above,
        "low_above_cost": low_above,
        "high_below_change": high_below,
        "high_below_cost": high_below,
        "cost_low_and_high": _("Low and high go together: fill in both or neither."),
        "low_above_high": _("Low must not be more than high."),
        "counted": _("It must be 0 or more: how many were asked or counted."),
        "negative_weight": _("It must be 0 or more; 0 means: they do not care."),
        "anchors": _("It must lie between {low} and {high}, the ends of this scale.", low=low, high=high),
        "no_weight": _("Some weights are still missing (0 means: they do not care)."),
        "all_weights_zero": _("All weights of one segment are 0; at least one must count."),
        "repeated": _("There is another row for the same."),
        "known_segment": unknown,
        "known_offering": unknown,
        "known_driver": unknown,
        "known_lever": unknown,
        "no_levers": _("There is no lever yet."),
        "negative_cost": _("It must be an amount of 0 or more."),
        "needs_circle": _("These levers need each other in a circle; at least one must do without."),
        "needs_excluded": _("Of a group one lever at most is chosen, so nothing can need two of it."),
        "must_excluded": _("Of a group one lever at most is chosen, so two of it cannot be a must."),
        "share": _("It must be a share from 0 to 1, such as {example} or 30%.", example=typed_number(0.3, decimal)),
        "shares_sum": _("The shares of a segment must sum to 1."),
        "retention": _("It must be 0 or more and below 1: the share who stay for another period."),
        "measure_slope": _("It must be 0 or more: what one more unit of value adds."),
        "retention_slope": _("It must be 0 or more: what one more unit of value adds to retention."),
        "periods": _("A number of periods above 0 and up to 100; blank: without end."),
        "referrals": _("It must be 0 or more: new customers whom a customer brings in a period."),
        "table_empty": empty.get(problem.place, ""),
        "setting_missing": missing_setting.get(problem.column, ""),
        "unit": _("Choose points, or type the code of a currency, such as EUR or NOK."),
        "ours": ours,
        "price": _("Choose a driver that is a cost."),
        "stages": _(
            "Stages at which drivers are met, with ; between them: {list}.",
            list=_.listed(choices if isinstance(choices := fields.get("choices"), tuple) else ()),
        ),
        "horizon_needed": _("Needed, because some drivers come every year."),
        "confidence": _("A share above 0 and up to 1, such as {example} or 80%.", example=typed_number(0.8, decimal)),
        "halo": _("A number from 0 to 1, such as {example}.", example=typed_number(0.3, decimal)),
        "shared": _("A number from 0 to 1, such as {example}.", example=typed_number(0.3, decimal)),
        "ranges_held": _(
            "A share from {least} to 1, such as {example} or 50%.",
            least=typed_number(0.1, decimal),
            example=typed_number(0.5, decimal),
        ),
        "heterogeneity": _(
            "A number from 0 to {most}, such as {example}.",
            most=typed_number(0.5, decimal),
            example=typed_number(0.05, decimal),
        ),
        "horizon_years": _("A number of years above 0 and up to 100."),
        "discount_rate": _("A yearly rate from 0 to 1, such as {example} or 5%.", example=typed_number(0.05, decimal)),
        "workbook": no_workbook,
        "workbook_without_password": no_workbook,
        "bytes": too_large,
        "workbook_bytes": too_large,
        "sheet_missing": _("The sheet “{sheet}” is missing.", sheet=fields.get("sheet", "")),
        "column_missing": _("{place}: the column “{column}” is missing.", place=problem.place, column=problem.column),
    }
