"""The field's own picture: their price, what each difference adds, our price, and what the customer keeps."""

import altair as alt
import pandas as pd

from cvtools.charts import theme
from cvtools.charts.rows import Rows, largest, with_rows
from cvtools.charts.theme import BENEFIT, INK, LINE, OURS, QUIET, RIVAL
from cvtools.language.language import Language
from cvtools.language.language import language as language_of
from cvtools.language.rounded import chart_amounts
from cvtools.language.text import short

_MARK = "\u2064"


def economic_value_chart(
    gaps: pd.DataFrame,
    *,
    price: str,
    reference_price: float,
    own_price: float,
    unit: str,
    language: str = "en",
    title: str = "",
    most: int = 10,
    width: float = 0.0,
) -> alt.TopLevelMixin:
    """Economic value to the customer, step by step, and how it is shared between us and the customer.

    From the top: the alternative's price (grey); each difference, what adds value before what takes it away (green,
    orange); their sum, the economic value; our price (blue); and the rest, which the customer keeps or would lose.

    Parameters
    ----------
    gaps
        ``labelled(value_gaps(study), study)`` of one segment and one rival, in money: ``offering_name``,
        ``rival_name``, ``driver``, ``driver_name``, ``gap_low``, ``gap_high``; an unknown one counts as its middle.
    price
        The driver that is the price; the gap on it is no difference.
    reference_price, own_price
        What the alternative and we cost the customer.
    unit, language, title, width
        As for every chart; see :mod:`cvtools.charts`.
    most
        How many differences have a bar of their own; the smallest others share one.

    Raises
    ------
    StudyError
        When a column is missing, or there is more than one segment or rival.

    Notes
    -----
    T. T. Nagle and G. Müller, *The Strategy and Tactics of Pricing*.
    """
    theme.need(
        gaps, ["offering_name", "driver", "driver_name", "gap_low", "gap_high"], one=["segment_name", "rival_name"]
    )
    _ = language_of(language)
    frame = _steps(gaps[gaps["driver"] != price], gaps, reference_price, own_price, most, _)
    write, signed = (chart_amounts(unit, _, frame["amount"], signed=sign, width=width) for sign in (False, True))
    frame = frame.assign(
        text=[
            (signed if kind == "difference" else write)(amount)
            for kind, amount in zip(frame["kind"], frame["amount"], strict=True)
        ]
    )
    return theme.finish(
        _drawn(with_rows(frame, "driver"), unit, _),
        _,
        title=title or _reading(frame, gaps, unit, width, _),
        subtitle=_("Green: what we add. Orange: what we take away. Blue: our price."),
        details=[
            f"{name.strip(_MARK)}: {text}" for name, text in zip(frame["driver_name"], frame["text"], strict=True)
        ],
    )


def _steps(
    differences: pd.DataFrame, gaps: pd.DataFrame, reference: float, own: float, most: int, _: Language
) -> pd.DataFrame:
    """One row a bar with its ``kind``, ``amount``, ``start`` and ``end``."""
    frame = differences.assign(amount=(differences["gap_low"] + differences["gap_high"]) / 2)
    frame = frame[frame["amount"] != 0]
    shown, rest = largest(frame, frame["amount"].abs(), most)
    told = zip(shown["driver"], shown["driver_name"], shown["amount"], strict=True)
    rows = [("difference", str(driver), str(name), float(amount)) for driver, name, amount in told]
    rows.sort(key=lambda row: -row[3])
    if len(rest):
        name = _.plural("{n} other driver", "{n} other drivers", len(rest))
        rows.append(("difference", "\u2063rest", name, float(rest["amount"].sum())))
    value = reference + sum(row[3] for row in rows)
    names = {"ours": short(gaps["offering_name"].iloc[0]), "rival": short(gaps["rival_name"].iloc[0])}
    keeps = value - own
    last = _("What the customer keeps") if keeps >= 0 else _("What the customer would lose")
    rows = [
        ("reference", "\u2063reference", _("Price: {name}", name=names["rival"]), reference),
        *rows,
        ("value", "\u2063value", _("Economic value") + _MARK, value),
        ("price", "\u2063price", _("Price: {name}", name=names["ours"]), own),
        ("keeps", "\u2063keeps", last + _MARK, keeps),
    ]
    out, level = [], 0.0
    for kind, driver, name, amount in rows:
        start = level if kind == "difference" else own if kind == "keeps" else 0.0
        out.append((kind, driver, name, amount, start, start + amount))
        level = start + amount
    table = pd.DataFrame(out, columns=["kind", "driver", "driver_name", "amount", "start", "end"])
    return table.assign(right=table[["start", "end"]].max(axis=1), bold=table["kind"].isin(["value", "keeps"]))


def _drawn(frame: pd.DataFrame, unit: str, _: Language) -> alt.LayerChart:
    rows = Rows(
        frame,
        axis=theme.amount_axis("{unit}", frame[["start", "end"]], unit, _),
        scale=alt.Scale(nice=True),
        tips={"driver_name": _("Driver"), "text": _("Amount")},
    )
    colours = {"reference": RIVAL, "value": INK, "price": OURS}
    layers = [rows.bars(frame[frame["kind"] == kind], "start", "end", color=colour) for kind, colour in colours.items()]
    moved = frame[frame["kind"].isin(["difference", "keeps"])]
    moving = theme.either("datum.amount >= 0", BENEFIT, theme.COST)
    layers.append(rows.bars(moved, "start", "end", encode={"color": moving}))
    steps = frame.assign(next_row=frame["row"].shift(-1))[frame["kind"].isin(["reference", "difference"])]
    links = alt.Chart(steps).mark_rule(color=LINE, strokeWidth=1)
    layers = [links.encode(rows.across("end"), rows.y, y2=alt.Y2("next_row:N")), *layers, rows.zero()]
    for bold, part in frame.groupby("bold"):
        weight = "bold" if bold else "normal"
        layers += rows.edged(
            part, "text", at="right", align="left", dx=6, fontWeight=weight, color=INK if bold else QUIET
        )
    return rows.drawn(layers, row=27)


def _reading(frame: pd.DataFrame, gaps: pd.DataFrame, unit: str, width: float, _: Language) -> str:
    amounts = frame.set_index("kind")["amount"]
    keeps, added = float(amounts["keeps"]), float(amounts["value"] - amounts["reference"])
    write = chart_amounts(unit, _, [keeps, added], width=width)
    names = {"ours": short(gaps["offering_name"].iloc[0]), "keeps": write(abs(keeps)), "added": write(abs(added))}
    if keeps < 0:
        return _("At this price customers would lose {keeps} with “{ours}”", **names)
    if added > 0 and keeps <= added:
        return _("Customers keep {keeps} of the {added} that “{ours}” adds", **names)
    return _("Customers keep {keeps} with “{ours}”", **names)
