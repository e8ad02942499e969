"""The commands of improvement: what levers do, what that pays, and which of them for the money."""

import math
from pathlib import Path
from typing import Any

import click
import pandas as pd

from cvtools.analysis.analysis import analyse
from cvtools.cli.group import AS_CSV, STUDY, cli, opened, print_csv, print_table
from cvtools.improvement.answer import answer_scenario
from cvtools.improvement.choice import preference_shares
from cvtools.improvement.goals import GOALS
from cvtools.improvement.lever_model import LeverModel, lever_model
from cvtools.improvement.levers import lever_effects
from cvtools.improvement.outcomes import outcomes as outcomes_of
from cvtools.improvement.over_time import MOST_YEARS
from cvtools.improvement.portfolio import TOTAL
from cvtools.improvement.portfolio import portfolio as portfolio_of
from cvtools.language.labels import labelled, names_of
from cvtools.language.language import Language
from cvtools.sentences.proposition import proposition_paragraph
from cvtools.study.errors import Problem, StudyError
from cvtools.study.scenario_files import read_scenario, write_scenario
from cvtools.study.scenarios import apply_scenario
from cvtools.study.schema import LANGUAGES
from cvtools.study.storage import replace_file
from cvtools.study.study import Study
from cvtools.uncertainty.draws import DRAWS, SEED

DRAWN = click.option("--draws", type=int, default=DRAWS, show_default=True, metavar="N", help="At most 1,000,000.")
SEEDED = click.option("--seed", type=int, default=SEED, show_default=True, metavar="S", help="The same, the same.")
LEVERS = click.option("--levers", "chosen", default="", metavar="A,B", help="Ids of levers, with commas between.")
ANSWER = click.option(
    "--answer", "answers", multiple=True, metavar="RIVAL=A,B", help="Levers that a rival pulls in answer."
)
LIMIT = click.FloatRange(min=0)
YEAR = click.option(
    "--year",
    type=click.IntRange(1, MOST_YEARS),
    metavar="N",
    help="Effects as far as they are there in this year; by default the full effects.",
)
LOW_END = click.option("--low-end", is_flag=True, help="Every effect at the low end of its claim.")


def _ids(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _answer(words: tuple[str, ...]) -> dict[str, list[str]]:
    return {rival.strip(): _ids(levers) for rival, _, levers in (word.partition("=") for word in words)}


def _named(table: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Put the names of levers beside their ids."""
    names = {**names_of(study, "levers"), TOTAL: TOTAL} if len(study.optional("levers")) else {}
    return table.assign(lever_name=table["lever"].map(names))


def _written(table: pd.DataFrame, digits: int, *columns: str) -> pd.DataFrame:
    words = Language("en")
    return table.assign(**{c: ["" if x != x else words.number(x, digits=digits) for x in table[c]] for c in columns})


@cli.command()
@STUDY
@ANSWER
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="As if a scenario were true, such as a rival's answer.",
)
@click.option("--keep", metavar="NAME", help="Keep the answer as a scenario of that name, beside the study.")
@LOW_END
@YEAR
@DRAWN
@SEEDED
@AS_CSV
def levers(study: Any, answers: tuple[str, ...], scenario: Path | None, keep: str | None, **how: Any) -> None:
    """Show what each lever does for each segment: to our value, the gap, and the chance that we give the most."""
    if keep is not None and (scenario or not answers):
        raise click.UsageError("--keep keeps what --answer says: give the latter, and no --scenario.")
    read = opened(study)
    read = apply_scenario(read, read_scenario(read, scenario)) if scenario else read
    source = lever_model(read).in_year(how["year"])
    source = source.at(None) if how["low_end"] else source
    answer = _answer(answers)
    if keep is not None:
        click.echo(write_scenario(read, answer_scenario(source, answer, keep)), err=True)
    table = lever_effects(source, draws=how["draws"], seed=how["seed"], answer=answer)
    if how["as_csv"]:
        print_csv(table)
        return
    shown = _written(labelled(_named(table, read), read), 2, "p_best_before", "p_best_after")
    numbers = ["value_change", "low", "high", "gap_before", "gap_after"]
    shown = _written(shown, 0, "cost")
    print_table(shown[["segment_name", "lever_name", *numbers, "p_best_before", "p_best_after", "cost"]], read, numbers)
    _tell_year(source)


@cli.command()
@STUDY
@LEVERS
@ANSWER
@YEAR
@DRAWN
@SEEDED
@AS_CSV
def shares(study: Any, chosen: str, answers: tuple[str, ...], year: int | None, **how: Any) -> None:
    """Show how observed shares follow value, and with --levers what they would be."""
    read = opened(study)
    pulled = _ids(chosen) or None
    source = lever_model(read).in_year(year) if pulled else read
    table = preference_shares(source, pulled, draws=how["draws"], seed=how["seed"], answer=_answer(answers))
    if how["as_csv"]:
        print_csv(table)
        return
    there = [name for name in ("observed", "fitted", "after", "low", "high") if name in table]
    shown = _written(_written(labelled(table, read), 3, *there), 2, "scale")
    print_table(shown[["segment_name", "offering_name", *there, "scale"]], read, [])
    if isinstance(source, LeverModel):
        _tell_year(source)


@cli.command()
@STUDY
@LEVERS
@ANSWER
@LOW_END
@YEAR
@DRAWN
@SEEDED
@AS_CSV
def outcomes(study: Any, chosen: str, answers: tuple[str, ...], low_end: bool, year: int | None, **how: Any) -> None:
    """Show what our value pays: who stays, what a customer is worth, our share, profit; and with --levers then."""
    read = opened(study)
    pulled = _ids(chosen)
    source = lever_model(read).in_year(year) if pulled else read
    source = source.at(None) if low_end and isinstance(source, LeverModel) else source
    table = outcomes_of(source, pulled, draws=how["draws"], seed=how["seed"], answer=_answer(answers))
    if how["as_csv"]:
        print_csv(table)
        return
    words, shown = Language("en"), labelled(table, read)
    for name in ("before", "after", "low", "high"):
        shares_of = table["measure"].isin(["retention", "share", "satisfaction", "recommendation"])
        shown[name] = [
            words.number(x, digits=3 if is_share else 0) for x, is_share in zip(table[name], shares_of, strict=True)
        ]
    print_table(shown[["segment_name", "measure", "before", "after", "low", "high", "rests_on"]], read, [])
    if isinstance(source, LeverModel):
        _tell_year(source)


@cli.command()
@STUDY
@click.option("--budget", metavar="X", default="", help="Money for everything that levers cost; by default any.")
@click.option("--for", "goal", type=click.Choice(GOALS), default=GOALS[0], show_default=True, help="What counts.")
@click.option("--at-least", type=float, metavar="X", help="What each segment must gain in value; 0: none may lose.")
@click.option("--people", type=LIMIT, default=math.inf, metavar="N", help="At most so many months of our own work.")
@click.option("--months", type=LIMIT, default=math.inf, metavar="N", help="Only what is there after so many months.")
@LOW_END
@YEAR
@DRAWN
@SEEDED
@AS_CSV
def portfolio(study: Any, budget: str, goal: str, at_least: float | None, **how: Any) -> None:
    """Show the levers that together do most for the money, and how often each is among the best."""
    read = opened(study)
    draws, seed, as_csv = (how[name] for name in ("draws", "seed", "as_csv"))
    source = lever_model(read).limited(people=how["people"], months=how["months"])
    source = source.in_year(how["year"])
    source = source.at(None) if how["low_end"] else source
    plan = portfolio_of(source, _amount(budget), goal=goal, least=at_least, draws=draws, seed=seed)
    if plan.short > 0:
        more = Language("en").number(plan.short, digits=0)
        click.echo(f"Too many to go through: the best that was found; no other leaves more than {more} more.", err=True)
    if as_csv:
        print_csv(plan.table)
        return
    shown = _written(_written(_named(plan.table, read), 0, "cost"), 2, "how_often_best")
    shown = _written(shown, 3 if goal == "p_best" else 0, "effect")
    shown["chosen"] = ["yes" if chosen else "" for chosen in plan.table["chosen"]]
    print_table(shown[["lever_name", "chosen", "cost", "effect", "how_often_best"]], read, [])
    if goal != "profit":
        _tell_year(source)


@cli.command()
@STUDY
@click.option("--language", "code", type=click.Choice(LANGUAGES), help="By default the study's.")
@click.option(
    "--canvas",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Write a page to print: one sheet a segment.",
)
@AS_CSV
def proposition(study: Any, code: str | None, canvas: Path | None, as_csv: bool) -> None:
    """Say for each segment what can be claimed, what remains against us, and what proves it."""
    click.get_current_context().find_root().obj = code
    analysis = analyse(opened(study), language=code or "")
    if as_csv:
        print_csv(analysis.improvement.propositions)
        return
    if canvas:
        from cvtools.report.canvas import canvas_page

        replace_file(canvas, canvas_page(analysis).encode())
        click.echo(canvas)
        return
    segments = [str(segment) for segment in analysis.study.segments["segment"]]
    click.echo("\n\n".join(proposition_paragraph(analysis.at(segment)) for segment in segments))


def _tell_year(levers: LeverModel) -> None:
    """Say of which year the effects are, where years differ; to stderr, so that the table stays a table."""
    if levers.years > 1:
        of = (
            f"those of year {levers.year}"
            if levers.year
            else "the full effects; --year 1 shows those of the first year"
        )
        click.echo(f"Effects build up, fade or begin later: these are {of}.", err=True)


def _amount(text: str) -> float:
    """Return a budget; blank: any."""
    try:
        return float(text) if text.strip() else math.inf
    except ValueError:
        raise StudyError("--budget", [Problem("--budget", found=text, code="number")]) from None
