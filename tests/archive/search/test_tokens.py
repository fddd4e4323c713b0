"""Tokenization of posts and queries."""

from unicodedata import is_normalized, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.search import tokens
from bot.archive.search.analysis.folding import fold
from bot.archive.search.tokens import (
    _analyse,
    is_partial,
    is_unspaced,
    pairs_of,
    tokenize,
    tokenize_query,
    tokenize_with_spans,
    unspaced_runs,
)

# Characters with which the analysis of one script meets that of another.
TELLING = (
    "lLd'\u2019`\u02bc\u00b4\u00b7aeo\u00e9\u0301\u0327 #@_/:.+19\u00bd\u0661"
    "日本語カか\u3099\u309bｶﾞー한국ㅋ\u1100\u1161\u11a8\u3164ไทำ\u0e4d\u0e32\u0e49ກຳစာ္ပ်ខ្មែ"
    "بَأى\u0640שָׁ\u05ddक्षिਕਾދިབོ\u0f0b\u00ad\u200b\u200c\u200d\u2060\u200f\ufe0f\u20e3"
    "👍\U0001f3fd🏴\U000e0067\U000e007f🇩\u2190\u0338\U000e0100"
)
ANY = st.text() | st.text(TELLING, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's DON'T", ["its", "dont"]),
        ("C++ and c#, not c", ["c++", "and", "c#", "not", "c"]),
        ("#PyTorch by @soumith", ["#pytorch", "pytorch", "by", "@soumith", "soumith"]),
        ("thanks @snake_case", ["thanks", "@snake_case", "snake", "case"]),
        ("see https://www.godbolt.org/z/35", ["see", "godbolt", "org", "z", "35"]),
        ("Café e\u0301t Weiß", ["cafe", "et", "weiss"]),
        ("日本語", ["日本", "本語", "語"]),
        ("한국 SNS에서 갤럭시s24 ㅋㅋ", ["한국", "sns", "에서", "갤럭시", "s24", "ㅋㅋ"]),
        ("ＡＢＣ ﾃｽﾄ", ["abc", "てす", "すと", "と"]),
        ("らーめん ラーメン", ["らー", "ーめ", "めん", "ん"] * 2),
        ("I ❤️ it 👍🏽", ["i", "❤", "it", "👍"]),
        ("🇩🇪 👨‍👩‍👧", ["🇩🇪", "👨‍👩‍👧"]),
        ("1️⃣2️⃣ #️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 \u219a", ["1", "2", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\u2190"]),
        ("หิว น้ำ นํ้า", ["หิว", "ว", *["น้ำ", "ำ"] * 2]),
        ("#ดีมาก", ["#ดีมาก", "ดีม", "มา", "าก", "ก"]),
        ("စား စာအုပ်", ["စား", "စာအု", "အုပ်", "ပ်"]),
        ("ខ្មែរ", ["ខ្មែរ", "រ"]),
        ("བོད་ཡིག ދިވެހި हिन्दी", ["བོད", "ཡིག", "ދިވެހި", "हिन्दी"]),
        ("あ゛あ゛ か゜", ["あ\u3099あ\u3099", "あ\u3099", "か\u309a"]),
        ("so\u00adft ze\u200bro mi\u200cn #mi\u200cn", ["soft", "zero", "min", "#min", "min"]),
        ("ดี\u200bดี 日\u2060本", ["ดี", "ดี", "日本", "本"]),
        ("½ \u2474 ① x²", ["1", "2", "1", "1", "x2"]),
        ("col·legi Berlin·Bonn", ["collegi", "berlin", "bonn"]),
        ("l'11 qu’elle dell`arte", ["l", "11", "qu", "elle", "dell", "arte"]),
        ("aujourd'hui, quelqu'un, d'aujourd'hui", ["aujourdhui", "quelquun", "d", "aujourdhui"]),
        ("O'Brien o'clock Türkiye'de c'hoar", ["obrien", "oclock", "turkiyede", "choar"]),
        ("\U0001f3fd 👍", ["👍"]),
        ("... !?", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Words are folded; runs without spaces become pairs; tags also count without their sign."""
    assert tokenize(text) == expected


def test_query_words_are_not_expanded() -> None:
    """A typed tag is not searched under its bare name, nor a run by its last character."""
    assert tokenize_query("#PyTorch 日本語 PyTorch 語 it it") == [
        *("#pytorch", "日本", "本語", "pytorch", "語", "it")
    ]
    assert is_partial("語")
    assert not is_partial("日本")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("l'université", ["universite"]),
        ("jusqu’en d'Olot", ["en", "olot"]),
        ("l'", ["l"]),
        ("SNS에서", ["sns", "에서"]),
        ("หิวน้ำ စား", ["หิว", "วน้", "น้ำ", "စား"]),
    ],
)
def test_what_a_query_leaves_out(typed: str, words: list[str]) -> None:
    """An elided article is searched for only by itself."""
    assert tokenize_query(typed) == words


def test_clusters() -> None:
    """A letter and its marks are one part of a word in a script without spaces."""
    assert is_partial("စား")
    assert is_partial("ខ្មែ")
    assert not is_partial("စာအု")
    assert not is_unspaced("한국")
    assert not is_unspaced("日本a")
    assert pairs_of("ラーメン") == {"らー", "ーめ", "めん"}
    assert unspaced_runs("カフェ a น้ำ한국") == ["カフェ", "น้ำ"]


@given(ANY)
def test_every_query_word_of_a_text_is_indexed(text: str) -> None:
    """Every word of a post can be searched for as the post writes it, and as the index has it."""
    words = set(tokenize(text))
    assert set(tokenize_query(text)) <= words
    for word in words:
        assert set(tokenize_query(word)) <= words
        assert tokenize_query(word)


@given(ANY | st.text(st.characters(max_codepoint=127)) | st.text("aB1_#@+':/.\x1c\u0301日 "))
@example("see http://a.bc/x")
@example("#_")
@example("@a_b")
@example("c\x1c++")
@example("l'l`a`")
def test_the_fast_paths_change_nothing(text: str) -> None:
    """Tokens found word by word, faster for ASCII, are those of the whole text."""
    assert tokenize(text) == [word for word, *_ in _analyse(normalize("NFC", text))]


@given(ANY)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    """Accents may be part of letters or follow them; so may the parts of Korean syllables."""
    assert tokenize(normalize("NFC", text)) == tokenize(normalize("NFD", text)) == tokenize(text)


@given(ANY | st.text(st.characters(max_codepoint=127)) | st.text("aBl1_#@+':/. "))
@example("The l'a #A_b @c+ C++.")
def test_spans(text: str) -> None:
    """Each word has its place, in the order of the text; only the parts of tags step back."""
    found = list(tokenize_with_spans(text))
    assert [word for word, *_ in found] == tokenize(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    if is_normalized("NFC", text):
        assert found == [(word, start, end) for word, _, start, end in _analyse(text)]
    starts = [start for word, start, _ in found if word[0] not in "#@"]
    assert starts == sorted(starts)


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded stays as it is, and so do the words of the index, but for emoji."""
    assert fold(fold(text)) == fold(text)
    assert all(fold(word) == word for word in tokenize(text) if word[0].isalnum())


@given(ANY)
def test_words_hold_no_space(text: str) -> None:
    """Tokens can be joined by spaces and split again: the index relies on it."""
    assert " ".join(tokenize(text)).split(" ") == (tokenize(text) or [""])


def test_no_character_makes_an_empty_word() -> None:
    """No character, alone or after another, makes a word that is empty or holds a space."""
    # Of Han, Hangul and Tangut, which are thousands of letters alike, a few are enough.
    blocks = ((0x20, 0x3420), (0xA000, 0xAC20), (0xD790, 0x17020), (0x18D00, 0x20020))
    codes = (code for first, last in blocks for code in range(first, last))
    text = " ".join(f"{one} あ{one}" for one in map(chr, codes) if one.isprintable())
    words = tokenize(text)
    assert "" not in words
    assert " ".join(words).split() == words


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Łódź łodz", "lodz"),
        ("Đà đa", "da"),
        ("Øl ol", "ol"),
        ("Ħ ħ", "h"),
        ("Þæð", "thaed"),
        ("ISI ısı", "isi"),
        ("ŋŧĸſĳ", "ntqsij"),
        ("ᴛʜɪs 𝗧𝗵𝗶𝘀 ｔｈｉｓ", "this"),
        ("مَرَّاكُش مراكش مـراكش مراکش", "مراكش"),
        ("إلى الي اليٰ آلی", "الي"),
        ("مدرسة مدرسه مدرسہ", "مدرسه"),
        ("שָׁלוֹם שלום", "שלומ"),
        ("ΛΌΓΟΣ λόγος", "λογοσ"),
        ("٢٠٢٤ ۲۰۲۴ ২০২৪ ๒๐๒๔ ２０２４", "2024"),
        ("葛\U000e0100", "葛"),
        ("ㅋ \uffbb", "ㅋ"),
        ("ʻokina ‘okina okina", "okina"),
    ],
)
def test_what_folds_alike(words: str, folded: str) -> None:
    """Letters with strokes, marks that people leave out, and forms of letters and digits fold."""
    assert {fold(word) for word in words.split()} == {folded}


def test_letters_of_indian_scripts_keep_their_vowels() -> None:
    """Vowel signs are letters there: without them other words would be the same."""
    assert fold("किताब") == "किताब"
    assert fold("का") != "को"
    assert fold("न\u093c") == fold("\u0929")


@pytest.mark.parametrize("word", ["ÉCOLE", "straße", "Ärger", "ΜΟΎΣΑ", "ёлка", "ñandú"])
def test_folding_ignores_case_and_accents(word: str) -> None:
    """A word and its capitals fold to the same token."""
    assert fold(word) == fold(word.upper()) == fold(fold(word))


@pytest.mark.parametrize("typed", ["@snake_case", "snake_case", "snake"])
@pytest.mark.parametrize("post", ["thanks @snake_case", "danke schön @snake_case"])
def test_a_name_is_found_by_its_parts(post: str, typed: str) -> None:
    """A name with an underscore is found as a whole and by its parts, in any text."""
    assert set(tokenize_query(typed)) <= set(tokenize(post))


def test_strange_letters_make_whole_words() -> None:
    """A ligature that means a phrase becomes its words; a lone accent becomes nothing."""
    assert len(tokenize("\ufdfa")) == 4
    assert tokenize("\u0301 x") == ["x"]


def test_few_and_short_words_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered for speed stays small, also for texts that hardly repeat."""
    tokens._KNOWN.clear()
    tokenize(" ".join("日本" * length for length in range(5, 25)) + " " + "x" * 41)
    assert not tokens._KNOWN
    monkeypatch.setattr(tokens, "_MOST_KNOWN", 10)
    tokenize(" ".join(f"word{number}" for number in range(95)))
    assert 0 < len(tokens._KNOWN) <= 10
