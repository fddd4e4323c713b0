"""The routes of interaction responses: the callback, then messages sent with the token."""

import copy
from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import already_answered, invalid_token, unknown
from bot.sandbox.interactions import RESPONSE_DEADLINE, CallbackKind, Interaction, InteractionKind
from bot.sandbox.messages import Message
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rules.commands import check_choices
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.kinds import number
from bot.sandbox.rules.messages import MessageFlag
from bot.sandbox.rules.modals import check_modal
from bot.sandbox.world import World

router = Router()

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"

_MESSAGES = {CallbackKind.MESSAGE, CallbackKind.DEFERRED_MESSAGE}
_WITH_RESOURCE = {CallbackKind.MESSAGE, CallbackKind.UPDATE}
_UPDATES = {CallbackKind.UPDATE, CallbackKind.DEFERRED_UPDATE}
_ALLOWED = {
    InteractionKind.COMMAND: _MESSAGES | {CallbackKind.MODAL},
    InteractionKind.AUTOCOMPLETE: {CallbackKind.CHOICES},
    InteractionKind.COMPONENT: _MESSAGES | _UPDATES | {CallbackKind.MODAL},
    InteractionKind.MODAL: _MESSAGES,
}


@router.on("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(world: World, call: Call) -> Any:
    """Respond to an interaction, which is possible once and within three seconds."""
    interaction = world.interactions.get(call.parameters["interaction_token"])
    if interaction is None or interaction.id != call.id("interaction_id"):
        raise unknown("interaction")
    if world.now() - interaction.created_at > RESPONSE_DEADLINE:
        raise unknown("interaction")
    if interaction.callback is not None:
        raise already_answered()
    kind = _callback_kind(interaction, call.body.get("type"))
    _CALLBACKS[kind](world, interaction, call)
    interaction.callback = kind
    interaction.note_change()
    return _callback_response(interaction, kind) if call.flag("with_response") else None


@router.on("POST", _WEBHOOK)
def follow_up(world: World, call: Call) -> Any:
    """Send a followup message; the first one replaces a deferred response."""
    interaction = _find_answered(world, call, "Webhook")
    original = interaction.original
    deferred = interaction.callback is CallbackKind.DEFERRED_MESSAGE
    if deferred and original is not None and original.loading:
        return _edit_message(world, interaction, original, call)
    message = _new_message(world, interaction, call, call.body)
    interaction.followups.append(message)
    interaction.note_change()
    return message.payload


@router.on("GET", _MESSAGE)
def get_response(world: World, call: Call) -> Any:
    """Return the original response (`@original`) or a followup message."""
    return _find_response(world, call)[1].payload


@router.on("PATCH", _MESSAGE)
def edit_response(world: World, call: Call) -> Any:
    """Edit the original response or a followup message."""
    interaction, message = _find_response(world, call)
    return _edit_message(world, interaction, message, call)


@router.on("DELETE", _MESSAGE)
def delete_response(world: World, call: Call) -> Any:
    """Delete the original response or a followup message."""
    interaction, message = _find_response(world, call)
    world.delete(message)
    if message is interaction.original:
        interaction.original = None
    else:
        interaction.followups.remove(message)
    interaction.note_change()


def _callback_kind(interaction: Interaction, value: Any) -> CallbackKind:
    allowed = set(_ALLOWED[interaction.kind])
    if interaction.kind is InteractionKind.MODAL and interaction.message is not None:
        allowed |= _UPDATES
    form = FieldErrors()
    form.choice(("type",), value, frozenset(map(int, allowed)))
    form.raise_if_any()
    return CallbackKind(value)


def _respond(world: World, interaction: Interaction, call: Call) -> None:
    interaction.original = _new_message(world, interaction, call, call.body.get("data") or {})


def _defer(world: World, interaction: Interaction, call: Call) -> None:
    flags = MessageFlag(int((call.body.get("data") or {}).get("flags") or 0))
    message = interaction.new_message(ephemeral=bool(flags & MessageFlag.EPHEMERAL))
    message.flags = MessageFlag.LOADING | flags & MessageFlag.EPHEMERAL
    world.post(message)
    interaction.original = message


def _defer_update(_world: World, interaction: Interaction, _call: Call) -> None:
    interaction.original = interaction.message


def _update(world: World, interaction: Interaction, call: Call) -> None:
    message = interaction.message
    if message is None:
        raise unknown("Message")
    world.edit(message, call.body.get("data") or {}, call.files)
    interaction.original = message


def _choices(_world: World, interaction: Interaction, call: Call) -> None:
    choices = (call.body.get("data") or {}).get("choices") or []
    form = FieldErrors()
    check_choices(form, ("data", "choices"), choices)
    form.raise_if_any()
    interaction.choices = choices


def _modal(_world: World, interaction: Interaction, call: Call) -> None:
    data = call.body.get("data") or {}
    check_modal(data)
    interaction.modal = copy.deepcopy(data)
    number(interaction.modal["components"])


_CALLBACKS: dict[CallbackKind, Callable[[World, Interaction, Call], None]] = {
    CallbackKind.MESSAGE: _respond,
    CallbackKind.DEFERRED_MESSAGE: _defer,
    CallbackKind.DEFERRED_UPDATE: _defer_update,
    CallbackKind.UPDATE: _update,
    CallbackKind.CHOICES: _choices,
    CallbackKind.MODAL: _modal,
}


def _callback_response(interaction: Interaction, kind: CallbackKind) -> Any:
    details: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.kind)}
    message = interaction.original
    if message is None:
        return {"interaction": details}
    details |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral,
    }
    response: dict[str, Any] = {"interaction": details}
    if kind in _WITH_RESOURCE:
        response["resource"] = {"type": int(kind), "message": message.payload}
    return response


def _find_answered(world: World, call: Call, what: str) -> Interaction:
    """Return the interaction of a token. Raises ApiError if unknown, expired or unanswered."""
    interaction = world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or call.id("webhook_id") != world.application.id:
        raise unknown("Webhook")
    if interaction.expired:
        raise invalid_token()
    if interaction.callback is None:
        raise unknown(what)
    return interaction


def _find_response(world: World, call: Call) -> tuple[Interaction, Message]:
    interaction = _find_answered(world, call, "Message")
    id = call.parameters["message_id"]
    messages = [interaction.original, *interaction.followups]
    for message in filter(None, messages):
        is_original = message is interaction.original
        exists = message.id in message.channel.messages
        if exists and (id == str(message.id) or (id == "@original" and is_original)):
            return interaction, message
    raise unknown("Message")


def _new_message(world: World, interaction: Interaction, call: Call, body: Any) -> Message:
    flags = MessageFlag(int(body.get("flags") or 0))
    message = interaction.new_message(ephemeral=bool(flags & MessageFlag.EPHEMERAL))
    message.flags = flags & MessageFlag.EPHEMERAL
    message.fill(world, body, call.files)
    world.post(message)
    return message


def _edit_message(world: World, interaction: Interaction, message: Message, call: Call) -> Any:
    world.edit(message, call.body, call.files)
    interaction.note_change()
    return message.payload
