"""Layouts F2 to F10: every post whole, and nothing taken for a post that is none."""

import bisect
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.archive.posts.post import UNKNOWN, Kind, Media, MediaKind, Post, Repair
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.text.mojibake import make_mojibake
from tests.archives import record, snowflake

WHEN = datetime(2022, 10, 3, 10, tzinfo=UTC)

NARROW, NARROW_AT_END = "\n----\n", "\n----\n"
WIDE = "\n\n----\n\n"
STYLES = {
    "F2": ("\n--\n", ""),
    "F3": (NARROW, ""),
    "F7": (NARROW, NARROW),
    "F8": (WIDE, WIDE),
    "F10": (WIDE, ""),
}


def write(path: Path, records: list[str], style: str = "F7") -> Path:
    """Write records as one of the layouts does."""
    between, end = STYLES[style]
    if style == "F2":
        records = [re.sub(r"\((Originally on Twitter: .*)\)$", r"\1", one) for one in records]
    path.write_text(between.join(records) + end, "utf-8", newline="")
    return path


def posts_of(*paths: Path) -> list[Post]:
    """Return the posts of files that hold nothing else."""
    found = list(read(discover(paths)))
    assert not [one for one in found if isinstance(one, Quarantined)]
    return [one for one in found if isinstance(one, Post)]


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


FOREIGN = record(WHEN, "theirs", account="nobody").removeprefix("theirs")
PIECES = st.one_of(
    st.sampled_from(["\n", "\n----\n", "\n\n----\n\n", "----", "-", " ", "\u2028", "\u0085", "\r"]),
    st.sampled_from(
        ["(", "&", "\n\n(Originally", FOREIGN, "\n\n(Originally on Twitter: [me]\nsaid"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
BODIES = st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=6).filter(
    # A file whose every body quotes somebody is that somebody's, for all that one can tell; and
    # one with three records of somebody holds posts of theirs.
    lambda bodies: "".join(bodies).count(FOREIGN) < min(len(bodies), 3)
)


@given(BODIES, st.sampled_from(sorted(STYLES)))
@example(["q" + FOREIGN + "\n----\nmore", "\r", "\n"], "F10")
def test_any_text_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str], style: str
) -> None:
    """Whatever the bodies hold, each comes back to the letter, in every layout."""
    # Likewise of layouts: F2's footers have no parenthesis.
    assume(style != "F2" or "".join(bodies).count("\n(Originally") < len(bodies))
    path = tmp_path_factory.mktemp("bodies") / "output.md"
    write(path, [record(at(n), body) for n, body in enumerate(bodies)], style)
    assert [post.raw for post in posts_of(path)] == bodies


@pytest.mark.parametrize("style", STYLES)
def test_a_body_may_hold_a_separator_and_a_whole_record(tmp_path: Path, style: str) -> None:
    """A body is not cut at a line of dashes, nor at another account's footer."""
    foreign = record(at(9), "theirs", account="nobody") + "\n----\nand on"
    bodies = ["before\n----\nafter\n\n----\n\nend", foreign, "plain"]
    path = write(tmp_path / "x.md", [record(at(n), body) for n, body in enumerate(bodies)], style)
    assert [post.text for post in posts_of(path)] == bodies


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
def test_a_body_may_quote_a_record_of_its_own_file(tmp_path: Path, style: str, order: int) -> None:
    """Where a record stands whole, its words and footer in another one are part of a post."""
    first = record(at(0), "first\nof all")
    quotes = f"look:\n{first}\n----\nnice"
    bodies = ["first\nof all", quotes, "plain"]
    records = [record(at(n), body) for n, body in enumerate(bodies)]
    posts = posts_of(write(tmp_path / "x.md", records[::order], style))
    assert [post.text for post in posts] == bodies[::order]


def test_a_quotation_in_two_copies_of_a_file(tmp_path: Path) -> None:
    """A post that quotes is whole in both copies of a file, and so is what it quotes."""
    first = record(at(0), "first")
    records = [first, record(at(1), f"look:\n{first}\n----\nnice"), record(at(2), "last")]
    texts = [post.text for post in posts_of(write(tmp_path / "x.md", [*records, *records]))]
    assert texts == 2 * ["first", f"look:\n{first}\n----\nnice", "last"]


@pytest.mark.parametrize("style", STYLES)
def test_two_runs_of_the_parser_in_one_file(tmp_path: Path, style: str) -> None:
    """A post that the second run tells otherwise is read from both; none after it is lost."""
    id = snowflake(at(1))
    bodies = ["one", f"two ![](media/{id}-a.jpg)", "three", "four"]
    again = [bodies[0], f"{bodies[1]}\n\n![](media/{id}-b.jpg)", *bodies[2:], "five"]
    runs = [[record(at(n), body) for n, body in enumerate(run)] for run in (bodies, again)]
    posts = posts_of(write(tmp_path / "x.md", [*runs[0], *runs[1]], style))
    words = ["one", "two", "three", "four"]
    assert [post.text for post in posts] == [*words, *words, "five"]
    assert [len(post.media) for post in posts if post.id == id] == [1, 2]


@pytest.mark.parametrize("style", STYLES)
def test_files_that_were_joined(tmp_path: Path, style: str) -> None:
    """Files put behind one another keep all posts, though some end without a line feed."""
    first = write(tmp_path / "1.md", [record(at(n), f"body {n}") for n in range(3)], style)
    other = write(tmp_path / "2.md", [record(at(n), f"body {n}") for n in range(3, 6)], style)
    path = tmp_path / "x.md"
    path.write_bytes(first.read_bytes() + other.read_bytes())
    assert [post.text for post in posts_of(path)] == [f"body {n}" for n in range(6)]


def test_a_footer_ends_its_record_though_nothing_parts_it(tmp_path: Path) -> None:
    """Where a whole separator is missing, both posts are read."""
    path = write(tmp_path / "x.md", [record(at(n), f"body {n}") for n in range(3)])
    path.write_text(path.read_text().replace("----\n", "", 1))
    assert [post.text for post in posts_of(path)] == ["body 0", "body 1", "body 2"]


def test_the_first_footers_name_the_parsers_author(tmp_path: Path) -> None:
    """F2 wrote its author's name into every address at first: that is nobody's."""
    theirs = [record(at(0), "mine", account="_tim_hutton_")]
    assert posts_of(write(tmp_path / "x.txt", theirs, "F2"))[0].account == UNKNOWN
    assert posts_of(write(tmp_path / "x.md", theirs, "F3"))[0].account == "_tim_hutton_"
    mine = [record(at(0), "mine")]
    assert posts_of(write(tmp_path / "y.txt", mine, "F2"))[0].account == "ada"


@pytest.mark.parametrize("style", STYLES)
def test_a_file_of_two_owners(tmp_path: Path, style: str) -> None:
    """A file of two owners is refused; told whose to read, the other's records are reported.

    They are no text of the first's.
    """
    mine = [record(at(n), f"body {n}") for n in range(4)]
    theirs = [record(at(n), f"theirs {n}", account="bob") for n in range(4, 7)]
    path = write(tmp_path / "x.md", [*mine[:2], *theirs, *mine[2:]], style)
    with pytest.raises(ArchiveFileError, match=r"posts of @ada and @bob\. .* --account ada"):
        list(read(discover([path])))
    found = list(read(discover([path]), account="Ada"))
    assert [post.text for post in found if isinstance(post, Post)] == [
        f"body {n}" for n in range(4)
    ]
    reasons = [one.reason for one in found if isinstance(one, Quarantined)]
    assert reasons == ["it is a post of @bob; load it with --account bob"] * 3


def test_two_copies_of_a_file_in_one(tmp_path: Path) -> None:
    """A record that stands twice is read twice, and nothing between is lost."""
    one, two = record(at(0), "one"), record(at(1), "two")
    path = write(tmp_path / "x.md", [one, two, one, two])
    assert [post.text for post in posts_of(path)] == ["one", "two", "one", "two"]


def test_the_time_is_exact_where_the_id_tells_it(tmp_path: Path) -> None:
    """A snowflake gives the milliseconds; an old id leaves the footer's whole second."""
    when = WHEN + timedelta(milliseconds=321)
    old = (
        "old\n\n(Originally on Twitter: [Fri Mar 05 08:00:00 +0000 2010]"
        "(https://twitter.com/ada/status/10020030040))"
    )
    posts = posts_of(write(tmp_path / "x.md", [old, record(when, "new")]))
    assert posts[0].created_at == datetime(2010, 3, 5, 8, tzinfo=UTC)
    assert posts[1].created_at == when


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_windows_files(tmp_path: Path, bom: str) -> None:
    """A BOM and carriage returns of the file are no part of a post; `raw` keeps the latter."""
    text = "\n----\n".join([record(at(0), "one\ntwo"), record(at(1), "three")])
    path = tmp_path / "x.md"
    path.write_text(bom + text.replace("\n", "\r\n"), "utf-8", newline="")
    posts = posts_of(path)
    assert [post.text for post in posts] == ["one\ntwo", "three"]
    assert [post.raw for post in posts] == ["one\r\ntwo", "three"]


def test_utf_16(tmp_path: Path) -> None:
    """A file saved as UTF-16, which says so itself, is read."""
    path = tmp_path / "x.md"
    path.write_text(record(at(0), "größer 日本"), "utf-16")
    assert [post.text for post in posts_of(path)] == ["größer 日本"]


def test_bytes_that_are_no_text_cost_only_themselves(tmp_path: Path) -> None:
    """A post with a broken byte is loaded, the byte marked as lost."""
    path = tmp_path / "x.md"
    path.write_bytes(record(at(0), "brXken").encode().replace(b"X", b"\xff"))
    assert [post.text for post in posts_of(path)] == ["br\ufffdken"]


def test_damaged_text_is_mended_and_kept(tmp_path: Path) -> None:
    """The text is mended, `raw` has it as it was found, and the post says so."""
    path = write(
        tmp_path / "x.md", [record(at(0), make_mojibake("“sanity…”")), record(at(1), "ok")]
    )
    mended, plain = posts_of(path)
    assert (mended.text, mended.raw) == ("“sanity…”", make_mojibake("“sanity…”"))
    assert mended.repair == Repair("file 1", make_mojibake("“sanity…”"))
    assert plain.repair is None


def test_damage_of_one_file_shows_in_its_siblings(tmp_path: Path) -> None:
    """A file with one short post is mended when the file beside it was plainly damaged."""
    write(tmp_path / "a.md", [record(at(0), make_mojibake("20歳"))])
    write(tmp_path / "b.md", [record(at(1), make_mojibake("“sanity…” — 日本語"))])
    assert [post.text for post in posts_of(tmp_path)] == ["20歳", "“sanity…” — 日本語"]


def media(id: str) -> list[tuple[str, str, tuple[Media, ...]]]:
    """Return bodies with markup, and the text and media that they mean."""
    image, film = f"media/{id}-AAA1.jpg", f"media/{id}-xYz.mp4"
    block = f'<video controls><source src="{film}">No video here.</video>\n{film}'
    picture = Media(MediaKind.IMAGE, image)
    return [
        (f"one picture ![]({image})", "one picture", (picture,)),
        (f"one \n\n![]({image})\n\n![]({image})", "one", (picture, picture)),
        ("lost ![](https://t.co/m3)", "lost", (Media(MediaKind.IMAGE, url="https://t.co/m3"),)),
        (f"\n\n{block}", "", (Media(MediaKind.VIDEO, film),)),
        (f"a film \n\n{block}", "a film", (Media(MediaKind.VIDEO, film),)),
        (f"old ![](data/tweet_{image})", "old", (picture,)),
        ("typed ![](media/1-x.jpg) by hand ", "typed ![](media/1-x.jpg) by hand ", ()),
    ]


@pytest.mark.parametrize("case", range(7))
def test_media_are_taken_out_of_the_text(tmp_path: Path, case: int) -> None:
    """The parser's markup becomes media, with the space before it; what was typed stays."""
    body, text, expected = media(snowflake(at(0)))[case]
    (post,) = posts_of(write(tmp_path / "x.md", [record(at(0), body)]))
    assert (post.text, post.media) == (text, expected)


def test_what_a_post_is(tmp_path: Path) -> None:
    """Kind, links and whom it answers are read from the text, which keeps them."""
    bodies = ["@bob see https://a.b/c &amp; d", "RT @eve: so true…", "plain"]
    posts = posts_of(
        write(tmp_path / "x.md", [record(at(n), body) for n, body in enumerate(bodies)])
    )
    assert [post.kind for post in posts] == [Kind.REPLY, Kind.REPOST, Kind.POST]
    assert (posts[0].reply_to, posts[0].reply_to_account) == (None, "bob")
    assert posts[0].links == ("https://a.b/c",)
    assert posts[0].text == "@bob see https://a.b/c & d"


def broken(path: Path) -> list[tuple[int, str]]:
    """Return where something could not be read, and why."""
    return [
        (one.line, one.reason) for one in read(discover([path])) if isinstance(one, Quarantined)
    ]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text.replace(" Oct ", " Xct "), "not in the calendar"),
        (lambda text: text.replace("Oct 03", "Oct 33"), "not in the calendar"),
        (lambda text: text.replace("/status/1", "/status/9"), "id in its address is too large"),
        (lambda text: text.replace("/status/", "/status/11"), "id in its address is too large"),
        (lambda text: text.replace("+0000 2022", "+0000 2012"), "contradict"),
        (lambda text: text.replace("/ada/", "/adb/"), "one letter off"),
        (lambda text: text.replace("\n\n(", "\n("), "blank line"),
        (lambda text: text.replace("(Orig", "(Oxig"), "address is damaged"),
        (lambda text: text.replace("/status/", "/sta"), "address is damaged"),
        (lambda text: text.replace("/status/", "\n/status/"), "address is damaged"),
        (lambda text: text.replace("[Mon", "\n[Mon"), "address is damaged"),
        (lambda text: text.replace("/ada/", "/\nda/"), "address is damaged"),
        (lambda text: text.replace("body 1", "long " * 300_000), "more than 1,000,000"),
        (lambda text: text.replace("body 1", "\n" * 1_100_000), "more than 1,000,000"),
    ],
)
def test_a_damaged_record_costs_itself_alone(
    tmp_path: Path, spoil: Callable[[str], str], reason: str
) -> None:
    """What cannot be read is reported with line and reason, once; its neighbours are read."""
    records = [record(at(n), f"body {n}") for n in range(3)]
    records[1] = spoil(records[1])
    path = write(tmp_path / "x.md", records)
    ((line, why),) = broken(path)
    assert line == 5
    assert reason in why
    texts = [one.text for one in read(discover([path])) if isinstance(one, Post)]
    assert texts == ["body 0", "body 2"]


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    """The end of a cut file is reported; the posts before it are read."""
    path = tmp_path / "x.md"
    path.write_text(record(at(0), "whole") + "\n----\n" + record(at(1), "cut off")[:5], "utf-8")
    assert broken(path) == [(5, "the file ends before this post does")]


@pytest.mark.parametrize("separator", ["-x--", "---", "-----", "\n---", "-\n--", "----x"])
@pytest.mark.parametrize("style", STYLES)
def test_a_damaged_separator_joins_no_posts(tmp_path: Path, separator: str, style: str) -> None:
    """A post with its whole footer is read though the separator after it is damaged."""
    path = write(tmp_path / "x.md", [record(at(n), f"body {n}") for n in range(3)], style)
    path.write_text(path.read_text().replace("----", separator, 1))
    first, second, third = posts_of(path)
    assert (first.text, third.text) == ("body 0", "body 2")
    assert second.text.endswith("body 1")


def test_footers_that_end_nothing_tell_no_owner(tmp_path: Path) -> None:
    """However often a body names another account, the file is its own owner's."""
    body = "look" + "".join(FOREIGN + "\nand" for _ in range(5))
    path = write(tmp_path / "x.md", [record(at(0), "mine"), record(at(1), body)])
    assert [(post.account, post.text) for post in posts_of(path)] == [
        ("ada", "mine"),
        ("ada", body),
    ]


def test_a_quoted_record_may_be_odd(tmp_path: Path) -> None:
    """Another account's footer is part of the body, even with a time that never was."""
    body = "q" + FOREIGN.replace("Oct 03", "Xxx 99") + "\n----\nmore"
    path = write(tmp_path / "x.md", [record(at(0), "mine"), record(at(1), body)])
    assert [post.text for post in posts_of(path)] == ["mine", body]


@given(st.data(), st.sampled_from(sorted(STYLES)))
def test_a_byte_costs_its_own_record_alone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, style: str
) -> None:
    """Whichever byte is another, all records are there but the one it is in or stands before."""
    path = write(
        tmp_path_factory.mktemp("flipped") / "x.md",
        [record(at(n), f"body {n}") for n in range(6)],
        style,
    )
    whole = path.read_bytes()
    ends = [match.end() + 1 for match in re.finditer(rb"\)\n|\)$", whole)]
    place = data.draw(st.integers(0, len(whole) - 1))
    hit = bisect.bisect_right(ends, place)
    byte = data.draw(st.one_of(st.sampled_from(b"\n\r\0-)"), st.integers(0, 255)))
    path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    found = list(read(discover([path])))
    # Behind a damaged end a blank line of the separator can be taken for the next body's.
    texts = [one.text.lstrip("\n") for one in found if isinstance(one, Post)]
    assert [f"body {n}" for n in range(6) if n != hit] == [
        text for text in texts if text in {f"body {n}" for n in range(6) if n != hit}
    ]
    assert len(found) >= min(6, 5 + (hit < 6))


@given(st.data(), st.sampled_from(sorted(STYLES)))
def test_a_gap_costs_its_own_records_alone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, style: str
) -> None:
    """Whatever is missing from a file, all records before it and behind it are there."""
    path = write(
        tmp_path_factory.mktemp("cut") / "x.md",
        [record(at(n), f"body {n}") for n in range(9)],
        style,
    )
    whole = path.read_bytes()
    begin, end = sorted(data.draw(st.tuples(*[st.integers(200, len(whole))] * 2)))
    path.write_bytes(whole[:begin] + whole[end:])
    texts = {one.text.lstrip("\n") for one in read(discover([path])) if isinstance(one, Post)}
    # A gap that ends right behind a footer leaves nothing to know that record's end by.
    reach = whole.find(b")\n", min(end + 60, len(whole)))
    for n in range(9):
        place = whole.index(b"body %d" % n)
        if whole.index(b")", place) + 8 < begin or -1 < reach < place:
            assert f"body {n}" in texts


def test_a_quotation_with_damage_changes_no_post(tmp_path: Path) -> None:
    """What may be a quotation of a record that stands elsewhere is refused, not taken for it."""
    first = record(at(0), "first")
    quotes = f"look:\n{first}\n----\nnice".replace("first", "fixst")
    path = write(tmp_path / "x.md", [first, record(at(1), quotes), record(at(2), "last")])
    assert [why for _, why in broken(path)] == [
        "it has the id of another post in the file, whose text differs: it may quote that one"
    ]
    posts = {post.id: post.text for post in read(discover([path])) if isinstance(post, Post)}
    assert posts[snowflake(at(0))] == "first"
    assert posts[snowflake(at(2))] == "last"
