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
    other = block.replace("xYz", "zYx")
    films = (Media(MediaKind.VIDEO, film), Media(MediaKind.VIDEO, film.replace("xYz", "zYx")))
    picture = Media(MediaKind.IMAGE, image)
    lost = (Media(MediaKind.IMAGE, url="http://t.co/m3"),)
    return [
        (f"one picture ![]({image})", "one picture", (picture,)),
        (f"one \n\n![]({image})\n\n![]({image})", "one", (picture, picture)),
        ("lost ![](https://t.co/m3)", "lost", (Media(MediaKind.IMAGE, url="https://t.co/m3"),)),
        (f"\n\n{block}", "", (Media(MediaKind.VIDEO, film),)),
        (f"a film \n\n{block}", "a film", (Media(MediaKind.VIDEO, film),)),
        (f"old ![](data/tweet_{image})", "old", (picture,)),
        ("lost ![](http://t.co/m3)", "lost", (Media(MediaKind.IMAGE, url="http://t.co/m3"),)),
        (f"moved ![]({id}-AAA1.jpg)", "moved", (picture,)),
        (f"moved ![]({{{{ site.url }}}}/media/{id}-AAA1.jpg)", "moved", (picture,)),
        (f'moved ![]({{{{ "/x/{id}-AAA1.jpg" | relative_url }}}})', "moved", (picture,)),
        (f"moved ![](/2022-10-03/{id}-AAA1.jpg)", "moved", (picture,)),
        (f'titled ![](../{image} "A pond")', "titled", (picture,)),
        (f"embedded ![[{id}-AAA1.jpg|300]]", "embedded", (picture,)),
        (f'tag <img alt="" src="/{image}" width="9" />', "tag", (picture,)),
        (
            f"described ![A pond]({image})",
            "described",
            (Media(MediaKind.IMAGE, image, alt="A pond"),),
        ),
        (f"films \n\n{block}{other}{block}", "films", (*films, films[0])),
        (f"film ![]({image}){block}![]({image})", "film", (picture, films[0], picture)),
        (f"{block} and words", " and words", films[:1]),
        ("typed ![](http://t.co/m3) by hand", "typed  by hand", lost),
        (f"typed ![](9{id}-x.jpg) by hand", f"typed ![](9{id}-x.jpg) by hand", ()),
        ("typed ![x](https://t.co/m3) by hand", "typed ![x](https://t.co/m3) by hand", ()),
        ("typed ![](media/1-x.jpg) by hand ", "typed ![](media/1-x.jpg) by hand ", ()),
        (f"damaged ![](media/{id}-A\0)", f"damaged ![](media/{id}-A\0)", ()),
    ]


@pytest.mark.parametrize("case", range(len(media("1"))))
def test_media_are_taken_out_of_the_text(tmp_path: Path, case: int) -> None:
    """The parser's markup becomes media, with the space before it; typed markup stays."""
    body, text, expected = media(snowflake(at(0)))[case]
    (post,) = posts_of(write(tmp_path / "x.md", [record(at(0), body)]))
    assert (post.text, post.media) == (text, expected)
