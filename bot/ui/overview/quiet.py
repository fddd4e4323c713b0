"""The quiet rules as a list, for the archive's owners."""

from collections.abc import Sequence

from bot.archive.memories.quiet import FORMS
from bot.archive.paging import Paging
from bot.archive.plurals import counted
from bot.languages import OPTION, CommandName, Message, lazy
from bot.ui.cards import Page, Remark, page, paginate, text_page
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.requests import QuietListRequest
from bot.ui.text import escape

_ABOUT = lazy("Left out of random posts, this day and digests; a search finds it")
_COMMAND = CommandName("archive quiet")
_NOTHING = lazy(
    "Nothing is kept quiet.\n-# `{command} {option}:` takes",
    command=_COMMAND,
    option=Message("add", context=OPTION),
)
_REMOVE = lazy(
    "{command} {option}: ends one", command=_COMMAND, option=Message("remove", context=OPTION)
)


def quiet_page(rules: Sequence[str], request: QuietListRequest, number: int) -> Page:
    """Return page `number`, counted from 0, of the rules, or the last page."""
    if not rules:
        forms = "\n".join(f"-# `{example}` {about}" for example, about in FORMS)
        return text_page(f"{_NOTHING}\n{forms}", private=True)
    heading = f"### {counted(len(rules), 'rule')}\n-# {_ABOUT}"
    lines = [f"- {escape(rule)}" for rule in rules]
    remarks = [Remark("\n".join(lines[at : at + 10])) for at in range(0, len(lines), 10)]
    pages = paginate(heading, remarks)
    paging = Paging.of(number, len(pages))
    return page(
        heading,
        [remarks[index] for index in pages[paging.number]],
        hint=" · ".join(filter(None, (paging_hint(paging), str(_REMOVE)))),
        paging=paging_buttons(paging, request),
        private=True,
    )
