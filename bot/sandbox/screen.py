"""A message as it is on the screen: a tree of what is seen, for whoever wants to draw it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.sandbox.markdown import Span, spans
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, Kind

Payload = Mapping[str, Any]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text, markdown read."""

    spans: tuple[Span, ...]

    def __str__(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Separator:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a video or a file."""

    url: str
    description: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button; one with a `url` is a link and has no custom_id."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool
    style: int


@dataclass(frozen=True, slots=True)
class Select:
    """A select menu."""

    custom_id: str
    placeholder: str
    options: Mapping[str, str]
    """Values by label; empty for a menu of users, roles or channels."""
    kind: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons side by side, or a select menu."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Texts with something beside them."""

    parts: tuple["Part", ...]
    accessory: "Part"


@dataclass(frozen=True, slots=True)
class Container:
    """A box around parts; `colour` is its edge's, as 0xRRGGBB. An embed looks like one too."""

    parts: tuple["Part", ...]
    colour: int | None


Part: TypeAlias = Text | Separator | Media | Button | Select | Row | Section | Container


def screen(message: Payload, names: Names) -> list[Part]:
    """Return what a message shows, from top to bottom; `names` as in markdown.spans."""
    parts: list[Part] = []
    if message["content"]:
        parts.append(_text(message["content"], names))
    parts += [Media(one["url"], one["filename"]) for one in message["attachments"]]
    parts += [_embed(embed, names) for embed in message["embeds"]]
    return parts + list(_parts(message["components"], names))


def flat(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts and the parts in them, in the order of the screen."""
    for part in parts:
        yield part
        if isinstance(part, Row | Section | Container):
            yield from flat(part.parts)
        if isinstance(part, Section):
            yield part.accessory


def _parts(components: Sequence[Payload], names: Names) -> Iterator[Part]:
    for component in components:
        kind = component["type"]
        if kind == Kind.GALLERY:
            yield from (_media(item, item["media"]) for item in component["items"])
        else:
            yield _part(kind, component, names)


def _part(kind: int, component: Payload, names: Names) -> Part:
    if leaf := _LEAVES.get(kind):
        return leaf(component, names)
    parts = tuple(_parts(component["components"], names))
    if kind == Kind.SECTION:
        (accessory,) = _parts([component["accessory"]], names)
        return Section(parts, accessory)
    return Container(parts, component.get("accent_color")) if kind == Kind.CONTAINER else Row(parts)


def _text(source: str, names: Names) -> Text:
    return Text(tuple(spans(source, names)))


def _media(about: Payload, media: Payload) -> Media:
    return Media(media["url"], about.get("description") or "")


def _button(button: Payload) -> Button:
    label = button.get("label") or (button.get("emoji") or {}).get("name") or ""
    url = button.get("url") if button["style"] == ButtonStyle.LINK else None
    disabled = bool(button.get("disabled"))
    return Button(label, button.get("custom_id"), url, disabled, button["style"])


def _select(select: Payload) -> Select:
    return Select(
        select["custom_id"],
        select.get("placeholder") or "",
        {option["label"]: option["value"] for option in select.get("options") or []},
        select["type"],
        bool(select.get("disabled")),
    )


_LEAVES: Mapping[int, Callable[[Payload, Names], Part]] = {
    Kind.TEXT: lambda text, names: _text(text["content"], names),
    Kind.SEPARATOR: lambda _separator, _names: Separator(),
    Kind.BUTTON: lambda button, _names: _button(button),
    Kind.THUMBNAIL: lambda thumbnail, _names: _media(thumbnail, thumbnail["media"]),
    Kind.FILE: lambda file, _names: _media(file, file["file"]),
} | dict.fromkeys(SELECTS, lambda select, _names: _select(select))


def _embed(embed: Payload, names: Names) -> Container:
    fields = embed.get("fields") or []
    texts: Sequence[str | None] = (
        (embed.get("author") or {}).get("name"),
        embed.get("title"),
        embed.get("description"),
        *(text for field in fields for text in (field["name"], field["value"])),
        (embed.get("footer") or {}).get("text"),
    )
    return Container(tuple(_text(text, names) for text in texts if text), embed.get("color"))
