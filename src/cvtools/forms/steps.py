"""Steps to take back, and to take again: the states that were, in memory only."""

from collections.abc import Callable

from cvtools.forms.state import State

MOST = 500


class Steps:
    """The states before and after the one that is seen."""

    def __init__(self) -> None:
        self.past: list[State] = []
        self.future: list[State] = []
        self._label = ""

    def leave(self, state: State, label: str = "", *, done: bool = True) -> None:
        """Remember the state that is left. While somebody types, the same label goes on with the same step."""
        if not (label and label == self._label):
            self.past = [*self.past, state][-MOST:]
        self._label, self.future = "" if done else label, []

    def rest(self) -> None:
        """End the step: whatever comes is another one."""
        self._label = ""

    def back(self, state: State) -> State | None:
        """Leave a state for the one before."""
        return _move(state, self.past, self.future)

    def on(self, state: State) -> State | None:
        """Leave a state for the one that was taken back."""
        return _move(state, self.future, self.past)

    def rebase(self, change: Callable[[State], State | None]) -> None:
        """Change all steps; those beyond one that cannot be changed are forgotten."""
        self.past, self.future = (_changed(steps, change) for steps in (self.past, self.future))


def _move(state: State, source: list[State], target: list[State]) -> State | None:
    if not source:
        return None
    target.append(state)
    return source.pop()


def _changed(steps: list[State], change: Callable[[State], State | None]) -> list[State]:
    kept: list[State] = []
    for step in reversed(steps):
        state = change(step)
        if state is None:
            break
        kept.insert(0, state)
    return kept
