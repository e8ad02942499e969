"""A study while it is being typed: undo and redo, what is wrong, and saving at once.

Every change goes to the draft's file first; then the study itself is written, if it is right or is so with its wrong
cells as they last were. Nothing on disk is touched before the first change.
"""

import dataclasses
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from cvtools.forms import draft_file
from cvtools.forms.draft_file import Elsewhere, Kept
from cvtools.forms.problems_by_cell import Checked, checked, repaired
from cvtools.forms.sources_on_disk import Disk, on_disk, state_of_kept, state_of_workbook
from cvtools.forms.state import State, decimal_sign, state_of_study
from cvtools.language.problems import told
from cvtools.study.errors import StudyError
from cvtools.study.schema import POINTS
from cvtools.study.study import Origin, Study, write_study

MOST_STEPS = 500
Operation = Callable[[State], State]


@dataclass(frozen=True)
class Other:
    """Another version of the study, which neither replaces ours nor is replaced without being asked."""

    why: Literal["copy", "study", "left"]
    """An open copy saved something; the study's files changed; or a copy was left over that could not be saved."""
    state: State
    file: Path | None = None


class Draft:
    """A study that is being typed, at its place on disk. Make one with :func:`cvtools.open_draft`.

    >>> import tempfile
    >>> draft = Draft(Path(tempfile.mkdtemp()) / "my_study", language="nb")
    >>> draft.do(lambda state: state.with_settings(title="Kaffe"))
    >>> draft.state.settings["title"], draft.study, draft.can_undo
    ('Kaffe', None, True)
    """

    def __init__(self, path: str | Path, *, like: Study | None = None, language: str = "en") -> None:
        self.path = Path(path).absolute()
        self.language = language
        self.trouble = ""
        """Why the last change could not be saved."""
        self.other: Other | None = None
        self._target: Study | None = None
        self.like = like
        self.touched = False
        """Whether anything was changed since it was opened, or before."""
        self.damaged = False
        """Whether a draft was there that could not be read; it goes to the history at the first change."""
        self._name = secrets.token_hex(4)
        self._past: list[State] = []
        self._future: list[State] = []
        self._label = ""
        self._callbacks: list[Callable[[Draft], object]] = []
        self._unfinished = False
        self._open()

    # -- what there is ---------------------------------------------------------------------------

    @property
    def study(self) -> Study | None:
        """The study as it last was right: what is on disk, or would be after the first change."""
        return self._study

    @property
    def written(self) -> bool:
        """Whether there is a study of ours on disk."""
        return self._disk.study is not None

    @property
    def is_written(self) -> bool:
        """Whether all that was typed is in the study on disk."""
        study, there = self.found.study, self._disk.study
        return bool(study and there and study.fingerprint == there.fingerprint)

    @property
    def decimal(self) -> str:
        """The decimal sign of whoever types."""
        return decimal_sign(self.language)

    @property
    def found(self) -> Checked:
        """What is wrong with what was typed."""
        if self._checked is None:
            self._checked = checked(self.state, origin=self._origin)
        return self._checked

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._future)

    @property
    def fixed(self) -> frozenset[str]:
        """Ids that are in the study already and so stay as they are."""
        study = self._disk.study
        tables = (study.segments["segment"], study.offerings["offering"], study.drivers["driver"]) if study else ()
        return frozenset(id_ for ids in tables for id_ in ids)

    @cached_property
    def _blank(self) -> State:
        return State({"title": "", "unit": POINTS, "ours": "", "language": self.language}, {}, self.decimal)

    # -- opening ---------------------------------------------------------------------------------

    def _open(self) -> None:
        self._disk = on_disk(self.path, self.decimal)
        kept = draft_file.read(draft_file.draft_file(self.path))
        drafted = state_of_kept(kept, self.decimal) if kept else None
        self.touched = drafted is not None
        self.damaged = not self.touched and os.path.lexists(draft_file.draft_file(self.path))
        self._mark = draft_file.DAMAGED if self.damaged else kept.mark if kept else None
        like = state_of_study(self.like, decimal=self.decimal) if self.like else None
        self.state = self._disk.state or like or self._blank
        if kept and drafted is not None:
            same = self._disk.base in kept.bases
            if same or not (kept.whole or (self._disk.state and drafted.same_as(self._disk.state))):
                if not same and self._disk.state:
                    self.other = Other("study", self._disk.state)
                self.state = drafted
        self._find_left_over()
        self._checked: Checked | None = None
        self._study = self._disk.study or self.found.study

    def _find_left_over(self) -> None:
        for file in draft_file.other_copies(self.path):
            kept = draft_file.read(file)
            state = state_of_kept(kept, self.decimal) if kept else None
            if state is not None and not self.other and not state.same_as(self.state):
                self.other = Other("left", state, file)

    def is_current(self) -> bool:
        """Whether what is on disk is still what this draft last saw."""
        kept = draft_file.read(draft_file.draft_file(self.path))
        same = (kept.mark if kept else None) == self._mark
        return same and not self.other and on_disk(self.path, self.decimal).base == self._disk.base

    def speak(self, language: str) -> None:
        """Go on in another language, with its decimal sign."""
        self.language = language
        self.state, self._checked = self.state.in_sign(self.decimal), None

    # -- changing --------------------------------------------------------------------------------

    def do(self, operation: Operation, *, label: str = "", done: bool = True) -> None:
        """Change the state.

        With ``done=False`` somebody is still typing: the draft is saved, the study is left for :meth:`finish`, and what
        follows with the same label is the same step to take back.
        """
        new = operation(self.state)
        if new is not self.state and not new.same_as(self.state):
            if not (label and label == self._label):
                self._past = [*self._past, self.state][-MOST_STEPS:]
            self._label, self._future = "" if done else label, []
            self._become(new, done=done)
        else:
            self.state = new  # perhaps a new blank row
            self._checked = None
            if done:
                self.finish()
        self._tell()

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._future.append(self.state)
            self._go(self._past.pop())

    def redo(self) -> None:
        """Take the step again that was taken back."""
        if self._future:
            self._past.append(self.state)
            self._go(self._future.pop())

    def _go(self, state: State) -> None:
        self._label = ""
        self._become(state.in_sign(self.decimal), done=True)
        self._tell()

    def _become(self, state: State, *, done: bool) -> None:
        self.touched = True
        self.state, self._checked = state, None
        self._save(done=done)

    def finish(self) -> None:
        """Write the study, after a pause in the typing."""
        self._label = ""
        if self._unfinished or self.trouble:
            self._save(done=True)

    def upload(self, name: str, data: bytes) -> None:
        """Put a workbook in place of everything, as one step; mistakes in its cells are told at the cells.

        Raises
        ------
        StudyError
            When it is no workbook, or not one of a study; nothing is changed then.
        """
        state = state_of_workbook(name, data, decimal=self.decimal)
        self.do(lambda _: state)

    def on_change(self, callback: "Callable[[Draft], object]") -> Callable[[], None]:
        """Call back after each change, with the draft; returns what ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def _tell(self) -> None:
        for callback in list(self._callbacks):
            callback(self)

    # -- saving ----------------------------------------------------------------------------------

    @property
    def _origin(self) -> Origin | None:
        return self._disk.origin or (self.like.origin if self.like else None)

    def _save(self, *, done: bool) -> None:
        self._unfinished = not done
        try:
            if self.other:
                draft_file.write_aside(self.path, self._kept(), self._name)
            elif self._save_draft(done):
                self._save_study()
            self.trouble = ""
        except (OSError, StudyError) as error:
            self.trouble, self._unfinished = getattr(error, "strerror", None) or str(error), True

    def _kept(self, target: Study | None = None) -> Kept:
        bases = (self._disk.base, *([target.fingerprint] if target else []))
        whole = target is not None and self.found.study is not None
        return Kept(self.state.plain(), bases, whole)

    def _save_draft(self, done: bool) -> bool:
        """Write the draft's file; returns whether the study is to be written, too."""
        self._target = self._right_study() if done else None
        kept = self._kept(self._target)
        try:
            draft_file.write(self.path, kept, seen=self._mark)
        except Elsewhere:
            self._meet("copy")
            return False
        self._mark = kept.mark
        return self._target is not None

    def _right_study(self) -> Study | None:
        """Return the study to write: what was typed, wrong cells as they last were."""
        if self.found.study:
            return self.found.study
        right = state_of_study(self._study, decimal=self.decimal) if self._study else None
        return repaired(self.state, self.found, right, origin=self._origin)

    def _save_study(self) -> None:
        target = self._target
        assert target
        if self._disk.study and target.fingerprint == self._disk.study.fingerprint:
            self._study = self._disk.study
            return
        try:
            written = write_study(dataclasses.replace(target, origin=self._origin), self.path)
        except StudyError as error:
            if on_disk(self.path, self.decimal).base == self._disk.base:
                raise OSError(told(error, self.language)) from None
            self._meet("study")
            return
        self._study = written
        self._disk = Disk(None, written, written.origin)

    def _meet(self, why: Literal["copy", "study"]) -> None:
        """Someone else was here: keep ours aside, and ask."""
        self.other = Other(why, self._theirs(why))
        draft_file.write_aside(self.path, self._kept(), self._name)

    def _theirs(self, why: str) -> State:
        kept = draft_file.read(draft_file.draft_file(self.path)) if why == "copy" else None
        drafted = state_of_kept(kept, self.decimal) if kept else None
        return drafted or on_disk(self.path, self.decimal).state or self._blank

    # -- choosing --------------------------------------------------------------------------------

    def take_theirs(self) -> None:
        """Go on with the other version; ours stays in the history, and is one step back."""
        if self.other:
            theirs = self.other.state if self.other.file else self._theirs(self.other.why)
            draft_file.to_history(self.path, self._kept())
            self._past = [*self._past, self.state][-MOST_STEPS:]
            self._settle(theirs)

    def keep_mine(self) -> None:
        """Go on with ours; the other version stays in the history."""
        if self.other:
            theirs = self.other.state if self.other.file else self._theirs(self.other.why)
            draft_file.to_history(self.path, Kept(theirs.plain()))
            self._settle(self.state)

    def _settle(self, state: State) -> None:
        other, self.other, self._label, self._future = self.other, None, "", []
        for file in (other.file if other else None, draft_file.draft_file(self.path, self._name)):
            if file:
                draft_file.remove_aside(file)
        self._disk = on_disk(self.path, self.decimal)
        self._study = self._disk.study or self._study
        kept = draft_file.read(draft_file.draft_file(self.path))
        self._mark = kept.mark if kept else None
        self._become(state.in_sign(self.decimal), done=True)
        self._tell()
