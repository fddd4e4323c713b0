"""The tour: every card once, over any archive, then a digest that is posted by itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from bot.archive.calendar import Day, day_of
from bot.archive.threads.links import Evidence
from bot.demo.conversation import PATIENCE
from bot.demo.harness import FIND, DemoHarness
from bot.demo.highlights import Highlights, find_highlights, topic_word
from bot.demo.screen import Screen
from bot.demo.searches import with_similar_words
from bot.demo.times import moment_sentence
from bot.demo.typed_commands import TypedCommand
from bot.languages import CommandName, Message, _, lazy, number, plazy
from bot.languages.commands import MENU
from bot.languages.punctuation import sentences
from bot.services.container import Services

_MARKDOWN = plazy("button", "Markdown file")
_THREAD_STEPS: dict[Evidence, tuple[Message, tuple[Message, ...]]] = {
    Evidence.CERTAIN: (lazy("A thread put back together by the clock"), ()),
    Evidence.RECORDED: (lazy("A thread that the archive recorded"), (_MARKDOWN,)),
}
"""The title and the buttons to press, for each evidence of which a thread is shown."""
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


async def tour(harness: DemoHarness, screen: Screen) -> None:
    """Give every command of the tour and show the answers."""
    async for step in tour_steps(harness.services):
        await _show_step(step, harness, screen)
    for step in await _managed_steps(harness):
        await _show_step(step, harness, screen)
    await _show_step(_digest_step(harness.channel.name), harness, screen)
    *_others, digest = await harness.services.digests.of_guild(harness.guild.id)
    which = {"digest": f"{digest.id}"}
    await _show_step(
        TourStep(lazy("What it will post"), CommandName("digest preview"), which), harness, screen
    )
    screen.title(_("The next morning"))
    async for posted in harness.advance(harness.time_until(time(9))):
        nobody = _("Nobody asked for anything.")
        screen.note(sentences([moment_sentence(harness.clock.now()), nobody]))
        for message in posted:
            screen.show_post(message)
    await _show_step(
        TourStep(lazy("What became of it"), CommandName("digest history"), which), harness, screen
    )
    best = which | {"content": "best"}
    await _show_step(
        TourStep(lazy("From now on the best liked"), CommandName("digest edit"), best),
        harness,
        screen,
    )
    await _show_step(
        TourStep(lazy("Each comes once"), CommandName("digest preview"), which), harness, screen
    )


def _digest_step(channel: str) -> TourStep:
    options = {"channel": channel, "time": "9:00", "content": "both", "when_empty": "nearest"}
    return TourStep(lazy("A digest for every morning"), CommandName("digest add"), options)


async def _show_step(step: TourStep, harness: DemoHarness, screen: Screen) -> None:
    """Give a command and show the answer."""
    screen.title(f"{step.title}")
    if step.message is not None:
        screen.show_input(step.message)
        name = Message(step.command.name, context=MENU)
        screen.show_input(_("chooses “{name}” in the menu of that message", name=name))
        answer = await harness.find(harness.say(step.message), step.command.name)
    else:
        commands = harness.commands
        line = " ".join(
            commands.shown_option(step.command.name, name, _shown(value))
            for name, value in step.options.items()
        )
        screen.show_input(f"{step.command} {line}".strip())
        answer = await harness.slash(TypedCommand(step.command.name, tuple(step.options.items())))
    screen.show_answer(answer)
    for start in step.press:
        starts = (f"{start}", start.message)
        label = next((label for label in answer.buttons if label.startswith(starts)), None)
        if label is None:
            return
        screen.show_input(_("presses {label}", label=label))
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
    if (file := harness.small_file) is not None:
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


async def tour_steps(services: Services) -> AsyncIterator[TourStep]:
    """Yield the steps of the tour, chosen from what the archive holds."""
    highlights = await find_highlights(services)
    async for step in _search_steps(highlights, services):
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
    if highlights.long:
        query = {"query": f"id:{highlights.long}"}
        yield TourStep(
            lazy("A long post is folded"),
            CommandName("search"),
            query,
            press=(plazy("button", "Show all"),),
        )
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
    if highlights.edited:
        yield TourStep(
            lazy("A post that was edited is one post"),
            CommandName("thread"),
            {"post": highlights.edited},
        )
    yield TourStep(
        lazy("What finds nothing says so"), CommandName("search"), {"query": "xyzzyplugh"}
    )
    yield TourStep(
        lazy("What is no post gets a sentence"), CommandName("thread"), {"post": "12345"}
    )
    mistaken = {"query": '"left open'}  # never translated
    yield TourStep(lazy("So does a query with a mistake"), CommandName("search"), mistaken)


async def _search_steps(highlights: Highlights, services: Services) -> AsyncIterator[TourStep]:
    """Yield the searches: with a typo, of endings, similar words and languages, with filters."""
    search, searched = CommandName("search"), highlights.searched
    topic = topic_word(highlights.words)
    if topic:
        title, press = lazy("A search, with a typo"), (plazy("button", "Next"),)
        yield TourStep(title, search, {"query": mistyped(topic)}, press=press)
    if word := searched.with_endings:
        yield TourStep(lazy("Other endings of a word"), search, {"query": word})
    if word := await with_similar_words(services, searched):
        yield TourStep(lazy("Similar words come below a line"), search, {"query": word})
    if code := searched.rare_language:
        yield TourStep(lazy("The posts in one language"), search, {"query": f"lang:{code}"})
    if topic:
        oldest = {"query": f"{topic} is:post -has:link", "sort": "oldest"}
        yield TourStep(lazy("With filters, oldest first"), search, oldest)
        impossible = {"query": f"{topic} year:1999"}
        yield TourStep(lazy("What finds nothing offers what would"), search, impossible)


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


def mistyped(word: str) -> str:
    """Return `word` with two letters in its middle swapped, as in a typing error."""
    middle = len(word) // 2
    for index in (middle, middle - 1, middle + 1):
        if word[index - 1] != word[index]:
            swapped = word[index] + word[index - 1]
            return word[: index - 1] + swapped + word[index + 1 :]
    return word[:-1]
