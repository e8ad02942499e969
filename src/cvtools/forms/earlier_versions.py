"""Earlier versions of a study: what each save replaced, and what was not chosen where two versions met."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cvtools.forms import draft_file
from cvtools.forms.blocks import Block, group, pick
from cvtools.forms.sources_on_disk import on_disk
from cvtools.forms.state import State, state_of_plain
from cvtools.language.language import Language
from cvtools.study import storage

_TIME = "%Y-%m-%dT%H%M%S.%fZ"
_CHOOSE = "versions"


def versions(path: Path) -> dict[str, tuple[datetime, Path]]:
    """Return the earlier versions of a study by their names, the newest first: when each was saved, and where it is."""
    found = {}
    for place in _places(path):
        stamp = place.name.removeprefix("draft-").rpartition("-")[0]
        try:
            found[place.name] = (datetime.strptime(stamp, _TIME).replace(tzinfo=UTC), place)
        except ValueError:  # something else that somebody put there
            continue
    return dict(sorted(found.items(), key=lambda item: item[1][0], reverse=True))


def _places(path: Path) -> Iterator[Path]:
    folder = draft_file.history_folder(path)
    yield from (place for place in folder.glob("[0-9]*Z-*") if place.is_dir())
    yield from folder.glob("draft-*.json")


def version_state(path: Path, name: str, *, decimal: str) -> State | None:
    """Read an earlier version by its name, if it is there and can be read."""
    _when, place = versions(path).get(name, (None, None))
    if place is None:
        return None
    if place.suffix == ".json":
        kept = draft_file.read(place)
        return state_of_plain(kept.texts, decimal=decimal) if kept else None
    return on_disk(place / path.name if storage.is_workbook(path) else place, decimal).state


def version_pick(path: Path, _: Language) -> list[Block]:
    """Return the list of earlier versions to go back to, by day, if there are any."""
    days: dict[str, list[tuple[str, str]]] = {}
    for name, (when, place) in versions(path).items():
        local = when.astimezone()
        time = f"{local:%H:%M:%S}"
        label = _("{time}, not chosen then", time=time) if place.suffix == ".json" else time
        days.setdefault(_.day(local.date()), []).append((name, label))
    options = [group([("", _("Choose …"))]), *(group(times, day) for day, times in days.items())]
    return [pick(_CHOOSE, _("Earlier versions"), "", options, does="restore", back=True)] if days else []
