"""Pictures for the posts of the sample archive, drawn at need: one of them takes 12 MB."""

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

_SIZE = (1200, 800)
_LARGE = (2000, 2000)  # pixels, each of three bytes that do not compress: 12 MB
_LARGE_NAME = "B04Lg6j8r0WsAEZ"
_FRAMES, _PACE = 8, 120  # of a GIF; milliseconds
_FILMS = (".mp4",)


def draw_pictures(folder: Path, names: Sequence[str]) -> None:
    """Draw those of the files `names` that `folder` lacks; films are not drawn."""
    folder.mkdir(exist_ok=True)
    for name in names:
        path = folder / name
        if path.exists() or path.suffix in _FILMS:
            continue
        rng = random.Random(name)  # noqa: S311 - nothing secret
        if _LARGE_NAME in name:
            data = rng.randbytes(_LARGE[0] * _LARGE[1] * 3)
            _lit(Image.frombytes("RGB", _LARGE, data)).save(path, "PNG", compress_level=0)
        elif path.suffix == ".gif":
            frames = [_page(rng.random(), number / _FRAMES) for number in range(_FRAMES)]
            frames[0].save(path, save_all=True, append_images=frames[1:], duration=_PACE, loop=0)
        else:
            _page(rng.random(), rng.random()).convert("RGB").save(path, quality=90)


def _lit(grain: Image.Image) -> Image.Image:
    """Return grain over the colour of honey."""
    return Image.blend(Image.new("RGB", grain.size, "#c77d12"), grain, 0.5)


def _page(tint: float, turn: float) -> Image.Image:
    """Return a page of a book with lines, and a moon above it, `turn` of its way along.

    It has a palette, so that the frames of a GIF need none found for them.
    """
    hue = round(tint * 360)
    colours = (f"hsl({hue}, 35%, 22%)", f"hsl({hue}, 40%, 85%)", "#f4ecd8", "#8a7f6a")
    night, moon, paper, ink = range(4)
    image = Image.new("P", _SIZE, night)
    image.putpalette([part for colour in colours for part in ImageColor.getrgb(colour)])
    draw = ImageDraw.Draw(image)
    width, height = _SIZE
    draw.ellipse((width * turn, 60, width * turn + 140, 200), fill=moon)
    draw.rectangle((width // 4, 240, width * 3 // 4, height - 60), fill=paper)
    for line in range(290, height - 90, 36):
        end = width * 3 // 4 - 50 - (line * 37) % 140
        draw.line((width // 4 + 50, line, end, line), fill=ink, width=8)
    return image
