"""Who uses the page, and what they see: a role of the host, in a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.actor import Actor
from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.page.server.host import Host
from bot.sandbox.page.server.offers import commands_for, menus_for
from bot.sandbox.page.words import ENGLISH


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor in a role, with a language of Discord's codes, and the channels that are shown."""

    role: str
    language: str
    actor: Actor
    channels: Sequence[Channel]
    words: Mapping[str, str]

    def sees(self, message: Message) -> bool:
        """Return whether a message is shown to the visitor."""
        if message.ephemeral_for not in {None, self.actor.user}:
            return False
        return any(message.channel is channel for channel in self.channels)

    def channel(self, id: object) -> Channel:
        """Return one of the channels. Raises LookupError."""
        for channel in self.channels:
            if str(channel.id) == id:
                return channel
        raise LookupError(self.words["no_channel"])

    def message(self, id: object) -> Message:
        """Return a message that the visitor sees. Raises LookupError."""
        if isinstance(id, str) and id.isascii() and id.isdigit():
            for channel in self.channels:
                message = channel.messages.get(int(id))
                if message is not None and self.sees(message):
                    return message
        raise LookupError(self.words["gone"])

    def speak(self) -> None:
        """Set the language of the visitor's client, and of the guild, for what they do next."""
        self.actor.user.locale = self.language
        if self.actor.guild is not None:
            self.actor.guild.speak(self.language)


def visit_of(host: Host, query: Mapping[str, str]) -> Visit:
    """Return the visit that the query of a request names; what is unknown is the first there is."""
    visitors = host.visitors()
    role = query.get("role", "")
    role = role if role in visitors else next(iter(visitors))
    language = _language(query.get("language", ""), [code for code, _name in host.languages])
    words = {**ENGLISH, **host.words(language)}
    return Visit(role, language, visitors[role], host.channels(), words)


def _language(wanted: str, codes: Sequence[str]) -> str:
    """Return the code of a language, or of another country's; the first if there is neither."""
    if wanted in codes:
        return wanted
    base = wanted.partition("-")[0]
    return next((code for code in codes if base and code.partition("-")[0] == base), codes[0])


def clock_of(host: Host) -> dict[str, str]:
    """Return what the server's clocks show, with their zone."""
    now = host.sandbox.world.now().astimezone(host.zone)
    return {"now": now.isoformat(), "zone": str(host.zone)}


def described(host: Host, visit: Visit) -> dict[str, Any]:
    """Return what a page is first shown, beside its messages."""
    bot, names = host.sandbox.bot, host.role_names(visit.language)
    first = visit.channels[0]
    return {
        "role": visit.role,
        "language": visit.language,
        "bot": {"id": str(bot.id), "name": bot.name},
        "channels": [{"id": str(one.id), "name": one.name} for one in visit.channels],
        "roles": [{"id": role, "name": names.get(role, role)} for role in host.visitors()],
        "languages": [{"code": code, "name": name} for code, name in host.languages],
        "commands": commands_for(visit.actor, first, visit.language),
        "menus": menus_for(visit.actor, first, visit.language),
        "words": visit.words,
        **clock_of(host),
        "takes_archives": True,
    }
