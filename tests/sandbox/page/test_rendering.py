"""Messages as HTML: everything that Discord draws is there, and a payload can add nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sandbox.page import Theme, View, render_document, render_message, render_modal
from tests.sandbox.test_markdown import HOSTILE

URL = "https://discord.example/a.png"
SCRIPT = '"><script>alert(1)</script>'
ELEMENTS = {
    *("-text", "html", "head", "meta", "title", "style", "body", "main", "article", "section"),
    *("div", "span", "b", "time", "strong", "em", "u", "s", "code", "pre", "blockquote", "a", "br"),
    *("h1", "h2", "h3", "hr", "img", "video", "button", "label", "input", "textarea"),
}
"""All elements that a page may have: none that loads or runs anything but media."""


def message(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a message of the bot with these components."""
    return {
        "author": {"username": "throwback", "global_name": None, "bot": True},
        "content": "",
        "components": list(components),
        "attachments": [],
        "flags": 1 << 15,
        "timestamp": datetime(2022, 11, 24, 17, 30, tzinfo=UTC).isoformat(),
        "edited_timestamp": None,
    } | fields


def text(content: str) -> dict[str, Any]:
    """Return a text display."""
    return {"type": 10, "content": content}


def drawn(*components: dict[str, Any], **fields: Any) -> LexborHTMLParser:
    """Return the page of a message."""
    return parsed(render_document(render_message(message(*components, **fields)), theme=Theme.DARK))


def parsed(page: str) -> LexborHTMLParser:
    """Return a page as a browser reads it; it has no element that a page may not have."""
    tree = LexborHTMLParser(page)
    assert tree.root is not None
    nodes = list(tree.root.traverse(include_text=True))
    assert {node.tag for node in nodes} <= ELEMENTS
    for node in nodes:
        assert not {name for name in node.attributes if name.startswith("on")}
        for name in ("href", "src"):
            assert (node.attributes.get(name) or "https:").startswith(("https:", "http:", "data:"))
    return tree


def one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    """Return the only element that a selector finds."""
    (found,) = tree.css(selector)
    return found


@pytest.mark.parametrize(
    ("source", "selector", "shown"),
    [
        ("**b**", "strong", "b"),
        ("*i*", "em", "i"),
        ("__u__", "u", "u"),
        ("~~s~~", "s", "s"),
        ("||s||", ".spoiler", "s"),
        ("`c < d`", "code", "c < d"),
        ("```\na < b\nc\n```", "pre", "a < b\nc"),
        ("# H", "h1", "H"),
        ("## H", "h2", "H"),
        ("### H\ntext", "h3", "H"),
        ("a\n-# s", ".small", "s"),
        ("> q\n> r\ns", "blockquote", "qr"),
        ("- item", ".item", "• item"),
        ("[a](<https://e.org/x>)", 'a[href="https://e.org/x"]', "a"),
        ("<t:0:R>", ".line", "53 years ago"),
        ("<@1>", ".mention", "@1"),
        ("\\*a\\*", ".line", "*a*"),
    ],
)
def test_markdown(source: str, selector: str, shown: str) -> None:
    """Each kind of markup has its element; what is escaped has none."""
    assert one(drawn(text(source)), f".text {selector}").text() == shown


@given(st.one_of(st.text(max_size=300), st.text("*_~|`<>[]()#-@:/\\ \n\"'&a1", max_size=200)))
def test_no_text_adds_markup(source: str) -> None:
    """A page has the elements of the renderer alone, for any text."""
    drawn(text(source), text(HOSTILE + source), content=source)


def test_every_string_of_a_payload_is_escaped() -> None:
    """Labels, names, descriptions, options, titles: none of them adds an element."""
    media = {"media": {"url": URL + SCRIPT}, "description": SCRIPT, "spoiler": True}
    option = {"label": SCRIPT, "value": SCRIPT, "default": True}
    tree = drawn(
        {"type": 17, "accent_color": 0xFF0000, "components": [text(SCRIPT)]},
        {"type": 9, "components": [text(SCRIPT)], "accessory": {"type": 11, **media}},
        {"type": 12, "items": [media] * 10},
        {"type": 13, "file": {"url": URL + SCRIPT}, "name": SCRIPT, "size": 1},
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 5, "label": SCRIPT, "url": "javascript:alert(1)"},
                {"type": 2, "style": 1, "label": SCRIPT, "emoji": {"name": SCRIPT}},
            ],
        },
        {"type": 1, "components": [{"type": 3, "options": [option], "placeholder": SCRIPT}]},
        author={"username": SCRIPT, "global_name": SCRIPT, "bot": True},
        interaction_metadata={"name": SCRIPT, "user": {"username": SCRIPT, "global_name": None}},
    )
    assert not tree.css("script")
    modal = {
        "title": SCRIPT,
        "components": [
            {
                "type": 18,
                "label": SCRIPT,
                "description": SCRIPT,
                "component": {"type": 4, "style": 2, "value": SCRIPT, "placeholder": SCRIPT},
            }
        ],
    }
    assert not parsed(render_document(render_modal(modal), theme=Theme.LIGHT)).css("script")


def test_what_discord_draws_is_there() -> None:
    """Colour, cover, buttons by style, menu, thumbnail, who used what, and who sees it."""
    buttons = [{"type": 2, "style": n, "label": f"{n}"} for n in (1, 2, 3, 4)]
    buttons.append({"type": 2, "style": 5, "label": "5", "url": URL})
    buttons[0]["disabled"] = True
    tree = drawn(
        {
            "type": 17,
            "accent_color": 0x2A9D8F,
            "components": [
                {
                    "type": 9,
                    "components": [text("a"), text("b")],
                    "accessory": {"type": 11, "media": {"url": URL}, "description": "a cat"},
                },
                {"type": 14, "divider": True, "spacing": 2},
                {"type": 12, "items": [{"media": {"url": URL}, "spoiler": True}]},
                {"type": 1, "components": buttons},
                {"type": 1, "components": [{"type": 3, "options": [], "placeholder": "a year"}]},
            ],
        },
        flags=1 << 15 | 64,
        interaction_metadata={"name": "random", "user": {"username": "you", "global_name": None}},
    )
    assert "2a9d8f" in (one(tree, ".container").attributes["style"] or "")
    assert one(tree, ".thumbnail img").attributes["alt"] == "a cat"
    assert one(tree, ".gallery.of-1 .cover").text() == "Spoiler"
    names = [node.attributes["class"] for node in tree.css(".button")]
    styles = ("primary", "secondary", "success", "danger", "link")
    assert names == [f"button {style}" for style in styles]
    assert "disabled" in tree.css(".button")[0].attributes
    assert one(tree, ".select").text() == "a year▾"
    assert one(tree, ".invocation").text() == "you used /random"
    assert one(tree, ".ephemeral").text() == "Only you can see this"
    assert one(tree, "article.private .tag").text() == "APP"


def test_a_picture_that_cannot_be_loaded_is_its_description() -> None:
    """An address that is neither http nor https is not loaded, unless the page names another."""
    gallery = {"type": 12, "items": [{"media": {"url": "file:///x.png"}, "description": "a cat"}]}
    assert one(drawn(gallery), ".lost").text() == "a cat"
    shown = render_message(
        message(gallery), View(sources={"file:///x.png": "data:image/png;base64,"})
    )
    assert one(parsed(render_document(shown, theme=Theme.DARK)), "img").attributes["alt"] == "a cat"


def test_the_themes_are_one_page() -> None:
    """A theme changes nothing but the colours, and no page has a script."""
    light, dark = (render_document(render_message(message(text("a"))), theme=one) for one in Theme)
    assert light.replace('data-theme="light"', 'data-theme="dark"') == dark
    assert "script-src" not in dark
    assert "default-src &#x27;none&#x27;" in dark
