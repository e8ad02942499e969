"""The commands of a survey that ask statistics: weights, measures, differences, segments, themes, Kano."""

from collections.abc import Iterable
from pathlib import Path

import click
import pandas as pd

from cvtools.cli.evidence import SURVEY, evidence, speaks
from cvtools.cli.group import AS_CSV, print_csv, print_table
from cvtools.evidence.responses import Answers, responses
from cvtools.evidence.segmentation import Segmentation
from cvtools.evidence.survey import Survey
from cvtools.evidence.survey_file import read_survey
from cvtools.evidence.survey_segments import Basis
from cvtools.language.labels import labelled
from cvtools.language.language import Language
from cvtools.study.errors import Problem, StudyError
from cvtools.study.safe_files import replace_file
from cvtools.study.wording import N_

_DIFFERENCES = ["measure", "a", "b", "difference", "low", "high", "p"]


def _read(path: Path) -> tuple[Survey, Answers, Language]:
    survey = read_survey(path)
    words = speaks(survey.study)
    return survey, responses(survey), words


def _tell(notes: Iterable[Problem], words: Language) -> None:
    """Say what to know beside the table, where it does not end up in it."""
    for note in notes:
        click.echo(f"  - {note.told(words)}", err=True)


def _show(table: pd.DataFrame, survey: Survey, numbers: list[str], *, as_csv: bool) -> None:
    if as_csv:
        print_csv(table)
        return
    known = {"segment": survey.study.segments, "offering": survey.study.offerings, "driver": survey.study.drivers}
    there = [name for name in known if name in table and set(table[name]) <= set(known[name][name])]
    named = labelled(table.drop(columns=[name for name in known if name in table and name not in there]), survey.study)
    shown = table.assign(**{name: named[f"{name}_name"] for name in there})
    print_table(shown, survey.study, numbers)


def _with_percentages(table: pd.DataFrame, shares: list[str]) -> pd.DataFrame:
    """Return a table for people: shares as percentages, and no columns of which nothing is known."""
    percent = Language("en").percent
    texts = {name: ["" if x != x else percent(x, digits=1) for x in table[name].tolist()] for name in shares}
    return table.assign(**texts).dropna(axis=1, how="all")


@evidence.command()
@SURVEY
@click.option("--method", required=True, metavar="stated|lmg|johnson|choice", help="How importance is found.")
@AS_CSV
def weights(survey: Path, method: str, as_csv: bool) -> None:
    """Show how much each driver counts, one way; the ways answer different questions and are never averaged."""
    from cvtools.evidence.weights import importance

    read = read_survey(survey)
    words = speaks(read.study)
    result = importance(read, None, method=method)
    shown = result.table if as_csv else _with_percentages(result.table, ["share", "low", "high"])
    _show(shown, read, ["worth", "worth_low", "worth_high"], as_csv=as_csv)
    _tell(result.notes, words)


@evidence.command()
@SURVEY
@AS_CSV
def measures(survey: Path, as_csv: bool) -> None:
    """Show satisfaction (csat), recommendation (nps), effort (ces) and the like of each group, with intervals."""
    from cvtools.evidence.measures import measures as measures_of

    read, answers, _ = _read(survey)
    table = measures_of(read, answers)
    if not as_csv:
        table["n_effective"] = table["n_effective"].round(1)
    _show(table, read, ["value", "low", "high"], as_csv=as_csv)


@evidence.command()
@SURVEY
@click.option("--by", required=True, metavar="segment|offering|wave", help="What is compared.")
@click.option("--offering", default="", metavar="ID", help="About which offering; by default ours.")
@click.option("--segment", default="", metavar="ID", help="Of which segment; by default all together.")
@AS_CSV
def differences(survey: Path, by: str, offering: str, segment: str, as_csv: bool) -> None:
    """Show whether groups, offerings or waves differ in measures and ratings, and by how much."""
    from cvtools.evidence.differences import differences as differences_of

    read, answers, _ = _read(survey)
    table = differences_of(read, answers, by=by, offering=offering, segment=segment)
    columns = _DIFFERENCES if as_csv else [*_DIFFERENCES, "paired"]
    _show(table[columns], read, ["difference", "low", "high", "p"], as_csv=as_csv)


@evidence.command()
@SURVEY
@click.option("--k", type=click.IntRange(2, 50), help="Show the profiles of so many segments.")
@click.option("--method", default="kmeans", show_default=True, metavar="kmeans|mixture")
@click.option("--on", default="", metavar="weights|ratings", help="By default weights, where the survey asks them.")
@click.option("--out", type=click.Path(path_type=Path), metavar="STUDY", help="Put the --k segments into a new study.")
@click.option("--rule", type=click.Path(path_type=Path), metavar="FILE", help="Write who belongs to which, as a rule.")
@AS_CSV
def segments(
    survey: Path, k: int | None, method: str, on: str, out: Path | None, rule: Path | None, as_csv: bool
) -> None:
    """Show how many segments there are in the answers and how stable they are, or (--k) what marks each."""
    from cvtools.evidence import survey_segments as of
    from cvtools.evidence.assignment import rule_table
    from cvtools.evidence.segment_study import segment_ids
    from cvtools.evidence.segmentation import METHODS, STABLE

    if method not in METHODS:
        raise StudyError.not_among("--method", method, METHODS)
    read, answers, _ = _read(survey)
    base = of.basis(read, answers, on=on)
    if (out or rule) and not k:
        raise StudyError("--out" if out else "--rule", N_("together with --k: how many segments the study is to have"))
    if k:
        found, profiles = of.segments_found(base, k, method=method)
        _show(profiles, read, ["share", "mean", "difference"], as_csv=as_csv)
        if out:
            _write_segments(out, read, answers, base, found, profiles, _)
        if rule:
            table = rule_table(base.on, found, segment_ids(found))
            replace_file(rule, table.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode())
            line = f"segment: {{nearest: {rule.name}}}"
            message = _("Wrote {out}; in a mapping beside it this line applies it: {line}", out=str(rule), line=line)
            click.echo(message, err=True)
    else:
        table = of.numbers_of_segments(base, method=method)
        _show(table, read, ["criterion", "stability"], as_csv=as_csv)
        for k_ in table.loc[table["stability"] < STABLE, "k"].tolist():
            click.echo(_("{k} segments are unstable: asked again, others would come out", k=k_), err=True)
        click.echo(_hand_made(*of.hand_made_segments_differ(base), _), err=True)
    if base.left_out:
        click.echo(_("{n} respondents did not answer all questions, and are not counted", n=base.left_out), err=True)


def _write_segments(
    out: Path, survey: Survey, answers: Answers, base: Basis, found: Segmentation, profiles: pd.DataFrame, _: Language
) -> None:
    """Write a study with these segments; its segments are named by what marks them most."""
    from cvtools.evidence.segment_study import segment_ids, segmented_study
    from cvtools.study.study import write_study

    drivers = labelled(survey.study.drivers, survey.study).set_index("driver")["driver_name"]
    names: list[str] = []
    for place, segment in enumerate(segment_ids(found)):
        rows = profiles[profiles["segment"] == segment]
        row = rows.iloc[int(rows["difference"].abs().to_numpy().argmax())]
        more = N_("{place}: {driver} high") if row["difference"] > 0 else N_("{place}: {driver} low")
        names.append(_(more, place=place + 1, driver=drivers[row["driver"]]))
    study, moved, left = segmented_study(survey, answers, base, found, names)
    write_study(study, out)
    counts = {"k": len(names), "n": moved.respondents["respondent"].nunique(), "left": left}
    click.echo(_("Wrote {out}: {k} segments of {n} respondents; {left} are in none", out=str(out), **counts), err=True)


def _hand_made(share: float, p: float, _: Language) -> str:
    if p < 0.05:
        return _("The mapping’s segments differ: {share} of all differences lie between them", share=_.percent(share))
    return _("Nothing shows that the mapping’s segments differ: drawn by lot, they would look much the same")


@evidence.command()
@SURVEY
@click.option("--themes", "book", type=click.Path(path_type=Path), help="The table theme,driver,language,pattern.")
@click.option("--codes", type=click.Path(path_type=Path), help="The table in which a person confirmed the themes.")
@click.option("--propose", type=click.Path(path_type=Path), help="Write that table here, to be confirmed.")
@click.option("--staff", type=click.Path(path_type=Path), help="Names to mask in quotes, one a line.")
@AS_CSV
def themes(
    survey: Path, book: Path | None, codes: Path | None, propose: Path | None, staff: Path | None, as_csv: bool
) -> None:
    """Show what open answers speak of. Without --themes, the themes are the drivers, by the words of their names."""
    from cvtools.evidence.survey_themes import codes_table, read_codes, themes_of

    read, answers, _ = _read(survey)
    found = read_codes(codes, answers) if codes else codes_table(read, answers, book=book, staff=staff)
    if propose:
        replace_file(propose, found.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
        click.echo(_("Wrote {path}: put 1 or 0 into the column confirmed", path=str(propose)), err=True)
    table, alpha = themes_of(read, answers, found)
    _show(table, read, ["share", "low", "high"], as_csv=as_csv)
    click.echo(_("Tone: by a small list of words that nobody has validated; it is never a rating"), err=True)
    if alpha == alpha:
        click.echo(
            _("Agreement of the two coders (Krippendorff’s α): {number}", number=_.number(alpha, digits=2)), err=True
        )


@evidence.command()
@SURVEY
@AS_CSV
def kano(survey: Path, as_csv: bool) -> None:
    """Show which drivers delight, which are expected, and which leave people cold (Kano)."""
    from cvtools.evidence.survey_kano import kano as kano_of

    read, answers, _ = _read(survey)
    numbers = ["better", "better_low", "better_high", "worse", "worse_low", "worse_high"]
    _show(kano_of(read, answers), read, numbers, as_csv=as_csv)
