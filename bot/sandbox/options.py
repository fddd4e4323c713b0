"""Command options that a user typed, validated as Discord's client validates them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.sandbox.channels import Channel
from bot.sandbox.errors import NoCommandError
from bot.sandbox.members import Role
from bot.sandbox.messages import File
from bot.sandbox.rules.commands import OptionKind
from bot.sandbox.users import User
from bot.sandbox.wording import TAKES, listed

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.world import World

Payload = dict[str, Any]

_NESTED = {OptionKind.SUBCOMMAND, OptionKind.GROUP}
_MAX_LENGTH = 6000
_PYTHON_TYPES: dict[int, type | tuple[type, ...]] = {
    OptionKind.STRING: str,
    OptionKind.INTEGER: int,
    OptionKind.BOOLEAN: bool,
    OptionKind.NUMBER: (int, float),
}
_RESOLVED_KEYS = {
    OptionKind.USER: {"users"},
    OptionKind.CHANNEL: {"channels"},
    OptionKind.ROLE: {"roles"},
    OptionKind.MENTIONABLE: {"users", "roles"},
    OptionKind.ATTACHMENT: {"attachments"},
}


@dataclass(slots=True)
class Resolved:
    """The payloads of the objects that options name by id: Discord's resolved data."""

    world: "World"
    guild: "Guild | None"
    user: User
    """The user who gives the options."""
    payloads: dict[str, dict[str, Payload]] = field(default_factory=dict)

    def add(self, value: Any) -> tuple[str, str]:
        """Add the payload of an object; return the key of its type and its id."""
        if isinstance(value, Channel):
            member = self.guild.members.get(self.user.id) if self.guild else None
            granted = {
                "permissions": str(int(value.permissions_of(member))) if member else "0",
                "app_permissions": str(int(self.world.bot_permissions(value))),
            }
            return self._put("channels", value.id, value.payload | granted)
        if isinstance(value, Role):
            return self._put("roles", value.id, value.payload)
        if isinstance(value, File):
            id = self.world.mint()
            folder = f"/attachments/0/{id}"
            self.world.files[f"{folder}/{value.name}"] = value
            url = f"{self.world.origin}{folder}/{quote(value.name, safe='')}"
            details = {"id": str(id), "filename": value.name, "size": len(value.data)}
            details |= {"url": url, "proxy_url": url, "content_type": value.content_type}
            return self._put("attachments", id, details)
        user = value if isinstance(value, User) else getattr(value, "user", None)
        if not isinstance(user, User):
            raise NoCommandError(f"“{value}” is no channel, role, user or file here")
        member = self.guild.members.get(user.id) if self.guild else None
        if member is not None:
            details = {key: item for key, item in member.payload.items() if key != "user"}
            self._put("members", user.id, details | {"permissions": str(int(member.permissions))})
        return self._put("users", user.id, user.payload)

    def _put(self, kind: str, id: int, payload: Payload) -> tuple[str, str]:
        self.payloads.setdefault(kind, {})[str(id)] = payload
        return kind, str(id)


def build_options(
    command: Payload,
    path: Sequence[str],
    values: Mapping[str, Any],
    resolved: Resolved,
    focused: str | None = None,
) -> list[Payload]:
    """Return the options of an interaction; `path` names the subcommands of `command`.

    Raises NoCommandError if Discord's client would not send them. If an option is `focused`, for
    autocomplete, required options may be missing.
    """
    declared = {option["name"]: option for option in command.get("options") or []}
    nested = [name for name, option in declared.items() if option["type"] in _NESTED]
    if path:
        if path[0] not in nested:
            raise NoCommandError(f"{command['name']} has no “{path[0]}”; it has {listed(nested)}")
        inner = declared[path[0]]
        options = build_options(inner, path[1:], values, resolved, focused)
        return [{"name": path[0], "type": inner["type"], "options": options}]
    if nested:
        raise NoCommandError(f"{command['name']} alone is no command; it has {listed(nested)}")
    for name in values:
        if name not in declared:
            has = listed(declared)
            raise NoCommandError(f"{command['name']} has no option “{name}”; it has {has}")
    required = [name for name, option in declared.items() if option.get("required")]
    missing = [name for name in required if name not in values]
    if missing and focused is None:
        raise NoCommandError(f"{command['name']} needs {listed(missing)}")
    options = []
    for name, value in values.items():
        option: Payload = {"name": name, "type": declared[name]["type"]}
        if name == focused:
            if not declared[name].get("autocomplete"):
                raise NoCommandError(f"{name} is not completed while typing")
            options.append(option | {"value": value, "focused": True})
        else:
            options.append(option | {"value": _option_value(declared[name], value, resolved)})
    return options


def _option_value(option: Payload, value: Any, resolved: Resolved) -> Any:
    kind, name = option["type"], option["name"]
    if kind in _RESOLVED_KEYS:
        if isinstance(value, str):
            raise NoCommandError(f"{name} takes {TAKES[kind]}, and there is no “{value}”")
        group, id = resolved.add(value)
        if group not in _RESOLVED_KEYS[kind]:
            raise NoCommandError(f"{name} takes {TAKES[kind]}, not one of the {group}")
        kinds = option.get("channel_types")
        if isinstance(value, Channel) and kinds and value.kind not in kinds:
            raise NoCommandError(f"{name} does not take a channel such as #{value.name}")
        return id
    expected = _PYTHON_TYPES[kind]
    if not isinstance(value, expected) or (kind != OptionKind.BOOLEAN and isinstance(value, bool)):
        raise NoCommandError(f"{name} takes {TAKES[kind]}, not “{value}”")
    choices = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        names = listed((choice["name"] for choice in choices), "or")
        raise NoCommandError(f"{name} is {names}, not “{value}”")
    _check_range(option, value)
    return value


def _check_range(option: Payload, value: Any) -> None:
    if isinstance(value, str):
        size, low, high = (
            len(value),
            option.get("min_length"),
            option.get("max_length") or _MAX_LENGTH,
        )
        of = " characters"
    else:
        size, low, high = value, option.get("min_value"), option.get("max_value")
        of = ""
    if (low is not None and size < low) or (high is not None and size > high):
        bounds = [
            f"{word} {bound:,}"
            for word, bound in (("at least", low), ("at most", high))
            if bound is not None
        ]
        raise NoCommandError(f"{option['name']} takes {listed(bounds)}{of}, not {size:,}")
