"""The tour: every card once, over any archive, then a digest that is posted by itself."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from bot.archive.calendar import Day, day_of
from bot.archive.memories.months import Month
from bot.archive.posts.post import Kind, Post
from bot.archive.search.tokens import tokenize_query
from bot.archive.threads.links import Evidence
from bot.demo.conversation import PATIENCE
from bot.demo.harness import FIND, DemoHarness
from bot.demo.screen import Screen
from bot.demo.typed_commands import TypedCommand
from bot.services.container import Services

_THREAD_STEPS = {
    Evidence.CERTAIN: ("A thread put back together by the clock", ()),
    Evidence.RECORDED: ("A thread that the archive recorded", ("Markdown file",)),
}
"""The title and the buttons to press, for each evidence of which a thread is shown."""
_FOLDED = 700  # characters; longer posts are folded in a list
_DISCORD_TAKES = 10 * 1024 * 1024  # bytes of a file, in a server without boosts
_MIN_LETTERS = 6  # a word this long is still recognisable with two letters swapped


@dataclass(frozen=True, slots=True)
class TourStep:
    """A command of the tour, with a title that says why it is shown."""

    title: str
    command: str
    options: dict[str, str] = field(default_factory=dict)
    press: tuple[str, ...] = ()
    """The starts of the labels of the buttons to press afterwards; "" presses the first one."""
    message: str | None = None
    """The message whose context menu has the command; None for a slash command."""


DIGEST = TourStep(
    "A digest for every morning",
    "digest add",
    {"channel": "memories", "time": "9:00", "content": "both", "when_empty": "nearest"},
)


@dataclass(slots=True)
class _Highlights:
    """What an archive holds that the tour can show."""

    words: Counter[str] = field(default_factory=Counter)
    days: Counter[Day] = field(default_factory=Counter)
    months: Counter[Month] = field(default_factory=Counter)
    likes: int = 0
    """The most likes of a post; 0 also if none are known."""
    threads: dict[Evidence, tuple[int, str]] = field(default_factory=dict)
    """By evidence, the length of the longest thread with such a link, and a post id in it."""
    edited: str | None = None
    pictured: Post | None = None
    """The post with most media that a description goes with, or else with most media."""
    sensitive: str | None = None
    long: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    """The ids of posts by the names of their media files."""


async def tour(harness: DemoHarness, screen: Screen) -> None:
    """Give every command of the tour and show the answers."""
    async for step in tour_steps(harness.services):
        await _show_step(step, harness, screen)
    for step in await _managed_steps(harness):
        await _show_step(step, harness, screen)
    await _show_step(DIGEST, harness, screen)
    *_, digest = await harness.services.digests.of_guild(harness.guild.id)
    which = {"digest": f"{digest.id}"}
    await _show_step(TourStep("What it will post", "digest preview", which), harness, screen)
    screen.title("The next morning")
    async for posted in harness.advance(harness.time_until(time(9))):
        now = harness.clock.now()
        screen.note(f"It is {now:%A, %d %B %Y, %H:%M} UTC. Nobody asked for anything.")
        for message in posted:
            screen.show_post(message)
    await _show_step(TourStep("What became of it", "digest history", which), harness, screen)
    best = which | {"content": "best"}
    await _show_step(TourStep("From now on the best liked", "digest edit", best), harness, screen)
    await _show_step(TourStep("Each comes once", "digest preview", which), harness, screen)


async def _show_step(step: TourStep, harness: DemoHarness, screen: Screen) -> None:
    """Give a command and show the answer."""
    screen.title(step.title)
    if step.message is not None:
        screen.show_input(step.message)
        screen.show_input(f"chooses “{step.command}” in the menu of that message")
        answer = await harness.find(harness.say(step.message), step.command)
    else:
        options = {name: _shown(value) for name, value in step.options.items()}
        line = " ".join(f"{name}:{value}" for name, value in options.items())
        screen.show_input(f"/{step.command} {line}".strip())
        answer = await harness.slash(TypedCommand(step.command, tuple(step.options.items())))
    screen.show_answer(answer)
    for start in step.press:
        label = next((label for label in answer.buttons if label.startswith(start)), None)
        if label is None:
            return
        screen.show_input(f"presses {label}")
        answer = await answer.click(label, timeout=PATIENCE)
        screen.show_answer(answer)


def _shown(value: str) -> str:
    """Return the value of an option as Discord shows it: a file by its name alone."""
    path = Path(value)
    return path.name if path.is_absolute() else value


async def _managed_steps(harness: DemoHarness) -> list[TourStep]:
    """Return the steps for those who manage a server, and for the archive's owner."""
    steps = [
        TourStep(
            "The answers of this server are private, unless one says otherwise",
            "archive defaults",
            {"private": "True"},
        ),
        TourStep("One of them is shared, and taken back", "random", press=("Share here", "Remove")),
    ]
    async for posts in harness.services.posts.oldest_first():
        post = {"post": posts[0].id}
        steps += [
            TourStep("A post hidden in this server", "archive hide", post | {"where": "here"}),
            TourStep("It is found no more", "search", {"query": f"id:{posts[0].id}"}),
            TourStep("Its managers find it", "archive hidden"),
            TourStep("Shown again", "archive unhide", post | {"where": "here"}),
            *_quiet_steps(day_of(posts[0].created_at.date())),
        ]
        break
    if (file := harness.small_file) is not None:
        title = "A file loaded by the owner; loading twice changes nothing"
        steps.append(TourStep(title, "archive import", {"file": f"{file}"}))
    steps.append(TourStep("What the archive holds, for its owner", "archive status"))
    return steps


def _quiet_steps(day: Day) -> list[TourStep]:
    """Return the steps that keep a day quiet for a moment."""
    rule = str(day)
    return [
        TourStep("A day that only a search finds", "archive quiet", {"add": rule}),
        TourStep("It is remembered no more", "onthisday", {"date": rule}),
        TourStep("Until its owner ends that", "archive quiet", {"remove": rule}),
    ]


async def tour_steps(services: Services) -> AsyncIterator[TourStep]:
    """Yield the steps of the tour, chosen from what the archive holds."""
    highlights = await _find_highlights(services)
    if word := _topic_word(highlights.words):
        typed = mistyped(word)
        yield TourStep("A search, with a typo", "search", {"query": typed}, press=("Next",))
        filtered = f"{word} is:post -has:link"
        yield TourStep(
            "With filters, oldest first", "search", {"query": filtered, "sort": "oldest"}
        )
        impossible = f"{word} year:1999"
        yield TourStep("What finds nothing offers what would", "search", {"query": impossible})
    yield TourStep("The help, with examples from this archive", "help", {"topic": "queries"})
    yield TourStep("What the bot keeps about you", "privacy")
    yield TourStep("A post at random, and another", "random", press=("Another",))
    if highlights.days:
        liked = {"query": f"min_likes:{max(1, highlights.likes // 2)}"}
        yield TourStep("At random among the best liked", "random", liked)
    async for step in _picture_steps(highlights, services):
        yield step
    if highlights.long:
        query = {"query": f"id:{highlights.long}"}
        yield TourStep("A long post is folded", "search", query, press=("Show all",))
    if highlights.days:
        day, _ = highlights.days.most_common(1)[0]
        yield TourStep(f"On this day: {day.name}", "onthisday", {"date": str(day)})
        month, _ = highlights.months.most_common(1)[0]
        yield TourStep("A month, and the way to others", "browse", {"month": f"{month}"})
        yield TourStep("Figures of all posts", "stats", press=("Next",))
        yield TourStep("Figures of one year", "year", {"year": f"{month.year}"})
    for evidence, (title, press) in _THREAD_STEPS.items():
        if evidence in highlights.threads:
            _, post = highlights.threads[evidence]
            yield TourStep(title, "thread", {"post": post}, press=press)
    if highlights.threads:
        (_, post), *_ = highlights.threads.values()
        yield TourStep(
            "Any message with a link, asked of the archive",
            FIND,
            message=f"Do you remember this? https://vxtwitter.com/i/status/{post}?s=20",
            press=("Before",),
        )
    if highlights.edited:
        yield TourStep("A post that was edited is one post", "thread", {"post": highlights.edited})
    yield TourStep("What finds nothing says so", "search", {"query": "xyzzyplugh"})
    yield TourStep("What is no post gets a sentence", "thread", {"post": "12345"})
    yield TourStep("So does a query with a mistake", "search", {"query": '"left open'})


async def _picture_steps(highlights: _Highlights, services: Services) -> AsyncIterator[TourStep]:
    """Yield the steps about media, as far as the archive has such files."""
    if post := highlights.pictured:
        title = "A post with its pictures and their descriptions; buttons lead to its neighbours"
        yield TourStep(title, "thread", {"post": post.id})
    if highlights.sensitive:
        query = {"query": f"id:{highlights.sensitive}"}
        yield TourStep("What its author marked as sensitive is covered", "search", query)
    survey = await services.media.survey([*highlights.files])
    name, size = survey.largest or ("", 0)
    if size > _DISCORD_TAKES and name in highlights.files:
        title = f"A picture of {size / 1_000_000:.0f} MB, scaled to what Discord takes"
        yield TourStep(title, "thread", {"post": highlights.files[name]})


def mistyped(word: str) -> str:
    """Return `word` with two letters in its middle swapped, as in a typing error."""
    middle = len(word) // 2
    for index in (middle, middle - 1, middle + 1):
        if word[index - 1] != word[index]:
            swapped = word[index] + word[index - 1]
            return word[: index - 1] + swapped + word[index + 1 :]
    return word[:-1]


async def _find_highlights(services: Services) -> _Highlights:
    highlights = _Highlights()
    async for posts in services.posts.oldest_first():
        for post in posts:
            _add_post(post, highlights)
        links = await services.threads.links_to_parents(posts)
        for link in links.values():
            thread = await services.threads.assemble(link.parent)
            length, last = len(thread.posts), thread.posts[-1].id
            if length > highlights.threads.get(link.evidence, (1, ""))[0]:
                highlights.threads[link.evidence] = length, last
    return highlights


def _add_post(post: Post, highlights: _Highlights) -> None:
    files = [medium for medium in post.media if medium.path]
    highlights.files |= {f"{one.path}".rpartition("/")[2]: post.id for one in files}
    if files and (highlights.pictured is None or _worth(post) > _worth(highlights.pictured)):
        highlights.pictured = post
    if files and (post.sensitive or post.content_warning):
        highlights.sensitive = post.id
    highlights.likes = max(highlights.likes, post.likes or 0)
    if len(post.text) > _FOLDED:
        highlights.long = post.id
    if post.versions:
        highlights.edited = post.id
    if post.kind is Kind.POST:
        highlights.days[day_of(post.created_at.date())] += 1
        highlights.months[Month.of(post.created_at)] += 1
        highlights.words.update(
            word
            for word in set(tokenize_query(post.text))
            if word.isalpha() and len(word) >= _MIN_LETTERS
        )


def _worth(post: Post) -> tuple[int, int]:
    """Return how much a post is worth showing for its media: those with descriptions, then all."""
    return sum(bool(one.alt) for one in post.media), len(post.media)


def _topic_word(words: Counter[str]) -> str | None:
    """Return the word with the highest count times length, a topic of the archive, or None."""
    frequent = [word for word, count in words.most_common(200) if count > 1]
    return max(frequent, key=lambda word: (words[word] * len(word), word), default=None)
