"""The limits of components: https://discord.com/developers/docs/components/reference."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.sandbox.errors import internal_error
from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.kinds import SELECTS, ButtonStyle, Component, ComponentKind, walk

_IN_ROW = SELECTS | {ComponentKind.BUTTON}
_IN_CONTAINER = frozenset(
    {
        ComponentKind.ROW,
        ComponentKind.SECTION,
        ComponentKind.TEXT,
        ComponentKind.GALLERY,
        ComponentKind.FILE,
        ComponentKind.SEPARATOR,
    }
)
_IN_LAYOUT = _IN_CONTAINER | {ComponentKind.CONTAINER}

_TOTAL, _TOTAL_TEXT = 40, 4000
_TOTAL_BYTES, _DISPLAY_BYTES = 10_170, 12
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
    """Check the limits of a message's components; record what is wrong in `form`.

    `layout` is whether the message has the IS_COMPONENTS_V2 flag; without it, only action rows
    are allowed. `files` are the file names that `attachment://` may refer to.
    """
    checker = _Checker(form, files)
    checker.children(
        ("components",), components, _IN_LAYOUT if layout else frozenset({ComponentKind.ROW})
    )
    all_components = list(walk(components))
    if not layout and len(components) > _ROWS:
        form.count(("components",), components, 0, _ROWS)
    if len(all_components) > _TOTAL:
        form.refuse(
            ("components",),
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components cannot exceed {_TOTAL}",
        )
    if sum(map(len, _texts(all_components))) > _TOTAL_TEXT:
        form.refuse(
            ("components",),
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The total text size of the components cannot exceed {_TOTAL_TEXT}",
        )
    refuse_duplicates(form, all_components)


def check_text_bytes(components: Sequence[Component]) -> None:
    """Raise ApiError for texts whose bytes are too many, even of components that are valid.

    The figures were measured, and are not documented:
    https://github.com/discord/discord-api-docs/issues/8554
    """
    sizes = [len(text.encode()) + _DISPLAY_BYTES for text in _texts(walk(components))]
    if sum(sizes) > _TOTAL_BYTES:
        raise internal_error()


def _texts(components: Iterable[Component]) -> list[str]:
    return [
        part.get("content") or "" for part in components if part.get("type") == ComponentKind.TEXT
    ]


def refuse_duplicates(form: FieldErrors, components: Sequence[Component]) -> None:
    """Record an error for each id or custom_id that two components share."""
    for key in ("id", "custom_id"):
        ids = Counter(component[key] for component in components if component.get(key))
        for id, count in ids.items():
            if count > 1:
                form.refuse(
                    ("components",),
                    f"COMPONENT_{key.upper()}_DUPLICATED",
                    f"Component {key.replace('_', ' ')} cannot be duplicated: {id}",
                )


def check_select(form: FieldErrors, path: FieldPath, select: Component) -> None:
    """Check the limits of a select menu."""
    form.length((*path, "custom_id"), select.get("custom_id"), 1, _CUSTOM_ID)
    form.length((*path, "placeholder"), select.get("placeholder"), 0, _PLACEHOLDER)
    low, high = select.get("min_values"), select.get("max_values")
    low, high = 1 if low is None else low, 1 if high is None else high
    form.between((*path, "min_values"), low, 0, _OPTIONS)
    form.between((*path, "max_values"), high, max(1, low), _OPTIONS)
    if select.get("type") != ComponentKind.STRING_SELECT:
        return
    options = select.get("options") or []
    check_options(form, path, options, 1, _OPTIONS)
    if high > len(options):
        form.refuse(
            (*path, "max_values"),
            "SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS",
            "Must not be more than the number of options.",
        )


def check_options(
    form: FieldErrors, path: FieldPath, options: Sequence[Component], low: int, high: int
) -> None:
    """Check the limits of options to choose from: from `low` to `high` with different values."""
    form.count((*path, "options"), options, low, high)
    for index, option in enumerate(options):
        for key, shortest in (("label", 1), ("value", 1), ("description", 0)):
            form.length((*path, "options", index, key), option.get(key), shortest, _OPTION_TEXT)
    for value, count in Counter(option.get("value") for option in options).items():
        if count > 1:
            form.refuse(
                (*path, "options"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                f"The specified option value is already used: {value}",
            )


class _Checker:
    """A walk over the components of one message that checks each of them."""

    def __init__(self, form: FieldErrors, files: Collection[str]) -> None:
        self._form = form
        self._files = files
        self._checks: Mapping[ComponentKind, Callable[[FieldPath, Component], None]] = {
            ComponentKind.ROW: self._row,
            ComponentKind.BUTTON: self._button,
            ComponentKind.SECTION: self._section,
            ComponentKind.TEXT: self._text,
            ComponentKind.THUMBNAIL: self._thumbnail,
            ComponentKind.GALLERY: self._gallery,
            ComponentKind.FILE: self._file,
            ComponentKind.SEPARATOR: self._separator,
            ComponentKind.CONTAINER: self._container,
        } | dict.fromkeys(SELECTS, self._select)

    def children(self, path: FieldPath, components: Any, allowed: frozenset[ComponentKind]) -> None:
        for index, component in enumerate(components or []):
            self._component((*path, index), component, allowed)

    def _component(
        self, path: FieldPath, component: Any, allowed: frozenset[ComponentKind]
    ) -> None:
        kind = component.get("type")
        if kind in allowed:
            self._checks[kind](path, component)
        else:
            names = ", ".join(str(int(one)) for one in sorted(allowed))
            self._form.refuse(
                (*path, "type"),
                "UNION_TYPE_CHOICES",
                f'Value of field "type" must be one of ({names},).',
            )

    def _container(self, path: FieldPath, container: Component) -> None:
        self._form.count((*path, "components"), container.get("components"), 1, _TOTAL)
        if container.get("accent_color") is not None:
            self._form.between((*path, "accent_color"), container["accent_color"], 0, _COLOUR)
        self.children((*path, "components"), container.get("components"), _IN_CONTAINER)

    def _row(self, path: FieldPath, row: Component) -> None:
        children = row.get("components") or []
        self._form.count((*path, "components"), children, 1, _BUTTONS)
        self.children((*path, "components"), children, _IN_ROW)
        if len(children) > 1 and any(child.get("type") in SELECTS for child in children):
            self._form.refuse(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "A select fills its row: nothing may stand beside it.",
            )

    def _section(self, path: FieldPath, section: Component) -> None:
        texts = section.get("components")
        self._form.count((*path, "components"), texts, 1, _SECTION_TEXTS)
        self.children((*path, "components"), texts, frozenset({ComponentKind.TEXT}))
        accessory = (*path, "accessory")
        if section.get("accessory"):
            self._component(
                accessory,
                section["accessory"],
                frozenset({ComponentKind.BUTTON, ComponentKind.THUMBNAIL}),
            )
        else:
            self._form.refuse(accessory, "BASE_TYPE_REQUIRED", "This field is required")

    def _text(self, path: FieldPath, text: Component) -> None:
        content = text.get("content") or ""
        self._form.length((*path, "content"), content.strip(), 1, _TOTAL_TEXT)

    def _button(self, path: FieldPath, button: Component) -> None:
        form, style = self._form, button.get("style")
        form.between((*path, "style"), style, 1, ButtonStyle.PREMIUM)
        form.length((*path, "label"), button.get("label"), 0, _LABEL)
        if style != ButtonStyle.PREMIUM and not (button.get("label") or button.get("emoji")):
            form.refuse(
                (*path, "label"), "BUTTON_COMPONENT_MISSING_LABEL", "A label or emoji is required"
            )
        emoji = button.get("emoji") or {}
        if emoji and not (emoji.get("id") or _EMOJI.fullmatch(emoji.get("name") or "")):
            form.refuse((*path, "emoji", "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")
        if style in {ButtonStyle.LINK, ButtonStyle.PREMIUM}:
            self._check_absent(path, button, "custom_id")
        else:
            form.length((*path, "custom_id"), button.get("custom_id"), 1, _CUSTOM_ID)
        if style == ButtonStyle.LINK:
            self._check_url((*path, "url"), button.get("url"), _LINKS)
            form.length((*path, "url"), button.get("url"), 1, _URL)
        else:
            self._check_absent(path, button, "url")

    def _check_absent(self, path: FieldPath, button: Component, key: str) -> None:
        if button.get(key):
            self._form.refuse(
                (*path, key),
                "BUTTON_COMPONENT_INVALID_FIELD",
                f"A {key} is not allowed on a button of this style",
            )

    def _select(self, path: FieldPath, select: Component) -> None:
        check_select(self._form, path, select)

    def _thumbnail(self, path: FieldPath, thumbnail: Component) -> None:
        self._media((*path, "media"), thumbnail.get("media"))
        if thumbnail.get("description") is not None:
            self._form.length((*path, "description"), thumbnail["description"], 1, _ALT)

    def _gallery(self, path: FieldPath, gallery: Component) -> None:
        items = gallery.get("items") or []
        self._form.count((*path, "items"), items, 1, _GALLERY)
        for index, item in enumerate(items):
            self._thumbnail((*path, "items", index), item)

    def _file(self, path: FieldPath, file: Component) -> None:
        url = (file.get("file") or {}).get("url")
        self._check_url((*path, "file", "url"), url, ("attachment://",))

    def _media(self, path: FieldPath, media: Any) -> None:
        self._check_url((*path, "url"), (media or {}).get("url"), _MEDIA)

    def _separator(self, path: FieldPath, separator: Component) -> None:
        if separator.get("spacing") is not None:
            self._form.between((*path, "spacing"), separator["spacing"], 1, 2)

    def _check_url(self, path: FieldPath, url: Any, schemes: tuple[str, ...]) -> None:
        if not isinstance(url, str) or not url.startswith(schemes):
            self._form.refuse(path, "URL_TYPE_INVALID_SCHEME", f"Scheme must be one of {schemes}.")
        elif url.startswith("attachment://") and url[13:] not in self._files:
            self._form.refuse(
                path,
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                "The referenced attachment was not found.",
            )
