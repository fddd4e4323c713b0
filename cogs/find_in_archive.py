"""Find in archive: the archived posts that a message links to."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from discord import Message, app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.posts.ids.links import short_form, status_ids, web_address
from bot.archive.search.query.from_text import query_from_text
from bot.errors import BadQueryError
from bot.languages import _, lazy, ngettext
from bot.services.posts.posts import LinkedPosts
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, Card, Page, page
from bot.ui.interactions.availability import anywhere
from bot.ui.interactions.open_buttons import (
    like_button,
    like_menu,
    neighbour_buttons,
    open_button,
    show_all_button,
)
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.request import Request
from bot.ui.interactions.requests import LinkedPostsRequest, SearchRequest
from bot.ui.message_text import texts, words
from bot.ui.text import linked, shorten

_NAME = "Find in archive"  # never translated here: an argument of a command
_LONGEST_NAME, _LONGEST_LINKS = 40, 400  # characters
_MOST_NAMED = 5  # ids of missing posts that are shown; the others are counted


class FindInArchiveCog(commands.Cog):
    """The command in the context menu of messages."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(LinkedPostsRequest, self.answer)
        self._menu = anywhere(app_commands.ContextMenu(name=_NAME, callback=self.find))

    async def cog_load(self) -> None:
        """Add the command to the menu. Cogs add only commands that are methods of the class."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the command from the menu."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def find(self, interaction: Interaction, message: Message) -> None:
        """Answer Find in archive, privately."""
        ids = tuple(status_ids("\n".join(texts(message))))
        query = "" if ids else query_from_text(words(message))
        if not (ids or query):
            raise BadQueryError(
                lazy("That message has neither a link to a post nor a word that could be searched.")
            )

        def make(zone: ZoneInfo) -> Request:
            return LinkedPostsRequest(ids) if ids else SearchRequest(query, zone=str(zone))

        await self.bot.answer(interaction, make, private=True)

    async def answer(self, request: LinkedPostsRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the posts whose ids the request has."""
        found = await self.bot.services.posts.linked(
            request.posts, page=number, page_size=POSTS_PER_PAGE
        )
        if not found.total:
            await self.bot.services.posts.require_any()
        ids = [one.post.id for one in found.posts]
        return linked_page(request, found, await self.bot.services.by_meaning.comparable(ids))


def linked_page(
    request: LinkedPostsRequest, found: LinkedPosts, comparable: Collection[str] = ()
) -> Page:
    """Return the page with those of the linked posts that were found.

    Others like those with ids among `comparable` can be asked for.
    """
    posts = [one.post for one in found.posts]
    is_one = found.total == 1
    like = like_button(posts[0], comparable) if is_one else None
    return page(
        _heading(found.total, found.missing),
        [
            Card(
                one.post,
                button=open_button(one.post, one.thread_length),
                show_all=show_all_button,
            )
            for one in found.posts
        ],
        hint=paging_hint(found.paging),
        paging=paging_buttons(found.paging, request),
        menu=None if is_one else like_menu(posts, comparable),
        buttons=[*neighbour_buttons(posts[0]), *([like] if like else [])] if is_one else (),
        kind=AnswerKind.LIST if found.total else AnswerKind.NOTHING,
    )


def _heading(held: int, missing: Sequence[str]) -> str:
    total = held + len(missing)
    if total == 1:
        found = _("The linked post is in the archive")
        summary = found if held else _("The archive lacks the linked post")
    else:
        summary = _("{held} of {total} linked posts are in the archive", held=held, total=total)
    heading = f"### {summary}"
    if missing:
        links = list(_linked_within(missing[:_MOST_NAMED], _LONGEST_LINKS))
        listed, more = ", ".join(links), len(missing) - len(links)
        if more:
            listed += " " + ngettext("and {count:,} more", "and {count:,} more", more)
        # Translators: not in the archive, which the line above names
        heading += "\n" + _("Not in it: {links}", links=listed)
    return heading


def _linked_within(ids: Iterable[str], room: int) -> Iterator[str]:
    """Yield links to posts, in at most `room` characters: what is cut would be no link."""
    for id in ids:
        link = linked(shorten(short_form(id), _LONGEST_NAME), web_address(id))
        room -= len(link)
        if room < 0:
            return
        yield link


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(FindInArchiveCog(bot))
