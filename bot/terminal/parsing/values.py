"""The values of arguments. Each raises ArgumentTypeError for text that is none, which says why."""

import argparse
import re
from datetime import MAXYEAR
from pathlib import Path

from bot.languages import _
from bot.settings import database_path

_NAME = re.compile(r"[\w.-]{1,100}(?:@[\w.:-]{1,253})?|did:[a-z]{1,10}:[\w.:%-]{1,300}", re.ASCII)
_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LAST_PORT = 65535
_DIGITS = 18  # with more, a number may not fit into SQLite's integers


def account(text: str) -> str:
    """Return the name of an account, without the @: @ada, @ada@example.social, ada.example.org."""
    name = text.removeprefix("@")
    if not _NAME.fullmatch(name):
        raise argparse.ArgumentTypeError(_("give the name of an account, such as @ada"))
    return name


def handle(text: str) -> str:
    """Return a handle on Bluesky, without the @: the name of a domain."""
    name = text.removeprefix("@").lower()
    if not _HANDLE.fullmatch(name):
        raise argparse.ArgumentTypeError(_("give a handle, such as ada.bsky.social"))
    return name


def whole(text: str) -> int:
    """Return a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("give a whole number")) from None


def positive(text: str) -> int:
    """Return a whole number above 0."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
    if number < 1:
        raise argparse.ArgumentTypeError(_("give a whole number above 0"))
    return number


def port(text: str) -> int:
    """Return a port of TCP."""
    number = positive(text)
    if number > _LAST_PORT:
        raise argparse.ArgumentTypeError(_("give a port from 1 to 65535"))
    return number


def year(text: str) -> int:
    """Return a year of the calendar."""
    year = positive(text)
    if year > MAXYEAR:
        raise argparse.ArgumentTypeError(_("give a year, such as 2016"))
    return year


def database(text: str) -> Path:
    """Return the path of the archive."""
    try:
        return database_path(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
