"""HTML that is safe by its type: text is escaped unless it was made here."""

from html import escape
from typing import TypeAlias

Attribute: TypeAlias = str | bool | None


class Html(str):
    """Markup that was made by this module; any other text is escaped."""

    __slots__ = ()


_VOID = frozenset({"br", "hr", "img", "input", "meta"})
"""Elements without an end tag."""


def element(name: str, /, *children: str, **attributes: Attribute) -> Html:
    """Return an element; children that are no Html are escaped, and attributes are always.

    A final underscore of an attribute's name is dropped, other underscores are hyphens. An
    attribute that is None or False is left out, one that is True has no value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    start = f"<{name}{written}>"
    return Html(start if name in _VOID else f"{start}{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Return children one after the other; those that are no Html are escaped."""
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in children))


def safe_url(url: str) -> str | None:
    """Return an address if a page may lead to it: over http or https. Otherwise None."""
    return url if url.startswith(("https://", "http://")) else None


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
