"""Components of a message: https://discord.com/developers/docs/components/reference."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.page.elements import Node, element, join, safe_url
from bot.sandbox.page.fields import file_upload, select, text_input
from bot.sandbox.page.markdown import markdown
from bot.sandbox.page.view import View
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, ComponentKind

Payload = Mapping[str, Any]

_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium"}
_LARGE = 2  # the spacing of a separator; the other is 1
_VIDEOS = (".mp4", ".webm", ".mov")


class ComponentRenderer:
    """Renders components for a view; a kind that is not known is left out."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._renderers: Mapping[int, Callable[[Payload], Node]] = {
            ComponentKind.ROW: lambda row: self._box("row", row),
            ComponentKind.BUTTON: self._button,
            ComponentKind.TEXT_INPUT: text_input,
            ComponentKind.SECTION: self._section,
            ComponentKind.TEXT: self._text,
            ComponentKind.THUMBNAIL: lambda part: self.medium(part, part["media"], "thumbnail"),
            ComponentKind.GALLERY: self._gallery,
            ComponentKind.FILE: self._file,
            ComponentKind.SEPARATOR: _separator,
            ComponentKind.CONTAINER: self._container,
            ComponentKind.LABEL: self._label,
            ComponentKind.FILE_UPLOAD: lambda part: file_upload(part, view),
            **dict.fromkeys(SELECTS, lambda part: select(part, view)),
        }

    def render(self, components: Sequence[Payload]) -> Node:
        """Return components, one after the other."""
        renderers = self._renderers
        return join(
            *(renderers[one["type"]](one) for one in components if one["type"] in renderers)
        )

    def text(self, source: str) -> Node:
        """Return a text of the message."""
        return markdown(source, self._view.names, self._view.now)

    def attachment(self, attachment: Payload) -> Node:
        """Return a file of a message without components."""
        return self._file({"file": attachment, "name": attachment["filename"]})

    def medium(self, holder: Payload, media: Payload, name: str) -> Node:
        """Return a picture or a film, with its description and its cover.

        One that must not be loaded is its description, which leads to it if it has an address.
        """
        source, alt = self._view.source(media["url"]), holder.get("description") or ""
        url = safe_url(media["url"])
        shown = element("span", alt or self._view.word("picture"), class_="lost")
        if source and source.partition("?")[0].lower().endswith(_VIDEOS):
            shown = element("video", src=source, aria_label=alt, controls=True)
        elif source:
            shown = element("img", src=source, alt=alt, title=alt or None)
        elif url:
            text = alt or self._view.word("picture")
            shown = element(
                *("a", f"{text} ↗"), class_="lost", href=url, title=self._view.word("open"),
                rel="noopener noreferrer", target="_blank",
            )  # fmt: skip
        return self._covered(element("div", shown, class_=name), holder)

    def _box(self, name: str, part: Payload) -> Node:
        return element("div", self.render(part["components"]), class_=name)

    def _text(self, part: Payload) -> Node:
        return element("div", self.text(part["content"]), class_="text")

    def _section(self, part: Payload) -> Node:
        accessory = element("div", self.render([part["accessory"]]), class_="accessory")
        return element("div", self._box("beside", part), accessory, class_="section")

    def _container(self, part: Payload) -> Node:
        return self._covered(
            coloured(part.get("accent_color"), self.render(part["components"])), part
        )

    def _gallery(self, part: Payload) -> Node:
        media = [self.medium(item, item["media"], "medium") for item in part["items"]]
        return element("div", *media, class_=f"gallery of-{len(media)}")

    def _file(self, part: Payload) -> Node:
        url = part["file"]["url"]
        name = part.get("name") or url.partition("?")[0].rpartition("/")[2]
        source = self._view.source(url)
        if self._view.origin is None or source is not None:
            link = element("a", name, href=source, rel="noopener noreferrer")
        else:
            link = element(
                "a", name, href=safe_url(url), rel="noopener noreferrer", target="_blank"
            )
        size = part.get("size") or part["file"].get("size")
        words = self._view.word("bytes").replace("{count}", f"{size:,}") if size else ""
        note = [element("div", words, class_="line small")] if size else []
        return self._covered(element("div", element("div", link, *note), class_="file"), part)

    def _button(self, part: Payload) -> Node:
        emoji = (part.get("emoji") or {}).get("name")
        label = " ".join(filter(None, [emoji, part.get("label")]))
        name = f"button {_STYLES.get(part['style'], 'secondary')}"
        if part["style"] == ButtonStyle.LINK:
            url = safe_url(part.get("url") or "")
            return element(
                "a", f"{label} ↗", class_=name, href=url, rel="noopener noreferrer", target="_blank"
            )
        return element(
            *("button", label), type="button", class_=name, disabled=bool(part.get("disabled")),
            data_custom_id=part.get("custom_id"),
        )  # fmt: skip

    def _label(self, part: Payload) -> Node:
        description = part.get("description")
        return element(
            "label",
            element("div", part["label"], class_="caption"),
            *([element("div", description, class_="line small")] if description else []),
            self.render([part["component"]]),
            class_="field",
        )

    def _covered(self, shown: Node, part: Payload) -> Node:
        """Return what is shown, under a cover if it is a spoiler."""
        if not part.get("spoiler"):
            return shown
        cover = element("span", self._view.word("spoiler"), class_="cover")
        return element(
            *("div", shown, cover), class_="covered", role="button", tabindex=0,
            aria_expanded="false", aria_label=self._view.word("spoiler"),
        )  # fmt: skip


def coloured(colour: int | None, *children: Node, name: str = "container") -> Node:
    """Return a box with its accent, a colour as 0xRRGGBB, if it has one."""
    accent = None if colour is None else f"#{int(colour) & 0xFFFFFF:06x}"
    names = name if accent is None else f"{name} coloured"
    return element("div", *children, class_=names, data_accent=accent)


def _separator(part: Payload) -> Node:
    spacing = " large" if part.get("spacing") == _LARGE else ""
    if part.get("divider") is False:
        return element("div", class_=f"gap{spacing}")
    return element("hr", class_=f"separator{spacing}")
