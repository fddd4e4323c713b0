"""A picture of fixed width and growing height, drawn from the top down.

All lengths are in pixels of the file, from its upper left corner. Of matplotlib only what draws is
used, no axes: every length of these charts is chosen, so that type keeps its size for a phone.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
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

Align = Literal["left", "center", "right"]


class Canvas:
    """What is drawn, with the colours of one theme and the fonts of one picture."""

    def __init__(self, palette: Palette, typesetter: Typesetter) -> None:
        self.palette = palette
        self.type = typesetter
        self._figure = Figure(figsize=(1, 1), dpi=DPI, facecolor=palette.background)
        self._canvas = FigureCanvasAgg(self._figure)
        self._down = Affine2D()
        self._number = 0

    def label(
        self, x: float, baseline: float, label: Label, colour: str = "", align: Align = "left"
    ) -> float:
        """Draw a label with an end or its middle at `x`; return its width."""
        left = x - {"left": 0, "center": label.width / 2, "right": label.width}[align]
        self._add(_Writing(label, round(left), round(baseline), colour or self.palette.text))
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
        paths = [_rounded(*box, radius) for box in boxes]
        if paths:
            self._add(PathCollection(paths, facecolors=colours, linewidths=0))

    def frame(
        self, x: float, y: float, width: float, height: float, colour: str, radius: float
    ) -> None:
        """Draw the outline of a rectangle."""
        path = _rounded(x, y, width, height, radius)
        self._add(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=3))

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a thin line."""
        self._add(Line2D([x, to_x], [y, to_y], color=self.palette.line, linewidth=2))

    def png(self, height: float) -> bytes:
        """Return what was drawn as PNG, `height` pixels high."""
        self._figure.set_size_inches(WIDTH / DPI, round(height) / DPI)
        self._down.clear().scale(1, -1).translate(0, round(height))
        self._canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        picture = Image.fromarray(pixels[..., :3])
        file = BytesIO()
        _with_palette(picture).save(file, "PNG")
        return file.getvalue()

    def _add(self, artist: Artist) -> None:
        self._number += 1
        artist.set_zorder(self._number)  # what comes later lies above
        artist.set_transform(self._down)
        self._figure.add_artist(artist)


class _Writing(Artist):
    """A label at a point. Unlike matplotlib's own texts it is not measured again to be aligned."""

    def __init__(self, label: Label, x: int, baseline: int, colour: str) -> None:
        super().__init__()
        self._label, self._x, self._baseline, self._colour = label, x, baseline, colour

    def draw(self, renderer: RendererBase) -> None:
        """Draw it as it is: no sign in it begins a formula."""
        context = renderer.new_gc()
        context.set_foreground(self._colour)
        text, font = self._label.text, self._label.font
        renderer.draw_text(context, self._x, self._baseline, text, font, 0)
        context.restore()


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
