"""What the person at the prompt can refer to by a number: messages, and their buttons and menus."""

from collections.abc import Mapping

from bot.languages import _
from bot.sandbox import Answer, Button, Message, Select
from bot.sandbox.screen import flatten

Control = Button | Select

PATIENCE = 20.0
"""Seconds that the demo waits for an answer: large pictures take some on a busy machine."""


class Conversation:
    """The messages that were shown, and the buttons and menus that can be used now.

    Messages are numbered from 1 and keep their numbers. Private ones have none: they have no menu
    on Discord. Buttons and menus are numbered from 1 again with each line that is typed.
    """

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}
        self._controls: list[tuple[Answer, Control]] = []

    @property
    def controls(self) -> list[Control]:
        """The buttons and menus that can be used, in the order of their numbers."""
        return [control for _answer, control in self._controls]

    def show(self, answer: Answer, *, beside: bool = False) -> Mapping[str, int]:
        """Let the controls of an answer be used, and return their numbers by their custom_ids.

        Those of the answers before can be used no more, unless it is shown `beside` them.
        """
        if not beside:
            self._controls.clear()
        first = len(self._controls) + 1
        controls = usable(answer)
        self._controls += ((answer, control) for control in controls)
        return {f"{one.custom_id}": number for number, one in enumerate(controls, first)}

    def forget_controls(self) -> None:
        """Let no control be used: their message is gone."""
        self._controls.clear()

    def control(self, number: int) -> tuple[Answer, Control] | None:
        """Return the control with a number, and the answer that it is on; None if none has it."""
        return self._controls[number - 1] if 1 <= number <= len(self._controls) else None

    def number_of(self, message: Message) -> int | None:
        """Return the number of a message, which gets one when it is first shown."""
        if message.ephemeral:
            return None
        self._messages[message.id] = message
        return [*self._messages].index(message.id) + 1

    def message(self, number: int) -> Message | None:
        """Return the message with a number; None if none has it, or it was deleted."""
        if not 1 <= number <= len(self._messages):
            return None
        message = [*self._messages.values()][number - 1]
        return message if message.id in message.channel.messages else None


def usable(answer: Answer) -> list[Control]:
    """Return the buttons and menus that can be used, in the order in which they are shown."""
    return [
        part
        for part in flatten(answer.screen)
        if isinstance(part, Button | Select) and part.custom_id is not None and not part.disabled
    ]


async def use(answer: Answer, control: Control, typed: str) -> Answer:
    """Press a button, or choose the option `typed` of a menu, and return the answer.

    Raises LookupError, with a sentence, if that cannot be done.
    """
    if isinstance(control, Button):
        if typed:
            raise LookupError(
                _("“{label}” is a button; type its number alone", label=control.label)
            )
        return await answer.press(control, timeout=PATIENCE)
    label = _option(control, typed)
    menus = [menu.custom_id for menu in answer.selects]
    return await answer.select(label, menu=menus.index(control.custom_id), timeout=PATIENCE)


def _option(menu: Select, typed: str) -> str:
    """Return the label of the option that is typed, whole or by its beginning."""
    folded = typed.casefold()
    labels = [label for label in menu.options if label.casefold() == folded]
    labels = labels or [label for label in menu.options if label.casefold().startswith(folded)]
    if not typed or len(labels) != 1:
        options = ", ".join(menu.options)
        raise LookupError(_("it is a menu; type its number and one of {options}", options=options))
    return labels[0]
