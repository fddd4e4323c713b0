"""Notes on how a query was understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.query.grammar import KEYWORDS, Keyword
from bot.archive.search.query.notes import needs_counts, notes
from bot.archive.search.query.parser import parse
from bot.errors import ThrowbackError

TEXT = "is no filter here; it was searched as text"
TEXTS = "are no filters here; they were searched as text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("colour:blue", [f"“colour:” {TEXT}"]),
        ("colour：blue", [f"“colour:” {TEXT}"]),
        ("bees -colour:blue", [f"“colour:” {TEXT}"]),
        ('colour:"dark blue"', [f"“colour:” {TEXT}"]),
        ("(a OR min-likes:5) min-likes:6", [f"“min-likes:” {TEXT}"]),
        ("near:me filter:links", [f"“near:” and “filter:” {TEXTS}"]),
        ("a1:b a2:b a3:b a4:b", [f"“a1:”, “a2:” and “a3:” {TEXTS}"]),
        (f"{'x' * 30}:y", [f"“{'x' * 20}…:” {TEXT}"]),
        ("until:2020", ["until: counts that date as well"]),
        ("cat -until:2020-05", ["until: counts that date as well"]),
        ("before:2020 after:2019", ["after: leaves that date out", "before: leaves that date out"]),
        ("Größe:5 before:2020", [f"“Größe:” {TEXT}", "before: leaves that date out"]),
        *((text, []) for text in ("cat", "from:ada since:2020", '"colour:blue" "until:2020"')),
        *((text, []) for text in ("http://a.b/c", "HTTPS://x.com/a:b", "10:30", "16:9", "c:\\x")),
        *((text, []) for text in ("std::vector", "news: cat", "cat :D", ":smile:", "5:a", "D:")),
    ],
)
def test_what_is_noted(text: str, expected: list[str]) -> None:
    """Words that look like filters are named, and so is which days a filter includes."""
    assert notes(parse(text)) == expected


@pytest.mark.parametrize("keyword", KEYWORDS, ids=lambda keyword: keyword.name)
def test_a_filter_is_not_called_unknown(keyword: Keyword) -> None:
    """No keyword, under any of its names, is called no filter."""
    for name in (keyword.name, *keyword.synonyms):
        text = f"{name}:{keyword.example.partition(':')[2].partition(' ')[0]}"
        assert not any(TEXT in note for note in notes(parse(text)))


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("min_likes:5", True),
        ("cat -(dog OR min_reposts:1)", True),
        ("sort:popular", True),
        ("sort:newest", False),
        ('"min_likes:5"', False),
    ],
)
def test_what_needs_counts(text: str, needs: bool) -> None:
    """Filters by counts need them, and so does the order by likes."""
    assert needs_counts(parse(text)) is needs


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("a:_-：\"'")))
def test_notes_are_short(text: str) -> None:
    """The notes on any text have a known length and one line each."""
    try:
        query = parse(text)
    except ThrowbackError:
        return
    found = notes(query)
    assert len(" · ".join(found)) <= 250
    assert all(note.splitlines() == [note] for note in found)
