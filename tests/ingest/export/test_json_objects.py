"""Damaged files and wrong values in an export."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ArchiveFileError
from bot.ingest.export.json_objects import objects
from tests.ingest.export.exports import (
    everything,
    files,
    posts_of,
    tweet,
    tweets,
)

WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)

KEYS = (
    "id_str", "id", "full_text", "created_at", "entities", "extended_entities", "user", "edit_info",
    "in_reply_to_status_id_str", "in_reply_to_screen_name", "retweeted_status",
)  # fmt: skip

PARTS = (
    "urls",
    "media",
    "url",
    "expanded_url",
    "video_info",
    "variants",
    "media_url_https",
    "type",
)


@given(
    st.dictionaries(st.sampled_from(KEYS), WRONG | st.dictionaries(st.sampled_from(PARTS), WRONG))
)
@settings(max_examples=80)
def test_any_value_may_be_wrong(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    """A post with any wrong value is read or reported, and its neighbours are read."""
    folder = tmp_path_factory.mktemp("wrong")
    values = [tweet(0, "first"), tweet(1, "odd") | fields, tweet(2, "last")]
    content = json.dumps([{"tweet": value} for value in values])
    posts, refused = everything(files(folder, tweets=f"window.YTD.tweets.part0 = {content}"))
    texts = [post.text for post in posts]
    assert "first" in texts
    assert "last" in texts
    assert len(posts) + len(refused) == 3
    for post in posts:
        json.dumps([post.text, post.raw], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ('{"tweet": {}}', "no id"),
        ("5", "damaged"),
        ("{" * 50_000, "damaged"),
        ('{"a":' * 50_000, "too deeply"),
        ("[" * 50_000 + "5", "damaged"),
        ('{"tweet": {"id_str": "' + "9" * 5000 + '"}}', "no id"),
        ('{"tweet": {"id": ' + "9" * 5000 + "}}", "no id"),
        ('{"a": "' + "x" * 1_500_000 + '"}', "characters"),
        ('{"a": "' + "x" * 1_500_000, "characters"),
    ],
)
def test_strange_objects_cost_only_themselves(tmp_path: Path, odd: str, reason: str) -> None:
    """An object that is no post is reported once, with its line; its neighbours are read."""
    first, last = (json.dumps({"tweet": tweet(n, f"post {n}")}) for n in range(2))
    path = tmp_path / "tweets.js"
    path.write_text(f"window.YTD.tweets.part0 = [\n{first},\n{odd},\n{last}\n]")
    posts, (refused,) = everything(path, name="ada")
    assert [post.text for post in posts] == ["post 0", "post 1"]
    assert (refused.line, reason in refused.reason) == (3, True)


def test_halves_of_characters(tmp_path: Path) -> None:
    """Surrogate pairs are joined, lone surrogates are replaced, and all texts can be stored."""
    export = files(tmp_path, tweets="window.YTD.tweets.part0 = " + json.dumps(
        [{"tweet": tweet(0, "a\ud83d b \ud83d\ude00")}]
    ))  # fmt: skip
    (post,) = posts_of(export)
    assert post.text == post.raw == "a\ufffd b 😀"


LAYOUTS = st.sampled_from([2, None])


@given(st.data(), LAYOUTS)
@settings(max_examples=150)
def test_damage_costs_only_what_it_hits(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, indent: int | None
) -> None:
    """After a cut, changed byte, gap or splice, every post whose object is undamaged is read."""
    values = [tweet(n, f"post {n} “ü” {{[") for n in range(6)]
    whole = tweets(*values, indent=indent).encode()
    spans = []
    for value in values:
        begin = whole.rindex(b"{", 0, whole.index(value["id_str"].encode()))
        spans.append((begin, whole.index(b"}", whole.index(b'"urls"', begin) + 1) + 1))
    head = whole.index(b"[") + 1
    begin = data.draw(st.integers(head, len(whole) - 1))
    end = data.draw(st.just(begin + 1) | st.integers(begin, len(whole)))
    new = data.draw(st.binary(max_size=3) | st.sampled_from([b"", b'"', b"{", b"}", b"\\", b"[{"]))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "tweets.js").write_bytes(whole[:begin] + new + whole[end:])
    try:
        posts, refused = everything(folder, name="ada")
    except ArchiveFileError:
        assert begin < spans[0][1]  # nothing is left to recognize the file by
        return
    texts = {post.text for post in posts}
    for n, (first, last) in enumerate(spans):
        # Something cut or opened just before a post may swallow it.
        if last < begin - 10 or first > end + 10:
            assert f"post {n} “ü” {{[" in texts
    assert len(posts) + len(refused) > 0


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    """A file that ends in a post, or between two, is reported with the line."""
    whole = tweets(*(tweet(n, f"post {n}") for n in range(3)))
    for end, reason in ((whole.rindex("created_at"), "this post"), (whole.rindex(","), "list")):
        path = tmp_path / "tweets.js"
        path.write_text(whole[:end])
        posts, refused = everything(path, name="ada")
        assert [post.text for post in posts][:2] == ["post 0", "post 1"]
        assert any(reason in one.reason for one in refused) or len(posts) == 2


def test_a_quoted_post_is_not_the_owners(tmp_path: Path) -> None:
    """After damage, a post of others inside an old export is not read as the owner's."""
    quoted = {"id_str": "5", "text": "theirs", "created_at": "2014-01-01 00:00:00 +0000",
              "user": {"screen_name": "bob"}}  # fmt: skip
    value = {**tweet(0, "RT @bob: theirs"), "retweeted_status": quoted}
    whole = tweets(value, tweet(1, "mine")).replace('"id_str"', '"id_str', 1)
    path = tmp_path / "tweets.js"
    path.write_text(whole)
    posts, refused = everything(path, name="ada")
    assert [post.text for post in posts] == ["mine"]
    assert len(refused) == 1


@given(st.lists(st.integers(0, 400), max_size=6), LAYOUTS)
def test_chunks_make_no_difference(cuts: list[int], indent: int | None) -> None:
    """Objects and their lines do not depend on how a file is cut into chunks."""
    text = tweets(*(tweet(n, f"{n}") for n in range(2)), indent=indent)
    offsets = [0, *sorted(cuts), len(text)]
    chunks = [text[a:b] for a, b in pairwise(offsets)]
    assert list(objects(chunks, lambda _: True)) == list(objects([text], lambda _: True))
