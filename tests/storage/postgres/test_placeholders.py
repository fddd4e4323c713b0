"""SQLite's placeholders as PostgreSQL's."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.postgres.placeholders import numbered

_OPAQUE = st.one_of(
    st.text(alphabet="ab?'$ \n", max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.text(alphabet="ab?$ ", max_size=8).map(lambda text: f'"{text}"'),
    st.text(alphabet="ab?'\"$ ", max_size=8).map(lambda text: f"--{text}\n"),
    st.text(alphabet="ab?'\"$ ", max_size=8).map(lambda text: f"/*{text}*/"),
)
_PLACEHOLDER = st.one_of(st.just("?"), st.integers(1, 12).map(lambda number: f"?{number}"))
_PARTS = st.lists(
    st.one_of(st.tuples(st.just("opaque"), _OPAQUE), st.tuples(st.just("value"), _PLACEHOLDER)),
    max_size=12,
)


@given(_PARTS)
def test_placeholders_are_numbered_as_sqlite_does(parts: list[tuple[str, str]]) -> None:
    """One without a number follows the greatest; literals, names and comments stay as they are."""
    expected, greatest = [], 0
    for kind, text in parts:
        if kind == "opaque":
            expected.append(text)
            continue
        number = int(text[1:] or greatest + 1)
        greatest = max(greatest, number)
        expected.append(f"${number}")
    sql = " , ".join(text for _, text in parts)
    assert numbered(sql) == " , ".join(expected)


@given(st.text(alphabet=st.characters(exclude_characters="?"), max_size=40))
def test_what_has_no_placeholder_stays(sql: str) -> None:
    """A statement without a question mark is not changed."""
    assert numbered(sql) == sql


def test_an_example() -> None:
    """A statement with all kinds."""
    sql = """UPDATE t SET a = ?2, b = '?''?' -- why?
             WHERE "c?" = ? AND d = ?1 /* ? */"""
    assert re.findall(r"\$\d", numbered(sql)) == ["$2", "$3", "$1"]
