"""The tree of a drawing, written as HTML for photographs and as JSON for the page.

Text is text in both: it is escaped in HTML, and the page makes text nodes of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

Attribute: TypeAlias = str | bool | int | None
Child: TypeAlias = "str | Node"


@dataclass(frozen=True, slots=True)
class Node:
    """An element. One without a name is its children, one after the other.

    An attribute that has no value, such as “disabled”, has an empty one.
    """

    name: str
    attributes: Mapping[str, str]
    children: tuple[Child, ...]

    def html(self) -> str:
        """Return the element as HTML."""
        inner = "".join(
            one.html()
            if isinstance(one, Node)
            else one
            if self.name in _RAW
            else escape(one, quote=False)
            for one in self.children
        )
        if not self.name:
            return inner
        start = f"<{self.name}{''.join(_written(*one) for one in self._styled.items())}>"
        return start if self.name in _VOID else f"{start}{inner}</{self.name}>"

    def data(self) -> list[Any]:
        """Return the element as JSON: its name, its attributes, its children.

        A child is a string or another element. Raises ValueError if it has no name.
        """
        if not self.name:
            raise ValueError("a part without a name is no element")
        return [self.name, dict(self.attributes), *self.inner()]

    def inner(self) -> Iterator[Any]:
        """Yield the children as JSON; of one without a name its own children in its place."""
        for one in self.children:
            if isinstance(one, str):
                if one:
                    yield one
            elif one.name:
                yield one.data()
            else:
                yield from one.inner()

    @property
    def _styled(self) -> Mapping[str, str]:
        """The attributes in HTML, where an inline style holds the accent: it has no script."""
        accent = self.attributes.get("data-accent")
        style = {} if accent is None else {"style": f"--accent: {accent}"}
        return {**self.attributes, **style}


_VOID = frozenset({"br", "hr", "img", "input", "meta"})
"""Elements without an end tag."""
_RAW = frozenset({"style"})
"""Elements whose text HTML does not escape; drawings of messages have none."""
_BLANK = re.compile(r"\{(\w+)\}")


def element(name: str, /, *children: Child, **attributes: Attribute) -> Node:
    """Return an element.

    A final underscore of an attribute's name is dropped, other underscores are hyphens. An
    attribute that is None or False is left out, one that is True has no value.
    """
    kept = {
        key.rstrip("_").replace("_", "-"): "" if value is True else str(value)
        for key, value in attributes.items()
        if value is not None and value is not False
    }
    return Node(name, kept, children)


def join(*children: Child) -> Node:
    """Return children one after the other."""
    return Node("", {}, children)


def filled(template: str, **parts: Child) -> Node:
    """Return a sentence with elements in the blanks that it names: `{user} used {command}`."""
    pieces = _BLANK.split(template)
    return join(*(parts.get(one, "") if odd % 2 else one for odd, one in enumerate(pieces)))


def safe_url(url: str) -> str | None:
    """Return an address if a page may lead to it: over http or https. Otherwise None."""
    return url if url.startswith(("https://", "http://")) else None


def _written(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else f" {name}"
