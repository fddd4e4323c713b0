"""Rendering of the sandbox's messages in a terminal, for other programs, or as plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from urllib.parse import urlsplit

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.demo.conversation import Conversation
from bot.formats import json_records
from bot.languages import Message, _, lazy, number, pgettext, plazy
from bot.languages.punctuation import colon
from bot.sandbox import Answer, Button, Modal, Select
from bot.sandbox import Message as SentMessage
from bot.sandbox import screen as parts
from bot.sandbox.markdown import Span, spans
from bot.sandbox.screen import Part, flatten

_STYLES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strike": "strike",
    "heading": "bold",
    "small": "dim",
    "quote": "dim",
    "code": "cyan",
    "spoiler": "reverse",
}
_PICTURE = plazy("kind of a file", "picture")
_THUMBNAIL = plazy("kind of a file", "thumbnail")
_FILE = plazy("kind of a file", "file")
_KINDS = {
    ".gif": plazy("kind of a file", "GIF"),
    ".mp4": plazy("kind of a file", "film"),
    **dict.fromkeys((".md", ".csv", ".txt"), _FILE),
}
"""What files are called by their endings; all others are pictures."""
_LARGE = 1_000_000  # bytes
GONE = lazy("That message is gone.")
YOU = plazy("name of a user", "you")
"""What stands before what the person types."""


class Screen:
    """A conversation with the bot, printed on `console`: in frames if that is a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.conversation = Conversation()

    def note(self, text: str) -> None:
        """Print a line of the demo itself."""
        self._print(Text(text, "dim"))

    def address(self, url: str) -> None:
        """Print the address of a page, at once and alone in its line."""
        self._print(Text(url, "bold"))
        self._console.file.flush()

    def title(self, text: str) -> None:
        """Print the title of the next step."""
        self._print(Text())
        self._print(Rule(Text(text, "bold"), style="dim") if self._is_terminal else Text(text))

    def show_input(self, line: str) -> None:
        """Print what the member typed or pressed."""
        # never translated: a style
        self._print(Text.assemble((f"{YOU}  ", "bold green"), (line, "bold")))

    def show_answer(self, answer: Answer) -> None:
        """Print the bot's answer, with its buttons and menus numbered, or that it is gone."""
        if answer.deleted:
            self.conversation.forget_controls()
            self.note(f"{GONE}")
            return
        numbers = self.conversation.show(answer)
        remark = _("only you can see this") if answer.private else ""
        self._print_message(answer, remark, numbers)

    def show_post(self, answer: Answer, *, beside: bool = False) -> None:
        """Print a message that the bot sent by itself; `beside` is as in `Conversation.show`."""
        numbers = self.conversation.show(answer, beside=beside)
        channel = answer.names[f"<#{answer.message['channel_id']}>"]
        self._print_message(answer, _("by itself, in {channel}", channel=channel), numbers)

    def show_said(self, message: SentMessage) -> None:
        """Print a message of the member."""
        place = _("message {number}", number=self.conversation.number_of(message))
        self._print_framed(f"{YOU} · {place}", [Text(message.content)], "green")

    def show_form(self, form: Modal) -> None:
        """Print the title of a form, whose fields are then asked for one by one."""
        self._print(
            Text(_("{title}: fill in the form; an empty line leaves it.", title=form.title), "bold")
        )

    def _print_message(self, answer: Answer, remark: str, numbers: Mapping[str, int]) -> None:
        number = self.conversation.number_of(answer.displayed)
        remarks = [_("message {number}", number=number) if number else "", remark]
        title = " · ".join(["Throwback", *filter(None, remarks)])
        drawing = _Drawing(numbers, _sizes(answer))
        self._print_framed(title, [*drawing.lines(answer.screen)], "blue")

    def _print_framed(self, title: str, lines: Sequence[Text], colour: str) -> None:
        """Print a title and what is below it; an empty line is a separator."""
        if self._is_terminal:
            drawn: list[RenderableType] = [line or Rule(style="dim") for line in lines]
            self._print(
                Panel(
                    Group(*drawn), title=title, title_align="left", border_style=colour,
                    padding=(0, 1),
                )
            )  # fmt: skip
            return
        text = "\n".join(indent(line.plain, "  ") for line in lines)
        self._print(Text(f"{title}\n{text}\n"))

    def _print(self, drawn: RenderableType) -> None:
        self._console.print(drawn, soft_wrap=not self._is_terminal)

    @property
    def _is_terminal(self) -> bool:
        return self._console.is_terminal


class JsonScreen(Screen):
    """The same conversation for other programs: a line of JSON for each step of it."""

    def note(self, text: str) -> None:
        """Print a line of the demo itself."""
        self._print_record(note=text)

    def address(self, url: str) -> None:
        """Print the address of a page, at once."""
        self._print_record(address=url)
        self._console.file.flush()

    def title(self, text: str) -> None:
        """Print the title of the next step."""
        self._print_record(title=text)

    def show_input(self, line: str) -> None:
        """Print what the member typed or pressed."""
        self._print_record(typed=line)

    def show_answer(self, answer: Answer) -> None:
        """Print the bot's answer: its text and media, and the labels of its buttons and menus."""
        if answer.deleted:
            self.note(f"{GONE}")
        else:
            self._print_record(answer=_record(answer))

    def show_post(self, answer: Answer, *, beside: bool = False) -> None:
        """Print a message that the bot sent by itself."""
        del beside
        self._print_record(post=_record(answer))

    def _print_record(self, **record: object) -> None:
        self._console.print(Text(json_records.line(record)), soft_wrap=True)


def render_markdown(source: str, names: Mapping[str, str] | None = None) -> Text:
    """Return Discord's markdown as styled text; `names` maps mention markup to text."""
    return _styled(spans(source, names or {}))


def _record(answer: Answer) -> dict[str, object]:
    return {
        "text": answer.text,
        "private": answer.private,
        "media": [
            {"file": f"{_kind(part)}", "alt": part.description or None, "spoiler": part.is_spoiler}
            for part in flatten(answer.screen)
            if isinstance(part, parts.Media)
        ],
        "buttons": list(answer.buttons),
        "menus": [list(menu.options) for menu in answer.selects],
    }


def _styled(styled: Sequence[Span]) -> Text:
    text = Text()
    for span in styled:
        style = " ".join(_STYLES[name] for name in sorted(span.styles) if name in _STYLES)
        if span.mention:
            style += " bold magenta"  # never translated
        if span.link:
            style += f" blue link {span.link}"  # never translated
        text.append(span.text, style.strip() or None)
    return text


def _sizes(answer: Answer) -> dict[str, int]:
    """Return the sizes of the files of a message in bytes, by their addresses."""
    return {file["url"]: file["size"] for file in answer.message["attachments"]}


def _kind(media: parts.Media) -> Message:
    return _KINDS.get(Path(urlsplit(media.url).path).suffix, _PICTURE)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws a message as lines: the numbers that use its controls, the sizes of its files."""

    numbers: Mapping[str, int]
    sizes: Mapping[str, int]

    def lines(self, tree: Sequence[Part]) -> Iterator[Text]:
        """Yield what a message shows, line by line; an empty line for a separator."""
        for part in tree:
            match part:
                case parts.Container():
                    yield from self.lines(part.parts)
                case parts.Section(texts, parts.Media() as thumbnail):
                    yield from self.lines(texts)
                    yield self._media(thumbnail, _THUMBNAIL)
                case parts.Section():
                    yield from self.lines([*part.parts, part.accessory])
                case parts.Row():
                    yield Text("  ").join(self.lines(part.parts))
                case parts.Text():
                    yield _styled(part.spans)
                case parts.Separator():
                    yield Text()
                case parts.Media():
                    yield self._media(part, _kind(part))
                case Button() | Select():
                    yield self._control(part)

    def _media(self, media: parts.Media, kind: Message) -> Text:
        """Return a medium in words: what it is, how large, what it shows, whether it is covered."""
        size = self.sizes.get(media.url)
        words = f"{kind}, {_written(size)}" if size is not None else f"{kind}"
        if kind is _FILE:
            words = _explained(words, urlsplit(media.url).path.rpartition("/")[2])
        elif media.is_spoiler:
            words = _("covered {picture}, a click shows it", picture=words)
        if media.description:
            words = _explained(words, media.description)
        return Text(f"[ {words} ]", f"blue link {media.url}")  # never translated

    def _control(self, control: Button | Select) -> Text:
        """Return a button or a menu with the number that uses it, if it can be used."""
        if isinstance(control, Select):
            chosen = ", ".join(control.chosen)
            choose = pgettext("menu", "choose")
            label = f"{chosen or control.placeholder or choose} ▾"
        elif control.url is not None:
            return Text(f"[ {control.label} ↗ ]", "blue")
        else:
            label = control.label
        number = self.numbers.get(f"{control.custom_id}")
        return Text(f" {number}: {label} ", "reverse") if number else Text(f" {label} ", "dim")


def _written(size: int) -> str:
    """Return a number of bytes in words."""
    if size >= _LARGE:
        return _("{size} MB", size=number(size / 1_000_000, 1))
    return _("{size} KB", size=max(1, size // 1000))


def _explained(what: str, text: str) -> str:
    return colon(what, text)
