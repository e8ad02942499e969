"""The command that writes reports: one, or a batch that can be stopped, gone on with and divided."""

from collections.abc import Sequence
from pathlib import Path

import click

from cvtools.cli.group import cli
from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES
from cvtools.study.wording import N_

_MOST_NAMED = 2


@cli.command()
@click.argument("studies", metavar="STUDY...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--segment", "segments", multiple=True, metavar="ID", help="Only this segment; may be given several times."
)
@click.option(
    "--language",
    "codes",
    multiple=True,
    metavar="|".join(LANGUAGES),
    help="By default the study's; may be given several times.",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True, metavar="DIR")
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="One report for each row; its columns are the notebook's parameters, and `file`.",
)
@click.option("--notebook", type=click.Path(path_type=Path), metavar="IPYNB", help="Run this instead of our own.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="So many at a time; by default one a processor.")
@click.option("--shard", default="", metavar="I/N", help="Only the I-th of N parts of all reports.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Make the reports on a Dask cluster.")
@click.option("--limit", type=click.IntRange(1), default=600, show_default=True, help="Seconds that a report may take.")
@click.option("--force", is_flag=True, help="Write also those that would stay as they are.")
@click.option("--pdf", is_flag=True, help="Print each report to a PDF, too (needs Chromium, Chrome or Edge).")
@click.option("--slides", is_flag=True, help="Make slides (.pptx) of each segment, too.")
@click.option("--template", type=click.Path(path_type=Path), metavar="PPTX", help="The slides' own template.")
@click.option(
    "--brand",
    type=click.Path(path_type=Path),
    metavar="YAML",
    help="Name, logo, colour and a line of confidentiality; by default brand.yaml beside the study.",
)
@click.option("--xlsx", is_flag=True, help="Write every table behind the charts to a workbook, too.")
def report(
    studies: tuple[Path, ...],
    segments: tuple[str, ...],
    codes: tuple[str, ...],
    out: Path,
    table: Path | None,
    notebook: Path | None,
    jobs: int | None,
    shard: str,
    scheduler: str,
    limit: int,
    force: bool,
    pdf: bool,
    slides: bool,
    template: Path | None,
    brand: Path | None,
    xlsx: bool,
) -> None:
    """Write one HTML report for each segment of each STUDY, or for each row of a table.

    Reports made from the same as before are left as they are; so whoever was stopped goes on by the same command.
    """
    from tqdm import tqdm

    from cvtools.report import batch, other_forms, plan
    from cvtools.report.notebook_run import ReportError

    click.get_current_context().find_root().obj = next(iter(codes), "")
    if not studies and table is None:
        raise click.UsageError("Name a study, or a table of runs with --table.")
    if table is not None and (segments or codes):
        raise StudyError("--table", N_("the table says which segments and languages; leave the options out"))
    names = [str(study) for study in studies]
    runs = plan.plan_reports(
        names,
        segments=segments,
        languages=codes,
        out=out,
        notebook=notebook or "",
        table=table or "",
        brand=brand or "",
    )
    runs = plan.shard_of(runs, shard) if shard else runs
    forms = other_forms.Forms(pdf=pdf, slides=slides or template is not None, template=template, xlsx=xlsx)
    forms.check()
    outcomes: list[batch.Outcome] = []
    running: list[str] = []

    def begun(run: plan.Run) -> None:
        running.append(run.file.stem)
        bar.set_postfix_str(_under_way(running, len(runs) - len(outcomes)))

    try:
        with tqdm(total=len(runs), desc="Reports", unit="report", leave=False) as bar:
            for outcome in batch.each_outcome(
                runs, jobs=jobs or 0, limit=limit, force=force, scheduler=scheduler, begun=begun
            ):
                outcomes.append(outcome)
                running[:] = [name for name in running if name != outcome.run.file.stem]
                bar.set_postfix_str(_under_way(running, len(runs) - len(outcomes)), refresh=False)
                bar.update()
    finally:  # also what was finished before somebody stopped it
        _listed(outcomes, len(runs))
    failed = any(outcome.state == "failed" for outcome in outcomes)
    try:
        for file in forms.written((outcome.run for outcome in outcomes if outcome.state != "failed"), force=force):
            click.echo(str(file))
    except ReportError as error:
        click.echo(str(error), err=True)
        failed = True
    if failed:
        raise click.exceptions.Exit(1)


def _under_way(running: Sequence[str], left: int) -> str:
    """What is being written, and how many reports are left with those.

    >>> _under_way(["coffee-a-en", "coffee-b-en", "coffee-c-en", "coffee-d-en"], 9)
    '9 left; now coffee-a-en, coffee-b-en and 2 more'
    >>> _under_way([], 2)
    '2 left'
    """
    first, more = running[:_MOST_NAMED], len(running) - _MOST_NAMED
    names = ", ".join(first) + (f" and {more} more" if more > 0 else "")
    return f"{left} left" + (f"; now {names}" if names else "")


def _listed(outcomes: list, planned: int) -> None:  # type: ignore[type-arg]
    """Print the files; of a batch, also how it went."""
    for outcome in outcomes:
        if outcome.state == "failed":
            click.echo(f"{outcome.run.file} failed: {outcome.reason}", err=True)
        else:
            click.echo(f"{outcome.run.file}" + (" (unchanged)" if outcome.state == "unchanged" else ""))
    states = [outcome.state for outcome in outcomes]
    counts = [f"{states.count(state)} {state}" for state in ("written", "unchanged", "failed")]
    left = [f"{planned - len(states)} not begun or not finished"] if len(states) < planned else []
    click.echo(", ".join(counts + left), err=True)
