"""What is hidden in a server, for those who manage it: found by its first words, to be unhidden."""

from collections.abc import Sequence

from bot.archive.paging import Paging
from bot.archive.posts.body import beginning
from bot.archive.posts.hidden_here import HiddenHere
from bot.languages import CommandName, _
from bot.ui.cards import Remark, page, paginate, text_page
from bot.ui.cards.page import Page
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.requests import HiddenListRequest
from bot.ui.moments import moment
from bot.ui.text import one_line, shorten

_BEGINNING = 80  # characters of a post


def hidden_page(hidden: Sequence[HiddenHere], request: HiddenListRequest, number: int) -> Page:
    """Return page `number`, counted from 0, of what is hidden in a server, or the last page."""
    if not hidden:
        hint = _("`{command}` hides a post here", command=CommandName("archive hide"))
        nothing = _("Nothing is hidden in this server.")
        return text_page(f"{nothing}\n-# {hint}", private=True)
    heading = "### " + _("Hidden in this server")
    remarks = [Remark(_described(one)) for one in hidden]
    pages = paginate(heading, remarks)
    paging = Paging.of(number, len(pages))
    hint = _("{command} shows one again", command=CommandName("archive unhide"))
    return page(
        heading,
        [remarks[index] for index in pages[paging.number]],
        hint=" · ".join(filter(None, (paging_hint(paging), hint))),
        paging=paging_buttons(paging, request),
        private=True,
    )


def _described(hidden: HiddenHere) -> str:
    """Return a hidden post as markdown: its id, its first words, when and by whom it was hidden."""
    about = _("no post that this server would see")
    if (post := hidden.post) is not None:
        words = shorten(one_line(beginning(post), _BEGINNING), _BEGINNING * 2)
        about = f"{moment(post, 'd')} {words}"
    when, user = f"<t:{int(hidden.hidden_at.timestamp())}:d>", f"<@{hidden.hidden_by}>"
    if hidden.hidden_by.isdecimal():
        since = _("since {day}, by {user}", day=when, user=user)
    else:
        since = _("since {day}", day=when)
    return f"`{hidden.id}`\n{about}\n-# {since}"
