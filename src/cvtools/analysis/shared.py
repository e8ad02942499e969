"""The frames of one study that a process works out before it is forked for each report."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from cvtools.analysis.frames import Frames
from cvtools.analysis.improvement import WITHOUT_LEVERS
from cvtools.study.errors import StudyError
from cvtools.study.storage import files_state
from cvtools.study.study import Study

_shared: Frames | None = None
_shared_files: object = None


def share(frames: Frames) -> None:
    """Work out what is the same for all segments, so that later analyses of the same study need not.

    For a process that is forked once for each report. Neither is the study read again where its files are the same.
    Frames are shared, not copied: whoever changes one, changes it for all analyses of this process.
    """
    global _shared, _shared_files
    _shared = frames
    _shared_files = _state(frames.study.origin.path) if frames.study.origin else None
    _work_out(frames, _cached(frames))
    frames.gaps()
    frames.tornado()
    for name in ("expected", "believed"):
        frames.view_gaps(name)
    plan = frames.improvement
    _work_out(plan, _cached(plan) if plan.has_levers else WITHOUT_LEVERS)


def is_shared(frames: Frames) -> bool:
    """Whether these are the frames that are shared."""
    return frames is _shared


def kept(study: str | Path | Study, view: str, draws: int, seed: int) -> Frames | None:
    """Return the shared frames, where they are those of this study."""
    if _shared is None or (_shared.view, _shared.draws, _shared.seed) != (view, draws, seed):
        return None
    if not isinstance(study, Study):
        return _shared if _shared_files is not None and _state(study) == _shared_files else None
    same = study is _shared.study or (study.origin, study.fingerprint) == (_shared.study.origin, _shared.fingerprint)
    return _shared if same else None


def _state(path: str | Path) -> object:
    """What differs when another study is there."""
    return os.path.realpath(path), files_state(Path(path))


def _cached(owner: object) -> list[str]:
    return [name for name, attribute in vars(type(owner)).items() if isinstance(attribute, cached_property)]


def _work_out(owner: object, names: Iterable[str]) -> None:
    """Ask for each of these; what cannot be worked out is left to whoever asks for it, and says why."""
    for name in names:
        with suppress(StudyError):
            getattr(owner, name)
