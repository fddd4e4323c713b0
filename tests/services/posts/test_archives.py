"""The fictional archive: all of its forms make the same archive."""

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.archives import SPOILS, Loaded, loaded, spoilt, without

ARCHIVES = os.environ.get("ARCHIVES")

pytestmark = pytest.mark.skipif(
    ARCHIVES is None, reason="ARCHIVES names no folder of archives: ARCHIVES=PATH make test"
)

FICTIONAL = Path(ARCHIVES or "") / "fictional"
EXPORT = FICTIONAL / "export"
# The first version's text has neither ids nor times, and is refused.
PARSED = sorted(FICTIONAL.glob("parsed/*"))[1:] if ARCHIVES else []
FORMS = [*PARSED, EXPORT]

_POSTS = 30


@cache
def alone(form: Path) -> Loaded:
    """Return the import and exports of one form of the archive in a new database."""
    return loaded([[form]])


@cache
def without_films(form: Path) -> Loaded:
    """Return the import of the texts of a form alone: its export names its films by files."""
    with tempfile.TemporaryDirectory() as folder:
        return loaded([[spoilt(form, Path(folder) / "clean", str)]])


@cache
def together() -> Loaded:
    """Return the import of all forms at once."""
    return loaded([FORMS])


def posts(of: Loaded, *left_out: str) -> list[dict[str, Any]]:
    """Return exported posts without these fields."""
    lines = of.exports["jsonl"].removesuffix("\n").split("\n")
    return without(set(left_out), map(json.loads, lines))


@st.composite
def loads(draw: st.DrawFn, forms: list[Path]) -> list[list[Path]]:
    """Return forms of the archive in some order and grouping."""
    order = draw(st.permutations(forms))
    ends = sorted(draw(st.sets(st.integers(1, len(order) - 1)))) if len(order) > 1 else []
    return [order[begin:end] for begin, end in zip([0, *ends], [*ends, len(order)], strict=True)]


@given(st.data())
@settings(max_examples=6)
def test_all_forms_make_the_exports_archive(data: st.DataObject) -> None:
    """All versions and the export, in any order and grouping, make the archive of the export.

    Posts with synthetic ids are replaced by those with real ones, and unknown accounts by the real
    one.
    """
    order = data.draw(loads(FORMS))
    together = posts(loaded(order), "sources")
    assert len(together) == _POSTS
    assert together == posts(alone(EXPORT), "sources")


@given(st.data())
@settings(max_examples=8)
def test_the_order_of_some_forms_changes_nothing(data: st.DataObject) -> None:
    """Any versions, with or without the export, make one archive in any order."""
    some = data.draw(st.lists(st.sampled_from(FORMS), min_size=2, max_size=5, unique=True))
    one, other = (posts(loaded(data.draw(loads(some)))) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_clean_archive_needs_no_repair(form: Path) -> None:
    """Undamaged files need no repair, and nothing is refused."""
    (report,) = alone(form).reports
    assert (report.posts_new, report.repaired, report.lost) == (_POSTS, 0, 0)
    assert report.quarantined == []


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_spoilt_archive_exports_the_same(tmp_path: Path, form: Path, spoil: str) -> None:
    """Damaged once or twice, or with CRLF, each version has the same export.

    Only the sources and the raw texts differ, as they must.
    """
    copy = spoilt(form, tmp_path / form.name, SPOILS[spoil])
    hidden = ("sources", "raw")
    repaired = posts(loaded([[copy]]), *hidden)
    assert json.dumps(repaired) == json.dumps(posts(without_films(form), *hidden))


@given(st.data())
@settings(max_examples=4)
def test_damaged_and_clean_forms_together(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The export's archive results though some forms are damaged, in any order."""
    folder = tmp_path_factory.mktemp("spoilt")
    some = data.draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=3, unique=True))
    spoils = data.draw(st.lists(st.sampled_from(sorted(SPOILS)), min_size=1, unique=True))
    forms = [spoilt(form, folder / spoil / form.name, SPOILS[spoil]) for spoil in spoils
             for form in some]  # fmt: skip
    order = data.draw(loads([*forms, EXPORT]))
    assert posts(loaded(order), "sources") == posts(alone(EXPORT), "sources")


@pytest.mark.parametrize("form", [PARSED[:1], PARSED[1:2], [EXPORT], FORMS], ids=len)
def test_the_markdown_is_the_archive(tmp_path: Path, form: list[Path]) -> None:
    """Exported as Markdown and imported again, all formats are the same to the byte."""
    before = together() if form == FORMS else alone(*form)
    path = tmp_path / "posts.md"
    path.write_text(before.exports["markdown"], "utf-8", newline="")
    after = loaded([[path]])
    assert after.exports == before.exports
    assert after.reports[0].quarantined == []


def test_a_second_load_changes_nothing() -> None:
    """A second import changes neither the archive nor its generation."""
    once = together()
    again = loaded([FORMS, FORMS])
    assert again.reports[1].posts_new == 0
    assert again.generation == once.generation
    assert again.exports == once.exports


def followed(form: Path) -> dict[str, tuple[str, str]]:
    """Return parents and evidence of the posts of a form, by child."""
    return {
        post["id"]: (post["follows"]["id"], post["follows"]["evidence"])
        for post in posts(alone(form))
        if post["follows"]
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_threads_are_the_exports(form: Path) -> None:
    """Layouts with parents have the export's links; earlier ones those of the composer.

    Those are the thread of three; the reply to it 90 s later is likely. Of F1 only the seconds are
    known, so no link is certain.
    """
    truth = followed(EXPORT)
    assert len(truth) == 4
    number = int(form.name[:2]) if form != EXPORT else 99
    links = followed(form)
    if number >= 11:
        assert links == truth
        assert {evidence for _, evidence in links.values()} == {"recorded"}
    elif number == 1:
        assert {evidence for _, evidence in links.values()} == {"likely"}
    else:
        second, third, biscuit, _ = truth
        certain = {child: parent for child, (parent, how) in links.items() if how == "certain"}
        assert certain == {id: truth[id][0] for id in (second, third)}
        assert links[biscuit] == (truth[biscuit][0], "likely")


def test_the_seeds_threads() -> None:
    """There is one certain thread of four, and four likely continuations.

    The one after four minutes is likely by a little, see `test_the_seed` of the likely links.
    """
    links: dict[str, list[str]] = {}
    for post in posts(alone(Path(ARCHIVES or "") / "seed")):
        if post["follows"]:
            links.setdefault(post["follows"]["evidence"], []).append(post["follows"]["why"])
    assert links == {
        "certain": [f"posted {gap} s after it" for gap in ("0.36", "0.34", "0.40")],
        "likely": [
            "posted 2 min after it, reads as going on",
            "posted 26 s after it, reads as going on",
            "posted 4 min after it",
            "posted 57 s after it, shares “known”",
        ],
    }
