"""What a page is shown of: the sandbox, its visitors, languages, clock and archive."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time, tzinfo
from pathlib import Path
from typing import Protocol

from bot.sandbox.actor import Actor
from bot.sandbox.channels import Channel
from bot.sandbox.sandbox import Sandbox

Progress = Callable[[str, float | None], None]
"""Is called with a sentence on what is done, and the share that is done, from 0 to 1 if known."""


class HostError(Exception):
    """The host cannot do what it was asked for; the message is a sentence for the visitor."""


class Host(Protocol):
    """What is behind a page. All of it is called on the event loop of the page's server."""

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox; another one after an import, when pages begin anew."""
        ...

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """The languages: Discord's code of each, and its name in itself; the first is offered."""
        ...

    @property
    def zone(self) -> tzinfo:
        """The time zone of the server, by which the clock is shown and moved; str() names it."""
        ...

    def visitors(self) -> Mapping[str, Actor]:
        """Return the users that a visitor can be, by role; the first is offered."""
        ...

    def role_names(self, language: str) -> Mapping[str, str]:
        """Return the names of the roles in a language."""
        ...

    def words(self, language: str) -> Mapping[str, str]:
        """Return the words of `bot.sandbox.page.words` in a language; missing ones are English."""
        ...

    def channels(self) -> Sequence[Channel]:
        """Return the channels that are shown."""
        ...

    async def move_clock(self, to: time) -> str:
        """Move the clock to the next such time of day; return when what was due is posted.

        Returns a sentence on what that is. Raises HostError.
        """
        ...

    async def take_archive(self, folder: Path, progress: Progress) -> str:
        """Import the files in a folder; return a sentence on it. Raises HostError."""
        ...
