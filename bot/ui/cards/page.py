"""A message to show, with its files."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import discord
from discord import ui

from bot.archive.posts.media_files import PreparedMedia, WantedMedia
from bot.errors import TooLargeError
from bot.ui.answer_kinds import AnswerKind
from bot.ui.interactions.request import PageRequest
from bot.ui.limits import MAX_FILE_SIZE

Found = Mapping[WantedMedia, PreparedMedia]
"""What came of the media files that a message wants to show."""


class Page(ui.LayoutView):
    """A message to show. `files` maps the names of its attached files to their contents.

    A `private` one is for the user who asked: it answers nothing that others would want to read.
    `shared_as` is the request for what is shown when the page is shared, if that is another than
    the page's own. `wanted` are files of media that it would show; `draw` makes its container anew
    with those that were found, or with None without any picture.
    """

    def __init__(
        self,
        *parts: ui.Item[Any],
        kind: AnswerKind | None = None,
        private: bool = False,
    ) -> None:
        super().__init__(timeout=None)
        # The bot knows components by their custom_ids, so discord.py need not listen to this
        # message's own. To a private one it would for 15 minutes, with a task for each.
        self.stop()
        self.files: dict[str, bytes] = {}
        self.private = private
        self.shared_as: PageRequest | None = None
        self.wanted: tuple[WantedMedia, ...] = ()
        self.draw: Callable[[Found | None], Page] | None = None
        self._below: list[ui.Item[Any]] = []
        colour = None if kind is None else discord.Colour(kind.value)
        container: ui.Container[Any] = ui.Container(*parts, accent_colour=colour)
        self.add_item(container)

    def add_below(self, item: ui.Item[Any]) -> None:
        """Add a component below the container; the page has it with and without its media."""
        self._below.append(item)
        self.add_item(item)

    def illustrate(self, found: Found) -> "Page":
        """Return the page with those of its media that were found."""
        return self._drawn(found)

    def without_pictures(self) -> "Page":
        """Return the page without any picture."""
        return self._drawn(None)

    def _drawn(self, found: Found | None) -> "Page":
        if self.draw is None:
            return self
        page = self.draw(found)
        for item in self._below:
            page.add_below(item)
        return page

    def attach(self, name: str, contents: str) -> Self:
        """Attach a file and return the page. Raises TooLargeError if Discord would refuse it."""
        data = contents.encode()
        if len(data) > MAX_FILE_SIZE:
            raise TooLargeError
        self.files[name] = data
        return self.add_item(ui.File(f"attachment://{name}"))
