"""The words of argparse itself, such as “usage:”, in the current language.

argparse takes them from gettext by its name for that, `_`, with a catalogue that Python does not
come with. There is no other way to give it words, so that name is bound anew.
"""

import argparse

from bot.languages import Message, lazy

_WORDS: dict[str, Message] = {
    one.message: one
    for one in (
        lazy("usage: "),
        lazy("positional arguments"),
        lazy("options"),
        lazy("show this help message and exit"),
        lazy("argument %(argument_name)s: %(message)s"),
        lazy("unrecognized arguments: %s"),
        lazy("not allowed with argument %s"),
        lazy("ignored explicit argument %r"),
        lazy("the following arguments are required: %s"),
        lazy("one of the arguments %s is required"),
        lazy("expected one argument"),
        lazy("expected at most one argument"),
        lazy("expected at least one argument"),
        lazy("ambiguous option: %(option)s could match %(matches)s"),
    )
}


def translate() -> None:
    """Let argparse say its own words in the language that is current when it says them."""
    vars(argparse)["_"] = _said


def _said(words: str) -> str:
    """Return words of argparse; in English those that other versions of Python may have."""
    message = _WORDS.get(words)
    return words if message is None else str(message)
