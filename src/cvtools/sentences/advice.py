"""What to do, in words: each piece of advice with what it brings. What it rests on is decided in ``analysis.moves``."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cvtools.analysis.analysis import WEAK, Analysis
from cvtools.analysis.moves import Move
from cvtools.sentences.certainty import disagreement
from cvtools.sentences.levels import from_to, level
from cvtools.uncertainty.summaries import EVERY
from cvtools.value.gaps import price_driver

MOST_MOVES = 3
_WORTH_A_WORD = 0.005
"""Smaller advantages than this share of the largest difference are not spoken of."""
_WORTH_FINDING = 0.1
"""Better evidence is asked for where a driver moves at least this share of all differences."""


@dataclass(frozen=True)
class Advice:
    """One thing to do: ``code`` says of what kind it is, ``driver`` on which driver (or blank)."""

    code: str
    driver: str
    text: str
    brings: str
    """What it brings, in a word or an amount."""
    why: str


def advice(analysis: Analysis) -> list[Advice]:
    """What to do, the most valuable first; where it is open who leads, what to find out comes first."""
    key = ("advice", analysis.language.code, analysis.segment, analysis.versus)
    return analysis.frames.once(key, lambda: _advice(analysis))


def _advice(analysis: Analysis) -> list[Advice]:
    moves, ahead, sure = analysis.moves, analysis.likely_gap > 0, analysis.certainty.sureness
    asked = list(_find_out(analysis))
    steps = [_step(analysis, move) for move in moves[: 1 if ahead else MOST_MOVES]]
    kept = [*_keep(analysis), *_price_room(analysis)]
    parts = [kept, asked[:1], steps] if ahead else [steps, kept, asked[:1]]
    if sure == "open" and asked:
        parts = [asked[:1], *(part for part in parts if part != asked[:1])]
    return [*(piece for part in parts for piece in part), *_eyes(analysis), *asked[1:]]


def steps_together(analysis: Analysis) -> str:
    """What the steps that are advised bring together, where none of them closes the gap alone; else blank."""
    _, moves = analysis.language, analysis.moves
    if analysis.likely_gap >= 0 or analysis.tied or any(move.closes for move in moves):
        return ""
    if not moves:
        return _("Nothing that anybody offers today, and nothing within our ranges, would narrow the gap.")
    shown, left = moves[:MOST_MOVES], analysis.likely_gap + sum(move.gain for move in moves)
    if left >= 0:
        if len(moves) <= MOST_MOVES:
            return _("No single step closes the gap; all of them together do.")
        return _("No single step closes the gap; all {n} that there are together do.", n=_count(analysis, len(moves)))
    if len(moves) == 1:
        return _("It does not close the gap: {left} are left.", left=analysis.measure(-left))
    if len(moves) <= len(shown):
        return _("Even together they do not close the gap: {left} are left.", left=analysis.measure(-left))
    return _(
        "Even all {n} steps that there are would not close the gap: {left} would be left.",
        n=_count(analysis, len(moves)),
        left=analysis.measure(-left),
    )


def _count(analysis: Analysis, number: int) -> str:
    return analysis.language.number(number, digits=0)


def _step(analysis: Analysis, move: Move) -> Advice:
    """A change of one of our ratings, and how far that gets us."""
    _ = analysis.language
    now, to = from_to(analysis, move.driver, move.now, move.to)
    fields = {"driver": analysis.name("drivers", move.driver), "now": now, "to": to}
    gain = analysis.measure(move.gain, signed=True)
    if move.code == "price_down":
        text = _("Lower “{driver}” from {now} to {to}", **fields)
    else:
        text = _("Improve “{driver}” from {now} to {to}", **fields)
    return Advice(
        move.code, move.driver, text, gain, " ".join(filter(None, (_effect(analysis, move), _who(analysis, move))))
    )


def _effect(analysis: Analysis, move: Move) -> str:
    _, gap = analysis.language, analysis.likely_gap
    if gap > 0:
        return _("Widens the lead to {lead}.", lead=analysis.about(analysis.measure(move.gap)))
    if analysis.tied:
        return _("Puts us ahead.")
    if move.closes and move.gap > analysis.rounding:
        return _("Closes the gap alone and puts us {lead} ahead.", lead=analysis.about(analysis.measure(move.gap)))
    if move.closes:
        return _("Closes the gap alone.")
    return _("Leaves {left} of the gap.", left=analysis.about(analysis.measure(-move.gap)))


def _who(analysis: Analysis, move: Move) -> str:
    """Who is there today."""
    _ = analysis.language
    if not move.by:
        if move.code == "price_down":
            return _("Nobody asks so little today.")
        return _("Nobody is there today, but it lies within our range.")
    theirs = analysis.contributions
    theirs = theirs[(theirs["offering"] == move.by) & (theirs["driver"] == move.driver)]["rating"].iloc[0]
    fields = {"offering": analysis.name("offerings", move.by), "level": level(analysis, move.driver, float(theirs))}
    return _("“{offering}” is at {level} today.", **fields)


def _keep(analysis: Analysis) -> Iterator[Advice]:
    """Our largest advantage."""
    _, gaps = analysis.language, analysis.gaps.dropna(subset=["gap"])
    if gaps.empty or not float(gaps["gap"].max()) > _WORTH_A_WORD * float(gaps["gap"].abs().max()):
        return
    row = gaps.iloc[int(gaps["gap"].to_numpy().argmax())]
    fields = {"amount": analysis.measure(float(row["gap"])), "rival": analysis.rival}
    yield Advice(
        "keep",
        str(row["driver"]),
        _("Keep “{driver}”, and tell customers about it", driver=row["driver_name"]),
        _("keep"),
        _("Our largest advantage: worth {amount} more than “{rival}” there.", **fields),
    )


def _price_room(analysis: Analysis) -> Iterator[Advice]:
    """Where we lead in money: how far the price could rise before the lead is gone."""
    _, price = analysis.language, price_driver(analysis.study)
    if price is None or analysis.likely_gap <= 0 or analysis.fair_price != analysis.fair_price:
        return
    gaps = analysis.gaps.set_index("driver")["gap"]
    ours = analysis.contributions[analysis.contributions["ours"]].set_index("driver")["rating"]
    _now, fair = from_to(analysis, price, float(ours[price]), analysis.fair_price)
    lead, part = float(gaps.sum()), float(gaps[price])
    fields = {"driver": analysis.name("drivers", price), "fair": fair, "amount": analysis.measure(abs(part))}
    fields |= {"rest": analysis.measure(lead - part), "lead": analysis.measure(lead)}
    text = _("Hold “{driver}”: there is room up to {fair}", **fields)
    if part < 0:
        why = _(
            "It is {amount} more than theirs and worth it: the rest gives {rest} more, so customers keep {lead}.",
            **fields,
        )
    else:
        why = _("Above that the lead of {lead} is gone.", **fields)
    yield Advice("price_room", price, text, _("hold"), why)


def _find_out(analysis: Analysis) -> Iterator[Advice]:
    """What to find out: only where it could change the answer; one voice with “What to measure next”."""
    _, certainty = analysis.language, analysis.certainty
    if certainty.fixed:
        yield from _ranges(analysis)
    elif certainty.disagrees:
        yield Advice("check", "", disagreement(analysis), _("check"), "")
    elif analysis.measure_first:
        driver = analysis.measure_first
        yield Advice(
            "measure",
            driver,
            _(
                "Measure “{driver}” first: {whose}",
                driver=analysis.name("drivers", driver),
                whose=whose(analysis, driver),
            ),
            _("find out"),
            _("Of all drivers, this one could most change who is best."),
        )
    if analysis.unknown:
        yield Advice(
            "unknown",
            "",
            _("Ask customers about what is not known: {drivers}", drivers=_.listed(analysis.unknown)),
            _("find out"),
            "",
        )
    if not certainty.fixed and float(certainty.information[EVERY]) >= analysis.least_worth:
        yield from _evidence(analysis)


def whose(analysis: Analysis, driver: str) -> str:
    """Which of a driver's numbers holds most of the doubt about the gap."""
    _, shares = analysis.language, analysis.frames.variance_shares
    mine = shares["segment"].eq(analysis.segment) & shares["rival"].eq(str(analysis.best["rival"]))
    mine = shares[mine & shares["driver"].eq(driver)]
    if mine.empty or not float(mine["share"].max()) > 0:
        return _("all that is said of it")
    row = mine.iloc[int(mine["share"].to_numpy().argmax())]
    return _number(analysis, driver, "" if row["table"] == "weights" else str(row["offering"]))


def _number(analysis: Analysis, driver: str, offering: str) -> str:
    """One of a driver's numbers: its weight, or an offering's rating."""
    if not offering:
        return analysis._("what it is worth to them")
    if driver == price_driver(analysis.study):
        return analysis._("what “{offering}” costs them", offering=analysis.name("offerings", offering))
    return analysis._("how they rate “{offering}”", offering=analysis.name("offerings", offering))


def _ranges(analysis: Analysis) -> Iterator[Advice]:
    """Without ranges: where to begin."""
    _, found = analysis.language, analysis.evidence
    every = found["gap"].abs().where(~found["driver"].map(analysis.is_currency), 0.0).fillna(0.0)
    weak = every.where(found["evidence"].isin(WEAK), 0.0)
    size = weak if weak.max() > 0 else every
    if size.empty or not size.max() > 0:
        return
    row = found.iloc[int(size.to_numpy().argmax())]
    yield Advice(
        "ranges",
        str(row["driver"]),
        _(
            "Say how sure the numbers are, with a low and a high; begin with “{driver}”: {whose}",
            driver=row["driver_name"],
            whose=_weakest(analysis, str(row["driver"])),
        ),
        _("find out"),
        _(
            "It moves the gap by {amount}. Without ranges nobody can say how sure the answer is.",
            amount=analysis.measure(abs(float(row["gap"]))),
        ),
    )


def _evidence(analysis: Analysis) -> Iterator[Advice]:
    """The weakest number behind a large difference; not the one that is to be measured anyway."""
    _, found = analysis.language, analysis.evidence
    size = found["gap"].abs()
    weak = found[
        found["evidence"].isin(WEAK)
        & (size >= _WORTH_FINDING * size.sum())
        & (found["driver"] != analysis.measure_first)
    ]
    if weak.empty:
        return
    row = weak.iloc[int(weak["gap"].abs().to_numpy().argmax())]
    fields = {"driver": row["driver_name"], "whose": _weakest(analysis, str(row["driver"]))}
    yield Advice(
        "evidence",
        str(row["driver"]),
        _("Find better evidence for “{driver}”: {whose}", **fields),
        _("find out"),
        _("It moves the gap by {amount}, and rests on an assumption.", amount=analysis.measure(abs(float(row["gap"])))),
    )


def _weakest(analysis: Analysis, driver: str) -> str:
    """Which of a driver's numbers has the weakest evidence; the weight before ratings."""
    rows: pd.DataFrame = analysis.sources[analysis.sources["driver"] == driver]
    if analysis.is_currency(driver) and len(rows) > 1:  # a dollar is worth a dollar
        rows = rows[rows["offering"] != ""]
    weak = rows[rows["evidence"].isin(WEAK)]
    return _number(analysis, driver, str((weak if len(weak) else rows)["offering"].iloc[0]))


def _eyes(analysis: Analysis) -> Iterator[Advice]:
    """Where we think better of ourselves than customers do."""
    _, believed = analysis.language, analysis.view_gaps("believed")
    if believed.empty or not float(believed.iloc[0]["gap"]) < -analysis.rounding:
        return
    row = believed.iloc[0]
    yield Advice(
        "eyes",
        str(row["driver"]),
        _("See “{driver}” as customers do", driver=row["driver_name"]),
        _("look"),
        _("We rate it {amount} higher than they do.", amount=analysis.measure(-float(row["gap"]))),
    )
