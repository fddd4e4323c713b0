"""An opened post: the whole of its text, on as many pages as that takes."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.archive.paging import Paging
from bot.archive.posts.body import body_of
from bot.archive.posts.neighbour import Neighbour
from bot.archive.posts.post import Post
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Page, page
from bot.ui.interactions.open_buttons import (
    NEIGHBOUR_LABELS,
    like_button,
    show_all_button,
    thread_button,
)
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import PostRequest
from bot.ui.limits import Size
from bot.ui.text import split

_PART = Size(3000, 7500)  # room for a part of a text: the rest of a message has enough beside it


def post_page(
    post: Post,
    thread_length: int,
    neighbours: Mapping[Neighbour, str],
    number: int,
    *,
    reveal: bool = False,
    comparable: Collection[str] = (),
) -> Page:
    """Return page `number`, counted from 0, of a post, or the last page.

    Its buttons turn the page, lead to the `neighbours`, by their ids, in the same message, and open
    the thread of `thread_length` posts, or others like the post, if its id is among those
    `comparable`. A text behind a content warning is shown if `reveal` is.
    """
    is_folded = body_of(post, post.text, revealed=reveal).is_folded
    parts = [post.text] if is_folded else split(post.text, _PART, post.links)
    paging = Paging.of(number, len(parts))
    request = PostRequest(post.id, reveal=reveal)
    shown = replace(post, text=parts[paging.number], media=post.media if paging.number == 0 else ())
    show_all = show_all_button if is_folded else None
    steps = [
        PageButton(PostRequest(neighbours[one]), 0, f"{label}")
        for one, label in NEIGHBOUR_LABELS.items()
        if one in neighbours
    ]
    others = (thread_button(post.id, thread_length), like_button(post, comparable))
    opened = page(
        "",
        [Card(shown, opened=True, revealed=reveal, show_all=show_all)],
        hint=paging_hint(paging),
        paging=paging_buttons(paging, request),
        buttons=[*steps, *filter(None, others)],
        kind=AnswerKind.POST,
    )
    if reveal and post.content_warning:
        opened.shared_as = PostRequest(post.id)  # what is behind it is for the asker alone
    return opened
