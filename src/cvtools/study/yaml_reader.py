"""YAML as a person writes it: words, mappings and lists. Nothing that stands for something else, or makes an object.

The file is read as a stream of events; nothing in it is ever built but words, mappings and lists. So a name for what
stands elsewhere (an alias), which could stand for a billion of them, a tag and a merge key are found and told, not
followed.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cvtools.study.errors import Problem
from cvtools.study.wording import N_

if TYPE_CHECKING:
    from ruamel.yaml import YAML

LARGEST = 1_000_000
MOST = 10_000
"""So many words, lists and mappings a file may hold."""
DEEPEST = 8


@dataclass(frozen=True)
class Word:
    """One value, as it was typed."""

    text: str
    row: int
    plain: bool
    """Whether it stands without quotation marks."""

    @property
    def blank(self) -> bool:
        """Whether it is nothing: no text, ``~`` or ``null``."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True)
class Pairs:
    """A mapping, in order; a name may be there more than once."""

    items: tuple[tuple["Node", "Node"], ...]
    row: int


@dataclass(frozen=True)
class Items:
    """A list, in order."""

    nodes: tuple["Node", ...]
    row: int


@dataclass(frozen=True)
class Other:
    """What no file of ours holds: a tag, or the name of what stands elsewhere."""

    kind: Literal["tag", "alias"]
    row: int


Node = Word | Pairs | Items | Other


def read_yaml(
    data: bytes, place: str, *, largest: int = LARGEST, most: int = MOST
) -> tuple[Node | None, Problem | None]:
    """Return what a file holds, ``None`` where that is nothing; or why it cannot be read."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(data) > largest:
        fields = {"size": len(data), "most": largest}
        return None, Problem(place, found=N_("{size} bytes"), code="bytes", fields=fields)
    try:
        return _Reader(data.decode("utf-8-sig"), most).document(), None
    except UnicodeDecodeError:
        return None, Problem(place, code="not_utf8")
    except _Refused as error:
        return None, Problem(place, code=error.code, fields={"most": most})
    except (
        YAMLError,
        ArithmeticError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:  # ruamel's own
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        what = (error.problem if isinstance(error, MarkedYAMLError) else "") or N_("it is no YAML")
        row = mark.line + 1 if mark else None
        return None, Problem(place, row, code="yaml", fields={"reason": what})


class _Refused(Exception):
    """YAML that is sound, but more than a file of ours needs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Reader:
    """Makes nodes of the events of one document."""

    def __init__(self, text: str, most: int) -> None:
        self._most = most
        self._events = self._counted(yaml_of_words("safe").parse(io.StringIO(text)))

    def _counted(self, events: Iterator[Any]) -> Iterator[Any]:
        from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

        depth = 0
        for number, event in enumerate(events):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > DEEPEST:
                raise _Refused("too_deep")
            if number > 2 * self._most:
                raise _Refused(N_("at most {most} values"))
            yield event

    def document(self) -> Node | None:
        """Return the one document of the file; ``None`` if it has none."""
        from ruamel.yaml.events import DocumentStartEvent, StreamEndEvent

        next(self._events)  # the stream's start
        if isinstance(next(self._events), StreamEndEvent):
            return None
        node = self._node(next(self._events))
        next(self._events)  # the document's end
        if isinstance(next(self._events), DocumentStartEvent):
            raise _Refused(N_("one document, without “---” in between"))
        return node

    def _node(self, event: Any) -> Node:
        from ruamel.yaml import events

        row = event.start_mark.line + 1
        tag = getattr(event, "tag", None)
        if isinstance(event, events.AliasEvent):
            return Other("alias", row)
        if isinstance(event, events.SequenceStartEvent):
            nodes: list[Node] = []
            while not isinstance(inner := next(self._events), events.SequenceEndEvent):
                nodes.append(self._node(inner))
            return Other("tag", row) if tag else Items(tuple(nodes), row)
        if isinstance(event, events.MappingStartEvent):
            items: list[tuple[Node, Node]] = []
            while not isinstance(key := next(self._events), events.MappingEndEvent):
                items.append((self._node(key), self._node(next(self._events))))
            return Other("tag", row) if tag else Pairs(tuple(items), row)
        if tag:
            return Other("tag", row)
        return Word(str(event.value), row, plain=not event.style)


def yaml_of_words(kind: Literal["safe", "rt"]) -> "YAML":
    """Return a YAML reader, or one that also keeps comments (``rt``).

    For both every value is a word: what looks like a date or a yes stays as it was typed.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class WordResolver(VersionedResolver):
        @property
        def versioned_resolver(self) -> dict[str, list[object]]:
            return {}  # no pattern makes a plain word anything else

    yaml = YAML(typ=kind, pure=True)
    yaml.Resolver = WordResolver
    yaml.width = 1_000_000_000
    yaml.preserve_quotes = True
    return yaml
