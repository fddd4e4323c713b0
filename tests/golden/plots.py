"""The pictures of statistics that README shows of an archive in four scripts."""

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.archive.statistics.phrases import title
from bot.archive.statistics.picture import Picture
from bot.archive.statistics.theme import Theme
from bot.clock import SystemClock
from bot.ingest.options import ReadOptions
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from tests.archives import snowflake, stamp

ACCOUNT = "wandering_kettle"

# For each of four scripts words of every year, and words of one year each.
_TEXTS = (
    (
        "the kettle is on again and the window is open",
        ("lantern", "harbour", "violin", "glacier", "marathon", "allotment"),
        "#tea",
    ),
    (
        "今日は紅茶を飲みながら手紙を書いた",
        ("富士山", "花火", "図書館", "新幹線", "灯台", "金木犀"),
        "#紅茶",
    ),
    (
        "شربت الشاي وقرأت كتابا في الحديقة",
        ("القمر", "مكتبة", "البحر", "المطر", "زيتون", "قطار"),
        "#شاي",
    ),
    (
        "चाय के साथ सुबह की सैर",
        ("पहाड़", "बारिश", "किताब", "दीपक", "नदी", "आम"),
        "#चाय",
    ),
)
_PEOPLE = ("juniper_glue", "haru_kissa", "qamar_reads", "pahadi_chai")
_FIRST, _YEARS, _A_YEAR = 2016, 6, 130
_ZONE = ZoneInfo("Asia/Kolkata")


async def draw_plots(folder: Path) -> None:
    """Draw the pictures into a folder, in both themes."""
    with tempfile.TemporaryDirectory() as made:
        await _draw(Path(made, "scripts.db"), write_export(Path(made, "export")), 2019, folder)


async def _draw(database: Path, archive: Path, year: int, folder: Path) -> None:
    """Draw an archive and one year of it."""
    async with Services(database, SystemClock(), state=False) as services:
        await services.imports.run([archive], ImportOptions(ReadOptions(account=ACCOUNT)))
        for kind, of in (("stats", None), ("year", year)):
            found = await services.statistics.of(_ZONE, year=of)
            for theme in Theme:
                picture = await services.statistics_pictures.of(found, title(of, "", ""), theme)
                if not isinstance(picture, Picture):
                    raise SystemExit(f"no picture: {picture}")
                (folder / f"scripts-{kind}-{theme}.png").write_bytes(picture.data)


def write_export(folder: Path) -> Path:
    """Write an export of an account whose posts are in four scripts, and return its folder."""
    data = folder / "data"
    data.mkdir(parents=True)
    tweets = json.dumps([*_tweets()], ensure_ascii=False)
    (data / "tweets.js").write_text(f"window.YTD.tweets.part0 = {tweets}", "utf-8")
    return folder


def _tweets() -> Iterator[dict[str, Any]]:
    rng = Random(15)
    for number in range(_YEARS * _A_YEAR):
        year = number // _A_YEAR
        script = rng.choices(range(len(_TEXTS)), (5, 4, 2, 3))[0]
        usual, marks, tag = _TEXTS[script]
        text = usual if script == 1 else " ".join(rng.sample(usual.split(), 5))
        if rng.random() < 0.4:
            text += ("" if script == 1 else " ") + marks[year]
        if rng.random() < 0.25:
            text += f" {tag}"
        answers = rng.random() < 0.3
        if answers:
            text = f"@{_PEOPLE[script]} {text}"
        hour = round(rng.triangular(1, 17, 12 if rng.random() < 0.5 else 3))
        when = datetime(_FIRST + year, 1, 1, hour, rng.randrange(60), number % 60, tzinfo=UTC)
        when += timedelta(days=int(rng.betavariate(2, 1.5) * 364))
        yield {
            "tweet": {
                "id_str": snowflake(when, number % 4096),
                "created_at": stamp(when),
                "full_text": text,
                "favorite_count": str(int(rng.expovariate(0.2))),
                "in_reply_to_screen_name": _PEOPLE[script] if answers else None,
                "entities": {},
            }
        }
