"""The widget: one for each form, however large, that shows pages and hands on what is done.

Everything that is seen goes to the browser as one dictionary, ``view``; everything that is done comes back as a
message. No widget is ever made in answer to one.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from cvtools.browser.module import joined
from cvtools.browser.widget import BrowserWidget
from cvtools.forms.blocks import Block, button
from cvtools.forms.draft import Draft
from cvtools.forms.earlier_versions import version_pick, version_state
from cvtools.forms.messages import is_missing, told
from cvtools.forms.page import Page
from cvtools.forms.problems_by_cell import Address
from cvtools.forms.status import banner_of, heading_of, status_of
from cvtools.language.language import Language
from cvtools.study import xlsx_files
from cvtools.study.errors import StudyError
from cvtools.study.settings import settings_as_text
from cvtools.study.xlsx_writer import write_workbook

_HERE = Path(__file__).parent
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_TOLD = 20
_VIEWS_KNOWN = 20
_OF_THE_DRAFT: dict[Any, Callable[[Draft], None]] = {
    "undo": Draft.undo,
    "redo": Draft.redo,
    "finish": Draft.finish,
    "look": Draft.look,
    "take": Draft.take_theirs,
    "keep": Draft.keep_mine,
    "go_on": Draft.go_on,
    "elsewhere": Draft.elsewhere,
}
"""What a message does that says nothing else."""


class EntryForm(BrowserWidget):
    """Pages of a draft: one alone, or several behind tabs."""

    module = joined(_HERE / "js", "patch", "fields", "blocks", "keys", "post", "form")
    _css = (_HERE / "forms.css").read_text(encoding="utf-8")
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, draft: Draft, pages: Sequence[Page]) -> None:
        super().__init__()
        self.draft = draft
        self.pages = tuple(pages)
        self._page = self.pages[0]
        self._seen: dict[str, int] = {}
        self._focus: dict[str, Any] | None = None
        self._refusal: dict[str, Any] | None = None
        self._notice = ""
        self._parts: list[bytes] = []
        self._quit = draft.on_change(lambda _: self.refresh())
        self.on_msg(self._received)
        self.refresh()

    @property
    def _(self) -> Language:
        return Language(self.draft.language)

    def close(self) -> None:
        """End the form: it listens no more, and is gone from the page."""
        self._quit()
        super().close()

    def refresh(self) -> None:
        """Show how things are now."""
        self.view = self.seen()

    def seen(self) -> dict[str, Any]:
        """Return everything that is to be seen."""
        draft, _ = self.draft, self._
        merged = _("This study was changed in another place too; what was typed there is here now.")
        made: dict[str, Any] = {
            "language": draft.language,
            "decimal": draft.decimal,
            "words": _words(_),
            "title": _("Study"),
            "heading": heading_of(draft),
            "status": status_of(draft),
            "notice": self._notice or (merged if draft.merged else ""),
            "banner": self._refusal or banner_of(draft),
            "undo": draft.can_undo,
            "redo": draft.can_redo,
            "blocks": self._blocks(),
            "seen": dict(self._seen),
            "focus": self._focus,
            "most_bytes": xlsx_files.LARGEST,
        }
        if len(self.pages) > 1:
            made |= {"tab": self._page.table, "tabs": [self._tab(page) for page in self.pages]}
        return made

    def _blocks(self) -> list[Block]:
        """Return the page, and a way back to earlier versions; nothing to type into while it is asked which study."""
        if self.draft.another:
            return []
        return [*self._page.blocks(), *version_pick(self.draft.path, self._)]

    def _tab(self, page: Page) -> dict[str, Any]:
        _ = self._
        found = self.draft.found.cells
        count = sum(table == page.table and not is_missing(problem) for (table, _k, _c), problem in found.items())
        label = _.plural("{n} entry needs another look", "{n} entries need another look", count)
        return {"id": page.table, "label": page.title(), "count": count, "count_label": label}

    # -- what comes back -------------------------------------------------------------------------

    def _received(self, widget: Any, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        try:
            self.do(content, buffers)
        finally:
            if "from" in content:
                self._seen = dict(list({**self._seen, content["from"]: content["seq"]}.items())[-_VIEWS_KNOWN:])
            self.refresh()

    def do(self, message: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Do what was done in the browser."""
        draft, focus = self.draft, None
        does = message.get("do")
        if does not in ("set", "finish", "look"):
            self._refusal = None
        if does not in ("finish", "look", "choose"):  # what a button did is said until something else is done
            self._notice = ""
        match does:
            case "set":
                at = _address(message["at"])
                operation = self._page_of(at).typed(at, str(message["text"]))
                draft.do(operation, label="/".join(at), done=bool(message.get("done")))
            case "paste":
                at = _address(message["at"])
                page = self._page_of(at)
                draft.do(page.pasted(at, str(message["text"])))
                self._notice = page.told()
            case _ if does in _OF_THE_DRAFT:
                _OF_THE_DRAFT[does](draft)
            case "restore":
                self._restore(str(message.get("value")))
            case "tab":
                self._page = next((p for p in self.pages if p.table == message.get("value")), self._page)
            case "upload" | "too_large" | "download" | "dismiss":
                self._file(message, buffers)
            case _:
                focus = self._page.act(message)
                self._notice = self._page.told() or self._notice
        if focus:
            number = (self._focus or {"n": 0})["n"] + 1
            self._focus = {"at": list(focus), "n": number, "from": message.get("from", "")}

    def _page_of(self, at: Address) -> Page:
        """Return the page that holds a field, whichever is seen by now."""
        return next((page for page in self.pages if page.table == at[0]), self._page)

    def _restore(self, name: str) -> None:
        """Go back to an earlier version, as one step."""
        _, state = self._, version_state(self.draft.path, name, decimal=self.draft.decimal)
        self._notice = _("This version cannot be read any more.")
        if state is not None:
            self.draft.do(lambda _state: state)
            self._notice = _("The earlier version is back. Undo brings back what was here before.")

    # -- files -----------------------------------------------------------------------------------

    def _file(self, message: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        name = str(message.get("name", ""))
        match message["do"]:
            case "too_large":
                self._refuse(name, [self._("This file is too large.")])
            case "upload":
                if message["part"] == 0:
                    self._parts = []
                self._parts += [bytes(buffer) for buffer in buffers]
                if message["part"] + 1 == message["parts"]:
                    data, self._parts = b"".join(self._parts), []
                    self._upload(name, data)
            case "download" if self.draft.study:
                study = self.draft.study
                data = write_workbook(settings_as_text(study.settings), study.tables)
                file = f"{self.draft.path.stem or 'study'}.xlsx"
                self.send({"file": file, "type": _XLSX, "to": message.get("from", "")}, [data])
            case _:
                pass

    def _upload(self, name: str, data: bytes) -> None:
        _ = self._
        try:
            self.draft.upload(name, data)
            self._notice = _("{name} was read. Undo brings back what was here before.", name=name)
        except StudyError as error:
            self._refuse(name, [told(problem, _, self.draft.decimal) for problem in error.problems])

    def _refuse(self, name: str, reasons: Sequence[str]) -> None:
        """Say why a file was not read; nothing was changed."""
        _ = self._
        text = _("{name} was not read, and nothing was changed:", name=name)
        items = list(dict.fromkeys(reasons))[:_MOST_TOLD]
        self._refusal = {"text": text, "items": items, "buttons": [button(_("Close"), "dismiss")]}


def _address(at: Sequence[Any]) -> Address:
    table, key, column = (str(part) for part in at)
    return table, key, column


def _words(_: Language) -> dict[str, str]:
    """Return the words that the browser needs by itself."""
    return {
        "undo": _("Undo"),
        "redo": _("Redo"),
        "remove": _("Remove"),
        "blank": _("blank"),
        "silent": _(
            "Not saved: the program behind this page does not answer. In a notebook, run the cell again; in the app, "
            "reload the page or start the app again. All but the last entry is kept."
        ),
    }
