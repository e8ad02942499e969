"""Where the notebooks and the example studies are: beside the source in a checkout, inside the package when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """The folder ``notebooks`` or ``data``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


def cases() -> dict[str, Path]:
    """The example studies by name."""
    return {file.parent.name: file.parent for file in sorted(resource("data").glob("*/study.yaml"))}
