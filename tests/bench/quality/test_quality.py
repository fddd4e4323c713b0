"""Search by language is measured at a tiny size, without what is not always installed."""

import gzip
import random
import unicodedata
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.quality import forms, items, made, measuring
from tests.bench.quality.corpora import corpora
from tests.bench.quality.items import KINDS
from tests.bench.quality.languages import LANGUAGES, plain, with_particle, without_particle
from tests.bench.quality.texts import real_posts
from tests.bench.quality.typos import mistype

PAGE = r""".TH LS 1
.SH BESCHREIBUNG
Die Einträge werden alphabetisch \fBsortiert\fP, falls
weder \-c noch \-\-sort angegeben wurden.
.nf
cp -r eins zwei drei vier fünf sechs sieben acht neun zehn
.fi
Kurz.
"""


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure ours alone, on generated words."""
    for module in (forms, made, measuring):
        monkeypatch.setattr(module, "find_spec", lambda _: None)
    made._lexicon.cache_clear()


def test_a_language_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind of query gets a row; lost items are written with their cause."""
    lost = tmp_path / "lost.txt"
    sizes = ["--posts", "30", "--items", "2", "--lost", str(lost)]
    assert main(["search", *sizes, "--languages", "ko", "--kinds", *KINDS]) == 0
    out = capsys.readouterr().out
    for kind in ("exact", "one typo", "endings", "parts"):
        assert f"ko  made   {kind}" in out
    assert "== ko made" in lost.read_text("utf-8")


def test_a_mixed_archive_states_no_language() -> None:
    """Beside the archive of each language there is one of all."""
    *_, mixed = corpora(["ja", "zh"], None, 4)
    languages = [code for code, _ in mixed.by_language()]
    assert sorted(languages) == ["ja"] * 4 + ["zh"] * 4
    assert {post.language for post in mixed.posts()} == {None}


def test_manual_pages_become_posts(tmp_path: Path) -> None:
    """Markup and examples are left out, and so is what is too short for a post."""
    folder = tmp_path / "usr/share/man/de/man1"
    folder.mkdir(parents=True)
    (folder / "ls.1.gz").write_bytes(gzip.compress(PAGE.encode()))
    (folder / "damaged.1.gz").write_bytes(b"no gzip")
    assert real_posts(tmp_path, LANGUAGES["de"], 10) == [
        "Die Einträge werden alphabetisch sortiert, falls weder -c noch --sort angegeben wurden."
    ]


def test_help_pages_become_posts(tmp_path: Path) -> None:
    """Paragraphs of help pages are read; those left in English belong to no translation."""
    folder = tmp_path / "usr/share/help/sv"
    folder.mkdir(parents=True)
    text = "Välj en plats dit du vill flytta filen &amp; klicka sedan på <gui>Klistra in</gui>."
    english = "Choose the place where you want the file to be and then click with the mouse."
    (folder / "a.page").write_text(f"<page><p>{text}</p><p>{english}</p></page>", "utf-8")
    assert real_posts(tmp_path, LANGUAGES["sv"], 10) == [
        "Välj en plats dit du vill flytta filen & klicka sedan på Klistra in."
    ]


def test_each_item_names_one_post() -> None:
    """No other post has the words that were meant."""
    texts = dict(enumerate(made.made_posts(LANGUAGES["pl"], 60)))
    found = items.make(texts, LANGUAGES["pl"], 5)
    exact = [item for item in found if item.kind == "exact"]
    assert len(exact) == 5
    for item in exact:
        words = set(item.query.split())
        assert [key for key, text in texts.items() if words <= set(text.split())] == [item.key]
    unmarked = [item.query for item in found if item.kind == "no marks"]
    assert unmarked
    assert all(query.isascii() for query in unmarked)


def test_typos_of_korean_are_of_one_letter() -> None:
    """A syllable of which one letter is wrong stays a syllable."""
    rng = random.Random(1)
    for _ in range(200):
        typed = mistype("검색어", "", rng)
        assert typed != "검색어"
        assert all("가" <= letter <= "힣" for letter in typed)
        letters = [unicodedata.normalize("NFD", word) for word in (typed, "검색어")]
        assert abs(len(letters[0]) - len(letters[1])) <= 1


def test_particles_of_korean() -> None:
    """Particles agree with the noun's last letter, and are taken off again."""
    assert [with_particle("검색", rank) for rank in (0, 4)] == ["검색은", "검색으로"]
    assert [with_particle("나무", rank) for rank in (0, 4)] == ["나무는", "나무로"]
    assert with_particle("서울", 4) == "서울로"
    assert [without_particle(word) for word in ("검색에서", "나무", "서울로")] == [
        "검색", "나무", "서울",
    ]  # fmt: skip


def test_marks_that_people_leave_out() -> None:
    """Accents, strokes and points go; letters of their own stay."""
    words = ["łódź", "fußgänger", "أُمّ", "шалом", "йод", "ёлка", "שָׁלוֹם", "ガラス"]
    assert [plain(word) for word in words] == [
        "lodz", "fussganger", "ام", "шалом", "йод", "елка", "שלום", "ガラス",
    ]  # fmt: skip
