"""The tour: every command once, over whatever archive there is, and a digest on its own."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import time

from bot.archive.calendar import Day, day_of
from bot.archive.posts.post import Kind, Post
from bot.archive.search.tokens import tokenize_query
from bot.archive.threads.links import Evidence
from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.services.container import Services

_THREADS = {
    Evidence.CERTAIN: ("A thread put back together by the clock", "Take the likely ones in"),
    Evidence.RECORDED: ("A thread that the archive recorded", "Markdown file"),
}
"""The threads to show, by how they are known: with what title, and which button to press."""
_LETTERS = 6  # a word this long is still itself with two letters swapped


@dataclass(frozen=True, slots=True)
class TourStep:
    """A command of the tour, and why it is shown."""

    title: str
    command: str
    options: dict[str, str] = field(default_factory=dict)
    press: str | None = None
    """How the label of a button to press afterwards begins; "" is the first one."""
    message: str | None = None
    """What somebody says, where the command is one of a message's menu."""


DIGEST = (
    TourStep(
        "A digest for every morning",
        "digest add",
        {"channel": "memories", "time": "9:00", "content": "both", "when_empty": "nearest"},
    ),
    TourStep("What it will post", "digest preview", {"digest": "1"}),
)
HISTORY = TourStep("What became of it", "digest history", {"digest": "1"})


@dataclass(slots=True)
class _Sights:
    """What there is to see in an archive."""

    words: Counter[str] = field(default_factory=Counter)
    days: Counter[Day] = field(default_factory=Counter)
    threads: dict[Evidence, tuple[int, str]] = field(default_factory=dict)
    """The length and a post of the longest thread with links of each evidence."""
    edited: str | None = None


async def tour(stage: DemoHarness, screen: Screen) -> None:
    """Give every command and show the answers."""
    async for stop in stops(stage.services):
        await _show(stop, stage, screen)
    for stop in DIGEST:
        await _show(stop, stage, screen)
    screen.title("The next morning")
    posted = await stage.move(stage.until(time(9)))
    screen.say(f"It is {stage.clock.now():%A, %d %B %Y, %H:%M} UTC. Nobody asked for anything.")
    for message in posted:
        screen.posted(message)
    await _show(HISTORY, stage, screen)


async def _show(stop: TourStep, stage: DemoHarness, screen: Screen) -> None:
    """Give a command and show the answer."""
    screen.title(stop.title)
    if stop.message is not None:
        screen.asked(stop.message)
        screen.asked(f"chooses “{stop.command}” in the menu of that message")
        answer = await stage.choose(stop.command, stop.message)
    else:
        line = " ".join(f"{name}:{value}" for name, value in stop.options.items())
        screen.asked(f"/{stop.command} {line}".strip())
        answer = await stage.ask(stop.command, stop.options)
    screen.answered(answer)
    label = next((one for one in answer.buttons if one.startswith(stop.press or "")), None)
    if stop.press is not None and label is not None:
        screen.asked(f"presses {label}")
        screen.answered(await answer.click(label))


async def stops(services: Services) -> AsyncIterator[TourStep]:
    """Yield the stops, chosen from what the archive holds."""
    sights = await _look_around(services)
    if word := _to_mistype(sights.words):
        typed = mistyped(word)
        yield TourStep("A search, with a typo", "search", {"query": typed}, press="Next")
        filtered = f"{word} is:post -has:link"
        yield TourStep(
            "With filters, oldest first", "search", {"query": filtered, "sort": "oldest"}
        )
        never = f"{word} year:1999"
        yield TourStep("What finds nothing offers what would", "search", {"query": never}, press="")
    yield TourStep("The language of a search", "search", {"query": "?"})
    yield TourStep("A post at random, and another", "random", press="Another")
    if sights.days:
        day, _ = sights.days.most_common(1)[0]
        yield TourStep(f"On this day: {day.name}", "onthisday", {"date": str(day)}, press="Next")
    for evidence, (title, press) in _THREADS.items():
        if evidence in sights.threads:
            _, post = sights.threads[evidence]
            yield TourStep(title, "thread", {"post": post}, press=press)
    if sights.threads:
        (_, post), *_ = sights.threads.values()
        yield TourStep(
            "Any message with a link, asked of the archive",
            "Find in archive",
            message=f"Do you remember this? https://vxtwitter.com/i/status/{post}?s=20",
            press="Thread",
        )
    if sights.edited:
        yield TourStep("A post that was edited is one post", "thread", {"post": sights.edited})
    yield TourStep("What finds nothing says so", "search", {"query": "xyzzyplugh"})
    yield TourStep("What is no post gets a sentence", "thread", {"post": "12345"})


def mistyped(word: str) -> str:
    """Return `word` with two letters in its middle swapped, as fingers do."""
    middle = len(word) // 2
    for place in (middle, middle - 1, middle + 1):
        if word[place - 1] != word[place]:
            swapped = word[place] + word[place - 1]
            return word[: place - 1] + swapped + word[place + 1 :]
    return word[:-1]


async def _look_around(services: Services) -> _Sights:
    sights = _Sights()
    async for posts in services.posts.oldest_first():
        for post in posts:
            _note(post, sights)
        links = await services.threads.links_to_parents(posts)
        for link in links.values():
            thread = await services.threads.assemble(link.parent)
            length, last = len(thread.posts), thread.posts[-1].id
            if length > sights.threads.get(link.evidence, (1, ""))[0]:
                sights.threads[link.evidence] = length, last
    return sights


def _note(post: Post, sights: _Sights) -> None:
    if post.versions:
        sights.edited = post.id
    if post.kind is Kind.POST:
        sights.days[day_of(post.created_at.date())] += 1
        sights.words.update(
            word
            for word in set(tokenize_query(post.text))
            if word.isalpha() and len(word) >= _LETTERS
        )


def _to_mistype(words: Counter[str]) -> str | None:
    """Return a word that is told often but not everywhere: a subject of the archive."""
    often = [word for word, count in words.most_common(200) if count > 1]
    return max(often, key=lambda word: (words[word] * len(word), word), default=None)
