"""The help: one page for each topic, made from what commands, filters and rules say of themselves.

Nothing is explained here that has a description elsewhere, so the help cannot go stale.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.archive.memories.quiet import FORMS
from bot.archive.plurals import counted
from bot.languages import CommandName, _, lazy
from bot.ui.cards import Page, Remark, page
from bot.ui.interactions.page_buttons import ArgumentMenu
from bot.ui.interactions.requests import HelpRequest, Topic
from bot.ui.privacy import NOT_NAMED
from bot.ui.query_notes import language_lines
from bot.ui.text import escape

_LONGEST = 1800  # characters of a remark, which has at most 2,000

Described = tuple[str, str]
"""The name of a command as it is typed, and its description, plain, in the current language."""

Commands = Mapping[str, Described]
"""The commands by their English names, without a slash."""

Examples = Sequence[tuple[str, int]]
"""Queries that find something, each with how many posts."""


_TITLES = {
    Topic.COMMANDS: lazy("What you can ask"),
    Topic.QUERIES: lazy("What a search understands"),
    Topic.DATA: lazy("What is kept about you"),
    Topic.HIDING: lazy("Posts that are not to be shown"),
}
_WITH_NAME = lazy(
    """**Kept with your user id**
- That you hid, linked or parted posts, until that is undone or you delete it.
- Which random posts you were shown in direct messages, for {days} days.
-# {command} says how much that is, and has a button that deletes it"""
)


def help_topic_page(
    request: HelpRequest, commands: Commands, examples: Examples, lifetime: timedelta
) -> Page:
    """Return the page on the topic of a request.

    `lifetime` is how long what is not used is kept.
    """
    parts = {
        Topic.COMMANDS: lambda: _listed(_command_lines(commands)),
        Topic.QUERIES: lambda: [*_listed(language_lines()), *_listed(_example_lines(examples))],
        Topic.DATA: lambda: [
            _WITH_NAME.format(days=lifetime.days, command=f"`{CommandName('privacy')}`"),
            NOT_NAMED.format(days=lifetime.days),
        ],
        Topic.HIDING: lambda: _listed(_hiding_lines(commands)),
    }
    menu = ArgumentMenu(
        request,
        "topic",
        {topic.value: str(title) for topic, title in _TITLES.items()},
        request.topic,
    )
    return page(
        f"### {_TITLES[request.topic]}",
        [Remark(text) for text in parts[request.topic]()],
        menus=[menu],
        private=True,
    )


def _command_lines(commands: Commands) -> list[str]:
    return [f"`{name}` {escape(about)}" for name, about in commands.values()]


def _example_lines(examples: Examples) -> Iterator[str]:
    """Yield what finds something here; their queries are letters, digits and signs of filters."""
    if examples:
        yield _("**In this archive**")
    for query, count in examples:
        yield f"`{query}` {counted(count, 'post')}"


def _hiding_lines(commands: Commands) -> Iterator[str]:
    yield _("**To have a post hidden**")
    yield _("Ask a manager of the server, or those who run this bot, with a link to the post:")
    yield from _about(commands, "hide", "unhide", "hidden")
    yield _("A post can also be erased for good: `throwback erase`, on the bot's machine.")
    yield _("**Left out of what nobody searched for**")
    yield _("Random posts, this day and digests leave out what the owners keep quiet:")
    yield from _about(commands, "quiet")
    yield from (f"- `{example}` {escape(str(about))}" for example, about in FORMS)


def _about(commands: Commands, *names: str) -> Iterator[str]:
    for name in names:
        command = f"archive {name}"
        typed, about = commands.get(command, (f"{CommandName(command)}", ""))
        yield f"`{typed}` {escape(about)}".rstrip()


def _listed(lines: Iterator[str] | Sequence[str]) -> list[str]:
    """Return the lines in as many texts as their lengths need."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < _LONGEST:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts
