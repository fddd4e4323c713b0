"""The language that an export states, and names of languages."""

import pytest

from bot.archive.search.languages import (
    canonical,
    code_of,
    codes_beginning,
    language_of,
    subtags_of,
)


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        (None, "Heute war ein schöner Tag am See", "de"),
        ("en", "Heute war ein schöner Tag am See mit der ganzen Familie", "de"),
        ("en", "東京は雨です", "ja"),
        ("ja", "東京大学", "ja"),
        ("hi", "kya kar raha hai tu abhi", "hi"),
        ("el", "ti kaneis file mou ola kala", "el"),
        ("sr", "Danas je lep dan, gde si ti?", "sr"),
        ("pt-BR", "lol", "pt"),
        ("iw", "שלום לכולם", "he"),
        ("in", "apa kabar", "id"),
        ("nn", "eg veit ikkje", "no"),
        ("cy", "Mae hi'n braf heddiw", "cy"),
        ("da", "Jeg kan ikke se det", "da"),
        ("en", "https://example.com", "en"),
        ("und", "https://example.com", None),
        (None, "https://example.com", None),
        ("no language", "?", None),
    ],
)
def test_the_stated_language_is_checked(
    stated: str | None, text: str, language: str | None
) -> None:
    """It is taken unless the script, or many words, are of another one."""
    assert language_of(stated, text) == language


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[("de", "de"), ("DE", "de"), ("deu", "de"), ("de-AT", "de"), ("German", "de")],
        *[("deutsch", "de"), ("Alemán", "de"), ("aleman", "de"), ("allemand", "de")],
        *[("alemão", "de"), ("ドイツ語", "de"), ("pt-BR", "pt"), ("zh_Hant", "zh"), ("中文", "zh")],
        *[("Filipino", "tl"), ("nb", "no"), ("nynorsk", "no"), ("iw", "he"), ("cy", "cy")],
        *[("Welsh", "cy"), ("xx", None), ("Klingonish", None), ("", None), ("-", None)],
    ],
)
def test_languages_by_name(name: str, code: str | None) -> None:
    """Codes and names in all languages of the bot lead to one code."""
    assert code_of(name) == code


def test_codes_are_one_for_each_language() -> None:
    """Of several codes of a language, all lead to one."""
    assert canonical("zh-Hant-TW") == canonical("cmn") == "zh"
    assert canonical("und") is None
    assert all(canonical(tag) == "no" for tag in subtags_of("no"))
    assert {"id", "in"} <= {*subtags_of("id")}


def test_completion_offers_codes() -> None:
    """By the code or the name."""
    assert "de" in codes_beginning("ger")
    assert "de" in codes_beginning("Deu")
    assert next(codes_beginning("")) == "en"
