"""How the bot answers an interaction: first the callback, then the messages behind its token."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import already_answered, invalid_token, unknown
from bot.sandbox.interactions import ANSWER_WITHIN, CallbackKind, Interaction, InteractionKind
from bot.sandbox.messages import Message
from bot.sandbox.rest.router import Call, Router
from bot.sandbox.rules.commands import check_choices
from bot.sandbox.rules.form import FieldErrors
from bot.sandbox.rules.messages import Flag
from bot.sandbox.rules.modals import check_modal
from bot.sandbox.world import World

router = Router()

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"

_MESSAGES = {CallbackKind.MESSAGE, CallbackKind.DEFERRED_MESSAGE}
_UPDATES = {CallbackKind.UPDATE, CallbackKind.DEFERRED_UPDATE}
_ALLOWED = {
    InteractionKind.COMMAND: _MESSAGES | {CallbackKind.MODAL},
    InteractionKind.AUTOCOMPLETE: {CallbackKind.CHOICES},
    InteractionKind.COMPONENT: _MESSAGES | _UPDATES | {CallbackKind.MODAL},
    InteractionKind.MODAL: _MESSAGES,
}


@router.on("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(world: World, call: Call) -> Any:
    """Answer an interaction: once, and within three seconds."""
    interaction = world.interactions.get(call.parameters["interaction_token"])
    if interaction is None or interaction.id != call.id("interaction_id"):
        raise unknown("interaction")
    if world.now() - interaction.created_at > ANSWER_WITHIN:
        raise unknown("interaction")
    if interaction.callback is not None:
        raise already_answered()
    kind = _kind(interaction, call.body.get("type"))
    _CALLBACKS[kind](world, interaction, call)
    interaction.callback = kind
    interaction.note_change()
    return _response(interaction, kind) if call.asks("with_response") else None


@router.on("POST", _WEBHOOK)
def follow_up(world: World, call: Call) -> Any:
    """Send another message; the first one takes the place of a deferred answer."""
    interaction = _open(world, call, "Webhook")
    original = interaction.original
    deferred = interaction.callback is CallbackKind.DEFERRED_MESSAGE
    if deferred and original is not None and original.loading:
        return _change(world, interaction, original, call)
    message = _fill(world, interaction, call, call.body)
    interaction.followups.append(message)
    interaction.note_change()
    return message.payload


@router.on("GET", _MESSAGE)
def get_answer(world: World, call: Call) -> Any:
    """Return the answer, `@original`, or a message sent after it."""
    return _answer(world, call)[1].payload


@router.on("PATCH", _MESSAGE)
def edit_answer(world: World, call: Call) -> Any:
    """Edit the answer, or a message sent after it."""
    interaction, message = _answer(world, call)
    return _change(world, interaction, message, call)


@router.on("DELETE", _MESSAGE)
def delete_answer(world: World, call: Call) -> Any:
    """Delete the answer, or a message sent after it."""
    interaction, message = _answer(world, call)
    message.channel.messages.pop(message.id, None)
    if message is interaction.original:
        interaction.original = None
    else:
        interaction.followups.remove(message)
    interaction.note_change()


def _kind(interaction: Interaction, number: Any) -> CallbackKind:
    allowed = set(_ALLOWED[interaction.kind])
    if interaction.kind is InteractionKind.MODAL and interaction.message is not None:
        allowed |= _UPDATES
    form = FieldErrors()
    form.choice(("type",), number, frozenset(map(int, allowed)))
    form.settle()
    return CallbackKind(number)


def _message(world: World, interaction: Interaction, call: Call) -> None:
    interaction.original = _fill(world, interaction, call, call.body.get("data") or {})


def _defer(_world: World, interaction: Interaction, call: Call) -> None:
    flags = Flag(int((call.body.get("data") or {}).get("flags") or 0))
    message = interaction.new_message(private=bool(flags & Flag.EPHEMERAL))
    message.flags = Flag.LOADING | flags & Flag.EPHEMERAL
    message.channel.post(message)
    interaction.original = message


def _defer_update(_world: World, interaction: Interaction, _call: Call) -> None:
    interaction.original = interaction.message


def _update(world: World, interaction: Interaction, call: Call) -> None:
    message = interaction.message
    if message is None:
        raise unknown("Message")
    message.change(world, call.body.get("data") or {}, call.files)
    interaction.original = message


def _choices(_world: World, interaction: Interaction, call: Call) -> None:
    choices = (call.body.get("data") or {}).get("choices") or []
    form = FieldErrors()
    check_choices(form, ("data", "choices"), choices)
    form.settle()
    interaction.choices = choices


def _modal(_world: World, interaction: Interaction, call: Call) -> None:
    data = call.body.get("data") or {}
    check_modal(data)
    interaction.modal = data


_CALLBACKS: dict[CallbackKind, Callable[[World, Interaction, Call], None]] = {
    CallbackKind.MESSAGE: _message,
    CallbackKind.DEFERRED_MESSAGE: _defer,
    CallbackKind.DEFERRED_UPDATE: _defer_update,
    CallbackKind.UPDATE: _update,
    CallbackKind.CHOICES: _choices,
    CallbackKind.MODAL: _modal,
}


def _response(interaction: Interaction, kind: CallbackKind) -> Any:
    about: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.kind)}
    message = interaction.original
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.loading,
        "response_message_ephemeral": not message.public,
    }
    return {
        "interaction": about,
        "resource": {"type": int(kind), "message": message.payload},
    }


def _open(world: World, call: Call, missing: str) -> Interaction:
    """Return the answered interaction of a token. Raises ApiError if there is none, or not now."""
    interaction = world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or call.id("webhook_id") != world.application.id:
        raise unknown("Webhook")
    if interaction.over:
        raise invalid_token()
    if interaction.callback is None:
        raise unknown(missing)
    return interaction


def _answer(world: World, call: Call) -> tuple[Interaction, Message]:
    interaction = _open(world, call, "Message")
    wanted = call.parameters["message_id"]
    messages = [one for one in (interaction.original, *interaction.followups) if one]
    for message in messages:
        is_original = message is interaction.original
        present = message.id in message.channel.messages
        if present and (wanted == str(message.id) or (wanted == "@original" and is_original)):
            return interaction, message
    raise unknown("Message")


def _fill(world: World, interaction: Interaction, call: Call, body: Any) -> Message:
    flags = Flag(int(body.get("flags") or 0))
    message = interaction.new_message(private=bool(flags & Flag.EPHEMERAL))
    message.flags = flags & Flag.EPHEMERAL
    message.begin(world, body, call.files)
    message.channel.post(message)
    return message


def _change(world: World, interaction: Interaction, message: Message, call: Call) -> Any:
    message.change(world, call.body, call.files)
    interaction.note_change()
    return message.payload
