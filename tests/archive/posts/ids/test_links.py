"""Post ids and links to posts, as users type them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.links import find_post_id, post_id, status_ids
from bot.errors import BadQueryError

ID = "1585839956471472130"

HOSTS = (
    "twitter.com", "www.twitter.com", "mobile.twitter.com", "m.twitter.com", "x.com", "www.x.com",
    "mobile.x.com", "fxtwitter.com", "www.fxtwitter.com", "d.fxtwitter.com", "vxtwitter.com",
    "c.vxtwitter.com", "fixupx.com", "g.fixupx.com", "fixvx.com", "twittpr.com", "nitter.net",
    "nitter.privacydev.net", "nitter.poast.org", "nitter.42l.fr", "www.nitter.net", "xcancel.com",
    "TWITTER.com", "Nitter.Net:8443",
)  # fmt: skip
PATHS = (
    f"ezyang/status/{ID}", f"@ezyang/status/{ID}", f"i/web/status/{ID}", f"i/status/{ID}",
    f"ezyang/statuses/{ID}", f"statuses/{ID}", f"status/{ID}", f"#!/ezyang/status/{ID}",
)  # fmt: skip
TAILS = (
    "", "/", "?s=20&t=abc", "#m", "#top", "/photo/1", "/photo/1?s=20", "/en", "/zh-CN",
    "?ref_src=twsrc%5Etfw%7Ctwcamp", "/video/1#x", "/history",
)  # fmt: skip
AROUND = (
    "{}", "  {}  ", "<{}>", "[a post]({})", "([x](<{}>))", "see {}, then reply", "||{}||", "**{}**",
    "“{}”", "見て{}。", "{}を見て", "line\n{}\nline", "https://web.archive.org/web/2022/{}",
)  # fmt: skip
LINKS = st.builds(
    "{}{}/{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://"]),
    st.sampled_from(HOSTS),
    st.sampled_from(PATHS),
    st.sampled_from(TAILS),
)


@pytest.mark.parametrize("named", [ID, f" {ID} ", f"00{ID}"[2:], f"x.com/i/web/status/{ID}"])
def test_ways_to_name_a_post(named: str) -> None:
    """A post is named by its id, or by a link without its scheme."""
    assert post_id(named) == ID


def test_a_synthetic_id_names_a_post() -> None:
    """A synthetic id, of a post that came without one, names its post too."""
    assert find_post_id(" t1666-abcdef01 ") == "t1666-abcdef01"


@pytest.mark.parametrize("tail", ["", "/", "?s=1", "/embed"])
def test_a_copy_on_another_server_names_no_post(tail: str) -> None:
    """The number in a copy's address is another server's, so the error names the post's own."""
    address = f"https://a.example/@fern@B.example/116498733465600000{tail}"
    assert find_post_id(address) is None
    with pytest.raises(BadQueryError, match=r"Open the post on b\.example,"):
        post_id(address)


@given(LINKS, st.sampled_from(AROUND))
def test_any_form_of_link_names_its_post(link: str, around: str) -> None:
    """A link is found with any host, path, suffix and surrounding punctuation."""
    assert post_id(around.format(link)) == ID
    assert status_ids(around.format(link)) == [ID]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", PATHS)
def test_a_link_without_its_scheme(host: str, path: str) -> None:
    """A link can be typed without https://."""
    assert status_ids(f"look: {host}/{path}/photo/1") == [ID]


@pytest.mark.parametrize(
    "named",
    [
        "", "pytorch", "12x", "https://example.org/status/1", "https://x.com/ezyang", "9" * 20,
        f"https://evil-twitter.com/a/status/{ID}",
        f"https://eviltwitter.com/a/status/{ID}",
        f"https://twitter.com.evil.org/a/status/{ID}",
        f"https://twitter.com@evil.org/a/status/{ID}",
        f"https://evil.org/twitter.com/a/status/{ID}",
        f"https://evil.org/?u=twitter.com/a/status/{ID}",
        f"https://evil.twitter.com/a/status/{ID}",
        f"https://xx.com/a/status/{ID}",
        f"https://fıxupx.com/a/status/{ID}",
        f"https://fxtwitter.com.evil.org/a/status/{ID}",
        f"https://x.com.nitter.net/a/status/{ID}",
        f"https://notnitter.net/a/status/{ID}",
        f"https://nitter/a/status/{ID}",
        f"https://nıtter.net/a/status/{ID}",
        f"https://twitter.com/a/ſtatus/{ID}",
        f"https://twitter.com/a/status/{ID}1",
        f"https://twitter.com/a/status/{ID}abc",
        f"https://twitter.com/a/likes/{ID}",
        f"https://twitter.com/a/lists/status/b/{ID}",
        f"twіtter.com/a/status/{ID}",
    ],
)  # fmt: skip
def test_what_names_no_post(named: str) -> None:
    """Anything else, look-alike hosts above all, is answered with the right forms."""
    assert find_post_id(named) is None
    with pytest.raises(BadQueryError, match="id"):
        post_id(named)


def test_links_come_in_order_each_once() -> None:
    """Each post that a message links to is returned once, at its first position."""
    text = (
        "https://x.com/a/status/3 and [this](https://nitter.net/a/status/1#m), "
        "<https://fxtwitter.com/a/status/3/en>\nhttps://twitter.com/b/status/002?s=20"
    )
    assert status_ids(text) == ["3", "1", "2"]


@given(st.lists(LINKS, max_size=5), st.lists(st.text(max_size=20), min_size=6, max_size=6))
def test_text_around_hides_no_link(links: list[str], around: list[str]) -> None:
    """A link with spaces around it is found in any text."""
    text = "".join(f"{before} {link} " for before, link in zip(around, links, strict=False))
    assert (ID in status_ids(text)) == bool(links)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """Any text either names a post or raises BadQueryError."""
    with suppress(BadQueryError):
        assert post_id(text).isdigit()
