"""Messages as the page gets them: drawn once for each language, and again when they change."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.sandbox.answer import mention_names
from bot.sandbox.guilds import Guild
from bot.sandbox.messages import Message
from bot.sandbox.page.document import render_message, render_modal
from bot.sandbox.page.server.host import Host
from bot.sandbox.page.server.pools import menu_pools
from bot.sandbox.page.view import View
from bot.sandbox.page.words import Words
from bot.sandbox.users import User

_KEPT = 2_000  # messages; more are drawn again for each page that is opened


class Drawings:
    """The drawings of a sandbox's messages."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._kept: OrderedDict[int, dict[str, str]] = OrderedDict()
        self._words: dict[str, Words] = {}

    def message(self, message: Message, viewer: User, language: str) -> str:
        """Return a message as a viewer sees it, as JSON."""
        trees = self._kept.setdefault(message.id, {})
        if language not in trees:
            view = self._view(message.channel.guild, language)
            trees[language] = written(render_message(message.payload, view).data())
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        facts = {
            "id": str(message.id),
            "channel": str(message.channel.id),
            "private": message.ephemeral,
            "thinking": message.loading,
            "author": message.author.name,
            "mine": message.author is viewer,
            "at": message.created_at.isoformat(),
        }
        return f'{written(facts)[:-1]},"tree":{trees[language]}}}'

    def modal(self, modal: Mapping[str, Any], guild: Guild | None, language: str) -> list[Any]:
        """Return a modal, drawn."""
        return render_modal(modal, self._view(guild, language)).data()

    def _view(self, guild: Guild | None, language: str) -> View:
        world = self._host.sandbox.world
        if language not in self._words:
            self._words[language] = self._host.words(language)
        return View(
            names=mention_names(world, guild),
            words=self._words[language],
            now=world.now(),
            origin=world.origin,
            pools=menu_pools(guild),
        )

    def forget(self, message: Message) -> None:
        """Draw a message anew when it is next shown."""
        self._kept.pop(message.id, None)

    def clear(self) -> None:
        """Forget all messages."""
        self._kept.clear()


def written(value: Any) -> str:
    """Return JSON without line breaks, which would end an event."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
