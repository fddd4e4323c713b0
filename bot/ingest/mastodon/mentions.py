"""Mentions: a text shows `@name`, and only the tags of the post say on which server that is."""

from collections.abc import Iterable

from bot.ingest.mastodon.values import account_at, dicts, host_of, text_of


class Mentions:
    """The accounts that a post mentions, by the ids that its tags state."""

    def __init__(self, tags: object, own_host: str) -> None:
        self._own_host = own_host
        self._names: dict[str, str] = {}
        for tag in dicts(tags):
            href = tag.get("href")
            if tag.get("type") == "Mention" and isinstance(href, str) and href:
                name = self._full(tag.get("name"))
                if name:
                    self._names.setdefault(href, name)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the accounts, in order."""
        return tuple(self._names)

    def shown(self, href: str, covered: str) -> str:
        """Return how a mention is written: with its host, if that is known.

        `href` is the address that it leads to, usually that of the profile page and not the id, and
        `covered` the text of the link.
        """
        known = self._names.get(href)
        if known is None:
            local, _, host = covered.removeprefix("@").partition("@")
            alike = [
                (id, name)
                for id, name in self._names.items()
                if _local(name) == local.lower() and (not host or _host(name) == host.lower())
            ]
            if len(alike) > 1:
                there = host_of(href)
                alike = [
                    (id, name) for id, name in alike if there in {host_of(id), _host(name)}
                ] or alike
            known = alike[0][1] if len({name.lower() for _, name in alike}) == 1 else None
        if known is None:
            if "@" in covered.removeprefix("@") or not covered.removeprefix("@"):
                return covered
            known = account_at(href)
            if known is None or _local(known) != covered.removeprefix("@").lower():
                return covered
        return f"@{known}"

    def author_of(self, post: str) -> str | None:
        """Return the account that wrote the post with this id, None if it cannot be known.

        The ids of posts of Mastodon begin with that of their author; those of other servers do not,
        but a reply mentions whom it answers.
        """
        for id, name in self._names.items():
            if post.startswith(f"{id}/"):
                return name
        author, statuses, _ = post.partition("/statuses/")
        if statuses and (account := account_at(author)):
            return account
        there = [name for id, name in self._names.items() if host_of(id) == host_of(post)]
        return there[0] if len(there) == 1 else None

    def _full(self, name: object) -> str | None:
        """Return the `name@host` of a tag's name, which has none for the archive's own host."""
        text = (text_of(name) or "").strip().removeprefix("@")
        if not text or any(character.isspace() for character in text):
            return None
        return text if "@" in text else f"{text}@{self._own_host}"


NOBODY = Mentions((), "")
"""The mentions of a text that has none."""


def hashtags(tags: object) -> tuple[str, ...]:
    """Return the hashtags of a post as the server indexes them, without the sign, each once."""
    return tuple(dict.fromkeys(_hashtags(tags)))


def _hashtags(tags: object) -> Iterable[str]:
    for tag in tags if isinstance(tags, list) else [tags]:
        # Older versions of Pleroma list the names alone.
        named = tag.get("name") if isinstance(tag, dict) and tag.get("type") == "Hashtag" else tag
        name = text_of(named)
        if name and (bare := name.strip().removeprefix("#")):
            yield bare


def _local(name: str) -> str:
    return name.partition("@")[0].lower()


def _host(name: str) -> str:
    return name.partition("@")[2].lower()
