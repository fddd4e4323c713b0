"""A made-up language that says every message twice: so what is too long, or not said, is seen.

Whatever lacks the SIGN in an answer is a value, a post or not translated.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.languages import Language, language
from bot.languages.catalogues import Key, _loaded
from bot.languages.commands import CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT

SIGN = "⟧"
"""What each message ends with in this language."""

LOCALE = "xx"
"""Its name among Discord's locales."""

DOUBLED = Language("doubled", "de_DE", (LOCALE,))
_OF_COMMANDS = {CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT}


class _Twice(dict[Key, tuple[str, ...]]):
    """Has each message of the code, in one form for all counts."""

    def get(self, key: Key, default: object = None) -> tuple[str, ...] | None:  # type: ignore[override]
        """Return a message twice; names of commands, which have limits of their own, once."""
        context, message = key
        del default
        return None if context in _OF_COMMANDS else (f"{message} {message}{SIGN}",)


@contextmanager
def doubled() -> Iterator[Language]:
    """Let the language be known, to Discord by its LOCALE, during the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(_loaded, "doubled", _Twice())
        patch.setitem(language._BY_DISCORD, LOCALE, DOUBLED)
        yield DOUBLED
