"""What the bot answered: how it reads, and what can be done with it."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import NoAnswerError
from bot.sandbox.interactions import CallbackKind, Interaction, InteractionKind
from bot.sandbox.markdown import Span
from bot.sandbox.messages import File
from bot.sandbox.modal import Modal
from bot.sandbox.options import Resolved
from bot.sandbox.rules.kinds import Kind
from bot.sandbox.screen import Button, Part, Select, Text, flat, screen

if TYPE_CHECKING:
    from bot.sandbox.actor import Actor
    from bot.sandbox.guilds import Guild
    from bot.sandbox.messages import Message
    from bot.sandbox.world import World

Payload = dict[str, Any]

PATIENCE = 5.0
"""Seconds, of real time, that somebody waits for an answer."""


class Answer:
    """What somebody sees of an answer, at the moment it was there.

    A later change of the message changes nothing here; `latest` shows it.
    """

    def __init__(
        self, interaction: Interaction, actor: "Actor", message: "Message | None" = None
    ) -> None:
        self.interaction = interaction
        self.actor = actor
        self._shown = message or interaction.shown
        self._payload = self._shown.payload if self._shown else None

    @property
    def message(self) -> Payload:
        """The message as Discord describes it. Raises NoAnswerError if the answer is none."""
        if self._payload is None:
            raise NoAnswerError("the answer is not a message, or was deleted")
        return self._payload

    @property
    def private(self) -> bool:
        """Whether only the one who asked sees it."""
        return self._there.reader is not None

    @property
    def screen(self) -> list[Part]:
        """The message as a tree of what is seen."""
        return screen(self.message, self.names)

    @property
    def names(self) -> dict[str, str]:
        """What mentions look like here, by their markup."""
        return names_in(self.actor.world, self.interaction.guild)

    @property
    def text(self) -> str:
        """The characters on the screen: content, embeds and components, each on its own lines."""
        return "\n".join(str(part) for part in flat(self.screen) if isinstance(part, Text))

    @property
    def buttons(self) -> dict[str, Button]:
        """The buttons by their labels, in the order of the screen."""
        return {part.label: part for part in flat(self.screen) if isinstance(part, Button)}

    @property
    def selects(self) -> list[Select]:
        """The select menus, in the order of the screen."""
        return [part for part in flat(self.screen) if isinstance(part, Select)]

    @property
    def links(self) -> list[str]:
        """Where clicks on its texts and link buttons lead."""
        texts = [span.link for span in self._spans if span.link]
        return texts + [button.url for button in self.buttons.values() if button.url]

    @property
    def files(self) -> list[File]:
        """What is attached to the message, shown or not."""
        return self.actor.world.files_of(self.message)

    @property
    def mentions(self) -> list[str]:
        """The markup in its texts that is shown as a mention: users, roles, channels, commands."""
        return [span.mention for span in self._spans if span.mention]

    @property
    def pings(self) -> frozenset[str]:
        """The markup of whom it pinged: `<@1>`, `<@&1>`, `@everyone`."""
        pings = self._there.pings
        marks = {f"<@{id}>" for id in pings.users} | {f"<@&{id}>" for id in pings.roles}
        return frozenset(marks | ({"@everyone"} if pings.everyone else set()))

    @property
    def modal(self) -> Modal:
        """The modal that the bot opened. Raises NoAnswerError if it opened none."""
        if self.interaction.callback is not CallbackKind.MODAL:
            raise NoAnswerError("the answer is not a modal")
        return Modal(self.interaction, self.actor)

    @property
    def latest(self) -> "Answer":
        """The answer as it is now."""
        return Answer(self.interaction, self.actor)

    @property
    def followups(self) -> list[Payload]:
        """The messages that were sent after it."""
        return [message.payload for message in self.interaction.followups]

    async def changed(self, timeout: float = PATIENCE) -> "Answer":  # noqa: ASYNC109 - seconds
        """Wait for its next edit or followup, and return it. Raises NoAnswerError if none came."""
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
        timeout: float = PATIENCE,  # noqa: ASYNC109 - see changed
    ) -> "Answer":
        """Press the button of a label, as it is now, and return what that led to."""
        buttons = self._now.buttons
        if label not in buttons:
            raise LookupError(f"there is no button {label!r}, only {list(buttons)}")
        button = buttons[label]
        if button.disabled or button.custom_id is None:
            raise LookupError(f"the button {label!r} cannot be pressed")
        data = {"custom_id": button.custom_id, "component_type": int(Kind.BUTTON)}
        return await self._use(data, by, timeout)

    async def select(
        self,
        *chosen: Any,
        menu: int = 0,
        by: "Actor | None" = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - see changed
    ) -> "Answer":
        """Choose options by their labels, in the `menu` of this number, and return the answer."""
        selects = self._now.selects
        if menu >= len(selects):
            raise LookupError("there is no such select menu")
        select = selects[menu]
        data: Payload = {"custom_id": select.custom_id, "component_type": select.kind}
        if select.kind == Kind.STRING_SELECT:
            missing = [one for one in chosen if one not in select.options]
            if missing:
                raise LookupError(f"there is no {missing}, only {list(select.options)}")
            data["values"] = [select.options[one] for one in chosen]
        else:
            resolved = Resolved(self.actor.world, self.interaction.guild, (by or self.actor).user)
            data["values"] = [resolved.add(one)[1] for one in chosen]
            data["resolved"] = resolved.things
        return await self._use(data, by, timeout)

    async def _use(self, data: Payload, by: "Actor | None", timeout: float) -> "Answer":  # noqa: ASYNC109
        actor, message = by or self.actor, self._there
        if message.reader not in {None, actor.user}:
            raise LookupError(f"{actor.user.name} does not see this message")
        place = message.channel
        return await actor.act(InteractionKind.COMPONENT, place, data, timeout, message=message)

    @property
    def _now(self) -> "Answer":
        if self._there.id not in self._there.channel.messages:
            raise LookupError("the message was deleted")
        return Answer(self.interaction, self.actor, self._there)

    @property
    def _there(self) -> "Message":
        if self._shown is None:
            raise NoAnswerError("the answer is not a message, or was deleted")
        return self._shown

    @property
    def _spans(self) -> list[Span]:
        texts = [part for part in flat(self.screen) if isinstance(part, Text)]
        return [span for text in texts for span in text.spans]


def names_in(world: "World", guild: "Guild | None") -> dict[str, str]:
    """Return what mentions look like, by their markup."""
    names = {f"<@{one.id}>": f"@{one.name}" for one in world.users.values()}
    names |= {f"<@!{one.id}>": f"@{one.name}" for one in world.users.values()}
    if guild is not None:
        names |= {f"<#{one.id}>": f"#{one.name}" for one in guild.channels.values()}
        names |= {f"<@&{one.id}>": f"@{one.name}" for one in guild.roles.values()}
    return names
