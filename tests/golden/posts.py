"""Posts for cards that the sample archive has none for: an export of an account of its own."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sample.pictures import draw_pictures
from tests.archives import snowflake, stamp

ACCOUNT = "quill_and_comb"

_LONG = (
    "Why I still rule my lines with a bone and not with a pencil, in one post, because people ask. "
    "A pencil leaves graphite, graphite travels, and in forty years somebody like me stands at a "
    "window with a soft brush and sighs at somebody like you. A bone leaves nothing but a shadow. "
    "You see it from the side, in the morning, and from the front the page is empty. "
) + " ".join(
    f"Rule {number} of the shadow line: {rule}."
    for number, rule in enumerate(
        (
            "warm the bone in your hand, cold bone tears",
            "press once and do not go back, two shadows make a ditch",
            "count the lines aloud, the cat counts with you and is always wrong",
            "turn the sheet and not the ruler, which alone knows what is straight",
            "stop when the light goes, a line ruled by lamp is a line ruled twice",
        ),
        1,
    )
)
_HOSTILE = (
    "# @everyone **look** <@1> <#2> <@&3> </ban:4> `code` ||spoiler|| [safe](https://evil.example) "
    "<script>alert(1)</script> :smile: <t:0:R> https://example.org/@here\n"
    "> quote\n- list\n1. first\n-# small\n```\nblock\n```\n"
    "\u202egnp.exe \u05e2\u05d1\u05e8\u05d9\u05ea \u0627\u0644\u0639\u0631\u0628\u064a\u0629 "
    "Z\u0351\u036b\u0343\u036a\u0302\u036ba\u0334\u0335\u031el\u0334g\u0334o\u0334 "
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 " + "wide" * 40
)


def _at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


ROOT, FIRST, HIDDEN, LAST = (_at(2021, 3, 4, 9, minute) for minute in (0, 2, 5, 9))
ASIDE, LIKELY = _at(2021, 3, 4, 9, 3), _at(2021, 3, 4, 9, 9, 40)
GALLERY, FOLDED, HOSTILE = _at(2021, 6, 1, 8), _at(2021, 7, 1, 8), _at(2021, 8, 1, 8)
ONE_PICTURE = _at(2021, 6, 2, 8)
DAY_ONLY = "1310220031"
"""The id of a post of which only the day is known: in March 2009 ids had no time."""


def write_export(folder: Path) -> Path:
    """Write the export into a folder, and return that."""
    data = folder / "data"
    (data / "tweets_media").mkdir(parents=True)
    tweets = [
        _tweet(
            ROOT, "Marbling paper, a thread. You need a tray, carrageenan moss, ox gall, nerve."
        ),
        _tweet(FIRST, "First the size: moss in warm water, left overnight.", answers=ROOT),
        _tweet(ASIDE, "Somebody asks about the smell. The smell is the sea.", answers=ROOT),
        _tweet(HIDDEN, "This part names the supplier, who asked me not to.", answers=FIRST),
        _tweet(LAST, "Then ink, drop by drop, until the surface cannot hold it.", answers=HIDDEN),
        _tweet(LIKELY, "3/3 And then you lay the sheet down, and breathe out."),
        _tweet(
            GALLERY,
            "The new endpapers, all four of them. #marbling",
            alts=["Blue waves", "A comb drawn through red", "Pebbles in grey and gold", ""],
            likes=128,
            reposts=17,
        ),
        _tweet(ONE_PICTURE, "Proof of marbling: one blue thumb.", alts=["A thumb, blue"], likes=1),
        _tweet(FOLDED, _LONG, likes=9),
        _tweet(HOSTILE, _HOSTILE),
        {
            "tweet": {
                "id_str": DAY_ONLY,
                "full_text": "trying this twitter thing. tea?",
                "created_at": "2009-03-11 00:00:00 +0000",
            }
        },
    ]
    draw_pictures(data / "tweets_media", [name for one in tweets for name in _files(one)])
    (data / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(tweets)}", "utf-8")
    return folder


def _tweet(
    when: datetime,
    text: str,
    *,
    answers: datetime | None = None,
    alts: list[str] | None = None,
    likes: int = 0,
    reposts: int = 0,
) -> dict[str, Any]:
    media = [
        {
            "type": "photo",
            "url": f"https://t.co/{number}",
            "media_url_https": f"https://pbs.twimg.com/media/P{number}.png",
            "ext_alt_text": alt,
        }
        for number, alt in enumerate(alts or [])
    ]
    return {
        "tweet": {
            "id_str": snowflake(when),
            "created_at": stamp(when),
            "full_text": text,
            "favorite_count": f"{likes}",
            "retweet_count": f"{reposts}",
            "in_reply_to_status_id_str": snowflake(answers) if answers else None,
            "in_reply_to_screen_name": ACCOUNT if answers else None,
            "entities": {},
            "extended_entities": {"media": media},
        }
    }


def _files(tweet: dict[str, Any]) -> list[str]:
    one = tweet["tweet"]
    media = one.get("extended_entities", {}).get("media", [])
    return [f"{one['id_str']}-P{number}.png" for number in range(len(media))]
