"""Reports on other machines: each run is a task of a Dask cluster, its study travels with it, its files come back.

A worker keeps a batch process for each of its threads, so that it imports everything once and nothing of one report
reaches the next. Reports of a worker that was lost are made again by another, as Dask does with any task.
"""

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from cvtools.language.language import language
from cvtools.report.brand import brand_files
from cvtools.report.program import program, versions
from cvtools.report.writer import BEGUN, started
from cvtools.study.errors import Problem, StudyError
from cvtools.study.safe_files import replace_file
from cvtools.study.storage import lay_out
from cvtools.study.study import read_study
from cvtools.study.wording import N_

PATIENCE = 15.0
"""Seconds in which a scheduler has to answer, and to have a worker."""
_OPTION = "--scheduler"
_thread = threading.local()


def results(work: Mapping[str, Any], address: str) -> Iterator[dict[str, Any]]:
    """Have the reports of a batch made by a cluster, and tell of each once its files are here.

    Parameters
    ----------
    work
        As the batch process gets it.
    address
        Of the Dask scheduler, such as ``tcp://scheduler:8786``.

    Raises
    ------
    StudyError
        When Dask is missing, the scheduler does not answer, has no worker, or a worker has another version.
    """
    client = _client(address)
    from distributed import as_completed

    with client:
        _same_everywhere(client, address)
        packed = {place: client.submit(_kept, files, pure=True) for place, files in _studies(work).items()}
        tasks = {}
        for index, run in enumerate(work["runs"]):
            words = {
                "run": run,
                "notebook": Path(run["notebook"]).read_bytes(),
                "brand": brand_files(Path(run["brand"])) if run["brand"] else {},
                "limit": work["limit"],
            }
            future = client.submit(write, packed[run["study"]], made_by=program(), pure=False, priority=-index, **words)
            tasks[future] = index
        for future in as_completed(list(tasks), loop=client.loop):
            index = tasks.pop(future)
            yield {"index": index, **_landed(future, Path(work["runs"][index]["file"]))}


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise StudyError(_OPTION, N_("Dask is not installed; pip install 'cvtools[engines]' installs it")) from None
    answer: SimpleQueue[Any] = SimpleQueue()

    def connect() -> None:
        try:
            answer.put(Client(address, timeout=PATIENCE, set_as_default=False))
        except Exception as error:  # whatever answers there
            answer.put(error)

    threading.Thread(target=connect, daemon=True).start()  # what takes a connection and then keeps silent, holds it
    try:
        client = answer.get(timeout=PATIENCE + 1)
    except Empty:
        client = TimeoutError("it keeps silent")
    if isinstance(client, Exception):
        why = str(client).splitlines()[0] if str(client) else type(client).__name__
        code = N_("no Dask scheduler answers there: {why}")
        raise StudyError(_OPTION, [Problem(_OPTION, found=address, code=code, fields={"why": why})])
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        message = N_("the Dask scheduler has no workers; start some with: dask worker ADDRESS")
        raise StudyError(_OPTION, [Problem(_OPTION, found=address, code=message)]) from None
    return client


def _same_everywhere(client: Any, address: str) -> None:
    """Refuse workers that would write other reports than this machine."""
    there = client.run(what_it_is, on_error="return")
    problems = [
        Problem(_OPTION, found=worker, code=N_("this worker has another version: {how}"), fields={"how": how})
        for worker, found in there.items()
        if (how := repr(found) if isinstance(found, BaseException) else difference(found))
    ]
    if problems:
        raise StudyError(address, problems)


def what_it_is() -> tuple[str, dict[str, str]]:
    """What makes reports here: a digest of the program, and the versions of its libraries."""
    return program(), versions()


def difference(there: tuple[str, Mapping[str, str]]) -> str:
    """In what another machine differs from this one; blank if in nothing.

    >>> difference(what_it_is())
    ''
    >>> difference(("other", versions()))
    'cvtools: other files'
    """
    digest, theirs = there
    other = [
        f"{name} {theirs.get(name)} (here {ours})" for name, ours in versions().items() if theirs.get(name) != ours
    ]
    return ", ".join(other) or ("" if digest == program() else "cvtools: other files")


def _studies(work: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, bytes]]]:
    """Each study's name and files, by its place."""
    found: dict[str, tuple[str, dict[str, bytes]]] = {}
    for place in dict.fromkeys(run["study"] for run in work["runs"]):
        origin = read_study(place).origin
        assert origin is not None
        found[place] = (origin.path.name, dict(origin.files))
    return found


def _kept(files: tuple[str, dict[str, bytes]]) -> tuple[str, dict[str, bytes]]:
    """A task whose result is a study: unlike data that is only put on a worker, it is there again if that is lost."""
    return files


def _landed(future: Any, file: Path) -> dict[str, Any]:
    """Write what came back; what became of the report."""
    if future.status != "finished":
        error = future.exception() if future.status == "error" else None
        return {"state": "lost"} if error is None or type(error).__name__ == "KilledWorker" else _failed(error)
    told = dict(future.result())
    try:
        for name, data in sorted(told.pop("files").items(), key=lambda entry: entry[0] == file.name):
            replace_file(file.with_name(Path(name).name), data)
    except OSError as error:
        return {"state": "unwritable", "reason": f"{error.filename or file}: {error.strerror or error}"}
    future.release()
    return told


def _failed(error: BaseException) -> dict[str, Any]:
    return {"state": "failed", "reason": f"{type(error).__name__}: {error}"}


# -- on a worker ---------------------------------------------------------------------------------------------------


def write(
    study: tuple[str, dict[str, bytes]],
    *,
    run: Mapping[str, Any],
    notebook: bytes,
    brand: Mapping[str, bytes],
    limit: float,
    made_by: str,
) -> dict[str, Any]:
    """Make one report here, and return what became of it with the bytes of its ``files`` by name."""
    if made_by != program():
        _ = language(run["language"])
        how = difference((made_by, versions()))
        return {"state": "failed", "reason": _("this worker has another version: {how}", how=how), "files": {}}
    with tempfile.TemporaryDirectory(prefix="cvtools-") as folder:
        place = _unpacked(*study)
        cells = _laid_out(Path(folder, "notebook"), {Path(run["notebook"]).name: notebook}) / Path(run["notebook"]).name
        whose = _laid_out(Path(folder, "brand"), brand) / Path(run["brand"]).name if brand else ""
        file = _laid_out(Path(folder, "out"), {}) / Path(run["file"]).name
        given = {"study": place, "notebook": str(cells), "brand": str(whose), "file": str(file)}
        parameters = {**run["parameters"], "study": place}
        told = _asked({**run, **given, "parameters": parameters}, limit)
        return {**told, "files": {made.name: made.read_bytes() for made in file.parent.iterdir()}}


def _laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def _unpacked(name: str, files: Mapping[str, bytes]) -> str:
    """Where a study lies on this worker."""
    digest = sha256(repr(sorted((part, sha256(data).hexdigest()) for part, data in files.items())).encode())
    folder = _room() / digest.hexdigest()[:24]
    place = folder / name
    if not folder.exists():
        with suppress(FileExistsError), tempfile.TemporaryDirectory(dir=_room()) as half:
            Path(half, "study").mkdir()
            lay_out(Path(half, "study", name), files)
            with suppress(OSError):  # another thread was faster
                Path(half, "study").rename(folder)
    return str(place)


@cache
def _room() -> Path:
    """A folder for as long as this worker lives."""
    import atexit
    import shutil

    folder = Path(tempfile.mkdtemp(prefix="cvtools-worker-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _asked(run: Mapping[str, Any], limit: float) -> dict[str, Any]:
    """Have this thread's batch process write a report."""
    process: subprocess.Popen[str] | None = getattr(_thread, "process", None)
    if process is None or process.poll() is not None:
        process = _thread.process = started()
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps({"jobs": 1, "limit": limit, "runs": [run]}) + "\n")
        process.stdin.flush()
    for line in process.stdout:
        told = json.loads(line)
        if told["state"] != BEGUN:
            return {name: value for name, value in told.items() if name != "index"}
    return {"state": "died", "reason": str(process.wait())}
