"""Drawings for the page: it knows all that they are made of, and nothing foreign is loaded."""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page import Node, View, render_message, render_modal
from bot.sandbox.page.elements import element, filled, join
from bot.sandbox.page.words import ENGLISH
from tests.sandbox.page.host import find, text_of
from tests.sandbox.page.test_rendering import SCRIPT, message, parsed, text
from tests.sandbox.test_markdown import HOSTILE

ORIGIN = "http://127.0.0.1:1"
VIEW = View(origin=ORIGIN, pools={5: [{"label": SCRIPT, "value": "1"}]})
OWN, FOREIGN = f"{ORIGIN}/attachments/1/2/a ü?.png", "https://foreign.example/x.png"
CLIENT = files("bot.sandbox.page").joinpath("client", "tree.js").read_text("utf-8")


def listed(name: str) -> set[str]:
    """Return the words of a list in the page's code."""
    found = re.search(rf"const {name} = new Set\((.*?)\.split", CLIENT, re.DOTALL)
    assert found
    return {*" ".join(re.findall(r'"([^"]*)"', found[1])).split()}


ELEMENTS, ATTRIBUTES = listed("ELEMENTS"), listed("ATTRIBUTES")


def drawn(*components: dict[str, Any], view: View = VIEW, **fields: Any) -> list[Any]:
    """Return the drawing of a message for the page, which can make all of it."""
    return checked(render_message(message(*components, **fields), view))


def checked(node: Node) -> list[Any]:
    """Return a drawing as JSON; the page knows its parts, and they lead nowhere else."""
    tree = node.data()
    for name, attributes, *_children in parts(tree):
        assert name in ELEMENTS
        for key, value in attributes.items():
            assert key in ATTRIBUTES or re.fullmatch(r"(aria|data)-[a-z-]+", key)
            assert isinstance(value, str)
            assert key != "src" or value.startswith("attachments/")
            assert key != "href" or value.startswith(("https://", "http://", "attachments/"))
    return tree


def parts(tree: Any) -> Iterator[Any]:
    """Yield all elements of a drawing."""
    if not isinstance(tree, str):
        yield tree
        for child in tree[2:]:
            yield from parts(child)


def payload_of_everything(string: str, url: str) -> dict[str, Any]:
    """Return a message with all kinds of parts, whose texts and addresses are these."""
    media = {"media": {"url": url}, "description": string, "spoiler": True}
    option = {"label": string, "value": string, "description": string, "default": True}
    picture = {"url": url}
    return message(
        {"type": 17, "accent_color": 0xFF0000, "spoiler": True, "components": [text(string)]},
        {"type": 9, "components": [text(string)], "accessory": {"type": 11, **media}},
        {"type": 12, "items": [media, {"media": {"url": f"{url}.mp4"}}]},
        {"type": 13, "file": {"url": url}, "name": string, "size": 1},
        {"type": 14, "divider": False},
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 5, "label": string, "url": url},
                {"type": 2, "style": 1, "label": string, "custom_id": string},
            ],
        },
        {"type": 1, "components": [{"type": 3, "options": [option], "custom_id": string}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "x", "default_values": [{"id": "1"}]}]},
        id="1",
        content=string,
        flags=64,
        author={"username": string, "global_name": string, "bot": True},
        interaction_metadata={"name": string, "user": {"username": string, "global_name": None}},
        attachments=[{"filename": string, "url": url, "size": 1}],
        embeds=[
            {
                "title": string,
                "url": url,
                "description": string,
                "color": 255,
                "timestamp": string,
                "author": {"name": string, "url": url},
                "fields": [{"name": string, "value": string, "inline": True}],
                "image": picture,
                "thumbnail": picture,
                "footer": {"text": string},
            }
        ],
    )


ADDRESSES = st.one_of(
    st.sampled_from(
        [OWN, FOREIGN, "javascript:alert(1)", "data:text/html,x", "//x", f"{ORIGIN}/api", "", "a"]
    ),
    st.text(max_size=20),
    st.text(max_size=20).map(f"{ORIGIN}/attachments/".__add__),
)


@given(st.one_of(st.text(max_size=60), st.sampled_from([SCRIPT, HOSTILE])), ADDRESSES)
def test_nothing_of_a_payload_leads_elsewhere(string: str, url: str) -> None:
    """No text adds an element, and no address is loaded but the server's own."""
    payload = payload_of_everything(string, url)
    checked(render_message(payload, VIEW))
    modal = {
        "title": string,
        "components": [
            {"type": 18, "label": string, "component": one}
            for one in (
                {"type": 4, "style": 2, "value": string, "custom_id": "a"},
                {"type": 5, "custom_id": "b"},
                {"type": 19, "custom_id": "c", "max_values": None},
            )
        ],
    }
    checked(render_modal(modal, VIEW))


@given(st.text(max_size=50))
def test_html_and_json_are_one_tree(string: str) -> None:
    """A browser that reads the HTML has the elements and texts of the JSON."""
    node = join(element("b", string, title=string), element("br"), element("em"))
    html = parsed(element("main", node).html())
    bold, line_break, italic = element("main", node).data()[2:]
    found = html.css_first("b")
    assert found is not None
    # A browser reads a line break of any kind as \n, and no NUL.
    read = string.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    assert found.text().replace("\ufffd", "") == read.replace("\ufffd", "")
    assert bold == ["b", {"title": string}, *([string] if string else [])]
    assert (line_break, italic) == (["br", {}], ["em", {}])


def test_a_part_without_a_name_is_no_element() -> None:
    """What has no element around it cannot be sent alone."""
    with pytest.raises(ValueError, match="no element"):
        join("a").data()


def test_sentences_are_filled() -> None:
    """Elements stand where a sentence of any language names them; a text adds none."""
    tree = element("p", filled("{b}: {a} {c}", a=element("b", "x"), b="{a}")).data()
    assert tree == ["p", {}, "{a}", ": ", ["b", {}, "x"], " "]


def test_files_of_the_sandbox_alone_are_loaded() -> None:
    """A foreign picture is its description, which leads to it."""
    gallery = {
        "type": 12,
        "items": [
            {"media": {"url": OWN}, "description": "own"},
            {"media": {"url": FOREIGN}, "description": "foreign"},
        ],
    }
    tree = drawn(gallery)
    ((_, own),) = find(tree, "img")
    assert own == {"src": "attachments/1/2/a%20%C3%BC%3F.png", "alt": "own", "title": "own"}
    ((_, foreign, shown),) = find(tree, "a")
    assert (foreign["href"], foreign["rel"]) == (FOREIGN, "noopener noreferrer")
    assert (foreign["target"], shown) == ("_blank", "foreign ↗")


def test_times_keep_their_moment_and_style() -> None:
    """The page shows times in the visitor's zone, so they come with what they say."""
    tree = drawn(text("<t:0:R> <t:1700000000> **<t:60:d>**, [<t:0:F>](https://e.org)"))
    times = [attributes for _name, attributes, *_rest in find(tree, "time")]
    assert [(one["datetime"], one["data-style"]) for one in times] == [
        ("2022-11-24T17:30:00+00:00", "header"),
        ("1970-01-01T00:00:00+00:00", "R"),
        ("2023-11-14T22:13:20+00:00", "f"),
        ("1970-01-01T00:01:00+00:00", "d"),
        ("1970-01-01T00:00:00+00:00", "F"),
    ]
    assert text_of(drawn(text("<t:99999999999999999>"))).endswith("Invalid Date")


def test_a_spoiler_is_one_button() -> None:
    """What is covered together is revealed together, by keyboard too."""
    tree = drawn(text("a ||b **c** [d](https://e.org/)|| e"))
    ((_, attributes, *_children),) = find(tree, "span", class_="spoiler")
    assert attributes["role"] == "button"
    assert (attributes["tabindex"], attributes["aria-expanded"]) == ("0", "false")


def test_an_embed() -> None:
    """All parts of an embed are drawn, with the file that it shows."""
    embed = {
        "title": "A **title**",
        "url": "https://e.org/",
        "description": "text",
        "color": 0x123456,
        "timestamp": "2024-05-01T12:00:00+00:00",
        "author": {"name": "ada"},
        "fields": [{"name": "n", "value": "v", "inline": True}],
        "image": {"url": "attachment://a.png"},
        "footer": {"text": "foot"},
    }
    attachments = [
        {"filename": "a.png", "url": OWN, "size": 1},
        {"filename": "b.txt", "url": f"{ORIGIN}/attachments/1/3/b.txt", "size": 2},
    ]
    tree = drawn(embeds=[embed], attachments=attachments, flags=0)
    ((_, box, *_rest),) = find(tree, "div", data_accent="#123456")
    assert box["class"] == "container embed coloured"
    assert text_of(tree).endswith("b.txt2 bytesadaA titletextnvfoot • 01/05/2024, 12:00")
    assert len(find(tree, "img")) == 1
    assert find(tree, "div", class_="inline")
    hidden = drawn(embeds=[embed], attachments=attachments, flags=4)
    assert not find(hidden, "img")


def test_another_language() -> None:
    """The fixed words are those of the visitor's language, English where it has none."""
    view = View(words={"used": "{command}, von {user}", "edited": ""}, origin=ORIGIN)
    user = {"username": "ada", "global_name": None}
    tree = drawn(
        view=view,
        edited_timestamp="2024-05-01T12:00:00+00:00",
        interaction_metadata={"name": "search", "user": user},
    )
    assert text_of(find(tree, "div", class_="invocation")[0]) == "/search, von ada"
    assert ENGLISH["edited"] in text_of(tree)
