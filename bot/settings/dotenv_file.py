"""The file .env, and the process's environment, which overrides it."""

import codecs
import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.errors import SettingsError, system_reason
from bot.languages import _

DOTENV = Path(".env")
"""The file with settings, in the folder that a command is started in."""

_OF_POSTGRES = "PG"
"""What the names begin with that PostgreSQL's own programs and drivers know."""


def environment(dotenv: Path) -> dict[str, str]:
    """Return the variables of the file `dotenv`, overridden by the process's environment.

    Raises SettingsError for a file that cannot be read or parsed.
    """
    return dotenv_variables(dotenv) | dict(os.environ)


def pass_on_postgres(variables: Mapping[str, str]) -> None:
    """Put PGPASSWORD and its like into the process's environment, where drivers look for them.

    Docker and systemd have put all of a file's lines there; of .env we only read them.
    """
    for name, value in variables.items():
        if name.startswith(_OF_POSTGRES):
            os.environ.setdefault(name, value)


def dotenv_variables(dotenv: Path) -> dict[str, str]:
    """Return the variables of the file `dotenv`. Raises the errors of `environment`."""
    text = _read_dotenv(dotenv)
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            # The message leaves out the line's text: it may be the token.
            part = binding.original.string
            line = binding.original.line + part[: len(part) - len(part.lstrip())].count("\n")
            raise SettingsError(
                [_("{file}, line {line}: write NAME=value.", file=dotenv, line=line)]
            )
    values = dotenv_values(stream=StringIO(text))
    return {name: value for name, value in values.items() if value is not None}


def _read_dotenv(dotenv: Path) -> str:
    """Return the text of a .env file, empty if there is none."""
    try:
        data = dotenv.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        reason = system_reason(error)
        raise SettingsError(
            [_("{path} cannot be read: {reason}.", path=dotenv, reason=reason)]
        ) from error
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            [_("{file}, line {line}, is not UTF-8: save it as UTF-8.", file=dotenv, line=line)]
        ) from error
    if "\0" in text:
        raise SettingsError([_("{file} is not a text file: save it as UTF-8.", file=dotenv)])
    return text


def decode(data: bytes) -> str:
    """Return the text of a file. Editors and shells on Windows write a byte order mark."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf16 else "utf-8-sig")
