"""The parts of statistics: when posts were written, with whom and of what, the longest threads."""

from collections.abc import Iterable, Sequence

from bot.archive.statistics import phrases
from bot.archive.statistics.model import Counted, MarkingWord, Statistics
from bot.languages import _, ngettext, number, pgettext
from bot.languages.punctuation import commas, full_stop, parentheses
from bot.ui.cards import POSTS_PER_PAGE, Card, Remark
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.text import escape, shorten

Part = list[Card | Remark]

_NAME = 30  # characters of a name, a hashtag or a word
_WORDS = 1_500  # characters of all words together: of as many years as fit, the newest


def summary(found: Statistics) -> Part:
    """Return how many posts there are, and of which days."""
    return [Remark("\n".join(full_stop(one) for one in phrases.totals(found)))]


def when(found: Statistics) -> Part:
    """Return the posts by year or month, and by hour of the week."""
    if found.year is None:
        title, counts = _("By year"), phrases.years(found)
    else:
        title, counts = _("By month"), phrases.months(found, found.year)
    parts = [f"**{title}**\n{_block(phrases.bars(counts))}"]
    if busiest := phrases.busiest_hour(found):
        heading = _("**By hour of the week**, in {zone}", zone=escape(str(found.zone)))
        parts.append(
            f"{heading}\n{_block(phrases.week(found.hours))}\n{full_stop(busiest)}\n"
            f"-# {phrases.WEEK_LEGEND}"
        )
    if missing := phrases.without_hour(found):
        parts.append(f"-# {missing}")
    return [Remark(part) for part in parts]


def what(found: Statistics) -> Part:
    """Return the people, the hashtags and the words that mark years."""
    parts = [
        f"**{title}**\n{_names(names)}"
        for title, names in (
            (_("People answered or mentioned"), found.people),
            (pgettext("statistics", "Hashtags"), found.hashtags),
        )
        if names
    ]
    if found.words:
        title = _("Words that mark the year") if found.year else _("Words that mark each year")
        legend = _("In how many posts, in parentheses")
        lines = [f"**{title}**", *_word_lines(found), f"-# {legend}"]
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


def longest_threads(found: Statistics) -> Part:
    """Return the longest threads, each by its first post."""
    return [
        Remark("**" + _("Longest threads") + "**"),
        *(
            Card(
                one.first,
                ngettext("A thread of {count:,} post", "A thread of {count:,} posts", one.length),
                button=open_button(one.first, one.length),
                show_all=show_all_button,
            )
            for one in found.threads[:POSTS_PER_PAGE]
        ),
    ]


def most_liked(found: Statistics) -> Part:
    """Return the posts that were liked most, or why there are none."""
    title = "**" + _("Most liked") + "**"
    if not found.likes_known:
        return [Remark(f"{title}\n{phrases.NO_COUNTS}")]
    if not found.liked:
        return [Remark(f"{title}\n" + _("None of these posts has a like."))]
    return [
        Remark(title),
        *(
            Card(one, button=open_button(one, 1), show_all=show_all_button)
            for one in found.liked[:POSTS_PER_PAGE]
        ),
    ]


def _block(lines: Iterable[str]) -> str:
    """Return lines of equal letters, which none of them may end early."""
    return "```\n" + "\n".join(lines) + "\n```"


def _names(names: Sequence[Counted]) -> str:
    return commas(parentheses(shorten(name, _NAME), number(posts)) for name, posts in names)


def _words(words: Sequence[MarkingWord]) -> str:
    return commas(parentheses(shorten(one.word, _NAME), number(one.posts)) for one in words)
