"""The options of a digest in words: plain phrases, without a user's text."""

from datetime import timedelta

from bot.archive.digests.model import ContentKind, DigestOptions, WhenEmpty
from bot.archive.digests.schedule import EVERY_DAY, Schedule
from bot.archive.digests.time_phrases import format_weekdays
from bot.languages import _, lazy, ngettext, plazy

_HOLDS = {
    ContentKind.ON_THIS_DAY: plazy("content of a digest", "on this day"),
    ContentKind.RANDOM: plazy("content of a digest", "at random"),
    ContentKind.BOTH: lazy("on this day, and at random"),
    ContentKind.BEST: lazy("the best liked, each once"),
    ContentKind.RELATED: lazy("related by meaning, each once"),
}
_WHEN_EMPTY = {
    WhenEmpty.SKIP: "",
    WhenEmpty.RANDOM: lazy("one at random on a day without"),
    WhenEmpty.NEAREST: lazy("the nearest day's on a day without"),
}


def format_days(schedule: Schedule) -> str:
    """Return the days of the week on which a digest is posted."""
    return _("every day") if schedule.weekdays == EVERY_DAY else format_weekdays(schedule.weekdays)


def format_contents(options: DigestOptions, fitting: str = "") -> str:
    """Return what a digest posts, joined by dots; `fitting` is its query, ready to be shown."""
    parts = [
        str(_HOLDS[options.holds]),
        ngettext("one post", "up to {count:,} posts", options.count),
        _fitting(options, fitting),
        _when_empty(options),
    ]
    return " · ".join(filter(None, parts))


def format_nothing(options: DigestOptions) -> str:
    """Return a sentence for a run that would find no post."""
    if options.holds is ContentKind.BEST:
        return _("No post that fits has a like or a repost that is known: nothing would be posted.")
    return _("There would be nothing to show, so nothing would be posted.")


def format_late(late: timedelta) -> str:
    """Return how late a run may be posted, in whole hours or, if less, in minutes."""
    minutes = int(late.total_seconds()) // 60
    if minutes < 60:  # noqa: PLR2004 - an hour
        return ngettext("at most {count:,} minute late", "at most {count:,} minutes late", minutes)
    return _("at most {hours} h late", hours=minutes // 60)


def _fitting(options: DigestOptions, query: str) -> str:
    if not query:
        return ""
    if options.holds is ContentKind.RELATED:
        return _("near to “{query}”", query=query)
    return _("that fit “{query}”", query=query)


def _when_empty(options: DigestOptions) -> str:
    """Return what is posted on a day without posts, if that makes a difference."""
    fills = options.when_empty
    if (
        options.holds is ContentKind.RANDOM
        or (options.holds is ContentKind.BOTH and fills is WhenEmpty.RANDOM)
        or (options.holds in {ContentKind.BEST, ContentKind.RELATED} and fills is WhenEmpty.NEAREST)
    ):
        return ""
    return str(_WHEN_EMPTY[fills])
