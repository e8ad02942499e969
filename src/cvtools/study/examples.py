"""Where the notebooks and the example studies are: in a checkout beside the source, installed inside the package."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def resource(name: str) -> Path:
    """The folder ``notebooks`` or ``data``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


def examples() -> dict[str, Path]:
    """The example studies by name."""
    return {file.parent.name: file.parent for file in sorted(resource("data").glob("*/study.yaml"))}


def example(name: str) -> Path | None:
    """Where the example of this name is: beside the notebooks' folder, as in a class's copy, or in the package."""
    beside = Path("..") / "data" / name
    if name in (known := examples()) and (beside / "study.yaml").is_file():
        return beside
    return known.get(name)
