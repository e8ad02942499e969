"""The commands of a survey: draft its mapping, check it, show its ratings, put them into a study."""

from pathlib import Path

import click

from cvtools.cli.group import AS_CSV, cli, opened, print_csv, print_table
from cvtools.language.labels import labelled, words_of
from cvtools.language.language import Language
from cvtools.study.errors import Problem, StudyError
from cvtools.study.study import Study
from cvtools.study.wording import N_

SURVEY = click.argument("survey", type=click.Path(path_type=Path))
SHRINK = click.option("--shrink", is_flag=True, help="Draw small groups towards the mean of all segments.")


@cli.group()
def evidence() -> None:
    """From a survey's export to a study's numbers. SURVEY is a file survey.yaml that says what its columns mean."""


def speaks(study: Study) -> Language:
    """Return the language of a study, which messages speak from now on."""
    root = click.get_current_context().find_root()
    root.obj = root.obj or study.settings.language
    return words_of(study, root.obj)


@evidence.command()
@SURVEY
@AS_CSV
def check(survey: Path, as_csv: bool) -> None:
    """Say what SURVEY makes of its export, question by question, and what is left out."""
    from cvtools.evidence import checked, read_survey, responses, unused

    read = read_survey(survey)
    answers = responses(read)
    _ = speaks(read.study)
    table = checked(read, answers)
    table["note"] = ["; ".join(_(note.message, **note.fields) for note in notes) for notes in table["note"]]
    if as_csv:
        print_csv(table)
        return
    count = len(answers.export.frame)
    kind = answers.export.kind
    click.echo(
        _("{count} responses ({kind}), of which {used} count", count=count, kind=kind, used=len(answers.respondents))
    )
    click.echo(table.to_string(index=False))
    if left := unused(read, answers):
        click.echo(_("Not used: {columns}", columns=_.listed([f"“{name}”" for name in left[:20]])))
    if read.questions:
        click.echo(
            _("Is this what it means? Then: cvtools evidence apply {survey} --out NEW_STUDY", survey=str(survey))
        )
    else:
        click.echo(_("No question is used yet: take the # from a line of questions, and fill in what is left open."))


@evidence.command()
@SURVEY
@SHRINK
@AS_CSV
def ratings(survey: Path, shrink: bool, as_csv: bool) -> None:
    """Show the mean of each segment, offering and driver, its range, and on how many answers it rests."""
    from cvtools.evidence import ratings as ratings_of
    from cvtools.evidence import read_survey, responses

    read = read_survey(survey)
    speaks(read.study)
    table = ratings_of(read, responses(read), shrink=shrink).table
    if as_csv:
        print_csv(table)
        return
    columns = ["segment_name", "offering_name", "driver_name", "view", "n", "n_effective", "rating", "low", "high"]
    shown = labelled(table, read.study)
    shown["n_effective"] = shown["n_effective"].round(1)
    raw = [name for name in table.columns if name.startswith("raw")]
    print_table(shown[[*columns, *raw]], read.study, ["rating", "low", "high", *raw])


@evidence.command()
@SURVEY
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="STUDY", help="A folder, or .xlsx.")
@SHRINK
@click.option("--weights", "method", default="", metavar="METHOD", help="Weights, too: stated, lmg, johnson, choice.")
@click.option("--engine", default="", metavar="duckdb|polars|dask", help="For CSV and Parquet files of any size.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="The Dask cluster that works it out.")
@AS_CSV
def apply(survey: Path, out: Path, shrink: bool, method: str, engine: str, scheduler: str, as_csv: bool) -> None:
    """Write the study of SURVEY with the survey's numbers in it to a new place."""
    from cvtools.evidence import (
        Ratings,
        applied,
        importance,
        ratings_at_scale,
        read_survey,
        responses,
        study_weights,
        weight_replicates,
    )
    from cvtools.evidence import ratings as ratings_of
    from cvtools.evidence.days import day_written
    from cvtools.study.study import write_study

    read = read_survey(survey)
    _ = speaks(read.study)
    if engine:
        if shrink or method:
            raise StudyError("--shrink" if shrink else "--weights", N_("not together with --engine"))
        found = ratings_at_scale(read, engine, scheduler=scheduler)
        write_study(applied(read, Ratings(found.table, {}, day_written(read))), out)
        click.echo(_("Wrote {out}: {ratings} ratings", out=str(out), ratings=len(found.table)), err=as_csv)
        if len(found.answers):
            count, used = (int(found.answers[name].sum()) for name in ("answers", "used"))
            click.echo(_("{count} answers, of which {used} count", count=count, used=used), err=as_csv)
        left = (found.answers["answers"] - found.answers["used"]).tolist()
        if lost := [
            f"“{name}” {_.number(n, digits=0)}" for name, n in zip(found.answers["column"], left, strict=True) if n > 0
        ]:
            why = _("Left out by segment, offering, keep, weight or wave, as missing or outside the scale")
            click.echo(f"{why}: {_.listed(lost)}", err=as_csv)
        if as_csv:
            print_csv(found.table)
        return
    if method == "choice" and not read.files:
        counts = importance(read, None, method=method)
        weights, drawn = study_weights(read, counts), weight_replicates(read, counts)
        write_study(applied(read, None, weights=weights, weight_replicates=drawn), out)
        click.echo(_("Wrote {out}: {weights} weights", out=str(out), weights=len(weights)), err=as_csv)
        if as_csv:
            print_csv(weights)
        return
    if not read.questions and read.choices is None:
        raise StudyError(read.path.name, [Problem(read.path.name, column="questions", code="no_questions")])
    answers = responses(read)
    found = ratings_of(read, answers, shrink=shrink)
    if method:
        counts = importance(read, answers, method=method)
        weights, drawn = study_weights(read, counts), weight_replicates(read, counts)
        changed = applied(read, found, answers=answers, weights=weights, weight_replicates=drawn)
    else:
        changed = applied(read, found, answers=answers)
    write_study(changed, out)
    if as_csv:
        print_csv(found.table)
        return
    counts = {"ratings": len(found.table), "used": len(answers.respondents), "count": len(answers.export.frame)}
    click.echo(_("Wrote {out}: {ratings} ratings, from {used} of {count} responses", out=str(out), **counts))
    click.echo(_("To see what follows: cvtools report {out}", out=str(out)))


@evidence.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--study", required=True, metavar="STUDY", help="The study whose drivers, offerings, segments are meant.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("survey.yaml"), show_default=True, metavar="FILE")
def draft(export: Path, study: str, out: Path) -> None:
    """Write a first mapping of EXPORT, each guess with its reason. Look it over, then: cvtools evidence check."""
    from cvtools.evidence import drafted, mapping_text, read_exports
    from cvtools.study.safe_files import made_folder, replace_file

    read = opened(Path(study))
    _ = speaks(read)
    if out.exists():
        raise StudyError(str(out), N_("there is a file here already; choose another place"))
    guessed = drafted(read_exports([export]), read)
    text = mapping_text(guessed, read, export=export, out=out, named=study, reader=_)
    with made_folder(out.parent):
        replace_file(out, text.encode())
    count, used = len(guessed.questions), sum(bool(guess.asks) for guess in guessed.questions)
    text = _(
        "Wrote {out}: {used} of {count} questions are understood; the others begin with #.",
        out=str(out),
        used=used,
        count=count,
    )
    click.echo(text)
    click.echo(_("Look it over, then: cvtools evidence check {out}", out=str(out)))
