"""One mapping of a YAML file, read name by name; whatever is wrong is collected."""

import re
from collections.abc import Iterable, Mapping, Sequence

from cvtools.study.errors import Problem, nearest
from cvtools.study.numbers import NUMBER
from cvtools.study.wording import N_
from cvtools.study.yaml_reader import Items, Node, Pairs, Word

NOTHING = Word("", 0, plain=True)


class Fields:
    """The names and values of one mapping. Each reader returns what is there, or notes the problem and a blank."""

    def __init__(self, node: Node, place: str, problems: list[Problem], *, names: Sequence[str] = ()) -> None:
        self.row, self._place, self._problems = node.row, place, problems
        self.nodes: dict[str, Node] = {}
        if not isinstance(node, Pairs):
            self.wrong("", "names_and_values", row=node.row)
            return
        for key, value in node.items:
            name = key.text if isinstance(key, Word) else ""
            if not isinstance(key, Word):
                self.wrong("", "setting_name", row=key.row)
            elif name in self.nodes:
                self.wrong(name, "setting_twice", row=key.row)
            elif names and name not in names:
                self._problems.append(
                    Problem(place, key.row, "", name, "one_of", nearest(name, names), {"choices": tuple(names)})
                )
            else:
                self.nodes[name] = value

    def wrong(
        self, name: str, code: str, *, found: str | None = None, meant: str = "", row: int = 0, **fields: object
    ) -> None:
        """Note a problem with the value of a name."""
        node = self.nodes.get(name)
        where = row or (node.row if node else self.row)
        self._problems.append(Problem(self._place, where, name, found, code, meant, fields))

    def __contains__(self, name: str) -> bool:
        """Whether a name is there with a value."""
        node = self.nodes.get(name, NOTHING)
        return not (isinstance(node, Word) and node.blank)

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a word; blank where it is not there."""
        node = self.nodes.get(name, NOTHING)
        if not isinstance(node, Word):
            self.wrong(name, "one_value", found=_kind(node))
            return ""
        if node.blank and needed:
            self.wrong(name, "setting_missing")
        return "" if node.blank else node.text.strip()

    def among(
        self, name: str, choices: Iterable[str], *, default: str = "", names: Mapping[str, str] | None = None
    ) -> str:
        """Return a word that is one of those allowed, or stands for one by its name in the study."""
        word, allowed = self.text(name), tuple(choices)
        if not word or word in allowed:
            return word or default
        return self.known(name, word, allowed, names or {})

    def known(self, name: str, word: str, allowed: Sequence[str], names: Mapping[str, str]) -> str:
        """Return the id that a word is, or names; otherwise note the problem."""
        if word in allowed:
            return word
        by_name = {text.casefold(): id_ for id_, text in names.items()}
        if word.casefold() in by_name:
            return by_name[word.casefold()]
        self.wrong(name, "one_of", found=word, meant=nearest(word, allowed), choices=tuple(allowed))
        return ""

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of words; one word is a list of one."""
        node = self.nodes.get(name, NOTHING)
        if isinstance(node, Word):
            return () if node.blank and name not in self.nodes else (node.text,)
        if isinstance(node, Items) and all(isinstance(inner, Word) for inner in node.nodes):
            return tuple(inner.text for inner in node.nodes if isinstance(inner, Word))
        self.wrong(name, N_("a word, or a list of words"), found=_kind(node))
        return ()

    def items(self, name: str) -> tuple[Node, ...]:
        """Return the parts of a list."""
        node = self.nodes.get(name, Items((), 0))
        if isinstance(node, Items) or name not in self:
            return node.nodes if isinstance(node, Items) else ()
        self.wrong(name, N_("a list: each part in a line of its own, after “- ”"), found=_kind(node))
        return ()

    def inner(self, name: str, names: Sequence[str] = ()) -> "Fields":
        """Return the mapping that a name has as its value."""
        return self.of(self.nodes.get(name, Pairs((), self.row)), names)

    def of(self, node: Node, names: Sequence[str]) -> "Fields":
        """Return a part of the same file; its problems are collected with the others."""
        return Fields(node, self._place, self._problems, names=names)

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number; ``None`` where it is not there or wrong."""
        text = self.text(name)
        if not text:
            return None
        if re.fullmatch("[0-9]{1,6}", text) and low <= int(text) <= high:
            return int(text)
        self.wrong(name, "whole_between", found=text, low=low, high=high)
        return None


def number_of(node: Node) -> float | None:
    """Return the number that a node is, or ``None``."""
    if isinstance(node, Word) and NUMBER.fullmatch(text := node.text.strip()) and abs(float(text)) <= 1e15:
        return float(text)
    return None


def _kind(node: Node) -> str:
    match node:
        case Pairs():
            return N_("names with values")
        case Items():
            return N_("a list")
        case Word():
            return node.text
        case _:
            return N_("a tag or an alias")
