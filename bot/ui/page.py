"""A message to show, with its files."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import discord
from discord import ui

from bot.archive.posts.media_files import PreparedMedia, WantedMedia
from bot.errors import TooLargeError
from bot.ui.limits import MAX_FILE_SIZE

Found = Mapping[WantedMedia, PreparedMedia]
"""What came of the media files that a message wants to show."""


class Page(ui.LayoutView):
    """A message to show. `files` maps the names of its attached files to their contents.

    A `private` one is for the user who asked: it answers nothing that others would want to read.
    `wanted` are files of media that it would show; `illustrate` returns it with those.
    """

    def __init__(
        self,
        *parts: ui.Item[Any],
        colour: discord.Colour | None = None,
        private: bool = False,
    ) -> None:
        super().__init__(timeout=None)
        self.files: dict[str, bytes] = {}
        self.private = private
        self.wanted: tuple[WantedMedia, ...] = ()
        self.illustrate: Callable[[Found], Page] = lambda _found: self
        container: ui.Container[Any] = ui.Container(*parts, accent_colour=colour)
        self.add_item(container)

    def attach(self, name: str, contents: str) -> Self:
        """Attach a file and return the page. Raises TooLargeError if Discord would refuse it."""
        data = contents.encode()
        if len(data) > MAX_FILE_SIZE:
            raise TooLargeError
        self.files[name] = data
        return self.add_item(ui.File(f"attachment://{name}"))
