"""The same generated posts in four layouts: F1, F7, F16 and Twitter's own export.

A post is made from its number alone, so that files of any size can be written in the order of their
layout without holding the posts in memory.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.archives import record, snowflake, stamp
from tests.bench.corpus import vocabulary

_BEGIN = datetime(2010, 12, 1, tzinfo=UTC)
_EACH = 200_000  # milliseconds
_SPECIAL = re.compile(r"([\\_*\[\]()~`>#+\-=|{}.!])")
_NOT_ASCII = ("caf\u00e9", "na\u00efve", "\u2013", "\u201cso\u201d", "\U0001f600", "\u6771\u4eac")


@dataclass(frozen=True, slots=True)
class Draft:
    """A post before it is written: its words, and the parts before and after them."""

    when: datetime
    words: str
    answers: str | None  # the name of another account, or the author's own in a thread
    parent: str | None
    link: str | None
    picture: str | None

    @property
    def id(self) -> str:
        """The id, which contains the moment."""
        return snowflake(self.when)

    @property
    def lead(self) -> str:
        """The mention at the beginning of a reply to another account."""
        return f"@{self.answers} " if self.answers not in {None, "ada"} else ""

    @property
    def full(self) -> str:
        """The words followed by the address, as the parser writes it."""
        return f"{self.words} {self.link}" if self.link else self.words


def drafts(numbers: Iterable[int]) -> Iterator[Draft]:
    """Yield the posts of these numbers: a third are replies, a sixth have addresses, some media."""
    rng = random.Random(7)
    words, common = vocabulary(rng)
    for number in numbers:
        rng.seed(number)
        chosen = rng.choices(words, cum_weights=common, k=rng.randint(5, 30))
        kind = rng.random()
        if rng.random() < 0.1:
            chosen.append(f"#{chosen[0]}")
        if rng.random() < 0.1:
            chosen.insert(1, rng.choice(_NOT_ASCII))
        if rng.random() < 0.03:
            chosen.insert(2, "&amp;")
        if kind < 0.05:
            chosen[:0] = ["RT", f"@{chosen[0]}:"]
        thread = 0.25 <= kind < 0.35
        parent = snowflake(_moment(number - 1)) if thread else snowflake(_moment(number), 4_000)
        answers = "ada" if thread else chosen[-2][:15] if 0.05 <= kind < 0.25 else None
        extra = rng.random()
        yield Draft(
            when=_moment(number),
            words=" ".join(chosen),
            answers=answers if answers is None or answers.isalnum() else "bob",
            parent=parent if answers else None,
            link=f"https://example.org/{chosen[0]}-{number}" if extra < 0.15 else None,
            picture=f"E{number:07}.jpg" if extra > 0.92 else None,
        )


def write_first(path: Path, posts: Iterable[Draft]) -> None:
    """Write posts as layout F1: times and texts alone."""
    with path.open("w", encoding="utf-8") as file:
        for number, one in enumerate(posts):
            file.write("\n\n" if number else "")
            file.write(f"{stamp(one.when)}\n{one.lead + one.full}")


def write_early(path: Path, posts: Iterable[Draft]) -> None:
    """Write posts as layout F7, which names no parents."""
    with path.open("w", encoding="utf-8") as file:
        for one in posts:
            media = f" ![](media/{one.id}-{one.picture})" if one.picture else ""
            file.write(f"{record(one.when, one.lead + one.full + media)}\n----\n")


def write_quoted(path: Path, posts: Iterable[Draft]) -> None:
    """Write posts as layout F16, which names parents."""
    with path.open("w", encoding="utf-8") as file:
        for number, one in enumerate(posts):
            file.write("\n\n----\n\n" if number else "")
            if one.answers:
                address = f"https://twitter.com/{one.answers}/status/{one.parent}"
                file.write(f"Replying to [@{one.answers}]({address})\n\n")
            file.write(f"> {_SPECIAL.sub(_BACKSLASHED, one.full)}")
            if one.picture:
                file.write(f"  \n>   \n> ![](../../media/{one.id}-{one.picture})")
            address = f"https://twitter.com/ada/status/{one.id}"
            file.write(
                f'\n\n<img src="../../media/tweet.ico" width="12" /> [{stamp(one.when)}]({address})'
            )


def write_export(folder: Path, count: int) -> None:
    """Write posts as an export with its `account.js`, newest first."""
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "account.js").write_text(
        'window.YTD.account.part0 = [ { "account" : { "username" : "ada", "accountId" : "7" } } ]'
    )
    with (data / "tweets.js").open("w", encoding="utf-8") as file:
        file.write("window.YTD.tweets.part0 = [")
        for one in drafts(range(count - 1, -1, -1)):
            file.write(_tweet(one) + ("\n]" if one.when == _moment(0) else ","))


_BACKSLASHED = r"\\\1"


def _moment(number: int) -> datetime:
    within = number * 7_919_993 % 199_000  # coprime to it, so that times look random
    return _BEGIN + timedelta(milliseconds=number * _EACH + within)


def _tweet(one: Draft) -> str:
    """Return a post as Twitter's export prints it, with all its lines and keys: about 1.4 KB."""
    text = one.lead + one.words
    tail = ""
    urls = mentions = media = answer = ""
    if one.link:
        tail = _short(one.link)
        urls = f"""
          {{
            "url" : "{tail[1:]}",
            "expanded_url" : "{one.link}",
            "display_url" : "{one.link.partition("//")[2]}",
            "indices" : [
              "{len(text) + 1}",
              "{len(text + tail)}"
            ]
          }}
        """
    if one.lead:
        mentions = f"""
          {{
            "name" : "{one.answers}",
            "screen_name" : "{one.answers}",
            "indices" : [
              "0",
              "{len(one.lead) - 1}"
            ],
            "id_str" : "12345678",
            "id" : "12345678"
          }}
        """
    if one.picture:
        tail = _short(one.picture[:-4])
        media = _media(one, tail[1:], len(text))
    if one.answers:
        answer = f"""
      "in_reply_to_status_id_str" : "{one.parent}",
      "in_reply_to_user_id" : "12345678",
      "in_reply_to_status_id" : "{one.parent}",
      "in_reply_to_screen_name" : "{one.answers}",
      "in_reply_to_user_id_str" : "12345678","""
    until = one.when + timedelta(minutes=30)
    extended = f'\n      "extended_entities" : {{{media}\n      }},' if media else ""
    return f"""
  {{
    "tweet" : {{
      "edit_info" : {{
        "initial" : {{
          "editTweetIds" : [
            "{one.id}"
          ],
          "editableUntil" : "{until.isoformat(timespec="milliseconds")[:23]}Z",
          "editsRemaining" : "5",
          "isEditEligible" : {"false" if one.answers else "true"}
        }}
      }},
      "retweeted" : false,
      "source" : "<a href=\\"http://twitter.com/download/iphone\\" rel=\\"nofollow\\">\
Twitter for iPhone</a>",
      "entities" : {{
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [{mentions}],
        "urls" : [{urls}]{"," + media if media else ""}
      }},
      "display_text_range" : [
        "0",
        "{len(text + tail)}"
      ],
      "favorite_count" : "{one.when.second}",{answer}
      "id_str" : "{one.id}",
      "truncated" : false,
      "retweet_count" : "{one.when.minute}",
      "id" : "{one.id}",
      "possibly_sensitive" : false,
      "created_at" : "{stamp(one.when)}",
      "favorited" : false,
      "full_text" : "{text}{tail}",
      "lang" : "en"{"," if extended else ""}{extended.removesuffix(",")}
    }}
  }}"""


def _short(name: str) -> str:
    """Return a short address with a code of ten letters and digits, as all are, after a space."""
    return f" https://t.co/{''.join(filter(str.isalnum, name))[-10:]:x>10}"


def _media(one: Draft, short: str, begin: int) -> str:
    address = f"pbs.twimg.com/media/{one.picture}"
    return f"""
        "media" : [
          {{
            "expanded_url" : "https://twitter.com/ada/status/{one.id}/photo/1",
            "indices" : [
              "{begin + 1}",
              "{begin + 1 + len(short)}"
            ],
            "url" : "{short}",
            "media_url" : "http://{address}",
            "id_str" : "{int(one.id) - 9}",
            "id" : "{int(one.id) - 9}",
            "media_url_https" : "https://{address}",
            "sizes" : {{
              "small" : {{
                "w" : "680",
                "h" : "510",
                "resize" : "fit"
              }},
              "large" : {{
                "w" : "2048",
                "h" : "1536",
                "resize" : "fit"
              }},
              "thumb" : {{
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              }}
            }},
            "type" : "photo",
            "display_url" : "pic.twitter.com/{one.picture}"
          }}
        ]"""
