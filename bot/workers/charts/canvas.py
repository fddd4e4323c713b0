"""A picture of fixed width and growing height, drawn from the top down.

All lengths are in pixels of the file, from its upper left corner. Of matplotlib the renderer alone
is used, no figure and no axes: every length of these charts is chosen, so that type keeps its size
for a phone. To load what draws axes would take as long as to draw a picture.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Literal, TypeAlias

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image

from bot.workers.charts.labels import DPI, Label, Typesetter
from bot.workers.charts.palette import Palette

WIDTH = 1100
"""Pixels. Discord shows half of them on a desktop, a third on a phone."""

MARGIN = 40
"""Pixels that stay empty on each side."""

LARGE, TITLE, BODY, SMALL = 46, 34, 29, 25
"""Sizes of type, in pixels. As seen on a desktop they are half of that."""

_COLOURS = 256  # of a PNG with a palette

Align: TypeAlias = Literal["left", "center", "right"]

_Drawing: TypeAlias = Callable[[RendererAgg, Affine2D], None]


class Canvas:
    """What is drawn, with the colours of one theme and the fonts of one picture.

    What comes later lies above.
    """

    def __init__(self, palette: Palette, typesetter: Typesetter) -> None:
        self.palette = palette
        self.type = typesetter
        self._drawings: list[_Drawing] = []  # its height is known only when all is drawn

    def label(
        self, x: float, baseline: float, label: Label, colour: str = "", align: Align = "left"
    ) -> float:
        """Draw a label with an end or its middle at `x`; return its width."""
        left = x - {"left": 0, "center": label.width / 2, "right": label.width}[align]
        at = round(left), round(baseline)

        def draw(renderer: RendererAgg, _: Affine2D) -> None:
            context = renderer.new_gc()
            context.set_foreground(colour or self.palette.text)
            # No sign in it begins a formula, since this is not said to be one.
            renderer.draw_text(context, *at, label.text, label.font, 0)  # type: ignore[no-untyped-call]

        self._drawings.append(draw)
        return label.width

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: int = BODY,
        colour: str = "",
        *,
        align: Align = "left",
        is_bold: bool = False,
        width: float = WIDTH,
    ) -> float:
        """Draw any text in one line, cut to `width` pixels; return the width that it has."""
        label = self.type.label(text, size, width, is_bold=is_bold)
        return 0 if label is None else self.label(x, baseline, label, colour, align)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0
    ) -> None:
        """Draw a filled rectangle."""
        self.boxes([(x, y, width, height)], [colour], radius)

    def boxes(
        self,
        boxes: Sequence[tuple[float, float, float, float]],
        colours: Sequence[str],
        radius: float = 0,
    ) -> None:
        """Draw filled rectangles, each x, y, width and height, and of each the colour."""
        for box, colour in zip(boxes, colours, strict=True):
            self._path(_rounded(*box, radius), fill=colour)

    def frame(
        self, x: float, y: float, width: float, height: float, colour: str, radius: float
    ) -> None:
        """Draw the outline of a rectangle."""
        self._path(_rounded(x, y, width, height, radius), stroke=colour, thickness=3)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a thin line."""
        self._path(Path([(x, y), (to_x, to_y)]), stroke=self.palette.line, thickness=2)

    def png(self, height: float) -> bytes:
        """Return what was drawn as PNG, `height` pixels high."""
        renderer = RendererAgg(WIDTH, round(height), DPI)  # type: ignore[no-untyped-call]
        down = Affine2D().scale(1, -1).translate(0, round(height))
        ground = Canvas(self.palette, self.type)
        ground.box(0, 0, WIDTH, round(height), self.palette.background)
        for draw in (*ground._drawings, *self._drawings):
            draw(renderer, down)
        pixels = np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]
        picture = Image.fromarray(pixels[..., :3])
        file = BytesIO()
        _with_palette(picture).save(file, "PNG")
        return file.getvalue()

    def _path(self, path: Path, fill: str = "", stroke: str = "", thickness: int = 0) -> None:
        def draw(renderer: RendererAgg, down: Affine2D) -> None:
            context = renderer.new_gc()
            context.set_linewidth(thickness)
            context.set_foreground(stroke or fill)
            renderer.draw_path(context, path, down, to_rgb(fill) if fill else None)  # type: ignore[no-untyped-call]

        self._drawings.append(draw)


def _with_palette(picture: Image.Image) -> Image.Image:
    """Return an RGB picture with its most frequent colours alone, in a third of the bytes.

    The others are some of the very many on the edges of letters: the nearest that stay replace
    them.
    """
    counted = picture.getcolors(picture.width * picture.height) or []
    colours = np.array([colour for _, colour in sorted(counted, reverse=True)], dtype=np.int32)
    palette = colours[:_COLOURS]
    # Pillow's own way to apply a palette is not exact, not even for colours that are in it.
    nearest = np.array([((palette - one) ** 2).sum(axis=1).argmin() for one in colours])
    index = np.zeros(1 << 24, dtype=np.uint8)
    index[_packed(colours)] = nearest
    found = Image.fromarray(index[_packed(np.asarray(picture, dtype=np.int32))])
    found.putpalette(palette.astype(np.uint8).tobytes())
    return found


def _packed(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return colours, whose parts are the last dimension, as one number each."""
    return (colours[..., 0] << 16) | (colours[..., 1] << 8) | colours[..., 2]


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """Return the outline of a rectangle with round corners."""
    right, below = x + width, y + height
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return Path([(x, y), (right, y), (right, below), (x, below), (x, y)], closed=True)
    corners = [
        (x, y + r), (x, y), (x + r, y), (right - r, y), (right, y), (right, y + r),
        (right, below - r), (right, below), (right - r, below), (x + r, below), (x, below),
        (x, below - r), (x, y + r),
    ]  # fmt: skip
    curve = [Path.CURVE3, Path.CURVE3]
    codes = [Path.MOVETO, *curve, *([Path.LINETO, *curve] * 3), Path.CLOSEPOLY]
    return Path(corners, codes)
