"""A study while it is being typed: what it is now, what is wrong with it, steps to take back, and saving at once."""

from collections.abc import Callable
from pathlib import Path

from cvtools.forms.merging import merged
from cvtools.forms.problems_by_cell import Checked, checked
from cvtools.forms.saving import Other, Saving
from cvtools.forms.sources_on_disk import state_of_workbook
from cvtools.forms.state import NAMED, State, decimal_sign
from cvtools.forms.steps import Steps
from cvtools.study.schema import POINTS
from cvtools.study.study import Study

Operation = Callable[[State], State]
_ATTEMPTS = 3


class Draft:
    """A study that is being typed, at its place on disk. Make one with :func:`cvtools.open_draft`.

    >>> import tempfile
    >>> draft = Draft(Path(tempfile.mkdtemp()) / "my_study", language="nb")
    >>> draft.do(lambda state: state.with_settings(title="Kaffe"))
    >>> draft.state.settings["title"], draft.study, draft.can_undo
    ('Kaffe', None, True)
    """

    def __init__(self, path: str | Path, *, like: Study | None = None, language: str = "en") -> None:
        self.language = language
        self.like = like
        self._callbacks: list[Callable[[Draft], object]] = []
        self._open(Path(path).absolute())

    def _open(self, path: Path) -> None:
        self.path, self._saving, self._steps = path, Saving(path, self.like, self.language), Steps()
        settings = {"title": "", "unit": POINTS, "ours": "", "language": self.language}
        self.state = self._common = self._saving.open(State(settings, {}, self.decimal))
        self._checked: Checked | None = None
        self.touched = self._saving.kept is not None
        """Whether anything was changed since it was opened, or before."""
        self.merged = False
        """Whether the last change came together with one from elsewhere."""
        self._saving.study = self._saving.study or self.found.study
        self.another = self._is_another()
        """Whether there is another study here than the one to begin with; somebody must say which one goes on."""

    def _is_another(self) -> bool:
        if self.like is None or not (self.touched or self.written):
            return False
        home = self.like.origin.path.absolute() if self.like.origin else None
        return home != self.path and self.state.settings.get("title", "").strip() != self.like.settings.title

    # -- what there is ---------------------------------------------------------------------------

    @property
    def study(self) -> Study | None:
        """The study as it last was right: what is on disk, or would be after the first change."""
        return self._saving.study

    @property
    def written(self) -> bool:
        """Whether there is a study of ours on disk."""
        return self._saving.disk.study is not None

    @property
    def is_written(self) -> bool:
        """Whether all that was typed is in the study on disk."""
        study, there = self.found.study, self._saving.disk.study
        return bool(study and there and study.fingerprint == there.fingerprint)

    @property
    def trouble(self) -> str:
        """Why the last change could not be saved."""
        return self._saving.trouble

    @property
    def damaged(self) -> bool:
        """Whether a draft was there that could not be read; it goes to the history at the first change."""
        return self._saving.damaged

    @property
    def other(self) -> Other | None:
        """Another version of the study, if somebody has to choose."""
        return self._saving.other

    @property
    def decimal(self) -> str:
        """The decimal sign of whoever types."""
        return decimal_sign(self.language)

    @property
    def found(self) -> Checked:
        """What is wrong with what was typed."""
        if self._checked is None:
            self._checked = checked(self.state, origin=self._saving.origin)
        return self._checked

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._steps.future)

    @property
    def fixed(self) -> frozenset[str]:
        """Ids that are in the study already and so stay as they are."""
        study = self._saving.disk.study
        tables = study.tables if study else {}
        return frozenset(str(id_) for name, column in NAMED.items() if name in tables for id_ in tables[name][column])

    def is_current(self) -> bool:
        """Whether what is on disk is still what this draft last saw."""
        return self._saving.is_current()

    # -- changing --------------------------------------------------------------------------------

    def do(self, operation: Operation, *, label: str = "", done: bool = True) -> None:
        """Change the state.

        With ``done=False`` somebody is still typing: the draft is saved, the study is left for :meth:`finish`, and what
        follows with the same label is the same step to take back.
        """
        new = operation(self.state)
        if new is not self.state and not new.same_as(self.state):
            self._steps.leave(self.state, label, done=done)
            self._become(new, done=done)
        else:
            self.state, self._checked = new, None  # perhaps a new blank row
            if done:
                self.finish()
        self._tell()

    def undo(self) -> None:
        """Take the last step back."""
        self._go(self._steps.back(self.state))

    def redo(self) -> None:
        """Take the step again that was taken back."""
        self._go(self._steps.on(self.state))

    def _go(self, state: State | None) -> None:
        if state is not None:
            self._steps.rest()
            self._become(state.in_sign(self.decimal), done=True)
            self._tell()

    def _become(self, state: State, *, done: bool) -> None:
        self.touched = True
        self.state, self._checked = state, None
        self._save(done=done)

    def finish(self) -> None:
        """Write the study, after a pause in the typing."""
        self._steps.rest()
        if self._saving.unfinished or self.trouble:
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

    def speak(self, language: str) -> None:
        """Go on in another language, with its decimal sign."""
        self.language = language
        self.state, self._checked = self.state.in_sign(self.decimal), None

    def on_change(self, callback: "Callable[[Draft], object]") -> Callable[[], None]:
        """Call back after each change, with the draft; returns what ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def _tell(self) -> None:
        for callback in list(self._callbacks):
            callback(self)

    # -- saving, and who else writes here --------------------------------------------------------

    def _save(self, *, done: bool) -> None:
        self.merged = False
        for _ in range(_ATTEMPTS):
            other = self._saving.save(self.state, self.found, done=done)
            if other is None or not self._merge(other):
                break
        if not (self.other or self.trouble):
            self._common = self.state

    def _merge(self, other: Other) -> bool:
        """Take in what was changed elsewhere; returns whether that could be. Else both are kept, and somebody asked."""
        base, theirs = self._common, other.state
        state = merged(base, self.state, theirs)
        if state is None:
            self._saving.put_aside(other, self.state)
            return False
        self._steps.rebase(lambda step: merged(base, step, theirs))
        self._common, self.merged = theirs, True
        self.state, self._checked = state, None
        self._saving.take_in(other, self.decimal)
        return True

    def look(self) -> None:
        """Take in what was changed elsewhere, without waiting for a change here."""
        other = self._saving.news(self.state)
        if other:
            if self._merge(other):
                if not self.state.same_as(other.state):
                    self._save(done=True)
                self.merged = True
            self._tell()

    def take_theirs(self) -> None:
        """Go on with the other version; ours is one step back, and among the earlier versions."""
        self._settle(mine=False)

    def keep_mine(self) -> None:
        """Go on with ours; the other version is among the earlier versions."""
        self._settle(mine=True)

    def _settle(self, *, mine: bool) -> None:
        if self.other:
            state = self._saving.settle(self.state, mine=mine)
            if mine:
                self._steps.future.clear()
            else:
                self._steps.leave(self.state)
            self._become(state.in_sign(self.decimal), done=True)
            self._tell()

    def compare(self, like: Study | None) -> None:
        """Ask again which study is meant, if it is not the one that was to be begun with before."""
        if like and not (self.like and self.like.fingerprint == like.fingerprint):
            self.like = like
            self.another = self._is_another()

    def go_on(self) -> None:
        """Go on with the study that is here already."""
        self.another = False
        self._tell()

    def elsewhere(self) -> None:
        """Begin a copy beside the study that is here, or go on with the one that was begun there."""
        home, number = self.path, 1
        while self.another:
            number += 1
            self._open(home.with_name(f"{home.stem}_{number}{home.suffix}"))
        self._tell()
