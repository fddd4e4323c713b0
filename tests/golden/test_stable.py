"""What differs each time is replaced in the same way, and the rest of a payload stays."""

from datetime import UTC, datetime

from bot.sandbox.snowflakes import lowest_id
from tests.archives import snowflake
from tests.golden.stable import ORIGIN, Stabiliser

NOW = datetime(2022, 11, 24, 17, 30, tzinfo=UTC)
USER, MESSAGE, FILE = (lowest_id(NOW) | n for n in (1, 2, 3))
POST = snowflake(datetime(2020, 1, 1, tzinfo=UTC))


def test_ids_and_tokens_are_numbered() -> None:
    """Known ids have their number, others one by order; ids of posts stay."""
    stabiliser = Stabiliser("http://127.0.0.1:4711", NOW, {USER: 7})
    first, second = "0123456789abcdef01234567", "fedcba9876543210fedcba98"
    buttons = [
        {"type": 2, "custom_id": custom_id, "id": 3}
        for custom_id in (f"p1:{second}:0", f"p1:{first}:1", f"p1:{second}:2", f"o1:post:{POST}")
    ]
    text = f"<@{USER}> https://discord.com/channels/{MESSAGE} {POST}"
    url = f"http://127.0.0.1:4711/attachments/{MESSAGE}/{FILE}/media-1.png"
    stable = stabiliser.stable(
        {
            "id": f"{MESSAGE}",
            "author": {"id": "1", "username": "throwback", "global_name": None, "bot": True},
            "components": [{"type": 10, "content": text, "id": 1}, *buttons],
            "attachments": [{"id": f"{FILE}", "url": url, "proxy_url": url, "size": 9}],
            "timestamp": "2022-11-24T17:30:12.123456+00:00",
            "edited_timestamp": None,
        }
    )
    components = stable["components"]
    message, file = 2_000_000_000_000_000_001, 2_000_000_000_000_000_002
    assert components[0] == {
        "type": 10,
        "content": f"<@7> https://discord.com/channels/{message} {POST}",
    }
    assert [one["custom_id"] for one in components[1:]] == [
        f"p1:{1:024}:0",
        f"p1:{2:024}:1",
        f"p1:{1:024}:2",
        f"o1:post:{POST}",
    ]
    assert stable["attachments"] == [{"url": f"{ORIGIN}/attachments/{message}/{file}/media-1.png"}]
    assert stable["timestamp"] == "2022-11-24T17:30:00+00:00"
    assert "id" not in stable
