"""What `throwback import` reports of archives of Mastodon and Bluesky."""

from tests.ingest.bluesky.repositories import DID, POST, PROFILE, post, repository
from tests.ingest.mastodon.archives import contents, create, write
from tests.terminal.conftest import Terminal

KEY = f"{POST}/3krfzjspc2222"


def test_a_withheld_repository_is_all_that_is_said(terminal: Terminal) -> None:
    """Of a repository that is not read, the report says why, and no figures of what was read."""
    labels = {"values": [{"val": "!no-unauthenticated"}]}
    records = {f"{PROFILE}/self": {"$type": PROFILE, "labels": labels}, KEY: post("a wombat")}
    (terminal.folder / "repo.car").write_bytes(repository(records))
    status, output, _ = terminal("import", "repo.car")
    assert status == 1
    assert output.startswith("repo.car was not read: ")
    assert output.endswith(" with --yes-public.\n")
    status, output, _ = terminal("import", "repo.car", "--dry-run")
    assert output.startswith("Nothing was saved: this was a dry run.\n")


def test_a_repository_names_no_handle(terminal: Terminal) -> None:
    """The first import without a handle says how to give it; one with it does not, nor a second."""
    (terminal.folder / "repo.car").write_bytes(
        repository({f"{PROFILE}/self": {"$type": PROFILE}, KEY: post("a wombat")})
    )
    named = "does not name its handle"
    status, output, _ = terminal("import", "repo.car", "--dry-run", "--handle", "ada.bsky.social")
    assert (status, named in output) == (0, False)
    assert f"throwback accounts --handle {DID} HANDLE\n" in terminal("import", "repo.car")[1]
    assert named not in terminal("import", "repo.car")[1]


def test_an_outbox_has_items_and_no_lines(terminal: Terminal) -> None:
    """A damaged item is named by its number in the outbox, a whole file by its name alone."""
    activities = [create(0, "<p>a</p>"), create(1, "<p>b</p>", contentMap={"en": "c"})]
    write(terminal.folder / "mine", contents(activities))
    output = terminal("import", "mine")[1]
    assert "mine/outbox.json, item 2: " in output
    (terminal.folder / "mine" / "actor.json").unlink()
    write(terminal.folder / "mine" / "other", contents(activities[:1]))
    output = terminal("import", "mine")[1]
    assert "mine/outbox.json: there is no actor.json beside it" in output


def test_a_copy_on_another_server_is_no_query(terminal: Terminal) -> None:
    """The address of a copy finds no thread by its words; the sentence says where to look."""
    write(terminal.folder / "mine", contents([create(0, "<p>social example</p>")]))
    assert terminal("import", "mine")[0] == 0
    copy = "https://a.example/@fern@social.example/116498733465600000"
    status, _, errors = terminal("thread", copy)
    assert (status, "Open the post on social.example," in errors) == (1, True)
