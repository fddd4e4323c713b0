"""What an archive holds that the tour can show."""

from collections import Counter
from dataclasses import dataclass, field

from bot.archive.calendar import Day, day_of
from bot.archive.memories.months import Month
from bot.archive.posts.post import Kind, Post
from bot.archive.search.tokens import tokenize_query
from bot.archive.threads.links import Evidence
from bot.demo.searches import WordsOfPosts
from bot.services.container import Services

_FOLDED = 700  # characters; longer posts are folded in a list
_TELLING = 12  # words, of which a post has to be about something
_MIN_LETTERS = 6  # a word this long is still recognisable with two letters swapped


@dataclass(slots=True)
class Highlights:
    """What an archive holds that the tour can show."""

    words: Counter[str] = field(default_factory=Counter)
    searched: WordsOfPosts = field(default_factory=WordsOfPosts)
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
    telling: str | None = None
    """The newest post with many words."""
    warned: str | None = None
    """A post with a text behind a content warning."""
    asked: str | None = None
    """A post with a poll."""
    cross_posted: str | None = None
    networks: Counter[str] = field(default_factory=Counter)
    files: dict[str, str] = field(default_factory=dict)
    """The ids of posts by the names of their media files."""


async def find_highlights(services: Services) -> Highlights:
    """Return what the archive holds, after reading all of it."""
    highlights = Highlights()
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


def _add_post(post: Post, highlights: Highlights) -> None:
    files = [medium for medium in post.media if medium.path]
    highlights.files |= {f"{one.path}".rpartition("/")[2]: post.id for one in files}
    if files and (highlights.pictured is None or _worth(post) > _worth(highlights.pictured)):
        highlights.pictured = post
    if files and (post.sensitive or post.content_warning):
        highlights.sensitive = post.id
    highlights.searched.add(post)
    highlights.likes = max(highlights.likes, post.likes or 0)
    if len(post.text) > _FOLDED:
        highlights.long = post.id
    if len(set(tokenize_query(post.text))) >= _TELLING:
        highlights.telling = post.id
    highlights.networks[post.network] += 1
    if post.content_warning and post.text:
        highlights.warned = post.id
    if post.details.poll:
        highlights.asked = post.id
    if post.also_on:
        highlights.cross_posted = post.id
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


def topic_word(words: Counter[str]) -> str | None:
    """Return the word with the highest count times length, a topic of the archive, or None."""
    frequent = [word for word, count in words.most_common(200) if count > 1]
    return max(frequent, key=lambda word: (words[word] * len(word), word), default=None)
