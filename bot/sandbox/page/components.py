"""Components of a message as HTML: https://discord.com/developers/docs/components/reference."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.page.elements import Html, element, join, safe_url
from bot.sandbox.page.markdown import markdown
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, ComponentKind

Payload = Mapping[str, Any]

_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium"}
_LARGE = 2  # the spacing of a separator; the other is 1
_LONG = 2  # the style of a text input of several lines
_VIDEOS = (".mp4", ".webm", ".mov")
_PLACEHOLDER = "Make a selection"


class ComponentRenderer:
    """Renders components; a kind that is not known is left out.

    `names` and `now` are as in `bot.sandbox.markdown.spans`. `sources` maps addresses of media to
    those that the page loads instead, such as `data:` addresses; of others, only http and https are
    loaded.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        sources: Mapping[str, str],
        now: datetime | None = None,
    ) -> None:
        self._names = names
        self._now = now
        self._sources = sources
        self._renderers: Mapping[int, Callable[[Payload], Html]] = {
            ComponentKind.ROW: lambda row: self._box("row", row),
            ComponentKind.BUTTON: self._button,
            ComponentKind.TEXT_INPUT: _text_input,
            ComponentKind.SECTION: self._section,
            ComponentKind.TEXT: self._text,
            ComponentKind.THUMBNAIL: lambda part: self._medium(part, part["media"], "thumbnail"),
            ComponentKind.GALLERY: self._gallery,
            ComponentKind.FILE: self._file,
            ComponentKind.SEPARATOR: _separator,
            ComponentKind.CONTAINER: self._container,
            ComponentKind.LABEL: self._label,
            ComponentKind.FILE_UPLOAD: lambda _part: element("div", "Drop a file", class_="upload"),
            **dict.fromkeys(SELECTS, _select),
        }

    def render(self, components: Sequence[Payload]) -> Html:
        """Return components, one after the other."""
        renderers = self._renderers
        return join(
            *(renderers[one["type"]](one) for one in components if one["type"] in renderers)
        )

    def text(self, source: str) -> Html:
        """Return a text of the message."""
        return markdown(source, self._names, self._now)

    def attachment(self, attachment: Payload) -> Html:
        """Return a file of a message without components."""
        return self._file({"file": attachment, "name": attachment["filename"]})

    def _box(self, name: str, part: Payload) -> Html:
        return element("div", self.render(part["components"]), class_=name)

    def _text(self, part: Payload) -> Html:
        return element("div", self.text(part["content"]), class_="text")

    def _section(self, part: Payload) -> Html:
        accessory = element("div", self.render([part["accessory"]]), class_="accessory")
        return element("div", self._box("beside", part), accessory, class_="section")

    def _container(self, part: Payload) -> Html:
        colour = part.get("accent_color")
        style = None if colour is None else f"--accent: #{int(colour) & 0xFFFFFF:06x}"
        names = "container" + ("" if colour is None else " coloured")
        return _covered(
            element("div", self.render(part["components"]), class_=names, style=style), part
        )

    def _gallery(self, part: Payload) -> Html:
        media = [self._medium(item, item["media"], "medium") for item in part["items"]]
        return element("div", *media, class_=f"gallery of-{len(media)}")

    def _medium(self, holder: Payload, media: Payload, name: str) -> Html:
        """Return a picture or a film, with its description and its cover."""
        source, alt = self._source(media["url"]), holder.get("description") or ""
        shown = element("span", alt or "picture", class_="lost")
        if source and source.partition("?")[0].lower().endswith(_VIDEOS):
            shown = element("video", src=source, aria_label=alt, controls=True)
        elif source:
            shown = element("img", src=source, alt=alt, title=alt or None)
        return _covered(element("div", shown, class_=name), holder)

    def _file(self, part: Payload) -> Html:
        url = part["file"]["url"]
        name = part.get("name") or url.partition("?")[0].rpartition("/")[2]
        link = element("a", name, href=self._source(url), rel="noopener noreferrer")
        size = part.get("size") or part["file"].get("size")
        note = [element("div", f"{size:,} bytes", class_="line small")] if size else []
        return _covered(element("div", element("div", link, *note), class_="file"), part)

    def _button(self, part: Payload) -> Html:
        emoji = (part.get("emoji") or {}).get("name")
        label = " ".join(filter(None, [emoji, part.get("label")]))
        name = f"button {_STYLES.get(part['style'], 'secondary')}"
        if part["style"] == ButtonStyle.LINK:
            url = safe_url(part.get("url") or "")
            return element(
                "a", f"{label} ↗", class_=name, href=url, rel="noopener noreferrer", target="_blank"
            )
        disabled = bool(part.get("disabled"))
        return element("button", label, type="button", class_=name, disabled=disabled)

    def _label(self, part: Payload) -> Html:
        description = part.get("description")
        return element(
            "label",
            element("div", part["label"], class_="caption"),
            *([element("div", description, class_="line small")] if description else []),
            self.render([part["component"]]),
            class_="field",
        )

    def _source(self, url: str) -> str | None:
        return self._sources.get(url) or safe_url(url)


def _covered(shown: Html, part: Payload) -> Html:
    """Return what is shown, under a cover if it is a spoiler."""
    if not part.get("spoiler"):
        return shown
    cover = element("span", "Spoiler", class_="cover")
    return element("div", shown, cover, class_="covered")


def _separator(part: Payload) -> Html:
    spacing = " large" if part.get("spacing") == _LARGE else ""
    if part.get("divider") is False:
        return element("div", class_=f"gap{spacing}")
    return element("hr", class_=f"separator{spacing}")


def _select(part: Payload) -> Html:
    chosen = [one["label"] for one in part.get("options") or [] if one.get("default")]
    text = ", ".join(chosen) or part.get("placeholder") or _PLACEHOLDER
    name = "select" if chosen else "select empty"
    return element("div", element("span", text), element("span", "▾"), class_=name, role="listbox")


def _text_input(part: Payload) -> Html:
    value = part.get("value") or ""
    placeholder = part.get("placeholder")
    label = part.get("label")
    field = (
        element("textarea", value, class_="input", placeholder=placeholder)
        if part.get("style") == _LONG
        else element("input", class_="input", value=value, placeholder=placeholder)
    )
    return join(*([element("div", label, class_="caption")] if label else []), field)
