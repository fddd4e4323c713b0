"""Rendering of the sandbox's messages in a terminal, for other programs, or as plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.demo.conversation import Conversation
from bot.formats import json_records
from bot.sandbox import Answer, Button, Message, Modal, Select
from bot.sandbox import screen as parts
from bot.sandbox.markdown import Span, spans
from bot.sandbox.screen import Part

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


class Screen:
    """A conversation with the bot, printed on `console`: in frames if that is a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.conversation = Conversation()

    def note(self, text: str) -> None:
        """Print a line of the demo itself."""
        self._print(Text(text, "dim"))

    def title(self, text: str) -> None:
        """Print the title of the next step."""
        self._print(Text())
        self._print(Rule(Text(text, "bold"), style="dim") if self._is_terminal else Text(text))

    def show_input(self, line: str) -> None:
        """Print what the member typed or pressed."""
        self._print(Text.assemble(("you  ", "bold green"), (line, "bold")))

    def show_answer(self, answer: Answer) -> None:
        """Print the bot's answer, with its buttons and menus numbered."""
        numbers = self.conversation.show(answer)
        remark = "only you can see this" if answer.private else ""
        self._print_message(answer, remark, numbers)

    def show_post(self, answer: Answer, *, beside: bool = False) -> None:
        """Print a message that the bot sent by itself; `beside` is as in `Conversation.show`."""
        numbers = self.conversation.show(answer, beside=beside)
        channel = answer.names[f"<#{answer.message['channel_id']}>"]
        self._print_message(answer, f"by itself, in {channel}", numbers)

    def show_said(self, message: Message) -> None:
        """Print a message of the member."""
        number = self.conversation.number_of(message)
        self._print_framed(f"you · message {number}", [Text(message.content)], "green")

    def show_form(self, form: Modal) -> None:
        """Print the title of a form, whose fields are then asked for one by one."""
        self._print(Text(f"{form.title}: fill in the form; an empty line leaves it.", "bold"))

    def _print_message(self, answer: Answer, remark: str, numbers: Mapping[str, int]) -> None:
        number = self.conversation.number_of(answer.displayed)
        remarks = [f"message {number}" if number else "", remark]
        title = " · ".join(["Throwback", *filter(None, remarks)])
        self._print_framed(title, [*_draw(answer.screen, numbers)], "blue")

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

    def title(self, text: str) -> None:
        """Print the title of the next step."""
        self._print_record(title=text)

    def show_input(self, line: str) -> None:
        """Print what the member typed or pressed."""
        self._print_record(typed=line)

    def show_answer(self, answer: Answer) -> None:
        """Print the bot's answer: its text, and the labels of its buttons and menus."""
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
        "buttons": list(answer.buttons),
        "menus": [list(menu.options) for menu in answer.selects],
    }


def _styled(styled: Sequence[Span]) -> Text:
    text = Text()
    for span in styled:
        style = " ".join(_STYLES[name] for name in sorted(span.styles) if name in _STYLES)
        if span.mention:
            style += " bold magenta"
        if span.link:
            style += f" blue link {span.link}"
        text.append(span.text, style.strip() or None)
    return text


def _draw(tree: Sequence[Part], numbers: Mapping[str, int]) -> Iterator[Text]:
    """Yield what a message shows, line by line; an empty line for a separator."""
    for part in tree:
        match part:
            case parts.Container():
                yield from _draw(part.parts, numbers)
            case parts.Section():
                yield from _draw([*part.parts, part.accessory], numbers)
            case parts.Row():
                yield Text("  ").join(_draw(part.parts, numbers))
            case parts.Text():
                yield _styled(part.spans)
            case parts.Separator():
                yield Text()
            case parts.Media(url, description, is_spoiler):
                name = description or url.rpartition("/")[2]
                if is_spoiler:
                    name = f"spoiler: {name}"
                yield Text(f"[ {name} ↓ ]", f"blue link {url}")
            case Button() | Select():
                yield _draw_control(part, numbers)


def _draw_control(control: Button | Select, numbers: Mapping[str, int]) -> Text:
    """Return a button or a menu with the number that uses it, if it can be used."""
    if isinstance(control, Select):
        label = f"{', '.join(control.chosen) or control.placeholder or 'choose'} ▾"
    elif control.url is not None:
        return Text(f"[ {control.label} ↗ ]", "blue")
    else:
        label = control.label
    number = numbers.get(f"{control.custom_id}")
    return Text(f" {number}: {label} ", "reverse") if number else Text(f" {label} ", "dim")
