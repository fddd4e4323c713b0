"""Records as posts: times, embeds, labels and references."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.details import LinkCard
from bot.archive.posts.ids.tid import tid_milliseconds
from bot.archive.posts.post import Kind, Media, MediaKind, Post, Precision
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import to_milliseconds
from bot.ingest.bluesky.blobs import cid_of, media_path
from bot.ingest.bluesky.records import RowMaker
from bot.ingest.bluesky.times import written_at
from bot.ingest.records.counts import Unread
from bot.ingest.records.validation import check_post
from tests.ingest.bluesky.reading import Read, read_car
from tests.ingest.bluesky.repositories import (
    DID,
    NOON,
    OTHER,
    POST,
    REPOST,
    blob,
    post,
    repository,
    tid,
)

KEY = tid(NOON)
THEIRS = f"at://{OTHER}/{POST}/3krother2222a"


def read_one(record: object, folder: Path, key: str = f"{POST}/{KEY}", **options: str) -> Read:
    """Return what is read of a repository with one record."""
    return read_car(repository({key: record}), folder, **options)


def only(record: object, folder: Path, **options: str) -> Post:
    """Return the post that a record is read as."""
    (found,) = read_one(record, folder, **options).posts
    return found


@pytest.mark.parametrize(
    ("claim", "seconds"),
    [
        ("2024-05-01T12:00:05Z", 5),
        ("2024-05-01t12:00:05z", 5),
        ("2024-05-01T12:00:05", 5),
        ("2024-05-01T14:00:05+02:00", 5),
        ("2024-05-01T12:00:05.5Z", 5.5),
        ("2024-05-01T12:00:05.123456789Z", 5.123),
        ("2024-05-02T12:00:00Z", 86_400),
    ],
)
def test_claimed_times(claim: str, seconds: float) -> None:
    """A plausible time is taken, with its zone and to the millisecond."""
    written = written_at(claim, KEY, None)
    assert written is not None
    assert written.milliseconds == to_milliseconds(NOON + timedelta(seconds=seconds))
    assert written.claimed is None
    assert (written.precision == Precision.MILLISECOND.value) is ("." in claim)


@pytest.mark.parametrize(
    "claim",
    [
        "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2024-02-30T08:00:00Z", "0", "",
        "2024-05-01", "2031-01-01T00:00:00.000Z", "2024-05-01T25:00:00Z", "01/05/2024 12:00",
        "2005-12-31T23:59:59Z", "2024-05-02T12:00:01Z", "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59", "2024-05-01T12:00:00+99:00", "２024-05-01T12:00:00Z",
        "x" * 999,
    ],
)  # fmt: skip
def test_the_key_says_when(claim: str) -> None:
    """For a time that is impossible or not plausible that of the key is taken, and both kept."""
    written = written_at(claim, KEY, None)
    assert written is not None
    assert written[:2] == (to_milliseconds(NOON), Precision.MILLISECOND.value)
    assert written.claimed == claim[:64]
    assert written_at(claim, "my-own-key", to_milliseconds(NOON)) is None


@given(st.text() | st.datetimes().map(lambda when: f"{when.isoformat()}Z") | st.integers())
def test_no_claim_crashes(claim: object) -> None:
    """Any claim is taken or not; a post with a time in its key always has one."""
    latest = to_milliseconds(NOON)
    written = written_at(claim, KEY, latest)
    assert written is not None
    assert written.milliseconds <= latest + 86_400_000
    written_at(claim, "self", None)


@given(st.integers(0, 2**53 - 1), st.integers(0, 1023))
def test_tids_hold_their_time(microseconds: int, clock: int) -> None:
    """The time in a key is the one that it was made at."""
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds % 2**52)
    assert tid_milliseconds(tid(when, clock)) == to_milliseconds(when)


def test_keys_of_impossible_times(tmp_path: Path) -> None:
    """A key that no clock made is no witness: the repository's latest change is the bound."""
    record = post(when=NOON)
    assert only(record, tmp_path).created_at == NOON
    for key in ("2222222222222", "jzzzzzzzzzzzz"):
        (found,) = read_one(record, tmp_path, f"{POST}/{key}").posts
        assert found.created_at == NOON
        late = post(when=NOON + timedelta(days=9_000))
        assert read_one(late, tmp_path, f"{POST}/{key}").reasons == [
            "neither what it states nor its key says when it was written"
        ]


def test_a_reply_and_its_root(tmp_path: Path) -> None:
    """A reply names its parent and that one's account; of the owner it is the name in use."""
    mine = f"at://{DID}/{POST}/{KEY}"
    reply = {"root": {"uri": mine, "cid": "b"}, "parent": {"uri": THEIRS, "cid": "b"}}
    found = only(post(reply=reply), tmp_path, handle="ada.example")
    assert (found.kind, found.reply_to, found.reply_to_account) == (Kind.REPLY, THEIRS, OTHER)
    assert (found.details.root, found.account, found.account_id) == (mine, "ada.example", DID)
    reply["parent"] = reply["root"]
    found = only(post(reply=reply), tmp_path, handle="ada.example")
    assert found.reply_to_account == "ada.example"
    assert only(post(reply={"parent": 7}), tmp_path).kind is Kind.POST


def test_a_repost(tmp_path: Path) -> None:
    """A repost has no text, and the address of its original; without one it is reported."""
    record = {"$type": REPOST, "subject": {"uri": THEIRS}, "createdAt": "2024-05-01T12:00:00Z"}
    (found,) = read_one(record, tmp_path, f"{REPOST}/{KEY}").posts
    address = f"https://bsky.app/profile/{OTHER}/post/3krother2222a"
    assert (found.kind, found.text, found.links) == (Kind.REPOST, "", (address,))
    assert (found.details.original, found.details.original_account) == (THEIRS, OTHER)
    assert found.url == address
    read = read_one(record | {"subject": {}}, tmp_path, f"{REPOST}/{KEY}")
    assert read.reasons == ["it does not say what it reposts"]


def test_embeds(tmp_path: Path) -> None:
    """Pictures, galleries, films, cards and quotes are read; unknown types are counted."""
    image = {"image": blob(b"a"), "alt": " "}
    path = media_path(blob(b"a"))
    one = Media(MediaKind.IMAGE, path)
    embed = "app.bsky.embed"
    images = {"$type": f"{embed}.images", "images": [image]}
    assert only(post(embed=images), tmp_path).media == (one,)
    items = [{"$type": f"{embed}.gallery#image"} | image, {"$type": f"{embed}.gallery#new"}, 3]
    read = read_one(post(embed={"$type": f"{embed}.gallery", "items": items}), tmp_path)
    assert read.posts[0].media == (one,)
    assert read.unread == {Unread.PARTS: 2}
    video = {"$type": f"{embed}.video", "video": blob(b"b", "video/mp4"), "presentation": "gif"}
    film = Media(MediaKind.GIF, media_path(blob(b"b", "video/mp4")))
    assert only(post(embed=video), tmp_path).media == (film,)
    quote = {"$type": f"{embed}.recordWithMedia", "media": images}
    quote["record"] = {"$type": f"{embed}.record", "record": {"uri": THEIRS, "cid": "b"}}
    quoting = only(post(embed=quote), tmp_path)
    assert (quoting.details.quotes, quoting.links, quoting.media) == (THEIRS, (), (one,))
    feed = {"uri": f"at://{OTHER}/app.bsky.feed.generator/news", "cid": "b"}
    linking = only(post(embed={"$type": f"{embed}.record", "record": feed}), tmp_path)
    assert linking.links == (f"https://bsky.app/profile/{OTHER}/feed/news",)
    assert linking.details.quotes is None
    external = {"uri": "https://example.org/", "title": "T", "description": "D"}
    carded = only(post(embed={"$type": f"{embed}.external", "external": external}), tmp_path)
    assert carded.details.card == LinkCard("https://example.org/", "T", "D")
    assert carded.links == ("https://example.org/",)
    unknowns: tuple[object, ...] = ({"$type": "new"}, 7, {"$type": f"{embed}.external"}, [])
    for unknown in unknowns:
        assert read_one(post(embed=unknown), tmp_path).unread == {Unread.PARTS: 1}


def test_labels_tags_and_languages(tmp_path: Path) -> None:
    """Labels are warnings, but for those that are settings; tags and the first language count."""
    labels = {"values": [{"val": "porn"}, {"val": "!no-unauthenticated"}, {"val": 3}, 4]}
    found = only(post(labels=labels, tags=["#one", "two", "", 3], langs=["pt-BR", "en"]), tmp_path)
    assert (found.content_warning, found.sensitive) == ("porn", True)
    assert (found.details.tags, found.language) == (("one", "two"), "pt-BR")
    settings_alone = {"values": [{"val": "!hide"}]}
    found = only(post(labels=settings_alone, langs=["a b"]), tmp_path)
    assert (found.content_warning, found.sensitive, found.language) == (None, None, None)


NAMES = st.sampled_from(
    ["$type", "uri", "images", "image", "record", "media", "external", "values", "val", "parent",
     "root", "ref", "cid", "mimeType", "alt", "items", "video", "index"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)
FIELDS = st.sampled_from(["reply", "embed", "facets", "entities", "labels", "langs", "tags"])


@given(VALUES, FIELDS)
def test_fields_of_other_forms(value: object, name: str) -> None:
    """A field of any other form is left out, and the post is read."""
    record = post("as it is") | {name: value}
    if isinstance(value, dict) and name == "embed":
        record["embed"] = value | {"$type": "app.bsky.embed.recordWithMedia"}
    row = RowMaker("file", "ada.example", DID, None, 0).post(record, KEY, 1)
    assert isinstance(row, PostRow)
    assert row.text == "as it is"
    check_post(row.post)


def test_old_blobs_are_named_alike() -> None:
    """A blob of before mid 2023 is named by text; what is no name is no file."""
    name = cid_of(bytes(32))
    assert name.startswith("bafkrei")
    assert media_path({"cid": name, "mimeType": "image/png"}) == f"media/{name}.png"
    assert media_path({"cid": name, "mimeType": "image/new"}) == f"media/{name}"
    assert media_path({"cid": "../../x", "mimeType": "image/png"}) is None
    assert media_path({"ref": "x"}) is None
    assert media_path(None) is None
