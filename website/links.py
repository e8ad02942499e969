"""Whether links of a folder of pages lead somewhere, and no page fetches anything: `python -m website.links DIR`."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_FETCHED = {"img", "script", "link", "iframe", "source", "video", "audio", "embed", "object", "image", "use"}
_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?(?://|https?:)[^"')]*""")


class _Page(HTMLParser):
    """Where a page leads, what it fetches, and the names in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = _STYLE.findall(text)
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names |= {name for key in ("id", "name") if (name := given.get(key))}
        for key in ("href", "src", "data", "xlink:href"):
            if (value := given.get(key)) is not None and not value.startswith(("data:", "mailto:")):
                outside = bool(urlsplit(value).netloc)
                if outside and tag in _FETCHED and given.get("rel") not in ("canonical", "license"):
                    self.fetched.append(value)
                elif not outside:
                    self.links.append(value)


def problems(folder: Path) -> list[str]:
    """Each link that leads nowhere, and each thing that a page would fetch from elsewhere; one line each."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    found = [] if pages else [f"{folder}: no pages"]
    for path, page in pages.items():
        found += [f"{path.relative_to(folder)}: fetches {address}" for address in page.fetched]
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = there / "index.html" if there.is_dir() else there
            names = {parts.fragment, unquote(parts.fragment)}  # a browser looks for both
            known = pages.get(there)
            if not there.exists() or not there.is_relative_to(folder.resolve()):
                found.append(f"{path.relative_to(folder)}: {link} is not there")
            elif parts.fragment and known and not names & known.names:
                found.append(f"{path.relative_to(folder)}: {link} has no such place")
    return found


if __name__ == "__main__":
    wrong = problems(Path(sys.argv[1]).resolve())
    print("\n".join(wrong) or "every link leads somewhere, and nothing is fetched from elsewhere")
    sys.exit(bool(wrong))
