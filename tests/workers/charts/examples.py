"""Statistics to draw: made-up archives, without a database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from random import Random
from zoneinfo import ZoneInfo

from bot.archive.posts.post import Kind, Post
from bot.archive.statistics.model import (
    BusiestDay,
    Counted,
    LongThread,
    MarkingWord,
    Statistics,
    Streak,
)
from tests.archives import post

EMPTY_WEEK = ((0,) * 24,) * 7
NAMES = (
    "@ferrymaster",
    "@茶室_月光",
    "@نورالدين_الكتبي",
    "@हिमालय_यात्री",
    "@long_names_have_60_letters_here_and_nowhere_else_do_they_end",
    "@bob",
)
TAGS = (
    "#kettle",
    "#京都の夜桜",
    "#قهوة_الصباح",
    "#चाय_का_समय",
    "#LateNightEngineering",
    "#ferry",
)
WORDS = (
    ("volcano", "ash", "grounded", "桜吹雪", "ferry"),
    ("marathon", "مكتبة", "lantern", "knitting", "beehive"),
    ("प्रकाश", "observatory", "comet", "lighthouse", "kettle"),
    ("紅葉", "sourdough", "moving", "boxes", "landlord"),
    ("greenhouse", "القهوة", "tomatoes", "seedlings", "frost"),
)
TEXTS = (
    "If the kettle has boiled three times and nobody has made tea, you have a meeting problem.",
    "夜の京都、川沿いを歩いていたら、桜の花びらが一枚だけ本のあいだに落ちてきた。しおりにした。",
    "كنت أظن أن القهوة هي التي توقظني كل صباح، ثم اكتشفت أن الشرفة هي السبب.",
    "पहाड़ों में चाय हमेशा थोड़ी देर से मिलती है, इसलिए हमेशा थोड़ी ज़्यादा अच्छी लगती है।",
)


def statistics(
    *,
    zone: tzinfo = UTC,
    year: int | None = None,
    kinds: Mapping[Kind, int] | None = None,
    months: Mapping[tuple[int, int], int] | None = None,
    hours: Sequence[Sequence[int]] = EMPTY_WEEK,
    **fields: object,
) -> Statistics:
    """Return statistics with the given fields, of one post if there are none."""
    counts = months if months is not None else {(year or 2019, 5): 1}
    values: dict[str, object] = {
        "zone": zone,
        "year": year,
        "kinds": kinds or {Kind.POST: max(1, sum(counts.values()))},
        "years": tuple(sorted({one for one, _ in counts})),
        "months": counts,
        "hours": tuple(map(tuple, hours)),
        "without_hour": 0,
        "active_days": 1,
        "busiest": None,
        "streak": None,
        "people": (),
        "hashtags": (),
        "words": {},
        "threads": (),
        "liked": (),
        "likes_known": 0,
        "first": None,
        "last": None,
    }
    return Statistics(**(values | fields))  # type: ignore[arg-type]


def four_scripts(first: int = 2013, years: int = 9, *, year: int | None = None) -> Statistics:
    """Return the statistics of a person who writes English, Japanese, Arabic and Hindi."""
    rng = Random(15)
    months = {
        (one, number): int(rng.triangular(0, 260, 60))
        for one in range(first, first + years)
        for number in range(1, 13)
    }
    if year:
        months = {key: count for key, count in months.items() if key[0] == year}
    total = sum(months.values())
    hours = [[_posts_at(day, hour, rng) for hour in range(24)] for day in range(7)]
    last = year or first + years - 1
    posts = [
        post_of(date(last, 3 + 2 * number, 9 + number), text, 1480 // (number + 1))
        for number, text in enumerate(TEXTS)
    ]
    shown = [last] if year else range(first, first + years)
    words = {
        one: tuple(
            MarkingWord(word, 40 - 2 * number, 3, 9 - number / 2)
            for number, word in enumerate(sum(WORDS[:3], ()) if year else WORDS[one % len(WORDS)])
        )
        for one in shown
    }
    return statistics(
        zone=ZoneInfo("Asia/Kathmandu"),
        year=year,
        kinds={Kind.POST: total // 2, Kind.REPLY: total - total // 2 - 314, Kind.REPOST: 314},
        months=months,
        hours=hours,
        without_hour=35,
        active_days=min(total // 4, 365 * len(shown)),
        busiest=BusiestDay(date(last, 11, 8), 64),
        streak=Streak(date(last, 2, 11), date(last, 3, 29), 47),
        people=tuple(Counted(name, 912 // (number + 1)) for number, name in enumerate(NAMES)),
        hashtags=tuple(Counted(name, 240 - 23 * number) for number, name in enumerate(TAGS)),
        words=words,
        threads=tuple(LongThread(one, 24 - 5 * number) for number, one in enumerate(posts[::-1])),
        liked=tuple(posts),
        likes_known=total,
        first=post_of(date(year or first, 1, 3), "first", 0),
        last=post_of(date(last, 12, 30), "last", 0),
    )


def post_of(day: date, text: str, likes: int | None = None) -> Post:
    """Return a post of a day."""
    return post(datetime(day.year, day.month, day.day, 8, tzinfo=UTC), text, likes=likes, id="1")


def _posts_at(day: int, hour: int, rng: Random) -> int:
    """Return a number of posts: few at night, more in the morning and at weekends."""
    if 2 <= hour <= 6:
        return rng.randrange(3)
    usual = (8 + 3 * abs(12 - (hour - 9) % 24)) * (1.5 if day >= 5 else 1)
    return int(rng.triangular(0, 2, 1) * usual)
