"""The limits of commands and modals, just kept and just exceeded."""

from typing import Any

import pytest

from bot.sandbox.rules.commands import check_commands
from bot.sandbox.rules.modals import check_modal
from tests.sandbox.rules.payloads import Payload, button, code_of, row, text


def command(**changes: Any) -> Payload:
    """Return a command."""
    return {"name": "search", "description": "Search"} | changes


def option(**changes: Any) -> Payload:
    """Return an option of a command."""
    return {"type": 3, "name": "query", "description": "Words"} | changes


def choices(count: int) -> list[Payload]:
    """Return `count` choices."""
    return [{"name": str(one), "value": str(one)} for one in range(count)]


def named(name: str, **localised: str) -> Payload:
    """Return an option that is a choice as well, with its name in some languages."""
    return option(name=name, value=name, name_localizations=localised)


def large(length: int) -> list[Payload]:
    """Return as many choices as there may be, whose names are so long in one language."""
    return [named(f"{one}", de="x" * length, fr="y") for one in range(25)]


COMMANDS: list[tuple[list[Payload], int]] = [
    ([command()], 0),
    ([command(name="x" * 32)], 0),
    ([command(name="x" * 33)], 50035),
    ([command(name="Search")], 50035),
    ([command(name="two words")], 50035),
    ([command(name="")], 50035),
    ([command(name="größe")], 0),
    ([command(description="")], 50035),
    ([command(description="x" * 100)], 0),
    ([command(description="x" * 101)], 50035),
    ([command(), command()], 50035),
    ([command(name=f"x{one}") for one in range(100)], 0),
    ([command(name=f"x{one}") for one in range(101)], 50035),
    ([{"type": 3, "name": f"Find {one}"} for one in range(15)], 0),
    ([{"type": 3, "name": f"Find {one}"} for one in range(16)], 50035),
    ([{"type": 2, "name": "Who", "description": "x"}], 50035),
    ([command(options=[option(name=f"o{one}") for one in range(25)])], 0),
    ([command(options=[option(name=f"o{one}") for one in range(26)])], 50035),
    ([command(options=[option(), option()])], 50035),
    ([command(options=[option(name="a"), option(required=True)])], 50035),
    ([command(options=[option(required=True), option(name="a")])], 0),
    ([command(options=[option(choices=choices(25))])], 0),
    ([command(options=[option(choices=choices(26))])], 50035),
    ([command(options=[option(choices=[{"name": "x" * 101, "value": "1"}])])], 50035),
    ([command(options=[option(choices=[{"name": "x", "value": "1" * 101}])])], 50035),
    ([command(options=[option(type=1, options=[option(description="")])])], 50035),
    ([command(options=[option(type=1), option(type=2, name="b")])], 0),
    ([command(options=[option(type=1), option(name="b")])], 50035),
    ([command(options=[option(type=2, options=[option(type=1, options=[option()])])])], 0),
    ([command(options=[option(type=2, options=[option(type=2)])])], 50035),
    ([command(options=[option(type=2, options=[option()])])], 50035),
    ([command(options=[option(type=1, options=[option(type=1)])])], 50035),
    ([command(options=[{"name": "query", "description": "Words"}])], 50035),
    ([command(options=[option(type=12)])], 50035),
    ([command(type=9)], 50035),
    ([command(contexts=[0, 1, 2], integration_types=[0, 1])], 0),
    ([command(contexts=[3])], 50035),
    ([command(integration_types=[2])], 50035),
    ([command(options=[option(min_length=0, max_length=6000)])], 0),
    ([command(options=[option(min_length=6001)])], 50035),
    ([command(options=[option(max_length=0)])], 50035),
    ([command(name_localizations={"de": "suche", "ja": "検索ー"})], 0),
    ([command(name_localizations={"de": "Suche"})], 50035),
    ([command(name_localizations={"fr": "deux mots"})], 50035),
    ([command(name_localizations={"de": "x" * 33})], 50035),
    ([command(name_localizations={"ca": "cerca"})], 50035),
    ([command(description_localizations={"de": "x" * 100})], 0),
    ([command(description_localizations={"de": "x" * 101})], 50035),
    ([command(description_localizations={"de": ""})], 50035),
    ([{"type": 3, "name": "Find", "name_localizations": {"de": "Im Archiv finden"}}], 0),
    ([{"type": 3, "name": "Find", "name_localizations": {"de": "x" * 33}}], 50035),
    ([command(options=[option(name="a"), option(name_localizations={"de": "a"})])], 50035),
    ([command(options=[option(name_localizations={"de": "query", "fr": None})])], 0),
    ([command(options=[named("a", de="x"), named("b", de="x")])], 50035),
    ([command(options=[named("a", de="x"), named("b", fr="x")])], 0),
    ([command(options=[option(choices=[named("a", de="x" * 101)])])], 50035),
    ([command(options=[option(choices=large(40))])], 0),
    ([command(options=[option(name=f"o{n}", choices=large(99)) for n in range(4)])], 50035),
]


@pytest.mark.parametrize(("commands", "code"), COMMANDS)
def test_commands(commands: list[Payload], code: int) -> None:
    """Commands are accepted up to their limits and refused beyond them."""
    assert code_of(lambda: check_commands(commands)) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"title": "x" * 46}, 50035),
        ({"custom_id": ""}, 50035),
        ({"components": []}, 50035),
        ({"components": [text(), row(button())]}, 50035),
        (
            {
                "components": [
                    {"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "f"}}
                ]
            },
            50035,
        ),
    ],
)
def test_modals(changes: Payload, code: int) -> None:
    """A modal is accepted up to its limits and refused beyond them."""
    field = {"type": 18, "label": "x", "component": {"type": 4, "style": 1, "custom_id": "f"}}
    modal = {"title": "x" * 45, "custom_id": "m", "components": [field]} | changes
    assert code_of(lambda: check_modal(modal)) == code
