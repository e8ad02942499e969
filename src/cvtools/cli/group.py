"""The group that all commands belong to, and what they share: a study read, a table printed."""

from pathlib import Path
from typing import Any

import click
import pandas as pd

from cvtools.language.language import Language, digits_for
from cvtools.study.errors import StudyError
from cvtools.study.study import Study, read_study

STUDY = click.argument("study", type=click.Path(path_type=Path))
AS_CSV = click.option("--csv", "as_csv", is_flag=True, help="Full precision, as CSV.")


class _Commands(click.Group):
    """Commands whose errors remember the language of whoever asked."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StudyError as error:
            error.language = ctx.obj or error.language
            raise


def opened(path: Path) -> Study:
    """Read a study, whose language the messages speak from now on."""
    study = read_study(path)
    root = click.get_current_context().find_root()
    root.obj = root.obj or study.settings.language
    return study


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cvtools")
def cli() -> None:
    """Customer value: what each segment gains and gives up with each offering, and the gap to the alternatives.

    STUDY is a folder with study.yaml and CSV files, or an .xlsx workbook.
    """


def print_csv(frame: pd.DataFrame) -> None:
    """Print a table for machines."""
    click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)


def print_table(frame: pd.DataFrame, study: Study, numbers: list[str]) -> None:
    """Print a table for people: names, rounded numbers, blanks where something is not known."""
    there = [name for name in numbers if name in frame]
    digits = digits_for(frame[there].to_numpy().ravel())
    words = Language("en")
    texts = {name: ["" if x != x else words.number(x, digits=digits) for x in frame[name].tolist()] for name in there}
    shown = frame.assign(**texts).rename(columns=lambda name: name.removesuffix("_name"))
    click.echo(f"{study.settings.title} ({study.settings.unit})")
    click.echo(shown.to_string(index=False))
