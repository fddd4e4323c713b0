"""The parser's markup of media."""

from pathlib import Path

import pytest

from bot.archive.posts.post import Media, MediaKind
from tests.archives import record, snowflake
from tests.ingest.parser.early_layouts import at, posts_of, write


def media(id: str) -> list[tuple[str, str, tuple[Media, ...]]]:
    """Return bodies with markup, and the expected texts and media."""
    image, film = f"media/{id}-AAA1.jpg", f"media/{id}-xYz.mp4"
    block = f'<video controls><source src="{film}">No video here.</video>\n{film}'
    picture = Media(MediaKind.IMAGE, image)
    return [
        (f"one picture ![]({image})", "one picture", (picture,)),
        (f"one \n\n![]({image})\n\n![]({image})", "one", (picture, picture)),
        ("lost ![](https://t.co/m3)", "lost", (Media(MediaKind.IMAGE, url="https://t.co/m3"),)),
        (f"\n\n{block}", "", (Media(MediaKind.VIDEO, film),)),
        (f"a film \n\n{block}", "a film", (Media(MediaKind.VIDEO, film),)),
        (f"old ![](data/tweet_{image})", "old", (picture,)),
        ("typed ![](media/1-x.jpg) by hand ", "typed ![](media/1-x.jpg) by hand ", ()),
        (f"damaged ![](media/{id}-A\0)", f"damaged ![](media/{id}-A\0)", ()),
    ]


@pytest.mark.parametrize("case", range(8))
def test_media_are_taken_out_of_the_text(tmp_path: Path, case: int) -> None:
    """The parser's markup becomes media, with the space before it; typed markup stays."""
    body, text, expected = media(snowflake(at(0)))[case]
    (post,) = posts_of(write(tmp_path / "x.md", [record(at(0), body)]))
    assert (post.text, post.media) == (text, expected)
