"""The steps of the tour: commands, chosen from what an archive holds, with why each is shown."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from bot.archive.calendar import Day, day_of
from bot.archive.threads.links import Evidence
from bot.demo.harness import FIND, DemoHarness
from bot.demo.highlights import Highlights, find_highlights, topic_word
from bot.demo.searches import with_similar_words
from bot.languages import CommandName, Message, _, lazy, number, plazy
from bot.services.container import Services

_MARKDOWN = plazy("button", "Markdown file")
_THREAD_STEPS: dict[Evidence, tuple[Message, tuple[Message, ...]]] = {
    Evidence.CERTAIN: (lazy("A thread put back together by the clock"), ()),
    Evidence.RECORDED: (lazy("A thread that the archive recorded"), (_MARKDOWN,)),
}
"""The title and the buttons to press, for each evidence of which a thread is shown."""
_MEANT = "~stars above the clouds on:2019-05-11"  # never translated: it finds one in Japanese
_DISCORD_TAKES = 10 * 1024 * 1024  # bytes of a file, in a server without boosts


@dataclass(frozen=True, slots=True)
class TourStep:
    """A command of the tour, with a title that says why it is shown."""

    title: Message
    command: CommandName
    options: dict[str, str] = field(default_factory=dict)
    press: tuple[Message, ...] = ()
    """The starts of the labels of the buttons to press afterwards."""
    message: str | None = None
    """The message whose context menu has the command; None for a slash command."""


async def tour_steps(harness: DemoHarness) -> AsyncIterator[TourStep]:
    """Yield the steps of the tour, chosen from what the archive holds."""
    services = harness.services
    highlights = await find_highlights(services)
    async for step in _search_steps(highlights, harness):
        yield step
    yield TourStep(
        lazy("The help, with examples from this archive"), CommandName("help"), {"topic": "queries"}
    )
    yield TourStep(lazy("What the bot keeps about you"), CommandName("privacy"))
    yield TourStep(
        lazy("A post at random, and another"),
        CommandName("random"),
        press=(plazy("button", "Another"),),
    )
    if highlights.days:
        liked = {"query": f"min_likes:{max(1, highlights.likes // 2)}"}
        yield TourStep(lazy("At random among the best liked"), CommandName("random"), liked)
    async for step in _picture_steps(highlights, services):
        yield step
    for step in _folded_steps(highlights):
        yield step
    for step in _network_steps(highlights):
        yield step
    if highlights.days:
        day, _count = highlights.days.most_common(1)[0]
        yield TourStep(
            lazy("On this day: {day}", day=day.name), CommandName("onthisday"), {"date": str(day)}
        )
        month, _count = highlights.months.most_common(1)[0]
        yield TourStep(
            lazy("A month, and the way to others"), CommandName("browse"), {"month": f"{month}"}
        )
        yield TourStep(
            lazy("Figures of all posts"), CommandName("stats"), press=(plazy("button", "Next"),)
        )
        yield TourStep(lazy("Figures of one year"), CommandName("year"), {"year": f"{month.year}"})
    for evidence, (title, press) in _THREAD_STEPS.items():
        if evidence in highlights.threads:
            _length, post = highlights.threads[evidence]
            yield TourStep(title, CommandName("thread"), {"post": post}, press=press)
    if highlights.threads:
        (_length, post), *_others = highlights.threads.values()
        link = f"https://vxtwitter.com/i/status/{post}?s=20"
        yield TourStep(
            lazy("Any message with a link, asked of the archive"),
            CommandName(FIND),
            message=_("Do you remember this? {link}", link=link),
            press=(plazy("button", "Before"),),
        )
    yield TourStep(
        lazy("What finds nothing says so"), CommandName("search"), {"query": "xyzzyplugh"}
    )
    yield TourStep(
        lazy("What is no post gets a sentence"), CommandName("thread"), {"post": "12345"}
    )
    mistaken = {"query": '"left open'}  # never translated
    yield TourStep(lazy("So does a query with a mistake"), CommandName("search"), mistaken)


async def _search_steps(highlights: Highlights, harness: DemoHarness) -> AsyncIterator[TourStep]:
    """Yield the searches: with a typo, of endings, similar words and languages, with filters."""
    search, searched = CommandName("search"), highlights.searched
    topic = topic_word(highlights.words)
    if topic:
        title = lazy("A search, with a typo")  # its pages are turned as those of the figures are
        yield TourStep(title, search, {"query": mistyped(topic)})
    if word := searched.with_endings:
        yield TourStep(lazy("Other endings of a word"), search, {"query": word})
    if word := await with_similar_words(harness.services, searched):
        yield TourStep(lazy("Similar words come below a line"), search, {"query": word})
    if code := searched.rare_language:
        yield TourStep(lazy("The posts in one language"), search, {"query": f"lang:{code}"})
    if topic:
        oldest = {"query": f"{topic} is:post -has:link", "sort": "oldest"}
        yield TourStep(lazy("With filters, oldest first"), search, oldest)
        impossible = {"query": f"{topic} year:1999"}
        yield TourStep(lazy("What finds nothing offers what would"), search, impossible)
    for step in _meaning_steps(highlights, harness):
        yield step


def _meaning_steps(highlights: Highlights, harness: DemoHarness) -> Iterator[TourStep]:
    """Yield the steps about posts that mean the same, if the extra for that is installed."""
    if harness.services.by_meaning.is_installed:
        search = CommandName("search")
        if harness.archive.is_sample:
            title = lazy("Found by what it means, in whatever words and language")
            yield TourStep(title, search, {"query": _MEANT})
        elif highlights.telling is not None:
            title = lazy("Posts that mean something like another one")
            yield TourStep(title, search, {"query": f"like:{highlights.telling}"})


async def _picture_steps(highlights: Highlights, services: Services) -> AsyncIterator[TourStep]:
    """Yield the steps about media, as far as the archive has such files."""
    if post := highlights.pictured:
        title = lazy(
            "A post with its pictures and their descriptions; buttons lead to its neighbours"
        )
        yield TourStep(title, CommandName("thread"), {"post": post.id})
    if highlights.sensitive:
        query = {"query": f"id:{highlights.sensitive}"}
        yield TourStep(
            lazy("What its author marked as sensitive is covered"), CommandName("search"), query
        )
    survey = await services.media.survey([*highlights.files])
    name, size = survey.largest or ("", 0)
    if size > _DISCORD_TAKES and name in highlights.files:
        megabytes = number(size / 1_000_000)
        title = lazy("A picture of {size} MB, scaled to what Discord takes", size=megabytes)
        yield TourStep(title, CommandName("thread"), {"post": highlights.files[name]})


def _folded_steps(highlights: Highlights) -> Iterator[TourStep]:
    """Yield the steps about posts of which not all is shown at once."""
    search = CommandName("search")
    if post := highlights.long:
        title, press = lazy("A long post is folded"), (plazy("button", "Show all"),)
        yield TourStep(title, search, {"query": f"id:{post}"}, press=press)
    if post := highlights.warned:
        title, press = lazy("A content warning hides the text"), (plazy("button", "Show"),)
        yield TourStep(title, search, {"query": f"id:{post}"}, press=press)


def _network_steps(highlights: Highlights) -> Iterator[TourStep]:
    """Yield the steps about what only some networks have, and about posts that are one."""
    search = CommandName("search")
    if len(highlights.networks) > 1:
        network, _count = highlights.networks.most_common()[-1]
        yield TourStep(
            lazy("One timeline of all networks, or one network of it"),
            search,
            {"query": f"network:{network}", "sort": "oldest"},
        )
    if post := highlights.cross_posted:
        title = lazy("What was posted on several networks is one card")
        yield TourStep(title, search, {"query": f"id:{post}"})
    if post := highlights.edited:
        title = lazy("A post that was edited is one post")
        yield TourStep(title, CommandName("thread"), {"post": post})
    if post := highlights.asked:
        yield TourStep(lazy("A poll, with its votes"), search, {"query": f"id:{post}"})


def mistyped(word: str) -> str:
    """Return `word` with two letters in its middle swapped, as in a typing error."""
    middle = len(word) // 2
    for index in (middle, middle - 1, middle + 1):
        if word[index - 1] != word[index]:
            swapped = word[index] + word[index - 1]
            return word[: index - 1] + swapped + word[index + 1 :]
    return word[:-1]


async def managed_steps(harness: DemoHarness) -> list[TourStep]:
    """Return the steps for those who manage a server, and for the archive's owner."""
    steps = [
        TourStep(
            lazy("The answers of this server are private, unless one says otherwise"),
            CommandName("archive defaults"),
            {"private": "True"},
        ),
        TourStep(
            lazy("One of them is shared, and taken back"),
            CommandName("random"),
            press=(plazy("button", "Share here"), plazy("button", "Remove")),
        ),
    ]
    async for posts in harness.services.posts.oldest_first():
        post = {"post": posts[0].id}
        steps += [
            TourStep(
                lazy("A post hidden in this server"),
                CommandName("archive hide"),
                post | {"where": "here"},
            ),
            TourStep(
                lazy("It is found no more"), CommandName("search"), {"query": f"id:{posts[0].id}"}
            ),
            TourStep(lazy("Its managers find it"), CommandName("archive hidden")),
            TourStep(lazy("Shown again"), CommandName("archive unhide"), post | {"where": "here"}),
            *_quiet_steps(day_of(posts[0].created_at.date())),
        ]
        break
    if (file := harness.archive.small_file) is not None:
        title = lazy("A file loaded by the owner; loading twice changes nothing")
        steps.append(TourStep(title, CommandName("archive import"), {"file": f"{file}"}))
    steps.append(
        TourStep(
            lazy("What the clock does not show, the owner knows"),
            CommandName("archive teach"),
            press=(plazy("button", "Yes"), plazy("button", "Stop")),
        )
    )
    title = lazy("What the archive holds, for its owner")
    steps.append(TourStep(title, CommandName("archive status")))
    return steps


def _quiet_steps(day: Day) -> list[TourStep]:
    """Return the steps that keep a day quiet for a moment."""
    rule = str(day)
    return [
        TourStep(
            lazy("A day that only a search finds"), CommandName("archive quiet"), {"add": rule}
        ),
        TourStep(lazy("It is remembered no more"), CommandName("onthisday"), {"date": rule}),
        TourStep(lazy("Until its owner ends that"), CommandName("archive quiet"), {"remove": rule}),
    ]
