"""Links, mentions and hashtags in texts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.bluesky.facets import rich_text

FACET = "app.bsky.richtext.facet"
LINK = "https://example.org/a/long/way"


def facet(start: int, end: int, **feature: str) -> dict[str, Any]:
    """Return a facet over bytes with one feature."""
    (kind,) = {"uri": "link", "did": "mention", "tag": "tag"}[next(iter(feature))].split()
    features = [{"$type": f"{FACET}#{kind}"} | feature]
    return {"index": {"byteStart": start, "byteEnd": end}, "features": features}


def over(text: str, part: str, **feature: str) -> dict[str, Any]:
    """Return a facet over a part of a text."""
    start = text.encode().index(part.encode())
    return facet(start, start + len(part.encode()), **feature)


FACETS = st.lists(
    st.builds(
        facet,
        st.integers(-2, 40),
        st.integers(-2, 40),
        uri=st.sampled_from([LINK, "https://example.org/"]),
    )
    | st.builds(facet, st.integers(0, 40), st.integers(0, 40), tag=st.text(max_size=5))
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["index", "features", "byteStart", "$type", "type", "value"]), inner
            )
        ),
    ),
    max_size=4,
)


@given(st.text(alphabet="aé😀 .\u200d", max_size=20), FACETS)
def test_no_facet_changes_a_text(text: str, facets: list[Any]) -> None:
    """Whatever facets say, a text without shortened addresses comes out as it is."""
    assert rich_text(text, facets, None).text == text
    assert rich_text(text, None, facets).text == text


@given(
    st.text(alphabet="aé😀", max_size=9),
    st.text(alphabet="aé😀", max_size=9),
    st.sampled_from(["example.org/a/lo…", "example.org/a...", "https://example.org/a/…", LINK[8:]]),
)
def test_shortened_addresses_are_restored(before: str, after: str, shown: str) -> None:
    """Only the shortened address is replaced, whatever is around it."""
    text = f"{before} {shown} {after}"
    rich = rich_text(text, [over(text, shown, uri=LINK)], None)
    assert rich.text == f"{before} {LINK} {after}"
    assert rich.links == (LINK,)


@pytest.mark.parametrize(
    ("shown", "link"),
    [
        ("here", LINK),
        ("example.com/a/lo…", LINK),
        ("exam…", LINK),
        ("…", LINK),
        ("bank.example", "https://example.org/bank.example"),
        (LINK, LINK),
        ("example.org", "https://example.org/"),
        ("example.org/a", "https://example.org/a/long"),
    ],
)
def test_words_stay_words(shown: str, link: str) -> None:
    """What is no shortened form of the address stays, and the address is among the links."""
    text = f"see {shown} now"
    rich = rich_text(text, [over(text, shown, uri=link)], None)
    assert (rich.text, rich.links) == (text, (link,))


def test_a_www_is_no_difference() -> None:
    """An address that is shown without www. is restored with it."""
    text = "example.org/abc…"
    link = "https://www.example.org/abcdef"
    assert rich_text(text, [over(text, text, uri=link)], None).text == link


def test_overlapping_facets_keep_the_first() -> None:
    """Of facets that overlap the earlier one counts; order in the list does not."""
    one, two = facet(0, 5, uri="https://example.org/1"), facet(4, 8, uri="https://example.org/2")
    assert rich_text("words to link", [two, one], None).links == ("https://example.org/1",)


def test_neighbours_inside_one_character() -> None:
    """Two facets that meet inside an emoji both count, and the text is whole."""
    facets = [facet(0, 2, uri=LINK), facet(2, 4, tag="half")]
    rich = rich_text("😀", facets, None)
    assert (rich.text, rich.links, rich.tags) == ("😀", (LINK,), ("half",))


def test_features_of_one_facet() -> None:
    """All features of a facet count, those of other forms are left out."""
    both = facet(0, 4, uri=LINK)
    did = "did:plc:abc"
    both["features"] += [{"$type": f"{FACET}#mention", "did": did}, {"$type": f"{FACET}#new"}, 3]
    both["features"] += [{"$type": f"{FACET}#link", "uri": "javascript:alert(1)"}]
    rich = rich_text("word", [both], None)
    assert (rich.links, rich.mentions) == ((LINK,), (did,))


def test_entities_count_utf_16() -> None:
    """Entities are read where there are no facets, by units of UTF-16."""
    text = "é😀 example.org/a/lo… @bob"
    start = len("é😀 ".encode("utf-16-le")) // 2
    entities = [
        {"index": {"start": start, "end": start + 17}, "type": "link", "value": LINK},
        {"index": {"start": start + 18, "end": start + 22}, "type": "mention", "value": "did:a:b"},
        {"index": {"start": 0, "end": 1}, "type": "other", "value": "?"},
    ]
    rich = rich_text(text, [], entities)
    assert rich.text == f"é😀 {LINK} @bob"
    assert (rich.links, rich.mentions) == ((LINK,), ("did:a:b",))
    assert rich_text(text, [facet(0, 2, tag="a")], entities).links == ()
