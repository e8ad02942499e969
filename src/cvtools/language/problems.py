"""What is wrong with a study, told in the reader's language."""

from cvtools.language.language import Language
from cvtools.study.errors import StudyError
from cvtools.study.schema import LANGUAGES


def told(error: StudyError, *codes: str) -> str:
    """Say an error in the first of these languages that there is, or else the study's, or else English."""
    known = (code for code in (*codes, error.language) if code in LANGUAGES)
    return error.told(Language(next(known, "en")))
