"""The exports beside a study, each with its mapping: taken in, drafted, read, and written again."""

import re
from pathlib import Path

from cvtools.evidence import Survey, drafted, mapping_text, read_exports, read_survey
from cvtools.evidence.drafting import Draft
from cvtools.evidence.exports import Export
from cvtools.evidence.redrafting import draft_of
from cvtools.evidence.table_files import SUFFIXES
from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.safe_files import made_folder, replace_file
from cvtools.study.study import read_study

FOLDER = "surveys"


class SurveyFiles:
    """The folder ``surveys`` beside a study, and the one export that is looked at."""

    def __init__(self, study: Path) -> None:
        self.study = study
        self.export: Export | None = None
        self.draft: Draft | None = None
        """The mapping as it can be changed; ``None`` where its file says more than this page can."""
        self.file: Path | None = None
        self._kept: Path | None = None
        """The mapping of which a copy was kept before this page changed it."""

    @property
    def folder(self) -> Path:
        """Where exports and their mappings are."""
        return self.study.parent / FOLDER

    def exports(self) -> list[Path]:
        """Return the exports that are there, by name."""
        places = self.folder.glob("*") if self.folder.is_dir() else ()
        return sorted(place for place in places if place.suffix.lower() in SUFFIXES and place.is_file())

    def take(self, name: str, data: bytes) -> Path:
        """Keep an uploaded export under its own name, or one beside it where that is taken by another.

        Raises
        ------
        StudyError
            When it is no kind of file that an export can be.
        """
        given = Path(name.replace("\\", "/")).name
        suffix = Path(given).suffix.lower()
        if suffix not in SUFFIXES:
            raise StudyError.not_among("export", given[:80], SUFFIXES)
        stem = re.sub(r"[^\w-]+", "_", Path(given).stem).strip("_")[:60] or "export"
        with made_folder(self.folder):
            place, number = self.folder / f"{stem}{suffix}", 1
            while place.exists() and place.read_bytes() != data:
                number += 1
                place = self.folder / f"{stem}_{number}{suffix}"
            replace_file(place, data)
        return place

    def mapping(self, export: Path) -> Path:
        """Return where an export's mapping is, or will be."""
        return export.with_suffix(".yaml")

    def open(self, export: Path, _: Language) -> Survey:
        """Read an export by its mapping, which is drafted where there is none.

        Raises
        ------
        StudyError
            When one of them, or the study, cannot be read.
        """
        if export != self.file:
            self.file, self.draft, self._kept = export, None, None
        self.export = read_exports([export])
        if not self.mapping(export).exists():
            self.draft = drafted(self.export, read_study(self.study))
            self.write(_)
        survey = read_survey(self.mapping(export))
        self.draft = draft_of(survey, self.export)
        return survey

    def write(self, _: Language) -> None:
        """Write the mapping as it was changed; what it was when it was opened stays beside it (``.earlier.yaml``)."""
        assert self.file is not None and self.draft is not None
        out, study = self.mapping(self.file), read_study(self.study)
        text = mapping_text(self.draft, study, export=self.file, out=out, named=str(self.study), reader=_)
        if out.exists() and self._kept != out:
            replace_file(out.with_suffix(".earlier.yaml"), out.read_bytes())
        self._kept = out
        replace_file(out, text.encode())
