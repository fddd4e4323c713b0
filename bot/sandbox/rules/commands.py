"""The rules for application commands: their names, options, choices and sizes.

https://discord.com/developers/docs/interactions/application-commands
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath
from bot.sandbox.rules.localisations import clashes, longest, variants

Command = Mapping[str, Any]


class CommandKind(IntEnum):
    """Discord's numbers for application command types."""

    CHAT = 1
    USER = 2
    MESSAGE = 3


class OptionKind(IntEnum):
    """Discord's numbers for application command option types."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


_KINDS, _OPTION_KINDS = frozenset(map(int, CommandKind)), frozenset(map(int, OptionKind))
_PLACES = {"contexts": frozenset({0, 1, 2}), "integration_types": frozenset({0, 1})}
_NESTED = frozenset({OptionKind.SUBCOMMAND, OptionKind.GROUP})
_MAX_VALUE_LENGTH = 6000
_MAX_COMMANDS = {CommandKind.CHAT: 100, CommandKind.USER: 15, CommandKind.MESSAGE: 15}
_NAME, _DESCRIPTION, _OPTIONS, _CHOICES, _CHOICE, _TOTAL_SIZE = 32, 100, 25, 25, 100, 8000
# Letters, marks and digits of any script, and two symbols. Upper case is checked separately.
_NAME_PATTERN = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]+")


def kind_of(command: Command) -> CommandKind:
    """Return the type of a command; CHAT when the payload has none."""
    return CommandKind(command.get("type") or CommandKind.CHAT)


def check_commands(commands: Sequence[Command]) -> None:
    """Check a whole set of commands. Raises ApiError, with every field that is wrong."""
    _check_text(json.dumps(commands))


@lru_cache(16)
def _check_text(text: str) -> None:
    """Check a set of commands, as JSON: a bot that starts again sends the same ones again."""
    commands: list[Command] = json.loads(text)
    form = FieldErrors()
    for index, command in enumerate(commands):
        form.choice((index, "type"), command.get("type") or CommandKind.CHAT, _KINDS)
    form.raise_if_any()
    counts = Counter(kind_of(command) for command in commands)
    for kind, limit in _MAX_COMMANDS.items():
        if counts[kind] > limit:
            form.refuse(
                (),
                "APPLICATION_COMMANDS_LIMIT_EXCEEDED",
                f"Maximum number of application commands of type {kind} reached ({limit}).",
            )
    names = Counter((kind_of(command), command.get("name")) for command in commands)
    for (_, name), count in names.items():
        if count > 1:
            form.refuse(
                (),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                f"Application command names must be unique: {name}",
            )
    for index, command in enumerate(commands):
        _check_command(form, (index,), command)
    form.raise_if_any()


def _check_command(form: FieldErrors, path: FieldPath, command: Command) -> None:
    for key, allowed in _PLACES.items():
        for index, value in enumerate(command.get(key) or []):
            form.choice((*path, key, index), value, allowed)
    if kind_of(command) is not CommandKind.CHAT:
        for field, name in variants(form, path, command, "name"):
            form.length(field, name, 1, _NAME)
        for key in ("description", "options"):
            if command.get(key):
                form.refuse(
                    (*path, key),
                    "APPLICATION_COMMAND_CONTEXT_MENU_FIELD_NOT_ALLOWED",
                    f"Context menu commands cannot have {key}",
                )
        return
    _check_named(form, path, command)
    _check_options(form, path, command)
    if _size(command) > _TOTAL_SIZE:
        form.refuse(
            path,
            "APPLICATION_COMMAND_TOO_LARGE",
            f"Command exceeds maximum size ({_TOTAL_SIZE})",
        )


def _check_named(form: FieldErrors, path: FieldPath, item: Command) -> None:
    for field, name in variants(form, path, item, "name"):
        form.length(field, name or "", 1, _NAME)
        if name and (not _NAME_PATTERN.fullmatch(name) or name != name.lower()):
            form.refuse(field, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for field, description in variants(form, path, item, "description"):
        form.length(field, description, 1, _DESCRIPTION)


def _check_options(form: FieldErrors, path: FieldPath, holder: Command) -> None:
    options = holder.get("options") or []
    form.count((*path, "options"), options, 0, _OPTIONS)
    for name in clashes(options):
        form.refuse(
            (*path, "options"),
            "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            f"Option name already exists: {name}",
        )
    nested = [option.get("type") in _NESTED for option in options]
    if any(nested) and not all(nested):
        form.refuse(
            (*path, "options"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other "
            "types",
        )
    optional = False
    for index, option in enumerate(options):
        option_path = (*path, "options", index)
        if optional and option.get("required"):
            form.refuse(
                option_path,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not option.get("required")
        _check_option(form, option_path, option)


def _check_option(form: FieldErrors, path: FieldPath, option: Command) -> None:
    _check_named(form, path, option)
    if not form.choice((*path, "type"), option.get("type"), _OPTION_KINDS):
        return
    for key, low in (("min_length", 0), ("max_length", 1)):
        if option.get(key) is not None:
            form.between((*path, key), option[key], low, _MAX_VALUE_LENGTH)
    if option["type"] in _NESTED:
        _check_nested(form, path, option)
        _check_options(form, path, option)
        return
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        form.refuse(
            (*path, "autocomplete"),
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES",
            "An option with choices cannot autocomplete",
        )
    check_choices(form, (*path, "choices"), choices)


def _check_nested(form: FieldErrors, path: FieldPath, option: Command) -> None:
    """Check that a group has only subcommands, and a subcommand only basic options."""
    is_group = option["type"] == OptionKind.GROUP
    allowed = {OptionKind.SUBCOMMAND} if is_group else _OPTION_KINDS - _NESTED
    for index, inner in enumerate(option.get("options") or []):
        if inner.get("type") in _OPTION_KINDS - allowed:
            form.refuse(
                (*path, "options", index, "type"),
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-commands go into commands and groups, groups into commands alone",
            )


def check_choices(form: FieldErrors, path: FieldPath, choices: Sequence[Command]) -> None:
    """Check the limits of the choices of an option or of an autocomplete result."""
    form.count(path, choices, 0, _CHOICES)
    for index, choice in enumerate(choices):
        for field, name in variants(form, (*path, index), choice, "name"):
            form.length(field, name, 1, _CHOICE)
        value = choice.get("value")
        if isinstance(value, str):
            form.length((*path, index, "value"), value, 1, _CHOICE)


def _size(item: Command) -> int:
    own = sum(longest(item, key) for key in ("name", "description", "value"))
    inner = [*(item.get("options") or []), *(item.get("choices") or [])]
    return own + sum(map(_size, inner))
