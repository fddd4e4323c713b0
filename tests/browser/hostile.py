"""An archive of posts that try to be more than text."""

import json
from datetime import UTC, datetime, timedelta

from tests.archives import snowflake, stamp

TEXTS = (
    "<script>document.title = 'pwned'</script> hostile",
    "<img src=x onerror=\"document.title='pwned'\"> hostile",
    "<svg/onload=document.title='pwned'> hostile",
    "hostile </div></article><style>* { display: none }</style>",
    "hostile **bold** __under__ ||spoiler|| ~~gone~~ `code` ```js\nalert(1)```",
    "# hostile heading\n-# small\n> quote\n>>> all\n- item\n1. one",
    "hostile [click](javascript:document.title='pwned') [here](https://evil.example/)",
    "hostile https://evil.example/picture.png <https://evil.example>",
    "hostile @everyone @here <@1> <@&1> <#1> </search:1> <t:0:R> <a:wave:1> :smile:",
    "hostile \u202egnp.exe\u2066 mirrored \u2067שלום",
    "hostile &lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;",
    "hostile {{constructor.constructor('alert(1)')()}} ${alert(1)}",
)

_FIRST = datetime(2019, 5, 1, 12, tzinfo=UTC)


def export() -> dict[str, bytes]:
    """Return the files of an export of X with these posts, by their paths."""
    tweets = [
        {
            "tweet": {
                "id_str": snowflake(_FIRST + timedelta(days=day), 1),
                "created_at": stamp(_FIRST + timedelta(days=day)),
                # An export has these three characters as entities.
                "full_text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
                "entities": {},
            }
        }
        for day, text in enumerate(TEXTS)
    ]
    account = [{"account": {"username": "mallory", "accountId": "1"}}]
    return {
        "data/tweets.js": f"window.YTD.tweets.part0 = {json.dumps(tweets)}".encode(),
        "data/account.js": f"window.YTD.account.part0 = {json.dumps(account)}".encode(),
    }
