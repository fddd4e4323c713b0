"""actor.json: whose archive it is, and the address of the followers, by which posts are private."""

import json
from dataclasses import dataclass

from bot.archive.posts.ids.networks import Network
from bot.archive.posts.post import Profile
from bot.errors import ArchiveFileError
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.mastodon.html_text import text_of_html
from bot.ingest.mastodon.values import account_at, host_of, id_of, text_of
from bot.ingest.records.validation import check_profile

_LONGEST = 4_000_000  # characters; an actor has a few thousand, and some have long descriptions


@dataclass(frozen=True, slots=True)
class Actor:
    """The owner of an archive.

    `id` is the address that activities name them by, `account` their `name@host`. `followers` is
    the address of their followers, None if it is not stated: then no post is known to be for these.
    """

    id: str
    account: str
    followers: str | None
    display: str | None = None
    bio: str | None = None

    @property
    def host(self) -> str:
        """The host of the server."""
        return host_of(self.id)

    @property
    def mention_host(self) -> str:
        """The host that a mention without one means."""
        return self.account.rpartition("@")[2]

    def profile(self) -> Profile:
        """Return what is shown of the owner."""
        return Profile(
            self.account,
            self.display,
            self.bio,
            network=Network.MASTODON.value,
            account_id=self.id,
        )


def read_actor(file: InputFile) -> Actor | None:
    """Return the owner that an actor.json describes; None if it names none that can be."""
    try:
        facts = json.loads("".join(_beginning(file)))
    except (OSError, ArchiveFileError, ValueError, RecursionError):
        return None
    if not isinstance(facts, dict) or (id := id_of(facts.get("id"))) is None:
        return None
    name, webfinger = facts.get("preferredUsername"), facts.get("webfinger")
    if isinstance(webfinger, str) and "@" in webfinger:
        account = webfinger.removeprefix("acct:").removeprefix("@")
    elif isinstance(name, str) and name:
        account = f"{name}@{host_of(id)}"
    else:
        account = account_at(id) or ""
    followers = facts.get("followers")
    summary = facts.get("summary")
    actor = Actor(
        id,
        account,
        followers if isinstance(followers, str) and followers else None,
        text_of(facts.get("name")),
        text_of(text_of_html(summary).text) if isinstance(summary, str) else None,
    )
    try:
        check_profile(actor.profile())
    except ValueError:
        return None
    return actor


def _beginning(file: InputFile) -> list[str]:
    """Return the text of a file in one piece; nothing of one that is too long."""
    pieces = chunks(file, _LONGEST)
    text = next(pieces, "")
    return [text] if next(pieces, None) is None else []
