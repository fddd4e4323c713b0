"""The limits of components: https://discord.com/developers/docs/components/reference."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, Component, Kind, walk

_IN_ROW = SELECTS | {Kind.BUTTON}
_IN_CONTAINER = frozenset(
    {Kind.ROW, Kind.SECTION, Kind.TEXT, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR}
)
_IN_LAYOUT = _IN_CONTAINER | {Kind.CONTAINER}

_TOTAL, _TEXT_TOGETHER = 40, 4000
_ROWS, _BUTTONS = 5, 5
_CUSTOM_ID, _LABEL, _URL, _PLACEHOLDER, _OPTIONS, _OPTION_TEXT = 100, 80, 512, 150, 25, 100
_SECTION_TEXTS, _GALLERY, _ALT = 3, 10, 1024
_COLOUR = 0xFFFFFF
# Close enough to Unicode's definition: pictures, joined or not; flags; keycaps; no letters.
_PICTURE = "[^\\w\\s!-\u00a8\u2000-\u2038\u20e3][\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_EMOJI = re.compile(
    f"{_PICTURE}(?:\u200d{_PICTURE})*|[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3"
)
_LINKS = ("http://", "https://", "discord://")
_MEDIA = ("http://", "https://", "attachment://")


def check_components(
    form: FieldErrors, components: Sequence[Component], *, layout: bool, files: Collection[str]
) -> None:
    """Hold a message's components to their limits.

    `layout` tells whether the message has the flag for the second kind of components; without it
    there are only rows. `files` are the names that `attachment://` may lead to.
    """
    checker = _Checker(form, files)
    checker.children(("components",), components, _IN_LAYOUT if layout else frozenset({Kind.ROW}))
    everything = list(walk(components))
    if not layout and len(components) > _ROWS:
        form.count(("components",), components, 0, _ROWS)
    if len(everything) > _TOTAL:
        form.refuse(
            ("components",),
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components cannot exceed {_TOTAL}",
        )
    texts = [one.get("content") or "" for one in everything if one.get("type") == Kind.TEXT]
    if sum(map(len, texts)) > _TEXT_TOGETHER:
        form.refuse(
            ("components",),
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The total text size of the components cannot exceed {_TEXT_TOGETHER}",
        )
    refuse_duplicates(form, everything)


def refuse_duplicates(form: FieldErrors, components: Sequence[Component]) -> None:
    """Refuse an id, or a custom_id, that two components share."""
    for key in ("id", "custom_id"):
        ids = Counter(one[key] for one in components if one.get(key))
        for id, times in ids.items():
            if times > 1:
                form.refuse(
                    ("components",),
                    f"COMPONENT_{key.upper()}_DUPLICATED",
                    f"Component {key.replace('_', ' ')} cannot be duplicated: {id}",
                )


def check_select(form: FieldErrors, place: FieldPath, select: Component) -> None:
    """Hold a select menu to its limits."""
    form.length((*place, "custom_id"), select.get("custom_id"), 1, _CUSTOM_ID)
    form.length((*place, "placeholder"), select.get("placeholder"), 0, _PLACEHOLDER)
    low, high = select.get("min_values"), select.get("max_values")
    low, high = 1 if low is None else low, 1 if high is None else high
    form.between((*place, "min_values"), low, 0, _OPTIONS)
    form.between((*place, "max_values"), high, max(1, low), _OPTIONS)
    if select.get("type") != Kind.STRING_SELECT:
        return
    options = select.get("options") or []
    form.count((*place, "options"), options, 1, _OPTIONS)
    if high > len(options):
        form.refuse(
            (*place, "max_values"),
            "SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS",
            "Must not be more than the number of options.",
        )
    for index, option in enumerate(options):
        for key, least in (("label", 1), ("value", 1), ("description", 0)):
            form.length((*place, "options", index, key), option.get(key), least, _OPTION_TEXT)
    for value, times in Counter(option.get("value") for option in options).items():
        if times > 1:
            form.refuse(
                (*place, "options"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                f"The specified option value is already used: {value}",
            )


class _Checker:
    """Walks the components of one message."""

    def __init__(self, form: FieldErrors, files: Collection[str]) -> None:
        self._form = form
        self._files = files
        self._checks: Mapping[Kind, Callable[[FieldPath, Component], None]] = {
            Kind.ROW: self._row,
            Kind.BUTTON: self._button,
            Kind.SECTION: self._section,
            Kind.TEXT: self._text,
            Kind.THUMBNAIL: self._thumbnail,
            Kind.GALLERY: self._gallery,
            Kind.FILE: self._file,
            Kind.SEPARATOR: self._separator,
            Kind.CONTAINER: self._container,
        } | dict.fromkeys(SELECTS, self._select)

    def children(self, place: FieldPath, components: Any, allowed: frozenset[Kind]) -> None:
        for index, component in enumerate(components or []):
            self._one((*place, index), component, allowed)

    def _one(self, place: FieldPath, component: Any, allowed: frozenset[Kind]) -> None:
        kind = component.get("type")
        if kind in allowed:
            self._checks[kind](place, component)
        else:
            names = ", ".join(str(int(one)) for one in sorted(allowed))
            self._form.refuse(
                (*place, "type"),
                "UNION_TYPE_CHOICES",
                f'Value of field "type" must be one of ({names},).',
            )

    def _container(self, place: FieldPath, container: Component) -> None:
        self._form.count((*place, "components"), container.get("components"), 1, _TOTAL)
        if container.get("accent_color") is not None:
            self._form.between((*place, "accent_color"), container["accent_color"], 0, _COLOUR)
        self.children((*place, "components"), container.get("components"), _IN_CONTAINER)

    def _row(self, place: FieldPath, row: Component) -> None:
        inside = row.get("components") or []
        self._form.count((*place, "components"), inside, 1, _BUTTONS)
        self.children((*place, "components"), inside, _IN_ROW)
        if len(inside) > 1 and any(one.get("type") in SELECTS for one in inside):
            self._form.refuse(
                (*place, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "A select fills its row: nothing may stand beside it.",
            )

    def _section(self, place: FieldPath, section: Component) -> None:
        texts = section.get("components")
        self._form.count((*place, "components"), texts, 1, _SECTION_TEXTS)
        self.children((*place, "components"), texts, frozenset({Kind.TEXT}))
        accessory = (*place, "accessory")
        if section.get("accessory"):
            self._one(accessory, section["accessory"], frozenset({Kind.BUTTON, Kind.THUMBNAIL}))
        else:
            self._form.refuse(accessory, "BASE_TYPE_REQUIRED", "This field is required")

    def _text(self, place: FieldPath, text: Component) -> None:
        content = text.get("content") or ""
        self._form.length((*place, "content"), content.strip(), 1, _TEXT_TOGETHER)

    def _button(self, place: FieldPath, button: Component) -> None:
        form, style = self._form, button.get("style")
        form.between((*place, "style"), style, 1, ButtonStyle.PREMIUM)
        form.length((*place, "label"), button.get("label"), 0, _LABEL)
        if style != ButtonStyle.PREMIUM and not (button.get("label") or button.get("emoji")):
            form.refuse(
                (*place, "label"), "BUTTON_COMPONENT_MISSING_LABEL", "A label or emoji is required"
            )
        emoji = button.get("emoji") or {}
        if emoji and not (emoji.get("id") or _EMOJI.fullmatch(emoji.get("name") or "")):
            form.refuse((*place, "emoji", "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")
        if style in {ButtonStyle.LINK, ButtonStyle.PREMIUM}:
            self._must_not(place, button, "custom_id")
        else:
            form.length((*place, "custom_id"), button.get("custom_id"), 1, _CUSTOM_ID)
        if style == ButtonStyle.LINK:
            self._address((*place, "url"), button.get("url"), _LINKS)
            form.length((*place, "url"), button.get("url"), 1, _URL)
        else:
            self._must_not(place, button, "url")

    def _must_not(self, place: FieldPath, button: Component, key: str) -> None:
        if button.get(key):
            self._form.refuse(
                (*place, key),
                "BUTTON_COMPONENT_INVALID_FIELD",
                f"A {key} is not allowed on a button of this style",
            )

    def _select(self, place: FieldPath, select: Component) -> None:
        check_select(self._form, place, select)

    def _thumbnail(self, place: FieldPath, thumbnail: Component) -> None:
        self._media((*place, "media"), thumbnail.get("media"))
        self._form.length((*place, "description"), thumbnail.get("description"), 0, _ALT)

    def _gallery(self, place: FieldPath, gallery: Component) -> None:
        items = gallery.get("items") or []
        self._form.count((*place, "items"), items, 1, _GALLERY)
        for index, item in enumerate(items):
            self._thumbnail((*place, "items", index), item)

    def _file(self, place: FieldPath, file: Component) -> None:
        url = (file.get("file") or {}).get("url")
        self._address((*place, "file", "url"), url, ("attachment://",))

    def _media(self, place: FieldPath, media: Any) -> None:
        self._address((*place, "url"), (media or {}).get("url"), _MEDIA)

    def _separator(self, place: FieldPath, separator: Component) -> None:
        if separator.get("spacing") is not None:
            self._form.between((*place, "spacing"), separator["spacing"], 1, 2)

    def _address(self, place: FieldPath, url: Any, schemes: tuple[str, ...]) -> None:
        if not isinstance(url, str) or not url.startswith(schemes):
            self._form.refuse(place, "URL_TYPE_INVALID_SCHEME", f"Scheme must be one of {schemes}.")
        elif url.startswith("attachment://") and url[13:] not in self._files:
            self._form.refuse(
                place,
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                "The referenced attachment was not found.",
            )
