"""A message as a client shows it: a tree of displayed parts, without any layout."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.sandbox.markdown import Span, spans
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, ComponentKind
from bot.sandbox.rules.messages import MessageFlag

Payload = Mapping[str, Any]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its markdown parsed."""

    spans: tuple[Span, ...]

    def __str__(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Separator:
    """A separator between two parts."""


@dataclass(frozen=True, slots=True)
class Media:
    """An image, a video or a file."""

    url: str
    description: str
    is_spoiler: bool = False
    """Whether it is covered until it is clicked."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button; a link button has a `url` and no custom_id."""

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
    """Values by label; empty for a select menu of users, roles or channels."""
    chosen: tuple[str, ...]
    """The labels of the options that are chosen when the message is shown."""
    kind: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An action row: buttons side by side, or a select menu."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: texts with an accessory beside them."""

    parts: tuple["Part", ...]
    accessory: "Part"


@dataclass(frozen=True, slots=True)
class Container:
    """A container, or an embed; `colour` is that of its edge, as 0xRRGGBB."""

    parts: tuple["Part", ...]
    colour: int | None


Part: TypeAlias = Text | Separator | Media | Button | Select | Row | Section | Container


def render_message(message: Payload, names: Names) -> list[Part]:
    """Return the displayed parts of a message, top to bottom; `names` as in `markdown.spans`."""
    parts: list[Part] = []
    if message["content"]:
        parts.append(_text(message["content"], names))
    if not message["flags"] & MessageFlag.LAYOUT:  # else its components show what is to be seen
        parts += [Media(file["url"], file["filename"]) for file in message["attachments"]]
    parts += [_embed(embed, names) for embed in message["embeds"]]
    return parts + list(_parts(message["components"], names))


def flatten(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts and the parts in them, in the order in which they are shown."""
    for part in parts:
        yield part
        if isinstance(part, Row | Section | Container):
            yield from flatten(part.parts)
        if isinstance(part, Section):
            yield part.accessory


def _parts(components: Sequence[Payload], names: Names) -> Iterator[Part]:
    for component in components:
        kind = component["type"]
        if kind == ComponentKind.GALLERY:
            yield from (_media(item, item["media"]) for item in component["items"])
        else:
            yield _part(kind, component, names)


def _part(kind: int, component: Payload, names: Names) -> Part:
    if render := _LEAF_RENDERERS.get(kind):
        return render(component, names)
    parts = tuple(_parts(component["components"], names))
    if kind == ComponentKind.SECTION:
        (accessory,) = _parts([component["accessory"]], names)
        return Section(parts, accessory)
    return (
        Container(parts, component.get("accent_color"))
        if kind == ComponentKind.CONTAINER
        else Row(parts)
    )


def _text(source: str, names: Names) -> Text:
    return Text(tuple(spans(source, names)))


def _media(holder: Payload, media: Payload) -> Media:
    return Media(media["url"], holder.get("description") or "", bool(holder.get("spoiler")))


def _button(button: Payload) -> Button:
    label = button.get("label") or (button.get("emoji") or {}).get("name") or ""
    url = button.get("url") if button["style"] == ButtonStyle.LINK else None
    disabled = bool(button.get("disabled"))
    return Button(label, button.get("custom_id"), url, disabled, button["style"])


def _select(select: Payload) -> Select:
    options = select.get("options") or []
    return Select(
        select["custom_id"],
        select.get("placeholder") or "",
        {option["label"]: option["value"] for option in options},
        tuple(option["label"] for option in options if option.get("default")),
        select["type"],
        bool(select.get("disabled")),
    )


_LEAF_RENDERERS: Mapping[int, Callable[[Payload, Names], Part]] = {
    ComponentKind.TEXT: lambda text, names: _text(text["content"], names),
    ComponentKind.SEPARATOR: lambda _separator, _names: Separator(),
    ComponentKind.BUTTON: lambda button, _names: _button(button),
    ComponentKind.THUMBNAIL: lambda thumbnail, _names: _media(thumbnail, thumbnail["media"]),
    ComponentKind.FILE: lambda file, _names: _media(file, file["file"]),
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
