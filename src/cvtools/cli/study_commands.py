"""The commands of a study: make, check, show, convert, report, open."""

import os
from pathlib import Path
from typing import Any

import click
import pandas as pd

from cvtools.cli.group import AS_CSV, STUDY, cli, opened, print_csv, print_table
from cvtools.language.coded_words import kind_word
from cvtools.language.labels import labelled, names_of, text_of, words_of
from cvtools.language.language import Language
from cvtools.sentences.caveats import caveat_sentences
from cvtools.study.errors import StudyError
from cvtools.study.examples import examples
from cvtools.study.schema import LANGUAGES, VIEWS
from cvtools.study.study import read_study, replace, write_study
from cvtools.study.wording import N_
from cvtools.uncertainty.draws import DRAWS, SEED
from cvtools.uncertainty.summaries import robustness as robustness_of
from cvtools.value.caveats import find_caveats
from cvtools.value.gaps import gap_totals, value_gaps
from cvtools.value.model import BEST
from cvtools.value.sensitivity import breakeven as breakeven_of
from cvtools.value.values import values

VALUE_COLUMNS = ["segment", "offering", "benefits", "costs", "value", "value_low", "value_high", "unknown"]
BREAKEVEN_COLUMNS = ["segment", "driver", "rival", "gap", "rating", "rating_needed", "feasible"]
GAP_COLUMNS = ["segment", "offering", "rival", "driver", "side", "kind", "gap"]


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--example", default="starter", show_default=True, metavar="NAME", help=f"One of: {', '.join(examples())}."
)
def new(folder: Path, example: str) -> None:
    """Make a new study in DIR (or in an .xlsx workbook, if DIR ends so)."""
    known = examples()
    if example not in known:
        raise StudyError.not_among("--example", example, known)
    write_study(replace(read_study(known[example]), origin=None), folder)
    click.echo(f"Made {folder}. Fill it in, then: cvtools check {folder}")


@cli.command()
@STUDY
@click.option("--language", "code", type=click.Choice(LANGUAGES), help="By default the study's.")
def check(study: Path, code: str | None) -> None:
    """Say everything that is wrong with STUDY, or that it is sound, and what deserves a second look."""
    click.get_current_context().find_root().obj = code
    read = opened(study)
    _ = words_of(read, code or "")
    counts = ", ".join(f"{len(frame)} {name}" for name, frame in read.tables.items())
    click.echo(_("{title}: sound ({counts})", title=text_of(read.settings, "title", _.code), counts=counts))
    for sentence in caveat_sentences(find_caveats(read), read, _):
        click.echo(f"  - {sentence}")


@cli.command()
@STUDY
@click.option("--view", type=click.Choice(VIEWS), default=VIEWS[0], show_default=True)
@AS_CSV
def value(study: Path, view: str, as_csv: bool) -> None:
    """Show benefits, costs and value of each offering for each segment."""
    read = opened(study)
    table = values(read, view=view)
    if as_csv:
        print_csv(table[VALUE_COLUMNS])
        return
    columns = ["segment_name", "offering_name", "benefits", "costs", "value"]
    if table["unknown"].any():
        columns += ["value_low", "value_high", "unknown"]
    print_table(labelled(table, read)[columns], read, ["benefits", "costs", "value", "value_low", "value_high"])


@cli.command()
@STUDY
@click.option(
    "--rival",
    default=BEST,
    show_default=True,
    metavar="best|NAME",
    help="The best alternative, or an offering's name or id.",
)
@AS_CSV
def gaps(study: Path, rival: str, as_csv: bool) -> None:
    """Show the gap between our offering and a rival, driver by driver (positive: we give more)."""
    read = opened(study)
    names = names_of(read, "offerings")
    by_name = {name.casefold(): offering for offering, name in names.items() if offering not in (rival, BEST)}
    table = value_gaps(read, rival=by_name.get(rival.casefold(), rival))
    if as_csv:
        print_csv(table[GAP_COLUMNS])
        return
    words = Language("en")
    shown = labelled(table, read)
    shown["kind"] = [kind_word(kind, words) for kind in shown["kind"]]
    totals = labelled(gap_totals(table), read).assign(driver_name="All together", kind="")
    both = pd.concat([shown, totals]).sort_values(
        "segment", key=lambda s: s.map(list(read.segments["segment"]).index), kind="stable"
    )
    columns = ["segment_name", "rival_name", "driver_name", "kind", "gap"]
    if table["gap"].isna().any():
        columns += ["gap_low", "gap_high"]
    print_table(both[columns], read, ["gap", "gap_low", "gap_high"])


@cli.command()
@STUDY
@click.option("--draws", default=str(DRAWS), show_default=True, metavar="N", help="How many; at most 1,000,000.")
@click.option("--seed", default=str(SEED), show_default=True, metavar="S", help="The same seed, the same numbers.")
@click.option("--csv", "as_csv", is_flag=True, help="Full precision and each rank, as CSV.")
def robustness(study: Path, draws: str, seed: str, as_csv: bool) -> None:
    """Show how sure each value is, and how probable it is that an offering gives the most.

    value_low and value_high hold the study's confidence between them; median is the middle of the draws. Ranges of
    weights and ratings come from the study's low and high; an unknown rating may be anything on its scale.
    """
    read = opened(study)
    table = robustness_of(read, draws=_whole(draws), seed=_whole(seed))
    if as_csv:
        print_csv(table)
        return
    words, numbers = Language("en"), ["value_low", "median", "value_high"]
    shown = labelled(table, read)
    shown["p_best"] = [words.number(p, digits=3) for p in shown["p_best"].tolist()]
    shown["expected_rank"] = [words.number(rank, digits=1) for rank in shown["expected_rank"].tolist()]
    print_table(shown[["segment_name", "offering_name", *numbers, "p_best", "expected_rank"]], read, numbers)


@cli.command()
@STUDY
@AS_CSV
def breakeven(study: Path, as_csv: bool) -> None:
    """Show the rating at which each driver alone closes our gap to the best alternative.

    Where we lead, it is how far the rating may move before we no longer do. It is feasible between the anchors.
    """
    read = opened(study)
    table = breakeven_of(read)
    if as_csv:
        print_csv(table[BREAKEVEN_COLUMNS])
        return
    words = Language("en")
    shown = labelled(table, read)
    for name in ("rating", "rating_needed"):
        shown[name] = ["" if x != x else words.number(x) for x in shown[name].tolist()]
    shown["unit"] = shown["driver"].map(names_of(read, "drivers", field="unit"))
    shown["feasible"] = ["yes" if feasible else "no" for feasible in shown["feasible"]]
    columns = ["segment_name", "driver_name", "rival_name", "gap", "rating", "rating_needed", "unit", "feasible"]
    print_table(shown[columns], read, ["gap"])


@cli.command()
@STUDY
@click.argument("out", type=click.Path(path_type=Path))
def convert(study: Path, out: Path) -> None:
    """Write STUDY to OUT: a folder, or an .xlsx workbook."""
    read = opened(study)
    if os.path.realpath(out) == os.path.realpath(study):
        raise StudyError(str(out), N_("the study is here already; choose another place"))
    write_study(read, out)
    click.echo(f"Wrote {out}")


@cli.command()
@click.argument("study", type=click.Path(path_type=Path), default=Path("my_study"))
@click.option("--port", type=click.IntRange(1, 65535), default=8866, show_default=True, metavar="N")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open it in the browser.")
def app(study: Path, port: int, browser: bool) -> None:
    """Open the workbook as a web page on this machine, without code, until Ctrl-C ends it.

    STUDY is by default my_study; it need not be there yet.
    """
    try:
        from cvtools.app.server import serve
    except ModuleNotFoundError as error:
        if error.name != "voila":
            raise
        message = N_("Voilà is not installed; pip install 'cvtools[app]' installs it")
        raise StudyError("cvtools app", message) from None
    serve(study, port=port, browser=browser)


def _whole(text: str) -> Any:
    """A whole number as such; anything else as it is, so that the refusal can quote it."""
    try:
        return int(text)
    except ValueError:
        return text
