"""The command for a teacher whose class hands in notebooks."""

from pathlib import Path

import click

from cvtools.cli.group import AS_CSV, cli, print_csv
from cvtools.notebook.marking import marked


@cli.group()
def exercises() -> None:
    """The notebooks' exercises, for a teacher."""


@exercises.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@AS_CSV
def check(folder: Path, as_csv: bool) -> None:
    """Mark the notebooks in FOLDER: right, wrong, open, or unread. Nothing in them is run."""
    table = marked(folder)
    if as_csv:
        print_csv(table)
        return
    click.echo(table.to_string(index=False))
    counts = table.groupby("notebook", sort=False)["mark"].agg(
        lambda marks: f"{(marks == 'right').sum()} of {len(marks)}"
    )
    for notebook, count in counts.items():
        click.echo(f"{notebook}: {count} right")
