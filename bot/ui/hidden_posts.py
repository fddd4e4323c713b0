"""What is hidden in a server, for those who manage it: found by its first words, to be unhidden."""

from collections.abc import Sequence

from bot.archive.paging import Paging
from bot.archive.posts.hidden_here import HiddenHere
from bot.ui.cards import Remark, page, paginate, text_page
from bot.ui.cards.page import Page
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.requests import HiddenListRequest
from bot.ui.moments import moment
from bot.ui.text import one_line, shorten

_BEGINNING = 80  # characters of a post
_NOTHING = "Nothing is hidden in this server.\n-# `/archive hide` hides a post here"
_NOT_SEEN = "no post that this server would see"


def hidden_page(hidden: Sequence[HiddenHere], request: HiddenListRequest, number: int) -> Page:
    """Return page `number`, counted from 0, of what is hidden in a server, or the last page."""
    if not hidden:
        return text_page(_NOTHING, private=True)
    heading = "### Hidden in this server"
    remarks = [Remark(_described(one)) for one in hidden]
    pages = paginate(heading, remarks)
    paging = Paging.of(number, len(pages))
    hint = "/archive unhide shows one again"
    return page(
        heading,
        [remarks[index] for index in pages[paging.number]],
        hint=" · ".join(filter(None, (paging_hint(paging), hint))),
        paging=paging_buttons(paging, request),
        private=True,
    )


def _described(hidden: HiddenHere) -> str:
    """Return a hidden post as markdown: its id, its first words, when and by whom it was hidden."""
    about = _NOT_SEEN
    if (post := hidden.post) is not None:
        words = shorten(one_line(post.text, _BEGINNING), _BEGINNING * 2)
        about = f"{moment(post, 'd')} {words}"
    when = f"since <t:{int(hidden.hidden_at.timestamp())}:d>"
    by = f", by <@{hidden.hidden_by}>" if hidden.hidden_by.isdecimal() else ""
    return f"`{hidden.id}`\n{about}\n-# {when}{by}"
