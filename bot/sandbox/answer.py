"""An answer of the bot: what it shows, and the use of its components."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import NoAnswerError
from bot.sandbox.interactions import CallbackKind, Interaction, InteractionKind
from bot.sandbox.markdown import Span
from bot.sandbox.messages import File
from bot.sandbox.modal import Modal
from bot.sandbox.options import Resolved
from bot.sandbox.rules.choosing import wrong_choice, wrong_object
from bot.sandbox.rules.kinds import ComponentKind, walk
from bot.sandbox.screen import Button, Part, Select, Text, flatten, render_message
from bot.sandbox.wording import listed

if TYPE_CHECKING:
    from bot.sandbox.actor import Actor
    from bot.sandbox.guilds import Guild
    from bot.sandbox.messages import Message
    from bot.sandbox.world import World

Payload = dict[str, Any]

DEFAULT_TIMEOUT = 20.0
"""Seconds of real time that a user waits for an answer, which may have a picture to draw first."""


class Answer:
    """The bot's answer to an interaction, as the user sees it when it is received.

    Later changes of the message do not show here; `latest` returns the present answer.
    """

    def __init__(
        self, interaction: Interaction, actor: "Actor", message: "Message | None" = None
    ) -> None:
        self.interaction = interaction
        self.actor = actor
        self._displayed = message or interaction.displayed
        self._payload = self._displayed.payload if self._displayed else None

    @property
    def message(self) -> Payload:
        """The message's payload. Raises NoAnswerError if the answer is not a message."""
        if self._payload is None:
            raise NoAnswerError("the answer is not a message, or was deleted")
        return self._payload

    @property
    def displayed(self) -> "Message":
        """The message itself, in its present state. Raises NoAnswerError as `message` does."""
        if self._displayed is None:
            raise NoAnswerError("the answer is not a message, or was deleted")
        return self._displayed

    @property
    def deleted(self) -> bool:
        """Whether the message is gone from its channel."""
        return self.displayed.id not in self.displayed.channel.messages

    @property
    def private(self) -> bool:
        """Whether the message is ephemeral: only the user of the interaction sees it."""
        return self.displayed.ephemeral

    @property
    def screen(self) -> list[Part]:
        """The message as a tree of what is shown."""
        return render_message(self.message, self.names)

    @property
    def names(self) -> dict[str, str]:
        """The displayed text of mentions in this guild, by their markup."""
        return mention_names(self.actor.world, self.interaction.guild)

    @property
    def text(self) -> str:
        """The displayed text: content, embeds and components, each on its own lines."""
        return "\n".join(str(part) for part in flatten(self.screen) if isinstance(part, Text))

    @property
    def buttons(self) -> dict[str, Button]:
        """The buttons by their labels, in the order in which they are shown."""
        return {part.label: part for part in flatten(self.screen) if isinstance(part, Button)}

    @property
    def pressable(self) -> list[Button]:
        """The buttons that are not links, as they are shown: also several with one label."""
        buttons = (part for part in flatten(self.screen) if isinstance(part, Button))
        return [button for button in buttons if button.custom_id is not None]

    @property
    def selects(self) -> list[Select]:
        """The select menus, in the order in which they are shown."""
        return [part for part in flatten(self.screen) if isinstance(part, Select)]

    @property
    def links(self) -> list[str]:
        """The URLs of the links in its texts, then those of its link buttons."""
        texts = [span.link for span in self._spans if span.link]
        return texts + [button.url for button in self.buttons.values() if button.url]

    @property
    def files(self) -> list[File]:
        """The attached files, shown or not."""
        return self.actor.world.files_of(self.message)

    @property
    def mentions(self) -> list[str]:
        """The mention markup in its texts: of users, roles, channels and commands."""
        return [span.mention for span in self._spans if span.mention]

    @property
    def pings(self) -> frozenset[str]:
        """The mention markup of those whom it pinged: `<@1>`, `<@&1>`, `@everyone`."""
        pings = self.displayed.pings
        mentions = {f"<@{id}>" for id in pings.users} | {f"<@&{id}>" for id in pings.roles}
        return frozenset(mentions | ({"@everyone"} if pings.everyone else set()))

    @property
    def opens_modal(self) -> bool:
        """Whether the answer is a modal, above the message that was there before."""
        return self.interaction.callback is CallbackKind.MODAL

    @property
    def modal(self) -> Modal:
        """The modal that the bot opened. Raises NoAnswerError if it opened none."""
        if not self.opens_modal:
            raise NoAnswerError("the answer is not a modal")
        return Modal(self.interaction, self.actor)

    @property
    def latest(self) -> "Answer":
        """The answer in its present state."""
        return Answer(self.interaction, self.actor)

    @property
    def followups(self) -> list[Payload]:
        """The payloads of the followup messages."""
        return [message.payload for message in self.interaction.followups]

    async def changed(self, timeout: float = DEFAULT_TIMEOUT) -> "Answer":  # noqa: ASYNC109 - seconds
        """Wait for the next edit or followup; return the answer then. Raises NoAnswerError."""
        seen = self.interaction.changes
        if not await self.interaction.changed.wait(
            lambda: self.interaction.changes > seen, timeout
        ):
            raise NoAnswerError(f"nothing changed within {timeout} s")
        return self.latest

    async def click(
        self,
        label: str,
        *,
        by: "Actor | None" = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see changed
    ) -> "Answer":
        """Press the button with this label in the current message, and return the answer."""
        buttons = self._current.buttons
        if label not in buttons:
            raise LookupError(f"there is no button “{label}”; there is {listed(buttons)}")
        return await self.press(buttons[label], by=by, timeout=timeout)

    async def press(
        self,
        button: Button,
        *,
        by: "Actor | None" = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see changed
    ) -> "Answer":
        """Press a button of the current message, and return the answer."""
        if button.disabled or button.custom_id is None:
            raise LookupError(f"the button “{button.label}” cannot be pressed")
        data = {"custom_id": button.custom_id, "component_type": int(ComponentKind.BUTTON)}
        return await self._use_component(data, by, timeout)

    async def select(
        self,
        *chosen: Any,
        menu: int = 0,
        by: "Actor | None" = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see changed
    ) -> "Answer":
        """Choose options by their labels in select menu number `menu`, and return the answer."""
        selects = self._current.selects
        if menu >= len(selects):
            raise LookupError("there is no such select menu")
        select = selects[menu]
        data: Payload = {"custom_id": select.custom_id, "component_type": select.kind}
        if select.kind == ComponentKind.STRING_SELECT:
            missing = [label for label in chosen if label not in select.options]
            if missing:
                has = listed(select.options)
                raise LookupError(f"the menu has no {listed(missing)}; it has {has}")
            data["values"] = [select.options[label] for label in chosen]
        else:
            resolved = Resolved(self.actor.world, self.interaction.guild, (by or self.actor).user)
            data["values"] = []
            for value in chosen:
                key, id = resolved.add(value)
                reason = wrong_object(
                    self._component(select.custom_id), key, resolved.payloads[key][id]
                )
                if reason:
                    raise LookupError(f"the menu cannot be used so: {reason}")
                data["values"].append(id)
            data["resolved"] = resolved.payloads
        reason = wrong_choice(self._component(select.custom_id), data["values"], may_be_empty=False)
        if reason:
            raise LookupError(f"the menu cannot be used so: {reason}")
        return await self._use_component(data, by, timeout)

    async def _use_component(self, data: Payload, by: "Actor | None", timeout: float) -> "Answer":  # noqa: ASYNC109
        actor, message = by or self.actor, self.displayed
        if message.ephemeral_for not in {None, actor.user}:
            raise LookupError(f"{actor.user.name} does not see this message")
        data = data | {"id": self._component(data["custom_id"])["id"]}
        channel = message.channel
        return await actor.act(InteractionKind.COMPONENT, channel, data, timeout, message=message)

    def _component(self, custom_id: str) -> Payload:
        """Return the component of the message with a custom_id."""
        components = walk(self.displayed.components)
        return next(dict(one) for one in components if one.get("custom_id") == custom_id)

    @property
    def _current(self) -> "Answer":
        if self.deleted:
            raise LookupError("the message was deleted")
        return Answer(self.interaction, self.actor, self.displayed)

    @property
    def _spans(self) -> list[Span]:
        texts = [part for part in flatten(self.screen) if isinstance(part, Text)]
        return [span for text in texts for span in text.spans]


def mention_names(world: "World", guild: "Guild | None") -> dict[str, str]:
    """Return the displayed text of mentions, by their markup."""
    names = {f"<@{user.id}>": f"@{user.name}" for user in world.users.values()}
    names |= {f"<@!{user.id}>": f"@{user.name}" for user in world.users.values()}
    if guild is not None:
        names |= {f"<#{channel.id}>": f"#{channel.name}" for channel in guild.channels.values()}
        names |= {f"<@&{role.id}>": f"@{role.name}" for role in guild.roles.values()}
    return names
