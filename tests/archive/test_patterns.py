"""Expressions that are compiled when they are first used."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.patterns import deferred

EXPRESSION = r"(\w)\.(?P<letter>a?)"


@given(st.text(alphabet="aA.é ", max_size=12))
def test_it_is_the_expression(text: str) -> None:
    """Its methods find what those of the compiled expression find, the first time and later."""
    late, compiled = deferred(EXPRESSION, re.IGNORECASE), re.compile(EXPRESSION, re.IGNORECASE)
    for _ in range(2):
        assert late.findall(text) == compiled.findall(text)
        assert late.sub("-", text) == compiled.sub("-", text)
        assert (late.fullmatch(text) is None) == (compiled.fullmatch(text) is None)
    assert late.groupindex == compiled.groupindex


def test_it_is_compiled_when_it_is_first_used() -> None:
    """One that nobody uses costs nothing, so that what is wrong with it is found at its use."""
    late = deferred("(")
    with pytest.raises(re.error):
        late.search("")
