"""Short addresses are replaced by what the export states, to the letter."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.ingest.export.short_links import expand, stated_links
from bot.ingest.text.mojibake import make_mojibake
from tests.ingest.export.exports import files, posts_of, tweet, tweets

CODE = "https://t.co/aaaaaaaaaa"


def shown(folder: Path, text: str, full: Any, **entity: Any) -> Post:
    """Return a post with one short address, `CODE`, that is stated to be `full`."""
    value = tweet(0, text, entities={"urls": [{"url": CODE, "expanded_url": full} | entity]})
    (post,) = posts_of(files(folder, tweets=tweets(value)))
    return post


@pytest.mark.parametrize(
    "behind",
    [
        "终于换好了",
        "いいね",
        "ครับ",
        "\u200f",
        "\u200d",
        "⁰",
        "、次",
        "한국",
        "é",
        "…",
        ")",
        ".",
        "’s",
        "️",
    ],
)
@pytest.mark.parametrize(
    "full", ["https://www.loom.example", "https://loom.example/x?y=1", "http://loom.example/Ü"]
)
def test_text_behind_a_link_is_none_of_it(tmp_path: Path, behind: str, full: str) -> None:
    """The address ends where its code does, whatever the text goes on with."""
    post = shown(tmp_path, f"看这里{CODE}{behind}", full)
    assert (post.text, post.links) == (f"看这里{full}{behind}", (full,))


@pytest.mark.parametrize("sign", [".", "!", "?", "…", "~", "'", ")", "]", ",", ";", "*", "_", "。"])
@pytest.mark.parametrize("behind", ["", " and", "终于", ". So"])
def test_a_sign_at_the_end_of_an_address_stays(tmp_path: Path, sign: str, behind: str) -> None:
    """What the export states is the address, also if it ends in a punctuation mark."""
    full = f"https://loom.example/Who{sign}"
    expected = full + behind if sign == "_" and behind == "终于" else full
    assert shown(tmp_path, f"see {CODE}{behind}", full).links == (expected,)


@pytest.mark.parametrize("end", "/=+-_")
def test_an_address_with_an_open_end_goes_on(tmp_path: Path, end: str) -> None:
    """Twitter ended it before the first letter it did not know; the letters are part of it."""
    full = f"https://ja.loom.example/wiki{end}"
    assert shown(tmp_path, f"{CODE}東京。次", full).links == (f"{full}東京",)
    assert shown(tmp_path, f"{CODE}\u200f東", full).links == (full,)
    assert shown(tmp_path, f"{CODE} 東京", full).links == (full,)


@pytest.mark.parametrize("full", [None, "", 5, "loom.example"])
def test_an_address_without_a_full_one_ends_with_its_code(tmp_path: Path, full: object) -> None:
    """An entity may lack its full address, or hold null."""
    assert shown(tmp_path, f"看{CODE}终于", full).links == (CODE,)


def test_addresses_are_not_unescaped(tmp_path: Path) -> None:
    """An entity in an address was typed; only the text is escaped."""
    full = "https://loom.example/?a=1&amp;b=<2>&copy=3"
    post = shown(tmp_path, f"a &amp; b {CODE}", full)
    assert (post.text, post.links) == (f"a & b {full}", (full,))


def test_links_of_a_repaired_text(tmp_path: Path) -> None:
    """Addresses end where the export says in a damaged file too."""
    text, full = f"Größe “{CODE}终于换好了” ü", "https://loom.example/Größe"
    value = tweet(0, text, entities={"urls": [{"url": CODE, "expanded_url": full}]})
    (post,) = posts_of(files(tmp_path, tweets=make_mojibake(tweets(value))))
    assert post.repair
    assert (post.text, post.links) == (text.replace(CODE, full), (full,))


@pytest.mark.parametrize(
    ("text", "full", "expanded"),
    [
        ("http://a.b/x http://a.b/xyz", {"http://a.b/x": "http://1", "http://a.b/xyz": "http://2"},
         "http://1 http://2"),
        ("a.bc (a.bc) www.a.bc a.bcd", {"a.bc": "http://a.bc/"},
         "http://a.bc/ (http://a.bc/) www.a.bc a.bcd"),
        ("a.bc https://t.co/x", {"a.bc": "https://t.co/x", "https://t.co/x": "http://a.bc"},
         "https://t.co/x http://a.bc"),
        # A code that is none of Twitter's, and an address without any, which begins all others.
        ("see https://t.co/a-b", {"https://t.co/a-b": "http://a.bc"}, "see http://a.bc"),
        ("a https://t.co/mm", {"https://t.co/mm": "1", "https://t.co/": "2", "https://t.co": "3"},
         "a 1"),
        ("https://t.co/xyRT https://t.co/x", {"https://t.co/xy": "1", "https://t.co/x": "2"},
         "1RT 2"),
    ],
)  # fmt: skip
def test_every_address_is_replaced_once(text: str, full: dict[str, str], expanded: str) -> None:
    """None is found in another, nor in what replaces another."""
    assert expand(text, full) == expanded


@given(
    st.lists(st.tuples(st.text(), st.from_regex(r"https://e\.org/\w{1,5}[.!)]?", fullmatch=True)))
)
def test_stated_addresses_are_all_found(parts: list[tuple[str, str]]) -> None:
    """Whatever stands around them, stated addresses come back in order, each once."""
    text = " ".join(f"{before} {link}" for before, link in parts)
    stated = [link for _, link in parts]
    known = set(stated)
    found = [link for link in stated_links(text, stated) if link in known]
    assert set(found) <= known
    assert all(any(other.startswith(link) for other in found) for link in known)
