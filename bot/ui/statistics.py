"""Statistics as pages: when posts were written, with whom and of what, threads, the most liked."""

from collections.abc import Callable, Iterable, Sequence

from bot.archive.paging import Paging
from bot.archive.plurals import counted
from bot.archive.statistics import phrases
from bot.archive.statistics.model import Counted, MarkingWord, Statistics
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, Card, Page, Remark, page
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.request import PageRequest
from bot.ui.text import escape, shorten

_NAME = 30  # characters of a name, a hashtag or a word
_WORDS = 1_500  # characters of all words together: of as many years as fit, the newest


def statistics_page(
    request: PageRequest,
    found: Statistics,
    heading: str,
    number: int,
    buttons: Sequence[PageButton] = (),
) -> Page:
    """Return page `number`, counted from 0, of statistics, or the last page.

    `heading`, markdown, is on each of them. Pages without anything to show are left out. `found`
    counts at least one post.
    """
    pages: list[Callable[[Statistics], list[Card | Remark]]] = [_when]
    if found.people or found.hashtags or found.words:
        pages.append(_what)
    if found.threads:
        pages.append(_threads)
    pages.append(_liked)
    paging = Paging.of(number, len(pages))
    return page(
        heading,
        pages[paging.number](found),
        hint=paging_hint(paging),
        paging=paging_buttons(paging, request),
        buttons=buttons,
        kind=AnswerKind.LIST,
    )


def _when(found: Statistics) -> list[Card | Remark]:
    """Return how many posts there are, by year or month, and by hour of the week."""
    if found.year is None:
        title, counts = "By year", phrases.years(found)
    else:
        title, counts = "By month", phrases.months(found, found.year)
    parts = [
        "\n".join(f"{sentence}." for sentence in phrases.totals(found)),
        f"**{title}**\n{_block(phrases.bars(counts))}",
    ]
    if busiest := phrases.busiest_hour(found):
        parts.append(
            f"**By hour of the week**, in {escape(str(found.zone))}\n"
            f"{_block(phrases.week(found.hours))}\n{busiest}.\n-# {phrases.WEEK_LEGEND}"
        )
    if missing := phrases.without_hour(found):
        parts.append(f"-# {missing}")
    return [Remark(part) for part in parts]


def _what(found: Statistics) -> list[Card | Remark]:
    """Return the people, the hashtags and the words that mark years."""
    parts = [
        f"**{title}**\n{_names(names)}"
        for title, names in (
            ("People answered or mentioned", found.people),
            ("Hashtags", found.hashtags),
        )
        if names
    ]
    if found.words:
        title = "Words that mark the year" if found.year else "Words that mark each year"
        lines = [f"**{title}**", *_word_lines(found), "-# In how many posts, in parentheses"]
        parts.append("\n".join(lines))
    return [Remark(part) for part in parts]


def _word_lines(found: Statistics) -> list[str]:
    """Return the words that mark years, a line for each year, the oldest first."""
    lines: list[str] = []
    for year, words in sorted(found.words.items(), reverse=True):
        line = _words(words) if found.year else f"**{year}** {_words(words)}"
        if sum(map(len, lines)) + len(line) > _WORDS:
            break
        lines.insert(0, line)
    return lines


def _threads(found: Statistics) -> list[Card | Remark]:
    return [
        Remark("**Longest threads**"),
        *(
            Card(
                one.first,
                f"A thread of {counted(one.length, 'post')}",
                button=open_button(one.first, one.length),
                show_all=show_all_button,
            )
            for one in found.threads[:POSTS_PER_PAGE]
        ),
    ]


def _liked(found: Statistics) -> list[Card | Remark]:
    if not found.likes_known:
        return [Remark(f"**Most liked**\n{phrases.NO_COUNTS}")]
    if not found.liked:
        return [Remark("**Most liked**\nNone of these posts has a like.")]
    return [
        Remark("**Most liked**"),
        *(
            Card(one, button=open_button(one, 1), show_all=show_all_button)
            for one in found.liked[:POSTS_PER_PAGE]
        ),
    ]


def _block(lines: Iterable[str]) -> str:
    """Return lines of equal letters, which none of them may end early."""
    return "```\n" + "\n".join(lines) + "\n```"


def _names(names: Sequence[Counted]) -> str:
    return ", ".join(f"{shorten(name, _NAME)} ({posts:,})" for name, posts in names)


def _words(words: Sequence[MarkingWord]) -> str:
    return ", ".join(f"{shorten(one.word, _NAME)} ({one.posts:,})" for one in words)
