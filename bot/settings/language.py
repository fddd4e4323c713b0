"""The language of the terminal, by the variables that gettext reads."""

import os

from bot.languages import ENGLISH, Language, of_list

_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NOT_TRANSLATED = ("C", "POSIX")


def terminal_language() -> Language:
    """Return the language that the environment asks for, English if that is unknown.

    As gettext does: LANGUAGE is a list, of which the first known one counts; without it LC_ALL,
    LC_MESSAGES or LANG does, whichever is set first. LC_ALL at C or POSIX means English in any
    case: so scripts ask for it. LANG at C, as in many containers, leaves LANGUAGE in force.
    """
    if os.environ.get("LC_ALL") in _NOT_TRANSLATED:
        return ENGLISH
    if names := os.environ.get("LANGUAGE"):
        return of_list(names) or ENGLISH
    locale = next((value for name in _LOCALES if (value := os.environ.get(name))), "")
    return of_list(locale) or ENGLISH
