"""Saving what is typed, at its place on disk, and noticing who else writes there.

Every change goes to the draft's file first; then the study itself is written, if it is right or is so with its wrong
cells as they last were. Nothing on disk is touched before the first change.
"""

import dataclasses
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cvtools.forms import draft_file
from cvtools.forms.draft_file import Elsewhere, Kept
from cvtools.forms.problems_by_cell import Checked, repaired
from cvtools.forms.sources_on_disk import Disk, on_disk
from cvtools.forms.state import State, state_of_plain, state_of_study
from cvtools.language.problems import told
from cvtools.study.errors import StudyError
from cvtools.study.study import Origin, Study, write_study


@dataclass(frozen=True)
class Other:
    """Another version of the study, which neither replaces ours nor is replaced without being asked."""

    why: Literal["copy", "study", "left"]
    """An open copy saved something; the study's files changed; or a copy was left over that could not be saved."""
    state: State
    mark: str | None = None
    """The mark of the draft that was there."""
    file: Path | None = None


class Saving:
    """Where a draft is saved, and what was last seen there."""

    def __init__(self, path: Path, like: Study | None, language: str = "en") -> None:
        self.path = path
        self.like = like
        self.language = language
        self.trouble = ""
        """Why the last change could not be saved."""
        self.other: Other | None = None
        self.disk = Disk()
        self.study: Study | None = None
        """The study as it last was right."""
        self.kept: Kept | None = None
        """The draft's file, as it was when we opened."""
        self.unfinished = False
        self.damaged = False
        """Whether a draft was there that could not be read."""
        self._mark: str | None = None
        self._name = secrets.token_hex(4)

    @property
    def origin(self) -> Origin | None:
        """Where the study's comments and other columns come from."""
        return self.disk.origin or (self.like.origin if self.like else None)

    def open(self, blank: State) -> State:
        """Return what is to be gone on with: the draft that was left here, the study, what it is like, or nothing."""
        decimal = blank.decimal
        self.disk = on_disk(self.path, decimal)
        kept = self.kept = self._read()
        like = state_of_study(self.like, decimal=decimal) if self.like else None
        state = self.disk.state or like or blank
        if kept:
            drafted = state_of_plain(kept.texts, decimal=decimal)
            same = self.disk.base in kept.bases
            if same or not (kept.whole or (self.disk.state and drafted.same_as(self.disk.state))):
                if not same and self.disk.state:
                    self.other = Other("study", self.disk.state)
                state = drafted
        for file in draft_file.other_copies(self.path):
            left = draft_file.read(file)
            aside = state_of_plain(left.texts, decimal=decimal) if left else None
            if aside is not None and not self.other and not aside.same_as(state):
                self.other = Other("left", aside, file=file)
        self.study = self.disk.study
        return state

    def _read(self) -> Kept | None:
        """Read the draft's file, and remember its mark."""
        file = draft_file.draft_file(self.path)
        kept = draft_file.read(file)
        self.damaged = kept is None and os.path.lexists(file)
        self._mark = draft_file.DAMAGED if self.damaged else kept.mark if kept else None
        return kept

    def is_current(self) -> bool:
        """Whether what is on disk is still what we last saw."""
        kept = draft_file.read(draft_file.draft_file(self.path))
        same = (kept.mark if kept else None) == (None if self.damaged else self._mark)
        return same and not self.other and on_disk(self.path, ".").base == self.disk.base

    def save(self, state: State, found: Checked, *, done: bool) -> Other | None:
        """Save a state, and the study too if whoever types is ``done``; returns who was here meanwhile, if anybody."""
        self.unfinished, other = not done, None
        try:
            if self.other:
                draft_file.write_aside(self.path, Kept(state.plain(), (self.disk.base,)), self._name)
            else:
                other = self._write(state, found, self._right(state, found) if done else None)
            self.trouble = ""
        except (OSError, StudyError) as error:
            said = told(error, self.language) if isinstance(error, StudyError) else error.strerror or str(error)
            self.trouble, self.unfinished = said, True
        return other

    def _right(self, state: State, found: Checked) -> Study | None:
        """Return the study to write: what was typed, wrong cells as they last were."""
        right = state_of_study(self.study, decimal=state.decimal) if self.study and not found.study else None
        return repaired(state, found, right, origin=self.origin)

    def _write(self, state: State, found: Checked, target: Study | None) -> Other | None:
        bases = (self.disk.base, *([target.fingerprint] if target else []))
        kept = Kept(state.plain(), bases, whole=target is not None and found.study is not None)
        try:
            draft_file.write(self.path, kept, seen=self._mark)
        except Elsewhere:
            return self.theirs("copy", state)
        self._mark, self.damaged = kept.mark, False
        if target is None:
            return None
        if self.disk.study and target.fingerprint == self.disk.study.fingerprint:
            self.study = self.disk.study
            return None
        try:
            self.study = write_study(dataclasses.replace(target, origin=self.origin), self.path)
        except StudyError:
            if on_disk(self.path, state.decimal).base == self.disk.base:
                raise
            return self.theirs("study", state)
        self.disk = Disk(None, self.study, self.study.origin)
        return None

    # -- somebody else was here ------------------------------------------------------------------

    def theirs(self, why: Literal["copy", "study"], state: State) -> Other:
        """Read what is there by now; where nothing is any more, nothing of ours changes."""
        kept = draft_file.read(draft_file.draft_file(self.path))
        drafted = state_of_plain(kept.texts, decimal=state.decimal) if kept and why == "copy" else None
        there = drafted or on_disk(self.path, state.decimal).state or state
        return Other(why, there, kept.mark if kept else None)

    def news(self, state: State) -> Other | None:
        """Read what is there by now, if it is not what we last saw."""
        if self.other or self.is_current():
            return None
        there = self.theirs("copy", state)
        return there if there.mark != self._mark else self.theirs("study", state)

    def take_in(self, other: Other, decimal: str) -> None:
        """Go on from what somebody else wrote, which our state holds by now."""
        self.disk, self._mark = on_disk(self.path, decimal), other.mark
        self.study = self.disk.study or self.study

    def put_aside(self, other: Other, state: State) -> None:
        """Keep ours aside, until somebody says which one goes on."""
        self.other = other
        self.save(state, Checked(None), done=True)

    def settle(self, state: State, *, mine: bool) -> State:
        """Go on with one of both, and return it; the other is among the earlier versions."""
        other, self.other = self.other, None
        assert other is not None and other.why
        theirs = other.state if other.file or other.why == "left" else self.theirs(other.why, state).state
        draft_file.to_history(self.path, Kept((theirs if mine else state).plain()))
        for file in (other.file, draft_file.draft_file(self.path, self._name)):
            if file:
                draft_file.remove_aside(file)
        self._read()
        self.disk = on_disk(self.path, state.decimal)
        self.study = self.disk.study or self.study
        return state if mine else theirs
