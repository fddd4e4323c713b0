"""Long posts are joined with their notes, which have the whole texts."""

from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Kind, Origin, Post, Source
from bot.ingest.discover import discover
from bot.ingest.export.note_tweets import Note, Notes
from tests.archives import snowflake
from tests.ingest.export.exports import at, everything, files, posts_of, script, tweet, tweets

LONG = "It was a long day, " * 20
CUT = LONG[:270].rstrip() + "…"
CODE = "https://t.co/zzzzzzzzzz"
QUOTED = "https://twitter.com/bob/status/1500000000000000001"


def note(
    n: int, text: str, seconds: int = 0, *, before: int | None = None, **core: Any
) -> dict[str, Any]:
    """Return the note of the n-th post. Its id is `before` milliseconds before the post's, or none.

    `seconds` is the second of its time.
    """
    when = at(n).replace(second=seconds)
    id = "" if before is None else snowflake(at(n) - timedelta(milliseconds=before), 77)
    return {
        "noteTweet": {
            "noteTweetId": id,
            "createdAt": f"{when:%Y-%m-%dT%H:%M:%S}.000Z",
            "core": {"text": text, "urls": [], **core},
        }
    }


def export(folder: Path, posts: list[dict[str, Any]], notes: list[dict[str, Any]]) -> Path:
    """Write an export of posts and notes."""
    return files(folder, tweets=tweets(*posts), note_tweet=script("note_tweet", notes))


def test_a_long_post_is_whole(tmp_path: Path) -> None:
    """The post has the note's text with full addresses, and both sources."""
    text = LONG + "see https://t.co/aaaaaaaaaa & <so>"
    urls = [{"shortUrl": "https://t.co/aaaaaaaaaa", "expandedUrl": "https://e.org/"}]
    posts = [tweet(0, CUT), tweet(1, "short")]
    whole, short = sorted(
        posts_of(export(tmp_path / "x", posts, [note(0, text, 2, urls=urls)])), key=lambda p: p.id
    )
    assert (whole.text, whole.origin) == (LONG + "see https://e.org/ & <so>", Origin.NOTE)
    assert whole.raw == CUT
    assert whole.links == ("https://e.org/",)
    assert [source.file for source in whole.sources] == [
        "x/data/tweets.js",
        "x/data/note-tweet.js",
    ]
    assert (short.text, short.origin) == ("short", Origin.EXPORT)


@pytest.mark.parametrize("escaped", [False, True])
def test_entities_of_notes(tmp_path: Path, *, escaped: bool) -> None:
    """A note is unescaped only if it is escaped; the list of posts always is."""
    whole = "salt & <pepper> " * 20
    escaped_text = whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    posts = [tweet(0, escaped_text[:300].rpartition(" ")[0] + "…")]
    (post,) = posts_of(export(tmp_path, posts, [note(0, escaped_text if escaped else whole)]))
    assert post.text == whole


def test_the_nearest_post_has_the_note(tmp_path: Path) -> None:
    """Of posts with the same beginning, each gets the note nearest in time."""
    posts = [tweet(1, CUT), tweet(0, CUT)]
    notes = [note(1, LONG + "one", 1), note(0, LONG + "none", 30)]
    found = posts_of(export(tmp_path, posts, notes))
    assert {post.created_at: post.text for post in found} == {
        at(0): LONG + "none",
        at(1): LONG + "one",
    }


@pytest.mark.parametrize(
    ("text", "seconds", "minute"),
    [("Other " + LONG, 0, 0), (LONG, 0, 5), ("It", 0, 0)],
)
def test_a_note_without_a_post_is_reported(
    tmp_path: Path, text: str, seconds: int, minute: int
) -> None:
    """A note with another beginning or time is reported and joined to nothing."""
    path = export(tmp_path, [tweet(0, CUT)], [note(minute, text, seconds)])
    (post,), (refused,) = everything(path)
    assert post.origin is Origin.EXPORT
    assert refused.file.endswith("note-tweet.js")
    assert refused.line == 2
    assert "belongs to no post" in refused.reason


def test_a_short_post_is_not_a_beginning(tmp_path: Path) -> None:
    """A complete short post that a note happens to begin with stays as it is."""
    (post,), refused = everything(export(tmp_path, [tweet(0, "It was")], [note(0, LONG)]))
    assert post.text == "It was"
    assert len(refused) == 1


def test_damaged_notes_are_reported(tmp_path: Path) -> None:
    """A note with values of wrong types is reported."""
    bad: list[dict[str, Any]] = [{"noteTweet": 5}, {"noteTweet": {"core": []}}, {"x": {}}]
    _, refused = everything(export(tmp_path, [tweet(0, CUT)], [*bad, note(0, LONG)]))
    assert len(refused) == 3
    assert len(discover([tmp_path]).files) == 2


def whole(folder: Path, post: dict[str, Any], text: str, **core: Any) -> Post:
    """Return the first post of an export with a note of this text, which is joined by its id."""
    (found,) = posts_of(export(folder, [post], [note(0, text, before=30, **core)]))
    assert found.origin is Origin.NOTE
    return found


def with_link(text: str, full: object = QUOTED, **fields: Any) -> dict[str, Any]:
    """Return the first post, with a link at its end."""
    urls = [{"url": CODE, "expanded_url": full}]
    return tweet(0, f"{text} {CODE}", entities={"urls": urls}, **fields)


@pytest.mark.parametrize(
    ("mentions", "text", "shown"),
    [
        ("@bob ", LONG, "@bob " + LONG),
        ("@bob @Cy_1 ", LONG, "@bob @Cy_1 " + LONG),
        ("@bob @cy ", "@CY " + LONG, "@bob @CY " + LONG),
        ("@bob @cy ", "@bob @cy " + LONG, "@bob @cy " + LONG),
        ("@bob @bob ", "@bob " + LONG, "@bob @bob " + LONG),
        ("@ada ", LONG, "@ada " + LONG),
        ("@bob\n", "\n" + LONG, "@bob\n" + LONG),
        ("", LONG, LONG),
    ],
)
def test_the_mentions_of_a_reply_stay(tmp_path: Path, mentions: str, text: str, shown: str) -> None:
    """A note lacks the mentions that a reply begins with; those it has are not repeated."""
    post = whole(tmp_path, tweet(0, mentions + CUT, in_reply_to_status_id_str="5"), text)
    assert (post.text, post.kind, post.reply_to) == (shown, Kind.REPLY, "5")


@pytest.mark.parametrize("text", [CUT, "Plainly bold"])
def test_the_link_to_a_quoted_post_stays(tmp_path: Path, text: str) -> None:
    """The note lacks it, whether or not anything else is cut."""
    long = LONG if text == CUT else text
    post = whole(tmp_path, with_link(text), long)
    assert (post.text, post.links) == (f"{long} {QUOTED}", (QUOTED,))


@pytest.mark.parametrize(
    "full", ["https://e.org/a", "http://e.org/a/", "https://x.com/ada/status/77?s=20"]
)
def test_a_link_of_both_is_not_repeated(tmp_path: Path, full: str) -> None:
    """Post and note have different codes for one link, and hosts of one meaning."""
    stated = {"shortUrl": "https://t.co/aaaaaaaaaa", "expandedUrl": full}
    other = "https://twitter.com/ada/status/77" if "status" in full else "https://e.org/a"
    post = whole(tmp_path, with_link("So: see", other), f"So: see {stated['shortUrl']}",
                 urls=[stated])  # fmt: skip
    assert (post.text, post.links) == (f"So: see {full}", (full,))


def test_the_link_to_the_post_itself_goes(tmp_path: Path) -> None:
    """Some ends led to the whole post, which is here."""
    own = f"https://twitter.com/i/web/status/{tweet(0, '')['id_str']}"
    post = whole(tmp_path, with_link(CUT, own), LONG)
    assert (post.text, post.links) == (LONG, ())


def test_a_code_that_nothing_explains_stays(tmp_path: Path) -> None:
    """It may be that of a quoted post."""
    post = whole(tmp_path, tweet(0, f"{CUT} {CODE}"), LONG)
    assert (post.text, post.links) == (f"{LONG} {CODE}", (CODE,))


def test_the_picture_of_a_long_post_stays(tmp_path: Path) -> None:
    """What follows the cut may be the code of the picture."""
    picture = {"url": CODE, "media_url_https": "https://pbs.twimg.com/media/AAA.jpg"}
    value = tweet(0, f"{CUT} {CODE}", entities={"media": [picture]})
    post = whole(tmp_path, value, "Moss & stone, 3 < 4. " + LONG)
    assert (post.text, len(post.media)) == ("Moss & stone, 3 < 4. " + LONG, 1)


@pytest.mark.parametrize("typed", ["&amp;", "&lt;br&gt;"])
def test_what_looks_like_an_escape_was_typed(tmp_path: Path, typed: str) -> None:
    """Notes have no escapes, so an author who writes of them is not changed."""
    text = f"{typed} is an entity. {LONG}"
    post = whole(tmp_path, tweet(0, text.replace("&", "&amp;")[:280] + "…"), text)
    assert post.text == text
    late = whole(tmp_path / "late", tweet(0, CUT), LONG + typed)
    assert late.text == LONG + typed


def test_the_id_decides(tmp_path: Path) -> None:
    """Of two posts of a second that begin alike, the next one by id has the note."""
    posts = [tweet(0, CUT, id_str=snowflake(at(0) + timedelta(milliseconds=n))) for n in (0, 500)]
    for order in permutations(posts):
        found = posts_of(export(tmp_path, list(order), [note(0, LONG, before=13)]))
        assert {post.id: post.text for post in found} == {
            posts[0]["id_str"]: LONG,
            posts[1]["id_str"]: CUT,
        }


def test_a_cut_post_has_the_note_before_it(tmp_path: Path) -> None:
    """The id is enough where the texts do not agree, for a post that is cut."""
    found = whole(tmp_path, tweet(0, CUT), "Edited: " + LONG)
    assert found.text == "Edited: " + LONG


def test_a_cut_repost_keeps_its_text(tmp_path: Path) -> None:
    """It is another author's, so the note before it is of a post that is gone."""
    text = "RT @bob: " + CUT
    (post,), refused = everything(export(tmp_path, [tweet(0, text)], [note(0, "x", before=20)]))
    assert (post.text, len(refused)) == (text, 1)


def test_a_whole_post_keeps_its_text(tmp_path: Path) -> None:
    """A post that is not cut, and is not the note's beginning, is another one's neighbour."""
    path = export(tmp_path, [tweet(0, "A word in between")], [note(0, LONG, before=20)])
    (post,), refused = everything(path)
    assert post.text == "A word in between"
    assert len(refused) == 1


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(13, 41), st.booleans(), st.booleans()),
        min_size=1, max_size=12,
    ),
    st.randoms(),
)  # fmt: skip
def test_every_note_finds_its_post(shape: list[tuple[int, int, bool, bool]], random: Any) -> None:
    """However close the posts, in any order, each has its own note and none another's."""
    when, posts, notes, texts = at(0), [], [], {}
    for n, (pause, ahead, is_long, is_reply) in enumerate(shape):
        when += timedelta(milliseconds=pause)
        text = f"Post {n}. {LONG}" if is_long else f"Post {n}."
        mention = "@bob " if is_reply else ""
        raw = mention + (text[:270] + "…" if is_long else text)
        post = Post(snowflake(when, n), "ada", when, raw, raw)
        posts.append(post)
        texts[post.id] = raw
        if is_long:
            id = int(snowflake(when - timedelta(milliseconds=ahead)))
            notes.append(Note(id, text, {}, when, Source("note-tweet.js", 1), lambda t: (t, None)))
            texts[post.id] = mention + text
    random.shuffle(posts)
    random.shuffle(notes)
    all_notes = Notes(notes)
    waiting = [post for post in posts if all_notes.may_have(post)]
    joined, unused = all_notes.join(waiting)
    assert unused == []
    assert {post.id: joined.get(post.id, post).text for post in posts} == texts
