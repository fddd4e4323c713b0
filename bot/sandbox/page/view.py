"""What a drawing is made for: a photograph, or a page that people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.sandbox.page.elements import safe_url
from bot.sandbox.page.words import ENGLISH, Words

Payload = Mapping[str, Any]

_ATTACHMENTS = "/attachments/"


@dataclass(frozen=True, slots=True)
class View:
    """How messages are drawn.

    `names` and `now` are as in `bot.sandbox.markdown.spans`. `sources` maps addresses of media to
    those that are loaded instead, such as `data:` addresses; of others, only http and https are.

    With an `origin`, that of the sandbox, the drawing is for the page: its server serves what is
    attached, so that of media only the sandbox's files are loaded, by relative addresses, and what
    only a page can do is drawn. `pools` are then the options of menus of users, roles and
    channels, by the kind of the menu.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    now: datetime | None = None
    origin: str | None = None
    pools: Mapping[int, Sequence[Payload]] = field(default_factory=dict)

    def word(self, key: str) -> str:
        """Return a fixed word: in English, if its table has none."""
        return self.words.get(key) or ENGLISH[key]

    def source(self, url: str) -> str | None:
        """Return the address that a medium is loaded from; None if it must not be loaded."""
        if self.origin is None:
            return self.sources.get(url) or safe_url(url)
        path = url.removeprefix(self.origin)
        if path == url or not path.startswith(_ATTACHMENTS):
            return None
        return quote(path.removeprefix("/"), safe="/", errors="replace")
