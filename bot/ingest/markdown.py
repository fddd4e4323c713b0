"""Throwback's own Markdown format, which `throwback export` writes and an import reads back.

    ### @account · 2022-10-28 03:44 UTC

    > The text of the post, each line quoted,\
    > with a backslash before what Markdown would read.

    <!-- throwback {"id": …} -->

People read the quoted text; the comment below it holds everything else. Writing and reading are in
one module, so that one cannot change without the other. Reading repairs nothing: the text is as the
archive showed it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from bot.archive.posts.details import NO_DETAILS, Details
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.people import Person
from bot.archive.posts.post import (
    Deletions,
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Precision,
    Profile,
    Repair,
    Source,
    Version,
    Visibility,
)
from bot.archive.posts.precision import precision_of
from bot.archive.timestamps import to_milliseconds
from bot.ingest.records.heading_facts import (
    deletion_facts,
    deletions_from,
    from_ms,
    person_facts,
    person_from,
    profile_facts,
    profile_from,
    to_ms,
)
from bot.ingest.records.records import BrokenRecord, broken
from bot.ingest.records.validation import OtherNetworkError, check_post
from bot.ingest.text.entities import links
from bot.languages import lazy

# Characters special to Markdown; and control characters, which editors and other systems change.
_SPECIAL = re.compile(r"[\x00-\x1f!-/:-@\[-`{-~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,2});|\\$")
_COMMENT = re.compile(r"<!-- throwback(-account|-deleted|-person)? (\{.*\}) -->\r?")

# What the comments of the heading hold, by the ends of their names.
_IN_HEADING: dict[str, Callable[[dict[str, Any]], Profile | Deletions | Person]] = {
    "-account": profile_from,
    "-deleted": deletions_from,
    "-person": person_from,
}
Read = Post | Profile | Deletions | Person | BrokenRecord
"""What a file holds."""

# Fields of a post that are written only if known.
_OPTIONAL = (
    "account_id", "likes", "reposts", "sensitive", "content_warning", "language", "conversation",
)  # fmt: skip

_HEADING = "# Throwback archive"  # never translated: it is read again
_TITLE = ("", _HEADING, f"{_HEADING}\r")

OTHER_NETWORK = lazy("it is of a network that this version of Throwback does not know")
_NOT_READABLE = lazy("the comment that holds its id and time is damaged")
_LINES_LOST = lazy("its text has not as many lines as it was written with")
_NO_COMMENT = lazy("the comment that would hold its id and time is missing")
_STRAY = lazy("what stands here is no part of a post")
_NO_END = lazy("the file ends before this post does")


def heading(
    profiles: Iterable[Profile],
    deletions: Iterable[Deletions] = (),
    people: Iterable[Person] = (),
) -> str:
    """Return the heading of a file: its accounts, what they deleted, and which are one person's."""
    lines = [_HEADING, ""]
    lines += (f"<!-- throwback-account {_json(profile_facts(one))} -->" for one in profiles)
    lines += (f"<!-- throwback-deleted {_json(deletion_facts(one))} -->" for one in deletions)
    lines += (f"<!-- throwback-person {_json(person_facts(one))} -->" for one in people)
    return "\n".join(lines) + "\n"


def write(post: Post) -> str:
    """Return a post as Markdown, including a final line feed.

    `post.text` must be the repaired text, as stored, even if the repair was undone.
    """
    quoted = _quoted(post.shown_text)
    pictures = [
        f"![{_escape(medium.alt or '')}](<{_escape(medium.path)}>)"
        for medium in post.media
        if medium.path
    ]
    reference = f"[{post.id}]({post.url})" if post.url else post.id
    # Read back from the posts themselves: this is for people.
    others = [f"[{network_name(one.network)}]({one.url})" for one in post.also_on if one.url]
    also_on = f" · also on {', '.join(others)}" if others else ""  # never translated
    parts = [
        f"### @{_escape(post.account)} · {_moment(post)} · {reference}{also_on}",
        "\n".join(quoted),
        "\n".join(pictures),
        f"<!-- throwback {_json(_facts(post, len(quoted)))} -->",
    ]
    return "\n" + "\n\n".join(part for part in parts if part) + "\n"


def read(lines: Iterable[str]) -> Iterator[Read]:
    """Yield what is in a file of `heading` and `write`, broken records included."""
    start = 1
    quoted: list[str] = []
    opened = False  # whether a record has begun
    stray = False  # whether there is stray text in it, or before it
    number = 0
    for number, line in enumerate(lines, start=1):
        if line.startswith("<!-- throwback"):
            yield (broken(start, _LINES_LOST) if opened and stray else _record(line, start, quoted))
            start, quoted = number + 1, []
            opened = stray = False
        elif line.startswith("### "):
            if opened:
                yield broken(start, _NO_COMMENT)
            start, quoted = number, []
            opened, stray = True, False
        elif line.startswith(">"):
            quoted.append(line.removesuffix("\r"))
            stray = stray and opened
            opened = True
        elif not (stray or line in _TITLE or line.isspace() or line.startswith("![")):
            if not opened:
                yield broken(number, _STRAY)
            stray = True
    if opened:
        yield broken(start, _NO_END)


def _record(line: str, start: int, quoted: list[str]) -> Read:
    comment = _COMMENT.fullmatch(line)
    if comment is None:
        return broken(start, _NOT_READABLE)
    try:
        facts = json.loads(comment[2])
        if comment[1]:
            return _IN_HEADING[comment[1]](facts)
        if facts["lines"] != len(quoted):
            return broken(start, _LINES_LOST)
        post = _post(facts, "\n".join(map(_unquoted, quoted)))
        check_post(post)
    except OtherNetworkError:
        return broken(start, OTHER_NETWORK)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return broken(start, _NOT_READABLE)  # damage may cause any of these
    return post


def _moment(post: Post) -> str:
    form = "%Y-%m-%d" if post.is_of_day else "%Y-%m-%d %H:%M UTC"
    return f"{post.created_at:{form}}"


def _facts(post: Post, lines: int) -> dict[str, Any]:
    """Return the fields for the comment; those that follow from the quoted text are left out."""
    facts: dict[str, Any] = {
        "id": post.id,
        "account": post.account,
        "created_at": to_ms(post.created_at),
        "kind": post.kind,
        "reply_to": post.reply_to,
        "reply_to_account": post.reply_to_account,
        "parent_known": post.parent_known,
        "origin": post.origin.name,
        "network": post.network,
        "precision": post.precision,
        "lines": lines,
        "sources": [
            [source.file, source.line, to_ms(source.exported_at)] for source in post.sources
        ],
    }
    facts |= {name: value for name in _OPTIONAL if (value := getattr(post, name)) is not None}
    if post.counted_at:
        facts["counted_at"] = to_ms(post.counted_at)
    if post.visibility is not Visibility.PUBLIC:
        facts["visibility"] = post.visibility
    if details := post.details.to_json():
        facts["details"] = details
    if post.raw != post.shown_text:
        facts["raw"] = post.raw
    if post.links != links(post.text):
        facts["links"] = post.links
    if post.media:
        facts["media"] = [
            [medium.kind, medium.path, medium.url, medium.alt] for medium in post.media
        ]
    if post.versions:
        facts["versions"] = [
            [version.id, to_ms(version.created_at), version.text] for version in post.versions
        ]
    if post.repair:
        repair = post.repair
        facts["repair"] = [repair.plan, repair.before, repair.undone]
        if repair.undone:
            facts["mended"] = post.text
    return facts


def _post(facts: dict[str, Any], text: str) -> Post:
    repair = facts.get("repair")
    created_at = from_ms(facts["created_at"])
    if created_at is None:
        raise ValueError("a post has its time")
    origin = Origin[facts["origin"]]
    optional: dict[str, Any] = {name: facts.get(name) for name in _OPTIONAL}
    return Post(
        id=facts["id"],
        account=facts["account"],
        created_at=created_at,
        text=facts.get("mended", text),
        raw=facts.get("raw", text),
        kind=Kind(facts["kind"]),
        reply_to=facts["reply_to"],
        reply_to_account=facts["reply_to_account"],
        links=tuple(facts["links"]) if "links" in facts else links(text),
        media=tuple(
            Media(MediaKind(kind), path, url, alt)
            for kind, path, url, alt in facts.get("media", ())
        ),
        sources=tuple(Source(file, line, from_ms(at)) for file, line, at in facts["sources"]),
        parent_known=facts["parent_known"],
        origin=origin,
        repair=Repair(*repair) if repair else None,
        versions=tuple(
            Version(id, from_ms(at), text) for id, at, text in facts.get("versions", ())
        ),
        network=facts["network"],
        precision=(
            Precision(facts["precision"])
            if "precision" in facts  # versions up to 0.2 wrote none
            else precision_of(
                facts["id"], to_milliseconds(created_at), of_export=origin >= Origin.EXPORT
            )
        ),
        counted_at=from_ms(facts.get("counted_at")),
        visibility=Visibility(facts.get("visibility", Visibility.PUBLIC)),
        details=Details.from_json(facts["details"]) if "details" in facts else NO_DETAILS,
        **optional,
    )


def _quoted(text: str) -> list[str]:
    """Return the lines of `text` quoted, with a line break between two of one paragraph."""
    lines = text.split("\n") if text else []
    breaks = ["\\" if line and after else "" for line, after in pairwise([*lines, ""])]
    return [f"> {_escape(line)}{ending}" for line, ending in zip(lines, breaks, strict=True)]


def _unquoted(line: str) -> str:
    def unescape(match: re.Match[str]) -> str:
        return chr(int(match[2])) if match[2] else match[1] or ""

    return _ESCAPED.sub(unescape, line.removeprefix(">").removeprefix(" "))


def _escape(text: str) -> str:
    return _SPECIAL.sub(
        lambda match: f"\\{match[0]}" if match[0] > " " else f"&#{ord(match[0])};", text
    )


def _json(value: object) -> str:
    """Return `value` as JSON that cannot end an HTML comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("--", "-\\u002d").replace(">", "\\u003e")
