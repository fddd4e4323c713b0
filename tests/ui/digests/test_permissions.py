"""The permissions of the bot: one table, which the invitation and the documents follow."""

import re
from pathlib import Path

import pytest

from bot.delivery.guild_setup import invite_url
from bot.ui.digests.permissions import INVITED, LABELS, OCCASIONAL

ROOT = Path(__file__).parent.parent.parent.parent
DOCUMENTS = ("README.md", "deploy/README.md")
ADDRESS = re.compile(r"https://discord\.com/oauth2/authorize\?[^\s`]+")


def test_the_invitation() -> None:
    """It has the application's id, both scopes and the sum of the table, and may name a server."""
    url = invite_url(17)
    assert url.startswith("https://discord.com/oauth2/authorize?client_id=17&")
    assert "scope=bot+applications.commands" in url
    # View Channel, Send Messages, Attach Files, Read Message History, Send Messages in Threads
    assert url.endswith(f"&permissions={1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 38}")
    assert invite_url(17, 4) == f"{url}&guild_id=4"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_list_the_same(document: str) -> None:
    """Both name the same permissions in the same order, and the address with their sum."""
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"\*([^*\n]+)\*", text)
    labels = [str(label) for label in LABELS.values()]
    assert [name for name in named if name in labels] == labels
    address, *user_installs = ADDRESS.findall(text)
    assert all("integration_type=1" in other for other in user_installs)
    assert address == invite_url(17).replace("17", "APPLICATION_ID", 1)
    assert "privileged intent" in text


def test_the_guide_says_what_each_is_for() -> None:
    """The tables of the guide have the purposes in the code."""
    text = (ROOT / "deploy" / "README.md").read_text("utf-8")
    for permission in (*INVITED, *OCCASIONAL):
        assert f"| *{permission.label}* | {permission.purpose} |\n" in text
