"""Buttons and menus that open something about a post in a private message to the one who uses them.

So the channel does not change. A button's custom_id is `o1:<feature>:<id of the post>`, or the last
part of a long id, followed by `:likely` if likely links count as well, by `:before` or `:after` if
it is about that neighbour of the post. Nothing has to be saved for it, and it works for as long as
the message exists. The 1 is the version of this format. With the feature `like` it searches for
posts that mean the same as that one; of several posts one is chosen in a menu, `l1:like`, whose
values are the ids.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.archive.posts.body import beginning
from bot.archive.posts.ids.links import reference
from bot.archive.posts.neighbour import Neighbour
from bot.archive.posts.post import MediaKind, Post
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.meaning import Like
from bot.languages import ngettext, pgettext, plazy
from bot.ui.interactions.client import Target
from bot.ui.interactions.persistent import PersistentItem
from bot.ui.interactions.request import PageRequest
from bot.ui.interactions.requests import PostRequest, SearchRequest, ThreadRequest
from bot.ui.interactions.respond import Interaction
from bot.ui.limits import MAX_CHOICE, MAX_OPTIONS
from bot.ui.text import one_line

_LONGEST_ID = 70  # characters
_LIKE = "like"  # never translated: part of a custom_id
NEIGHBOUR_LABELS = {
    Neighbour.BEFORE: plazy("button", "Before"),
    Neighbour.AFTER: plazy("button", "After"),
}
"""What the buttons say that lead to the neighbours of a post."""


class OpenButton(
    PersistentItem[ui.Button[Any]],
    template=(
        r"o1:(?P<feature>[a-z]{1,20}):(?P<post>[0-9]{1,19}|t-?[0-9]{1,12}-[0-9a-f]{8}"
        r"|(?:https?|at)://\S{1,70}?|[\w.~:-]{1,70}?)"
        r"(?P<likely>:likely)?(?::(?P<neighbour>before|after))?"
    ),
):
    """A button that opens a feature, by the name that its requests have, for a post."""

    target = Target.PRIVATE_MESSAGE

    def __init__(
        self,
        feature: str,
        post: str,
        label: str,
        *,
        likely: bool = False,
        neighbour: str | None = None,
    ) -> None:
        custom_id = f"o1:{feature}:{reference(post, _LONGEST_ID)}" + (":likely" if likely else "")
        custom_id += f":{neighbour}" if neighbour else ""
        super().__init__(ui.Button(label=label, custom_id=custom_id))
        self.feature = feature
        self.post = post
        self.details = ({"likely": "yes"} if likely else {}) | (
            {"neighbour": neighbour} if neighbour else {}
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Recreate the button from its custom_id; its label is not shown again."""
        feature, post, likely = match["feature"], match["post"], bool(match["likely"])
        return cls(feature, post, "…", likely=likely, neighbour=match["neighbour"])

    def asks(self) -> PageRequest:
        """Return the request for the post; see PersistentItem."""
        if self.feature == _LIKE:
            return _like(self.post)
        reveals = self.feature == PostRequest.feature and "neighbour" not in self.details
        more = self.details | ({"reveal": "yes"} if reveals else {})
        return PageRequest.of(self.feature, {"post": self.post} | more)


class LikeMenu(PersistentItem[ui.Select[Any]], template=r"l1:like"):
    """A menu of posts that searches for what means the same as the one that is chosen."""

    target = Target.PRIVATE_MESSAGE

    def __init__(self, posts: Sequence[Post] = ()) -> None:
        options = [
            discord.SelectOption(label=_beginning(post), value=reference(post.id, _LONGEST_ID))
            for post in posts[:MAX_OPTIONS]
        ]
        placeholder = pgettext("menu", "More like …")
        super().__init__(ui.Select(custom_id="l1:like", placeholder=placeholder, options=options))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Recreate the menu; its choices are not needed."""
        return cls()

    def asks(self) -> PageRequest:
        """Return the request for posts like the chosen one; see PersistentItem."""
        (post,) = self.item.values
        return _like(post)


def like_button(post: Post, comparable: Collection[str]) -> OpenButton | None:
    """Return the button for more posts like this, None if its id is not among those `comparable`.

    They are those of `/search query:like:ID`.
    """
    if post.id not in comparable:
        return None
    return OpenButton(_LIKE, post.id, pgettext("button", "More like this"))


def like_menu(posts: Sequence[Post], comparable: Collection[str]) -> LikeMenu | None:
    """Return the menu for more posts like one of a list: of those with ids among `comparable`.

    A button on each card would be a row more on each. None if there is none to choose.
    """
    shown = {reference(post.id, _LONGEST_ID): post for post in posts if post.id in comparable}
    return LikeMenu([*shown.values()]) if shown else None


def show_all_button(post: Post) -> OpenButton:
    """Return the button that opens a post, whose text is not whole on its card.

    It may be behind a content warning.
    """
    show, show_all = pgettext("button", "Show"), pgettext("button", "Show all")
    return OpenButton(PostRequest.feature, post.id, show if post.content_warning else show_all)


def neighbour_buttons(post: Post) -> list[OpenButton]:
    """Return the buttons that open the posts before and after a post, of the same author."""
    return [
        OpenButton(PostRequest.feature, post.id, f"{label}", neighbour=one)
        for one, label in NEIGHBOUR_LABELS.items()
    ]


def thread_button(post: str, length: int) -> OpenButton | None:
    """Return the button that opens a thread of `length` posts, None for a single post."""
    if length <= 1:
        return None
    label = pgettext("button", "Thread ({length:,})", length=length)
    return OpenButton(ThreadRequest.feature, post, label)


def open_button(post: Post, length: int) -> OpenButton | None:
    """Return the button that opens a post of a list, with its thread of `length` posts.

    None for a single post that the list shows with all it has: one picture at most.
    """
    media = (medium for medium in post.media if medium.kind is not MediaKind.AUDIO)
    files = [medium.kind for medium in media if medium.path]
    if length == 1 and (len(files) > 1 or MediaKind.VIDEO in files):
        if len(files) == 1:
            label = pgettext("button", "Play")
        elif MediaKind.VIDEO in files:
            label = ngettext("All {count} file", "All {count} files", len(files))
        else:
            label = ngettext("All {count} picture", "All {count} pictures", len(files))
        return OpenButton(PostRequest.feature, post.id, label)
    return thread_button(post.id, length)


def _like(post: str) -> SearchRequest:
    return SearchRequest(str(Query(EVERYTHING, "", meaning=Like(post))))


def _beginning(post: Post) -> str:
    """Return the first words of a post as a label."""
    return one_line(beginning(post), MAX_CHOICE) or post.id
