"""Whose report it is: a name, a logo, one colour and a line of confidentiality, from a file ``brand.yaml``."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cvtools.report.colour import LEAST_CONTRAST, contrast, darkened, is_colour, lightened
from cvtools.report.logo import KINDS, Logo, logo_of
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.schema import LANGUAGES, text_fault
from cvtools.study.settings import settings_of_yaml
from cvtools.study.storage import is_workbook
from cvtools.study.wording import N_

FILE = "brand.yaml"
PAPER, DARK_PAPER = "#ffffff", "#1a1a1a"
_LARGEST = 20_000
_LONGEST = 120
_LINE = "confidentiality"
_NAMES = ("name", "logo", "colour", _LINE, *(f"{_LINE}_{code}" for code in LANGUAGES))


@dataclass(frozen=True)
class Brand:
    """What a report shows of whoever sends it; what is blank is not shown."""

    name: str = ""
    colour: str = ""
    """Six digits after ``#``, readable on white."""
    logo: Logo | None = None
    lines: dict[str, str] = field(default_factory=dict)
    """The line of confidentiality: under a language's code, or under a blank one for all others."""

    def line(self, language: str) -> str:
        """The line of confidentiality in the reader's language, or as it is."""
        return self.lines.get(language) or self.lines.get("", "")

    @property
    def on_dark(self) -> str:
        """The colour as it can be read on a dark screen."""
        return lightened(self.colour, DARK_PAPER)

    @property
    def picture(self) -> str:
        """The logo as an address that holds it; in a picture nothing runs and nothing is fetched."""
        return f"data:{self.logo.kind};base64,{base64.b64encode(self.logo.data).decode()}" if self.logo else ""


def brand_beside(study: Path) -> Path | None:
    """Return the ``brand.yaml`` in a study's folder, or in the folder around it, if there is one."""
    places = [study.parent] if is_workbook(study) else [study, study.parent]
    return next((place / FILE for place in places if (place / FILE).is_file()), None)


def read_brand(file: Path) -> Brand:
    """Read a brand.

    Parameters
    ----------
    file
        YAML with any of ``name``, ``logo`` (a file beside it: PNG, JPEG or SVG), ``colour`` (such as ``#0b5fa5``),
        ``confidentiality``, and ``confidentiality_nb`` and its like for one language.

    Raises
    ------
    StudyError
        With everything that is wrong.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise StudyError(str(file), N_("it cannot be read: {why}"), why=error.strerror or str(error)) from None
    if len(data) > _LARGEST:
        found = {"size": len(data), "most": _LARGEST}
        raise StudyError(str(file), [Problem(str(file), found=N_("{size} bytes"), code="bytes", fields=found)])
    raw = settings_of_yaml(data, file.name)
    problems = list(raw.problems)
    texts = {name: " ".join(text.split()) for name, text in raw.texts.items()}

    def wrong(name: str, code: str, meant: str = "", **fields: object) -> None:
        problems.append(Problem(file.name, raw.rows.get(name), name, texts.get(name, ""), code, meant, fields))

    for name, text in texts.items():
        if name not in _NAMES:
            problems.append(
                Problem(file.name, raw.rows.get(name), name, name, "one_of", nearest(name, _NAMES), {"choices": _NAMES})
            )
        elif fault := text_fault(text):
            wrong(name, fault)
        elif len(text) > _LONGEST:
            wrong(name, N_("a text of at most {most} characters"), most=_LONGEST)
    colour = texts.get("colour", "").lower()
    if "colour" in texts:
        _check_colour(colour, wrong)
    logo, fault = _logo(file, raw.rows.get("logo"), texts.get("logo", ""))
    if problems := [*problems, *([fault] if fault else [])]:
        raise StudyError(str(file), problems)
    lines = {name.removeprefix(_LINE).removeprefix("_"): text for name, text in texts.items() if name.startswith(_LINE)}
    return Brand(texts.get("name", ""), colour, logo, lines)


def brand_files(file: Path) -> dict[str, bytes]:
    """Return the bytes of a brand that was read, and of its logo, by name; to have it elsewhere."""
    logo = settings_of_yaml(file.read_bytes(), file.name).texts.get("logo", "")
    return {place.name: place.read_bytes() for place in [file, *([file.parent / logo] if logo else [])]}


def _check_colour(colour: str, wrong: Callable[..., None]) -> None:
    if not is_colour(colour):
        wrong("colour", N_('a colour such as "#0b5fa5", in quotation marks: # and six digits of 0-9 and a-f'))
    elif (ratio := contrast(colour, PAPER)) < LEAST_CONTRAST:
        rule = N_(
            "a colour dark enough to be read on white: a contrast of at least {least} to 1 (this one has {ratio} to 1)"
        )
        wrong("colour", rule, darkened(colour, PAPER), least=LEAST_CONTRAST, ratio=round(ratio, 1))


def _logo(file: Path, row: int | None, name: str) -> tuple[Logo | None, Problem | None]:
    """The picture that a brand names, or what is wrong with it."""
    if not name:
        return None, None
    place = file.parent / name
    at = Problem(file.name, row, "logo", name)
    if Path(name).name != name or "\\" in name:
        code = N_("the name of a file beside this one, without folders")
    elif place.is_symlink():
        code = "link"
    elif not place.is_file():
        there = [entry.name for entry in file.parent.iterdir() if entry.suffix.lower() in KINDS]
        return None, Problem(at.place, row, "logo", name, "file_missing", nearest(name, there))
    else:
        logo, problem = logo_of(place)
        if problem is None:
            return logo, None
        return None, Problem(at.place, row, "logo", problem.found or name, problem.code, "", problem.fields)
    return None, Problem(at.place, row, "logo", name, code)
