"""`throwback accounts`: whose posts the archive has, and which accounts are of one person."""

from bot.ingest.markdown import heading, write
from tests.services.posts.test_accounts import COMET, TWICE
from tests.terminal.conftest import Terminal


def filled(terminal: Terminal) -> Terminal:
    """Return a terminal over an archive of three networks."""
    text = heading([]) + "".join(map(write, TWICE))
    (terminal.folder / "posts.md").write_text(text, "utf-8")
    terminal("import", "posts.md")
    return terminal


def test_accounts_are_listed_and_joined(terminal: Terminal) -> None:
    """The list names network, name, id and posts, and who is the same person."""
    filled(terminal)
    assert terminal("accounts")[1].splitlines() == [
        "@did:plc:ada · Bluesky · 1 post · did:plc:ada",
        "@ada@a.example · Mastodon · 1 post · https://a.example/users/ada",
        "@ada · Twitter · 1 post · 12",
    ]
    answer = terminal("accounts", "--handle", "did:plc:ada", "ada.bsky.social")[1]
    assert answer == "did:plc:ada is called @ada.bsky.social now.\n"
    answer = terminal("accounts", "--same", "12", "ada.bsky.social")[1]
    assert answer == "@ada and @ada.bsky.social are one person now.\n"
    assert "  the same person as @ada\n" in terminal("accounts")[1]
    found = terminal.json("accounts", "--same", "ada", "@ada@a.example")
    assert found["answer"].endswith("are one person now.")
    assert [one["network"] for one in found["accounts"]] == ["bluesky", "mastodon", "twitter"]
    assert found["accounts"][0]["same_as"] == [
        {"network": "mastodon", "id": "https://a.example/users/ada"},
        {"network": "twitter", "id": "12"},
    ]
    shown = terminal("search", COMET)[1]
    assert shown.count(COMET) == 1
    assert shown.count("also on ") == 2
    (hit,) = terminal.json("search", COMET, "--sort", "oldest")["hits"]
    assert hit["also_on"] == [
        {"id": one.id, "network": one.network, "url": one.url} for one in (TWICE[0], TWICE[2])
    ]
    assert (
        terminal("accounts", "--apart", "ada")[1] == "@ada is joined with no other account now.\n"
    )
    assert len(terminal.json("search", COMET)["hits"]) == 2


def test_what_is_no_account_is_an_error(terminal: Terminal) -> None:
    """A name of nobody ends with status 1 and a sentence; --handle takes a DID."""
    filled(terminal)
    status, output, errors = terminal("accounts", "--same", "eve", "ada")
    assert (status, output) == (1, "")
    assert errors == "throwback: The archive has no account eve.\n"
    assert terminal("accounts", "--handle", "ada", "ada.bsky.social")[0] == 1
    assert terminal("accounts", "--same", "ada")[0] == 2


def test_the_status_names_networks(terminal: Terminal) -> None:
    """The status says of which network an account is, where there are several."""
    filled(terminal)
    assert "@ada@a.example (Mastodon): 1 post, 2023-05-04 to 2023-05-04" in terminal("status")[1]
