"""How the help of a command is set: in columns, also where characters are twice as wide."""

import argparse
from collections.abc import Iterable

from wcwidth import wcswidth, wrap

from bot.languages.punctuation import colon


class HelpFormatter(argparse.HelpFormatter):
    """Sets columns and lines by the width of characters, and keeps the lines of a longer text."""

    def start_section(self, heading: str | None) -> None:
        """Begin a section; argparse adds the colon, before which French has a space."""
        super().start_section(heading and colon(heading, "").rstrip()[:-1])

    def add_argument(self, action: argparse.Action) -> None:
        """Add an argument, and make the first column as wide as it looks."""
        super().add_argument(action)
        if action.help is not argparse.SUPPRESS:
            width = _width(self._format_action_invocation(action)) + self._current_indent
            self._action_max_length = max(self._action_max_length, width)

    def _format_action(self, action: argparse.Action) -> str:
        """Return the lines of an argument, whose help begins where it does for all others."""
        text = super()._format_action(action)
        name = self._format_action_invocation(action)
        excess = _width(name) - len(name)
        first, rest = text[: text.find("\n") + 1], text[text.find("\n") + 1 :]
        before, found, behind = first.partition(name)
        blanks = len(behind) - len(behind.lstrip(" "))
        return f"{before}{found}{behind[min(excess, max(blanks - 2, 0)) :]}{rest}"

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrap(" ".join(text.split()), width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Return a paragraph as lines; one that has lines already stays as it is."""
        lines: Iterable[str] = text.splitlines()
        if "\n" not in text:
            lines = wrap(" ".join(text.split()), width - len(indent))
        return "".join(f"{indent}{line}\n" for line in lines).removesuffix("\n")


def _width(text: str) -> int:
    return max(wcswidth(text), 0)
