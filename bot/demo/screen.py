"""Rendering of the sandbox's messages in a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.sandbox import Answer
from bot.sandbox.markdown import spans

Component = Mapping[str, Any]
Names = Mapping[str, str]

# Discord's numbers for component types.
_ACTION_ROW, _BUTTON, _SECTION, _TEXT, _SEPARATOR, _CONTAINER = 1, 2, 9, 10, 14, 17

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
    """A conversation with the bot, printed on `console`."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def note(self, text: str) -> None:
        """Print a line of the demo itself."""
        self._console.print(Text(text, "dim"))

    def title(self, text: str) -> None:
        """Print the title of the next step."""
        self._console.print()
        self._console.print(Rule(Text(text, "bold"), style="dim"))

    def show_input(self, line: str) -> None:
        """Print what the member typed or pressed."""
        self._console.print(Text.assemble(("you  ", "bold green"), (line, "bold")))

    def show_answer(self, answer: Answer) -> None:
        """Print the bot's answer, with numbered buttons."""
        self._print_message(answer, "only you can see this" if answer.private else "")

    def show_post(self, answer: Answer) -> None:
        """Print a message that the bot sent by itself."""
        channel = answer.names[f"<#{answer.message['channel_id']}>"]
        self._print_message(answer, f"by itself, in {channel}")

    def _print_message(self, answer: Answer, remark: str) -> None:
        message, names = answer.message, answer.names
        parts = list(_parts(message.get("components") or [], _ButtonNumbers(), names))
        if message.get("content"):
            parts.insert(0, render_markdown(message["content"], names))
        title = f"Throwback · {remark}" if remark else "Throwback"
        panel = Panel(
            Group(*parts), title=title, title_align="left", border_style="blue", padding=(0, 1)
        )
        self._console.print(panel)


class _ButtonNumbers:
    """A counter that numbers the buttons, from 1."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last += 1
        return self._last


def render_markdown(source: str, names: Names | None = None) -> Text:
    """Return Discord's markdown as styled text; `names` maps mention markup to text."""
    text = Text()
    for span in spans(source, names or {}):
        style = " ".join(_STYLES[name] for name in sorted(span.styles) if name in _STYLES)
        if span.mention:
            style += " bold magenta"
        if span.link:
            style += f" blue link {span.link}"
        text.append(span.text, style.strip() or None)
    return text


def _parts(
    components: list[Component], numbers: _ButtonNumbers, names: Names
) -> Iterator[RenderableType]:
    for component in components:
        match component["type"]:
            case 17 | 9:
                yield from _parts(component["components"], numbers, names)
                if accessory := component.get("accessory"):
                    yield from _parts([accessory], numbers, names)
            case 10:
                yield render_markdown(component["content"], names)
            case 14:
                yield Rule(style="dim")
            case 1:
                parts = [
                    _button(part, numbers) if part["type"] == _BUTTON else _menu(part)
                    for part in component["components"]
                ]
                yield Text("  ").join(parts)
            case 2:
                yield _button(component, numbers)
            case 13:
                url = component["file"]["url"]
                yield Text(f"[ {url.rpartition('/')[2]} ↓ ]", f"blue link {url}")
            case kind:
                yield Text(f"[component {kind}]", "dim")


def _menu(menu: Component) -> Text:
    """Return a select menu with its chosen option; it has no number, as it cannot be pressed."""
    options = menu.get("options") or []
    chosen = [option["label"] for option in options if option.get("default")]
    return Text(f"[ {', '.join(chosen) or menu.get('placeholder') or 'choose'} ▾ ]", "dim")


def _button(button: Component, numbers: _ButtonNumbers) -> Text:
    label = button.get("label") or "?"
    if button.get("url"):
        return Text(f"[ {label} ↗ ]", "blue")
    style = "dim" if button.get("disabled") else "reverse"
    return Text(f" {numbers.next()}: {label} ", style)
