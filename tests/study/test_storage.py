"""Writing: all or nothing, whatever happens, and nothing of the old study is ever lost."""

# ruff: noqa: E501  messages stand here whole, as a person reads them

from __future__ import annotations

import dataclasses
import errno
import json
import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cvtools as cv
from cvtools.study import history, safe_files, storage

from ..strength import some
from ..studies import SMALL, write_files


def renamed(study: cv.Study, title: str) -> cv.Study:
    """The study with another title and one rating less."""
    settings = dataclasses.replace(study.settings, title=title)
    return dataclasses.replace(study, settings=settings, ratings=study.ratings.iloc[:-1])


def titled(study: cv.Study, title: str) -> cv.Study:
    return dataclasses.replace(study, settings=dataclasses.replace(study.settings, title=title))


def kept(folder: Path) -> list[str]:
    """The titles of the versions in the history, oldest first."""
    return [cv.read_study(version).settings.title for version in sorted((folder / ".history").glob("[0-9]*"))]


@pytest.fixture
def study(tmp_path) -> cv.Study:
    return cv.read_study(write_files(tmp_path / "study"))


def test_what_is_returned_is_what_is_on_disk(study):
    written = cv.write_study(renamed(study, "New"))

    again = cv.read_study(study.origin.path)
    assert (again.fingerprint, again.origin.fingerprint) == (written.fingerprint, written.origin.fingerprint)
    assert cv.write_study(renamed(written, "Newer")).settings.title == "Newer"
    assert kept(study.origin.path) == ["Coffee", "New"]


def test_only_the_study_and_its_history_are_left(study, tmp_path):
    cv.write_study(cv.write_study(study, tmp_path / "new"))
    cv.write_study(renamed(study, "New"))
    cv.write_study(study, tmp_path / "new.xlsx")

    assert {entry.name for entry in tmp_path.iterdir()} == {"study", "new", "new.xlsx"}
    assert {entry.name for entry in (tmp_path / "new").iterdir()} == set(SMALL)
    assert {entry.name for entry in study.origin.path.iterdir()} == {*SMALL, ".history"}


def test_nothing_is_written_when_nothing_changed(study):
    written = cv.write_study(study)  # with every column that a study may have
    before = {file: file.stat().st_mtime_ns for file in study.origin.path.glob("*.*")}
    cv.write_study(written)
    cv.write_study(cv.read_study(study.origin.path))

    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert kept(study.origin.path) == ["Coffee"]


def test_other_files_of_the_folder_are_left_alone(study):
    (study.origin.path / "README.md").write_text("mine")
    cv.write_study(renamed(study, "New"))

    assert (study.origin.path / "README.md").read_text() == "mine"


def test_a_table_that_is_dropped_goes_to_the_history(tmp_path):
    write_files(tmp_path)
    (tmp_path / "levers.csv").write_text("lever,name,kind,cost\nx,X,price,5\n")
    study = cv.read_study(tmp_path)
    assert study.others["levers"]["name"].tolist() == ["X"]

    cv.write_study(dataclasses.replace(study, others={}))

    assert cv.read_study(tmp_path).others == {}
    assert [file.read_text() for file in tmp_path.glob(".history/*/levers.csv")] == [
        "lever,name,kind,cost\nx,X,price,5\n"
    ]


def test_comments_unknown_columns_and_unknown_settings_are_kept(tmp_path):
    yaml = "# about\nformat: 1\ntitle: Coffee # the title\nunit: points\nours: cafe\nmine: no\n"
    write_files(tmp_path, study=yaml, segments="segment,mine,name,size\nregulars,007,R,300\nvisitors,=x,V,100\n")
    study = cv.read_study(tmp_path)

    cv.write_study(dataclasses.replace(study, settings=dataclasses.replace(study.settings, title="Tea")))

    assert (tmp_path / "study.yaml").read_text() == yaml.replace("Coffee ", "Tea    ")
    assert cv.read_study(tmp_path).segments["mine"].tolist() == ["007", "=x"]
    assert "'=x" in (tmp_path / "segments.csv").read_text()


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_another_study_is_never_overwritten(study, tmp_path, name):
    cv.write_study(study, tmp_path / name)

    with pytest.raises(cv.StudyError) as caught:
        cv.write_study(renamed(study, "New"), tmp_path / name)

    assert str(caught.value) == f"{tmp_path / name}: there is a study here already; choose another place"
    assert cv.read_study(tmp_path / name).settings.title == "Coffee"


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_a_study_that_changed_on_disk_is_not_overwritten(study, tmp_path, name):
    mine = cv.write_study(study, tmp_path / name)
    cv.write_study(renamed(cv.read_study(tmp_path / name), "Theirs"))

    with pytest.raises(cv.StudyError) as caught:
        cv.write_study(renamed(mine, "Mine"))

    assert str(caught.value) == (
        f"{tmp_path / name}: the study changed on disk since it was read; read it again, so that the other change is not lost"
    )
    assert cv.read_study(tmp_path / name).settings.title == "Theirs"


def test_a_study_that_went_away_is_not_written_again(study):
    (study.origin.path / "ratings.csv").unlink()

    with pytest.raises(cv.StudyError, match="changed on disk"):
        cv.write_study(renamed(study, "Mine"))


def test_a_file_that_cannot_be_read_is_not_overwritten(study, tmp_path):
    (tmp_path / "there" / "ratings.csv").mkdir(parents=True)

    with pytest.raises(cv.StudyError) as caught:
        cv.write_study(study, tmp_path / "there")

    assert str(caught.value) == 'ratings.csv: found "a folder or a special file"; allowed: a file'


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_of_many_writers_one_wins(study, tmp_path, name):
    start = cv.write_study(study, tmp_path / name)

    def write(number: int) -> bool:
        try:
            cv.write_study(renamed(start, f"Writer {number}"))
        except cv.StudyError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        won = [number for number, done in enumerate(pool.map(write, range(6))) if done]

    assert len(won) == 1
    assert cv.read_study(tmp_path / name).settings.title == f"Writer {won[0]}"


def test_never_two_at_a_time_though_the_lock_comes_and_goes(tmp_path):
    inside, most = 0, 0

    def work(_: int) -> None:
        nonlocal inside, most
        with storage.locked(tmp_path / ".lock"):
            inside += 1
            most = max(most, inside)
            time.sleep(0.0002)
            inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(400)))

    assert most == 1
    assert list(tmp_path.iterdir()) == []


def test_the_lock_goes_when_the_work_fails(study, tmp_path):
    with pytest.raises(cv.StudyError):
        cv.write_study(dataclasses.replace(study, origin=None), study.origin.path)

    assert {entry.name for entry in study.origin.path.iterdir()} == set(SMALL)


def test_who_reads_while_others_write_sees_one_study(study):
    path = study.origin.path
    titles = {}

    def write() -> None:
        current = study
        for number in range(25):
            current = dataclasses.replace(
                current,
                settings=dataclasses.replace(current.settings, title=f"Version {number}"),
                segments=current.segments.assign(description=f"Version {number}"),
            )
            current = cv.write_study(current)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            seen = cv.read_study(path)
            titles[seen.settings.title] = set(seen.segments["description"])
        writing.result()

    assert all(descriptions in ({title}, {""}) for title, descriptions in titles.items()), titles


def test_a_workbook_behind_a_link_is_replaced_there(study, tmp_path):
    (tmp_path / "real").mkdir()
    cv.write_study(study, tmp_path / "real" / "mine.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real" / "mine.xlsx")

    cv.write_study(renamed(cv.read_study(tmp_path / "link.xlsx"), "New"))

    assert (tmp_path / "link.xlsx").is_symlink()
    assert cv.read_study(tmp_path / "real" / "mine.xlsx").settings.title == "New"
    assert len(list(tmp_path.glob("real/.history/mine.xlsx/*/mine.xlsx"))) == 1


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_private_files_stay_private(study, tmp_path, name):
    written = cv.write_study(study, tmp_path / name)
    file = tmp_path / name / "ratings.csv" if name == "there" else tmp_path / name
    file.chmod(0o600)

    cv.write_study(renamed(written, "New"))

    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["study", "study.xlsx"])
def test_a_place_that_cannot_be_written(study, tmp_path, name):
    (tmp_path / "file").touch()

    with pytest.raises(OSError):
        cv.write_study(study, tmp_path / "file" / name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(study):
    study.origin.path.chmod(0o500)
    try:
        with pytest.raises(OSError):
            cv.write_study(renamed(study, "New"))
        assert cv.read_study(study.origin.path).fingerprint == study.fingerprint
    finally:
        study.origin.path.chmod(0o700)


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_a_full_disk_leaves_the_old_study_whole(study, tmp_path, name, monkeypatch):
    start = cv.write_study(study, tmp_path / name)
    new = renamed(start, "New")
    real, left = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(storage.os, "fsync", full)
    failures = 0
    for steps in range(40):
        left = steps
        try:
            cv.write_study(new)
            break
        except OSError:
            failures += 1
        again = cv.read_study(tmp_path / name)
        assert again.fingerprint in (start.fingerprint, new.fingerprint)
        if again.fingerprint == new.fingerprint:  # the disk was full when all was done but the tidying
            break
        assert [
            entry.name
            for entry in tmp_path.rglob("*")
            if entry.name.startswith((".staged", ".partial")) or entry.suffix == ".part"
        ] == []

    assert failures >= 2
    left = 1000
    assert cv.write_study(renamed(cv.read_study(tmp_path / name), "Newer")).settings.title == "Newer"


KILLED = """
    # Writes a study in a child process that dies at the first, second, third … step that touches the disk.
    import dataclasses, json, os, shutil, sys
    from pathlib import Path
    import cvtools as cv

    base, name = Path(sys.argv[1]), sys.argv[2]
    EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.copymode"}

    def die_at(step):
        def hook(event, arguments):
            nonlocal step
            if event in EVENTS and "lives" in str(arguments[0]):
                step -= 1
                if step < 0:
                    os._exit(9)
        return hook

    def contents(study):
        return {table: frame.to_csv() for table, frame in study.tables.items()} | {"title": study.settings.title}

    results = []
    for step in range(1000):
        home = base / f"lives{step}"
        shutil.copytree(base / "start", home)
        old = cv.read_study(home / name)
        new = dataclasses.replace(
            old, settings=dataclasses.replace(old.settings, title="New"), ratings=old.ratings.iloc[:-1], others={}
        )
        child = os.fork()
        if child == 0:
            sys.addaudithook(die_at(step))
            cv.write_study(new)
            os._exit(0)
        died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        after = contents(cv.read_study(home / name))
        state = "old" if after == contents(old) else "new" if after == contents(new) else "MIXED"
        versions = [path for path in home.rglob("*") if path.name.startswith("2") and ".history" in path.parts]
        versions = [path / name if name.endswith(".xlsx") else path for path in versions]
        if state == "new" and not any(contents(cv.read_study(path)) == contents(old) for path in versions):
            state = "OLD LOST"
        last = cv.write_study(dataclasses.replace(cv.read_study(home / name), segments=old.segments.iloc[::-1]))
        again = cv.read_study(home / name)
        if contents(again) != contents(last) or list(home.rglob(".staged*")) or list(home.rglob("*.part")) or list(home.rglob("*.lock")):
            state = "NOT TIDY"
        results.append(state)
        shutil.rmtree(home)
        if not died:
            break
    print(json.dumps(results))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("name", some(["study.xlsx", "study"], daily=1))
def test_killed_at_any_moment(tmp_path, name):
    folder = write_files(tmp_path / "folder")
    (folder / "levers.csv").write_text("lever,name,kind,cost\nx,X,price,5\n")
    cv.write_study(cv.read_study(folder), tmp_path / "start" / name)

    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(KILLED), str(tmp_path), name],
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
    states = json.loads(run.stdout)
    assert len(states) > (25 if name == "study" else 5)
    assert set(states) == {"old", "new"}
    assert states == sorted(states, reverse=True)  # old, …, old, new, …, new


def test_a_file_changed_after_a_kill_is_not_lost(study):
    path = study.origin.path
    (path / ".commit").mkdir()
    (path / ".commit" / "segments.csv").write_text(SMALL["segments.csv"].replace("Regulars", "New name"))
    (path / "segments.csv").write_text(SMALL["segments.csv"].replace("Regulars", "Typed in since"))

    again = cv.read_study(path)
    cv.write_study(renamed(again, "New"))

    assert cv.read_study(path).segments["name"].tolist() == ["New name", "Visitors"]
    assert any("Typed in since" in file.read_text() for file in path.glob(".history/*/segments.csv"))


def test_the_history_is_pruned(study, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    for number in range(6):
        study = cv.write_study(
            dataclasses.replace(study, settings=dataclasses.replace(study.settings, title=f"{number}"))
        )

    assert kept(study.origin.path) == ["2", "3", "4"]


def test_of_days_before_the_last_version_stays(study, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 2)
    past = study.origin.path / ".history"
    for name in ("2026-01-01T080000", "2026-01-01T170000", "2026-01-02T080000"):
        (past / name).mkdir(parents=True)
    for title in ("a", "b", "c"):
        study = cv.write_study(dataclasses.replace(study, settings=dataclasses.replace(study.settings, title=title)))

    names = sorted(path.name for path in past.iterdir())
    assert names[:2] == ["2026-01-01T170000", "2026-01-02T080000"]
    assert len(names) == 4


def test_the_history_is_in_order_whatever_the_clock_says(study, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    past = study.origin.path / ".history"
    for title in "abc":
        study = cv.write_study(titled(study, title))
    for version in past.iterdir():  # a machine whose clock is ahead
        version.rename(past / version.name.replace(version.name[:10], "2099-01-01"))
    for title in "defg":
        study = cv.write_study(titled(study, title))

    order = [cv.read_study(past / match.string).settings.title for match in history.versions(past)]
    assert order == ["b", "d", "e", "f"]  # of 2099 the last, and the newest three


def test_nothing_goes_from_the_history_but_what_has_a_version_s_name(study, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 1)
    mine = ["2020-01-01_01", "2020-01-01_02", "2020-01-01", ".partial-photos", "2020-01-01T080000-mine"]
    for name in mine:
        (study.origin.path / ".history" / name).mkdir(parents=True)
    (study.origin.path / ".staged-of_mine").mkdir()
    for title in "abc":
        study = cv.write_study(titled(study, title))

    assert {entry.name for entry in (study.origin.path / ".history").iterdir()} > set(mine)
    assert (study.origin.path / ".staged-of_mine").is_dir()


@pytest.mark.parametrize("name", [".commit", ".history", ".lock"])
def test_nothing_is_written_moved_or_removed_through_a_link(study, tmp_path, name):
    home = tmp_path / "home"
    (home / "2020-01-01T080000").mkdir(parents=True)
    (home / "id_rsa").write_text("key")
    (home / "empty").touch()
    (study.origin.path / name).symlink_to(home / "empty" if name == ".lock" else home)

    with pytest.raises(cv.StudyError, match="it is a link to another place"):
        cv.write_study(renamed(study, "New"))

    assert {entry.name for entry in home.iterdir()} == {"2020-01-01T080000", "id_rsa", "empty"}
    assert (study.origin.path / "study.yaml").read_text() == SMALL["study.yaml"]


def test_a_study_is_not_read_through_a_link_in_place_of_a_commit(study, tmp_path):
    write_files(tmp_path / "home")
    (study.origin.path / ".commit").symlink_to(tmp_path / "home")

    with pytest.raises(cv.StudyError) as caught:
        cv.read_study(study.origin.path)

    assert str(caught.value).startswith(".commit: it is a link to another place, which no study has; remove it")


@pytest.mark.parametrize("link", [".history", ".history/mine.xlsx"])
def test_nor_does_a_workbook_write_through_a_link(study, tmp_path, link):
    (tmp_path / "home").mkdir()
    (tmp_path / "there" / link).parent.mkdir(parents=True)
    written = cv.write_study(study, tmp_path / "there" / "mine.xlsx")
    (tmp_path / "there" / link).symlink_to(tmp_path / "home")

    with pytest.raises(cv.StudyError, match="it is a link to another place"):
        cv.write_study(renamed(written, "New"))

    assert list((tmp_path / "home").iterdir()) == []
    assert cv.read_study(tmp_path / "there" / "mine.xlsx").settings.title == "Coffee"


@pytest.mark.parametrize("kind", ["other", "link"])
def test_a_commit_that_no_writer_left_is_refused(study, tmp_path, kind):
    (tmp_path / "secret").write_text("secret")
    commit = study.origin.path / ".commit"
    commit.mkdir()
    name = "ratings.csv" if kind == "link" else "id_rsa"
    (commit / name).symlink_to(tmp_path / "secret") if kind == "link" else (commit / name).write_text("x")

    with pytest.raises(cv.StudyError, match=rf"^\.commit/{name}: a file of the study, and nothing else; remove it$"):
        storage.write_files(study.origin.path, SMALL, expected=None)

    assert (commit / name).exists()


def test_a_full_disk_is_told_with_the_file_and_leaves_no_folder(study, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os, "fsync", full)
    for place in ("new/folder", "new/study.xlsx"):
        with pytest.raises(OSError) as caught:
            cv.write_study(study, tmp_path / place)
        assert caught.value.filename.startswith(str(tmp_path / place))
        assert not (tmp_path / "new").exists()


def test_what_a_killed_writer_left_goes_after_an_hour(tmp_path):
    file = tmp_path / "a.json"
    new, old, other = (tmp_path / f".{name}.part" for name in (
        f"{safe_files.short_name(file)}-11111111", f"{safe_files.short_name(file)}-22222222", "other-33333333"
    ))  # fmt: skip
    for left in (new, old, other):
        left.touch()
    for left in (old, other):
        os.utime(left, (time.time() - 3700,) * 2)

    safe_files.replace_file(file, b"{}")

    assert {entry.name for entry in tmp_path.iterdir()} == {"a.json", new.name, other.name}
