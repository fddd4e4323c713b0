"""Reasons are kept in English, and said in whatever language they are read in."""

import pytest

from bot.archive.digests import reasons
from bot.archive.digests.reasons import kept, said
from bot.errors import CannotPostError
from bot.languages import ENGLISH, LANGUAGES, Language, Message, speaking

VALUES = {"where": "<#{2}>", "zone": "Europe/%s", "status": 503, "code": 50035}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", reasons._ALL)
def test_a_reason_is_kept_in_english(reason: Message, language: Language) -> None:
    """Whichever language is spoken then, the same text is kept, and said as if it were new."""
    inner = reasons.HIDDEN.filled(where="<#3>")
    with speaking(ENGLISH):
        english = str(reason.filled(**VALUES, why=inner))
    with speaking(language):
        assert kept(CannotPostError(reason.filled(**VALUES, why=inner))) == english
        assert said(english) == str(reason.filled(**VALUES, why=inner))
        assert said("Another sentence.") == "Another sentence."
