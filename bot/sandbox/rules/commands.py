"""What commands may be named and hold.

https://discord.com/developers/docs/interactions/application-commands
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from bot.sandbox.rules.form import FieldErrors, FieldPath

Command = Mapping[str, Any]


class CommandKind(IntEnum):
    """Discord's numbers of command types."""

    CHAT = 1
    USER = 2
    MESSAGE = 3


class OptionKind(IntEnum):
    """Discord's numbers of option types."""

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
_NESTED = frozenset({OptionKind.SUBCOMMAND, OptionKind.GROUP})
_LONGEST_VALUE = 6000
_MOST = {CommandKind.CHAT: 100, CommandKind.USER: 5, CommandKind.MESSAGE: 5}
_NAME, _DESCRIPTION, _OPTIONS, _CHOICES, _CHOICE, _TOGETHER = 32, 100, 25, 25, 100, 8000
# Letters, marks and digits of any script, and two signs. Capitals are refused apart from this.
_NAME_PATTERN = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]+")


def kind_of(command: Command) -> CommandKind:
    """Return the type of a command; chat when it says none."""
    return CommandKind(command.get("type") or CommandKind.CHAT)


def check_commands(commands: Sequence[Command]) -> None:
    """Raise the refusal of a whole set of commands."""
    form = FieldErrors()
    for index, command in enumerate(commands):
        form.choice((index, "type"), command.get("type") or CommandKind.CHAT, _KINDS)
    form.settle()
    counts = Counter(kind_of(command) for command in commands)
    for kind, most in _MOST.items():
        if counts[kind] > most:
            form.refuse(
                (),
                "APPLICATION_COMMANDS_LIMIT_EXCEEDED",
                f"Maximum number of application commands of type {kind} reached ({most}).",
            )
    names = Counter((kind_of(command), command.get("name")) for command in commands)
    for (_, name), times in names.items():
        if times > 1:
            form.refuse(
                (),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                f"Application command names must be unique: {name}",
            )
    for index, command in enumerate(commands):
        _check_command(form, (index,), command)
    form.settle()


def _check_command(form: FieldErrors, place: FieldPath, command: Command) -> None:
    if kind_of(command) is not CommandKind.CHAT:
        form.length((*place, "name"), command.get("name"), 1, _NAME)
        for key in ("description", "options"):
            if command.get(key):
                form.refuse(
                    (*place, key),
                    "APPLICATION_COMMAND_CONTEXT_MENU_FIELD_NOT_ALLOWED",
                    f"Context menu commands cannot have {key}",
                )
        return
    _check_named(form, place, command)
    _check_options(form, place, command)
    if _size(command) > _TOGETHER:
        form.refuse(
            place,
            "APPLICATION_COMMAND_TOO_LARGE",
            f"Command exceeds maximum size ({_TOGETHER})",
        )


def _check_named(form: FieldErrors, place: FieldPath, named: Command) -> None:
    name = named.get("name") or ""
    form.length((*place, "name"), name, 1, _NAME)
    if name and (not _NAME_PATTERN.fullmatch(name) or name != name.lower()):
        form.refuse(
            (*place, "name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )
    form.length((*place, "description"), named.get("description"), 1, _DESCRIPTION)


def _check_options(form: FieldErrors, place: FieldPath, holder: Command) -> None:
    options = holder.get("options") or []
    form.count((*place, "options"), options, 0, _OPTIONS)
    names = Counter(option.get("name") for option in options)
    for name, times in names.items():
        if times > 1:
            form.refuse(
                (*place, "options"),
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                f"Option name already exists: {name}",
            )
    nested = [option.get("type") in _NESTED for option in options]
    if any(nested) and not all(nested):
        form.refuse(
            (*place, "options"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other "
            "types",
        )
    optional = False
    for index, option in enumerate(options):
        where = (*place, "options", index)
        if optional and option.get("required"):
            form.refuse(
                where,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not option.get("required")
        _check_option(form, where, option)


def _check_option(form: FieldErrors, place: FieldPath, option: Command) -> None:
    _check_named(form, place, option)
    if not form.choice((*place, "type"), option.get("type"), _OPTION_KINDS):
        return
    for key, least in (("min_length", 0), ("max_length", 1)):
        if option.get(key) is not None:
            form.between((*place, key), option[key], least, _LONGEST_VALUE)
    if option["type"] in _NESTED:
        _check_nested(form, place, option)
        _check_options(form, place, option)
        return
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        form.refuse(
            (*place, "autocomplete"),
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES",
            "An option with choices cannot autocomplete",
        )
    check_choices(form, (*place, "choices"), choices)


def _check_nested(form: FieldErrors, place: FieldPath, option: Command) -> None:
    """Hold a group to subcommands, and a subcommand to options that are none."""
    is_group = option["type"] == OptionKind.GROUP
    allowed = {OptionKind.SUBCOMMAND} if is_group else _OPTION_KINDS - _NESTED
    for index, inner in enumerate(option.get("options") or []):
        if inner.get("type") in _OPTION_KINDS - allowed:
            form.refuse(
                (*place, "options", index, "type"),
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-commands go into commands and groups, groups into commands alone",
            )


def check_choices(form: FieldErrors, place: FieldPath, choices: Sequence[Command]) -> None:
    """Hold an option's choices, or those an autocomplete answers with, to their limits."""
    form.count(place, choices, 0, _CHOICES)
    for index, choice in enumerate(choices):
        form.length((*place, index, "name"), choice.get("name"), 1, _CHOICE)
        value = choice.get("value")
        if isinstance(value, str):
            form.length((*place, index, "value"), value, 1, _CHOICE)


def _size(named: Command) -> int:
    texts = [named.get("name"), named.get("description")]
    texts += [
        text
        for choice in named.get("choices") or []
        for text in (choice.get("name"), choice.get("value"))
    ]
    own = sum(len(text) for text in texts if isinstance(text, str))
    return own + sum(map(_size, named.get("options") or []))
