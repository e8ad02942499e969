"""Vega, Vega-Lite and Vega-Embed as one script, for pages that must not fetch anything."""

from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def chart_library() -> str:
    """The script, which defines ``vegaEmbed``.

    To make it takes more than a second, so it is kept in the user's cache; where that cannot be written, it is made
    anew by each process.
    """
    file = _cache() / f"charts-{version('vl-convert-python')}.js"
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        pass
    import vl_convert

    bundle = vl_convert.javascript_bundle()  # pyright: ignore[reportCallIssue]  its stub forgets the default
    text = bundle.replace("</script", "<\\/script")
    _keep(file, text)
    return text


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("cvtools")


def _keep(file: Path, text: str) -> None:
    from cvtools.study.storage import replace_file

    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(file, text.encode())
    except OSError:
        return


@cache
def picture_tools() -> str:
    """The script that defines ``pictureTools``: save or copy a picture."""
    return (Path(__file__).parent / "picture_tools.js").read_text(encoding="utf-8")


@cache
def notices() -> str:
    """Whose work the script is, and the licences that ask to be handed on with it."""
    return (Path(__file__).parent / "notices.txt").read_text(encoding="utf-8")
