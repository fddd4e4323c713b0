"""Statistics as a picture: what came of drawing it, and the same figures for those who hear it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.archive.plurals import counted
from bot.archive.posts.sanitize import show_controls
from bot.archive.statistics import phrases
from bot.archive.statistics.model import Counted, Statistics
from bot.languages import _, lazy, number, pgettext, short_month
from bot.languages.punctuation import colon, commas, full_stop, sentences

_NAMES = 3  # people, hashtags and words of a year that are named
_LONGEST = 40  # characters of a name


class PictureProblem(Enum):
    """Why there is no picture, as a sentence without a full stop."""

    NOT_INSTALLED = lazy("matplotlib is not installed: pip install 'matplotlib>=3.11'")
    SLOW = lazy("the picture is not drawn yet; ask again in a moment")
    FAILED = lazy("the picture could not be drawn")

    def __str__(self) -> str:
        return f"{self.value}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file, and what it shows in words."""

    data: bytes
    description: str


def describe(found: Statistics) -> str:
    """Return the figures of a picture in words, the most telling first, for alternative text.

    It is as long as it has to be: who shows it cuts the end off.
    """
    return sentences(map(full_stop, _sentences(found)))


def _sentences(found: Statistics) -> Iterator[str]:
    yield from phrases.totals(found)
    if found.months:
        (year, month), most = max(found.months.items(), key=lambda one: (one[1], one[0]))
        yield _(
            "Most posts in one month: {count:,}, in {month} {year}",
            count=most, month=short_month(month), year=year,
        )  # fmt: skip
    if busiest := phrases.busiest_hour(found):
        yield busiest
    for title, names in (
        (pgettext("statistics", "People"), found.people),
        (pgettext("statistics", "Hashtags"), found.hashtags),
    ):
        if names:
            yield colon(title, _names(names))
    if found.threads:
        length = counted(found.threads[0].length, "post")
        yield _("Longest thread: {posts}", posts=length)
    if found.liked:
        yield _("Most liked: {likes}", likes=counted(found.liked[0].likes or 0, "like"))
    if found.year is None:
        counts = found.by_year.items()
        listed = commas(f"{year} {number(count)}" for year, count in counts)
        yield _("Posts by year: {years}", years=listed)
    for year, words in sorted(found.words.items()):
        named = commas(_shown(one.word) for one in words[:_NAMES])
        yield _("Words of {year}: {words}", year=year, words=named)


def _names(names: tuple[Counted, ...]) -> str:
    return commas(f"{_shown(name)} {number(posts)}" for name, posts in names[:_NAMES])


def _shown(name: str) -> str:
    text = show_controls(name)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
