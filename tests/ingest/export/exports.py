"""Twitter exports for tests."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Post
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import snowflake

WHEN = datetime(2022, 10, 3, 10, tzinfo=UTC)
STAMP = "%a %b %d %H:%M:%S +0000 %Y"


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


def tweet(n: int, text: str, **fields: Any) -> dict[str, Any]:
    """Return the n-th post in the format of the export."""
    return {
        "id_str": snowflake(at(n)),
        "full_text": text,
        "created_at": at(n).strftime(STAMP),
        "entities": {"urls": []},
        **fields,
    }


def script(kind: str, values: list[Any], indent: int | None = 2) -> str:
    """Return values as a JavaScript file of the export."""
    return f"window.YTD.{kind}.part0 = " + json.dumps(values, indent=indent, ensure_ascii=False)


def tweets(*values: dict[str, Any], indent: int | None = 2) -> str:
    """Return posts as tweets.js."""
    return script("tweets", [{"tweet": value} for value in values], indent)


def account(name: str = "ada") -> str:
    """Return account.js."""
    return script("account", [{"account": {"username": name, "accountId": "7"}}])


def files(folder: Path, **contents: str) -> Path:
    """Write an export with files of these names below `folder`, including `account.js`."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for name, content in ({"account": account()} | contents).items():
        (data / f"{name.replace('_', '-')}.js").write_text(content, "utf-8")
    return folder


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that receives the name of each file that is opened."""
    opened: list[str] = []
    real = Path.open

    def note(path: Path, *args: Any, **more: Any) -> Any:
        opened.append(path.name)
        return real(path, *args, **more)

    monkeypatch.setattr(Path, "open", note)
    return opened


def everything(*paths: Path, name: str | None = None) -> tuple[list[Post], list[Quarantined]]:
    """Return the posts at `paths`, and the records that could not be read."""
    found = list(read(discover(paths), account=name))
    posts = [one for one in found if isinstance(one, Post)]
    return posts, [one for one in found if isinstance(one, Quarantined)]


def posts_of(*paths: Path, name: str | None = None) -> list[Post]:
    """Return the posts at `paths`, which must all be readable."""
    posts, refused = everything(*paths, name=name)
    assert refused == []
    return posts
