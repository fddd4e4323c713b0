"""The real bot over an archive of hostile posts: every kind of button, over HTTP."""

from collections import deque
from datetime import timedelta

from bot.archive.posts.post import Kind, Media, MediaKind
from bot.ingest import markdown as own_markdown
from bot.sandbox import Answer
from bot.sandbox.rules.kinds import walk
from tests.archives import post, snowflake
from tests.cogs.conftest import Harness
from tests.ui.hostile import PIECES, WHEN
from tests.workers.files import painted, saved

LONG = [(piece * 4200)[:4200] for piece in PIECES[::5] if piece.strip()]


async def load(harness: Harness) -> None:
    """Import posts of one day of many years, some of them a thread, each with a picture."""
    media = harness.folder / "media"
    media.mkdir()
    (media / "1-a.png").write_bytes(saved(painted((9, 9)), "PNG"))
    posts = []
    for number, text in enumerate(LONG):
        when = WHEN - timedelta(days=365 * (number % 4), minutes=number)
        shown = (
            Media(MediaKind.IMAGE, "media/1-a.png", alt=text),
            Media(MediaKind.IMAGE, "media/1-gone.png", alt=text),
        )
        posts.append(post(when, f"wombat {text}", low=number, media=shown[: number % 3]))
    for number in range(3):
        fields = {"reply_to": posts[-1].id, "reply_to_account": "ada", "kind": Kind.REPLY}
        when = WHEN + timedelta(minutes=number)
        posts.append(post(when, f"wombat {LONG[number]}", **fields, id=snowflake(when)))  # type: ignore[arg-type]
    path = harness.folder / "hostile.md"
    path.write_text(own_markdown.heading([]) + "".join(map(own_markdown.write, posts)), "utf-8")
    report = await harness.services.imports.run([path])
    assert not report.quarantined


def present(answer: Answer) -> set[str]:
    """Return the custom_ids in a message now: a button may have changed or removed it."""
    components = walk(answer.displayed.payload["components"])
    return {part["custom_id"] for part in components if part.get("custom_id")}


async def test_every_kind_of_button_works(harness: Harness) -> None:
    """Discord takes each answer, also shared, and none pings anybody."""
    await load(harness)
    asked = [
        await harness.ask("search", query="wombat", private=True),
        await harness.ask("search", query="wombat nothing", private=True),
        await harness.ask("onthisday", date="10-28", private=True),
        await harness.ask("random", query="wombat", private=True),
        await harness.ask("thread", post=snowflake(WHEN), private=True),
    ]
    left, seen = deque[Answer](asked), set[str]()
    while left:
        answer = left.popleft()
        assert not answer.pings
        for button in answer.pressable:
            if button.label not in seen and button.custom_id in present(answer):
                seen.add(button.label)
                pressed = await answer.press(button)
                if not pressed.opens_modal and button.label != "Remove":
                    left.append(pressed)
    assert seen >= {"Share here", "Show all", "Next", "Last", "Go to page …", "Before", "Remove"}
