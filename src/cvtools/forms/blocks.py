"""Blocks, the parts of a page: plain dictionaries, which ``js/blocks.js`` draws."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Block = dict[str, Any]


def text(words: str, *, style: str = "note", id_: str = "note") -> Block:
    """A paragraph: a ``note``, a ``lead``, or a ``heading``."""
    return {"is": "text", "style": style, "text": words, "id": id_}


def button(label: str, does: str, *, name: str = "", off: bool = False, **more: Any) -> Block:
    """A button of a list, a row or a banner: its label, and the message that it sends."""
    return {"label": label, "name": name, "off": off, "does": {"do": does, **more}}


def buttons(id_: str, *items: Block, note: str = "") -> Block:
    """Buttons side by side, and what is to be known about them."""
    return {"is": "buttons", "id": id_, "items": list(items), "note": note}


def pick(id_: str, label: str, value: str, options: Iterable[Block], *, does: str = "", back: bool = False) -> Block:
    """A list to choose from that is no field; with ``back`` it shows the same again afterwards."""
    made = {"is": "pick", "id": id_, "label": label, "value": value, "options": list(options)}
    return made | {"back": back, "does": {"do": does or id_}}


def group(options: Iterable[tuple[str, str]], label: str = "") -> Block:
    """Options of a list to choose from: what is meant, and how it is called."""
    return {"label": label, "options": [list(option) for option in options]}


def fields(id_: str, items: Sequence[Block], *, title: str = "") -> Block:
    """Fields with their labels, side by side."""
    return {"is": "fields", "id": id_, "title": title, "fields": list(items)}


def column(id_: str, label: str, size: str = "middle", **field: Any) -> Block:
    """A column of a table, and what its fields have in common."""
    return {"id": id_, "label": label, "size": size, "field": field}


def row(key: str, label: str, cells: Sequence[Block]) -> Block:
    """A row of a table: its key, how it is called, and its cells."""
    return {"key": key, "label": label, "cells": list(cells)}


def head(name: str, under: str) -> Block:
    """The cell that names a row, with what is written under the name."""
    return {"input": "head", "text": name, "under": under}


def table(table: str, caption: str, columns: Sequence[Block], rows: Iterable[Block], **more: Any) -> Block:
    """A table to type and to paste into; with ``add`` it may have more rows, with ``removable`` fewer."""
    made = {"is": "table", "id": "sheet", "table": table, "caption": caption, "columns": list(columns)}
    return made | {"rows": list(rows), "paste": True, **more}


def address(cell: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Where what is typed into a cell goes, if it can be typed into."""
    return tuple(cell["at"]) if "at" in cell else None
