"""What a visitor does on the page: each call is one act of a user in the sandbox."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.answer import Answer
from bot.sandbox.errors import DeferredError, NoAnswerError, NoCommandError
from bot.sandbox.interactions import InteractionKind
from bot.sandbox.messages import Message
from bot.sandbox.modal import Modal
from bot.sandbox.options import Resolved
from bot.sandbox.page.fields import counts
from bot.sandbox.page.server.bodies import Body, BodyError
from bot.sandbox.page.server.drawn import Drawings
from bot.sandbox.page.server.events import Streams
from bot.sandbox.page.server.offers import choices_in, values_for
from bot.sandbox.page.server.pools import named
from bot.sandbox.page.server.visits import Visit
from bot.sandbox.rules.kinds import SELECTS, ComponentKind, walk
from bot.sandbox.rules.messages import CONTENT

Reply = dict[str, Any]
Call = Callable[[Visit, Body], Awaitable[Reply]]

PATIENCE = 20.0
"""Seconds of real time that a call waits for the bot."""

_MODALS = 50  # that may be open at a time; the oldest can no longer be submitted


class Calls:
    """The calls by their names. Each returns the answer's JSON, with a sentence if it cannot."""

    def __init__(self, drawings: Drawings, streams: Streams) -> None:
        self._drawings = drawings
        self._streams = streams
        self._modals: OrderedDict[str, Modal] = OrderedDict()
        self._calls: Mapping[str, Call] = {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "component": self._component,
            "modal": self._modal,
            "menu": self._menu,
            "say": self._say,
            "dismiss": self._dismiss,
        }

    def __contains__(self, name: str) -> bool:
        return name in self._calls

    async def answer(self, name: str, visit: Visit, body: Body) -> Reply:
        """Answer a call. Raises BodyError for a body that the page does not make."""
        visit.speak()
        try:
            return await self._calls[name](visit, body)
        except DeferredError:
            return {}  # the bot is still thinking, which the page shows
        except NoAnswerError:
            return {"error": visit.words["no_answer"]}
        except (NoCommandError, LookupError, ValueError) as error:
            return {"error": _sentence(str(error))}

    async def _command(self, visit: Visit, body: Body) -> Reply:
        channel = visit.channel(body.text("channel"))
        name, options = body.text("name"), body.table("options")
        values = values_for(visit.actor, channel, name, options, body.files)
        answer = await visit.actor.slash(name, channel=channel, timeout=PATIENCE, **values)
        return self._reply(answer, visit)

    async def _autocomplete(self, visit: Visit, body: Body) -> Reply:
        channel, focused = visit.channel(body.text("channel")), body.text("focused")
        name, options = body.text("name"), {focused: "", **body.table("options")}
        values = values_for(visit.actor, channel, name, options, body.files, focused)
        choices = await visit.actor.autocomplete(
            name, focused=focused, channel=channel, timeout=PATIENCE, **values
        )
        return {"choices": choices_in(choices, visit.language)}

    async def _component(self, visit: Visit, body: Body) -> Reply:
        message = visit.message(body.text("message"))
        part = _part_of(message, body.text("custom_id"), visit)
        data = {
            "id": part["id"], "custom_id": part["custom_id"], "component_type": part["type"],
        }  # fmt: skip
        if part["type"] in SELECTS:
            data |= _chosen(part, body.fields.get("values"), visit, message)
        answer = await visit.actor.act(
            InteractionKind.COMPONENT, message.channel, data, PATIENCE, message=message
        )
        return self._reply(answer, visit)

    async def _modal(self, visit: Visit, body: Body) -> Reply:
        modal = self._modals.get(body.text("modal"))
        if modal is None or modal.actor.user is not visit.actor.user:
            raise LookupError(visit.words["gone"])
        fields = {field["custom_id"]: field for field in modal.fields.values()}
        guild = modal.interaction.guild
        values: dict[str, Any] = {**body.table("values"), **body.files}
        for key, value in values.items():
            kind = fields.get(key, {}).get("type")
            if kind in SELECTS and kind != ComponentKind.STRING_SELECT:
                values[key] = [named(guild, one) for one in _listed(value)]
            elif kind != ComponentKind.TEXT_INPUT and key not in body.files:
                values[key] = _listed(value)
        answer = await modal.submit(values, timeout=PATIENCE)
        self._modals.pop(body.text("modal"), None)
        return self._reply(answer, visit)

    async def _menu(self, visit: Visit, body: Body) -> Reply:
        message = visit.message(body.text("message"))
        answer = await visit.actor.context_menu(
            body.text("command"), message=message, timeout=PATIENCE
        )
        return self._reply(answer, visit)

    async def _say(self, visit: Visit, body: Body) -> Reply:
        channel, text = visit.channel(body.text("channel")), body.text("text").strip()
        if not text:
            raise ValueError(visit.words["empty"])
        if len(text) > CONTENT:
            raise ValueError(visit.words["too_long"].replace("{count}", f"{CONTENT:,}"))
        visit.actor.say(text, channel=channel)
        return {}

    async def _dismiss(self, visit: Visit, body: Body) -> Reply:
        message = visit.message(body.text("message"))
        if message.ephemeral:
            self._streams.dismiss(message)
        return {}

    def _reply(self, answer: Answer, visit: Visit) -> Reply:
        """Return the modal that the bot opened; all else comes by events."""
        if not answer.opens_modal:
            return {}
        modal = answer.modal
        id = str(modal.interaction.id)
        self._modals[id] = modal
        while len(self._modals) > _MODALS:
            self._modals.popitem(last=False)
        tree = self._drawings.modal(modal.payload, modal.interaction.guild, visit.language)
        return {"modal": {"id": id, "title": modal.title, "tree": tree}}


def _part_of(message: Message, custom_id: str, visit: Visit) -> Mapping[str, Any]:
    for part in walk(message.components):
        if part.get("custom_id") == custom_id and not part.get("disabled"):
            return part
    raise LookupError(visit.words["gone"])


def _chosen(part: Mapping[str, Any], given: Any, visit: Visit, message: Message) -> dict[str, Any]:
    """Return the values of a menu, as an interaction has them."""
    values = _listed(given)
    low, high = counts(part)
    if not low <= len(values) <= high or len({*map(str, values)}) < len(values):
        raise ValueError(
            visit.words["choose"].replace("{low}", str(low)).replace("{high}", str(high))
        )
    if part["type"] == ComponentKind.STRING_SELECT:
        known = [option["value"] for option in part.get("options") or []]
        if any(value not in known for value in values):
            raise LookupError(visit.words["gone"])
        return {"values": values}
    resolved = Resolved(visit.actor.world, message.channel.guild, visit.actor.user)
    ids = [resolved.add(named(message.channel.guild, value))[1] for value in values]
    return {"values": ids, "resolved": resolved.payloads}


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list | None):
        raise BodyError
    return value or []


def _sentence(text: str) -> str:
    """Return what is wrong as a whole sentence."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."
