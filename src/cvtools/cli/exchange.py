"""The commands that exchange value models with other programs."""

import json
from pathlib import Path
from typing import Any

import click

from cvtools.cli.group import STUDY, cli, opened
from cvtools.language.language import language
from cvtools.study.errors import Problem, StudyError
from cvtools.study.safe_files import made_folder, replace_file
from cvtools.study.study import write_study
from cvtools.study.wording import N_
from cvtools.value.exchange import study_of_document, value_model_document

_LARGEST = 10_000_000


@cli.group("model")
def model() -> None:
    """Exchange value models as JSON: the schema “ValueModel” of The Value Project."""


@model.command("export")
@STUDY
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--segment", default="", metavar="ID", help="By default the first.")
def export(study: Path, out: Path, segment: str) -> None:
    """Write one segment of STUDY to OUT, ours against its best alternative, and say what does not fit."""
    document, lost = value_model_document(opened(study), segment=segment)
    with made_folder(out.parent):
        replace_file(out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    click.echo(f"Wrote {out}")
    _tell(lost)


@model.command("import")
@click.argument("document", type=click.Path(path_type=Path), metavar="MODEL.json")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--unit", required=True, metavar="CODE", help="The currency, for example EUR.")
@click.option("--values", "values_of", type=click.Path(path_type=Path), help="The customer's numbers, a JSON file.")
def import_(document: Path, out: Path, unit: str, values_of: Path | None) -> None:
    """Make a study of a value model, as a folder or (.xlsx) a workbook, and say what could not be taken over."""
    values: dict[str, Any] = {}
    if values_of:
        found = _json(values_of)
        numbers = found.get("variables") if isinstance(found, dict) else None
        values = {str(item.get("name")): item.get("value") for item in numbers or [] if isinstance(item, dict)}
    study, lost = study_of_document(_json(document), unit=unit, values=values)
    write_study(study, out)
    click.echo(f"Wrote {out}")
    _tell(lost)


def _json(path: Path) -> Any:
    """A JSON file's content.

    Raises
    ------
    StudyError
        When it is none, or larger than 10 MB.
    OSError
        When it cannot be read.
    """
    if path.stat().st_size > _LARGEST:
        raise StudyError(str(path), N_("the file is larger than {most} bytes"), most=_LARGEST)
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise StudyError(str(path), N_("this is no JSON file")) from None


def _tell(lost: list[Problem]) -> None:
    words = language(click.get_current_context().find_root().obj or "en")
    for problem in lost:
        click.echo(f"  - {problem.told(words)}")
