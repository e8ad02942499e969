"""What a notebook calls: open a draft, and show a form of it.

A cell that is run again gets the same draft, with its steps to take back, and its earlier form is closed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from cvtools.forms.draft import Draft
from cvtools.forms.drivers_page import DriversPage
from cvtools.forms.effects_page import EffectsPage
from cvtools.forms.judgements_page import JudgementsPage
from cvtools.forms.levers_page import LeversPage
from cvtools.forms.outcome_pages import EconomicsPage, SharesPage
from cvtools.forms.page import Page
from cvtools.forms.ratings_page import RatingsPage
from cvtools.forms.row_pages import OfferingsPage, SegmentsPage
from cvtools.forms.study_page import StudyPage
from cvtools.forms.weights_page import WeightsPage
from cvtools.language.language import language as language_of
from cvtools.study.study import Study

if TYPE_CHECKING:
    from cvtools.forms.form import EntryForm

_DRAFTS: dict[Path, Draft] = {}


def open_draft(path: str | Path, *, like: Study | None = None, language: str = "") -> Draft:
    """Open a study to type into: a folder or an ``.xlsx`` file, which need not be there yet.

    Parameters
    ----------
    path
        Where the study is, or will be. Nothing is written before the first change.
    like
        A study to begin with, where there is none at ``path``. Should there be another one, the form asks which of both
        is meant.
    language
        ``en``, ``nb`` or ``hr``; by default that of ``like``, or English.

    Raises
    ------
    StudyError
        For any other language.
    """
    code = language_of(language or (like.settings.language if like else "en")).code
    place = Path(path).absolute()
    known = _DRAFTS.get(place)
    if known and known.is_current() and (known.touched or known.written or known.like is like):
        known.speak(code)
        known.compare(like)
        return known
    _DRAFTS[place] = Draft(place, like=like, language=code)
    return _DRAFTS[place]


def segments(draft: Draft) -> "EntryForm":
    """Show the segments, to be typed into."""
    return _form(draft, SegmentsPage)


def offerings(draft: Draft) -> "EntryForm":
    """Show the offerings and which is ours, to be typed into."""
    return _form(draft, OfferingsPage)


def drivers(draft: Draft) -> "EntryForm":
    """Show the drivers, to be typed into or picked from the library."""
    return _form(draft, DriversPage)


def weights(draft: Draft) -> "EntryForm":
    """Show the weights, by swing weighting or from what people can say without numbers."""
    return _form(draft, WeightsPage, JudgementsPage)


def ratings(draft: Draft) -> "EntryForm":
    """Show the ratings, with their ranges and their evidence."""
    return _form(draft, RatingsPage)


def levers(draft: Draft) -> "EntryForm":
    """Show what could be done and what it would change, who chooses what, and what customers pay."""
    return _form(draft, LeversPage, EffectsPage, SharesPage, EconomicsPage)


def study(draft: Draft) -> "EntryForm":
    """Show everything, each table behind its tab; a new study begins here."""
    return _form(draft, StudyPage, SegmentsPage, OfferingsPage, DriversPage, WeightsPage, JudgementsPage, RatingsPage)


def _form(draft: Draft, *pages: type[Page]) -> "EntryForm":
    """Make a form; the one that the same cell made before is closed."""
    from cvtools.browser.cell_widgets import of_this_cell
    from cvtools.forms.form import EntryForm

    return of_this_cell(EntryForm(draft, [page(draft) for page in pages]))
