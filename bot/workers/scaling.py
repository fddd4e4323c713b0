"""Scaling and encoding of pictures with Pillow. What is returned never holds metadata."""

import math
import time
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms, ImageSequence

_QUALITIES = (85, 75, 60)  # of JPEG and WebP, each tried before a smaller side is
_SMALLER = 0.7  # times the sides, when no quality is small enough
_HOPELESS = 2  # times the limit: no lower quality makes a file so much smaller
_SMALLEST = 64  # pixels of the longer side
_PACE = 100  # milliseconds of a frame that states none
_FASTEST = 20  # milliseconds: faster GIFs are shown at a tenth of their pace
_LONGEST = 60_000  # milliseconds; a GIF takes 655,350 for a frame and those that look the same
_MOST_REPEATS = 65_535  # that a GIF can state
_MOVING_TIME = 5.0  # seconds to encode a moving picture; an answer waits 12, a digest 8
_EIGHT_BITS = 1 / 256  # of sixteen
_MOST_TRIES = 3  # at a size for a moving picture, each of which may take seconds
_OPAQUE = 255
_ALPHA = {"RGBA", "LA", "PA", "La", "RGBa"}
_ORIENTATION = 0x0112  # in EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class _TooSlowError(Exception):
    """A moving picture would not be ready in time."""


def upright(image: Image.Image, largest: tuple[int, int]) -> Image.Image:
    """Return a new picture in RGB or RGBA, as its orientation says, without any metadata.

    It has at most the sides `largest`, in pixels, before it is turned.
    """
    profile = image.info.get("icc_profile")
    turn = _turn(image)
    if image.mode == "P":  # mixed colours are in no palette
        image = _in_rgb(image)
    elif image.mode.startswith("I"):
        image = _in_eight_bits(image)
    if image.width > largest[0] or image.height > largest[1]:
        image.thumbnail(largest, reducing_gap=2.0)
    turned = image if turn is None else image.transpose(turn)
    plain = _in_srgb(turned, profile) if profile else _in_rgb(turned)
    if plain.mode == "RGBA" and plain.getchannel("A").getextrema() == (_OPAQUE, _OPAQUE):
        plain = plain.convert("RGB")  # as a JPEG it is ten times as fast, and as small
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return how a picture has to be turned; not at all if what says so is damaged."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 0))
    except Exception:  # noqa: BLE001 - decoders of metadata raise errors of any kind
        return None


def encode_still(image: Image.Image, max_bytes: int, *, exact: bool) -> tuple[bytes, str] | None:
    """Return a picture as a file of at most `max_bytes`, and its suffix; None if it cannot be.

    With `exact` its pixels are kept if that is possible.
    """
    while True:
        for data, suffix in _encodings(image, max_bytes, exact=exact):
            if len(data) <= max_bytes:
                return data, suffix
            if suffix != ".png" and len(data) > _HOPELESS * max_bytes:
                break
        factor = min(_SMALLER, 0.95 * math.sqrt(max_bytes / len(data)))
        if max(image.size) * factor < _SMALLEST:
            if max(image.size) * _SMALLER < _SMALLEST:
                return None
            factor = _SMALLER
        image = image.resize(_times(image.size, factor), reducing_gap=2.0)


def encode_moving(image: Image.Image, size: int, max_bytes: int) -> tuple[bytes, str] | None:
    """Return a picture of several frames, in a file of `size` bytes, as a GIF of `max_bytes`.

    All frames have one size and their own pace. None if none small enough was found.
    """
    factor = min(1.0, math.sqrt(max_bytes / size))
    until = time.monotonic() + _MOVING_TIME
    for _ in range(_MOST_TRIES):
        try:
            data = _moving(image, factor, until)
        except (_TooSlowError, OverflowError):  # alike frames are one, for too long, say
            return None
        if len(data) <= max_bytes:
            return data, ".gif"
        factor *= min(_SMALLER, math.sqrt(max_bytes / len(data)) * 0.9)
    return None


def _moving(image: Image.Image, factor: float, until: float) -> bytes:
    """Return a picture of several frames as a GIF, its sides times `factor`.

    Raises _TooSlowError at the monotonic time `until`.
    """
    paces: list[float] = []
    frames = _frames(image, _times(image.size, factor), paces, until)
    first = next(frames)
    output = BytesIO()
    first.save(
        output,
        "GIF",
        save_all=True,
        append_images=frames,
        duration=paces,  # it grows with the frames
        disposal=2,
        **_repeats(image),
    )
    return output.getvalue()


def _repeats(image: Image.Image) -> dict[str, int]:
    """Return how often a GIF repeats: 0 is for ever. Other formats count the first time too."""
    if "loop" not in image.info:
        return {}
    times = min(image.info["loop"], _MOST_REPEATS)
    if image.format == "GIF" or not times:
        return {"loop": times}
    return {"loop": times - 1} if times > 1 else {}


def _frames(
    image: Image.Image, sides: tuple[int, int], paces: list[float], until: float
) -> Iterator[Image.Image]:
    """Yield new frames with these sides, and append how long each is shown, in milliseconds."""
    fastest = 0 if image.format == "GIF" else _FASTEST
    turn = _turn(image)
    for frame in ImageSequence.Iterator(image):
        if time.monotonic() > until:
            raise _TooSlowError
        plain = frame.convert("RGBA").resize(sides, reducing_gap=2.0)
        pace = frame.info.get("duration") or _PACE  # some decoders know it only now
        paces.append(min(max(pace, fastest), _LONGEST))
        turned = plain if turn is None else plain.transpose(turn)
        fresh = Image.new("RGBA", turned.size)
        fresh.paste(turned)
        yield fresh


def _encodings(image: Image.Image, max_bytes: int, *, exact: bool) -> Iterator[tuple[bytes, str]]:
    """Yield a picture as files, the best first."""
    has_alpha = image.mode == "RGBA"
    if exact or (has_alpha and image.width * image.height <= max_bytes):  # else it takes seconds
        yield _encoded(image, "PNG"), ".png"
    for quality in _QUALITIES:
        if has_alpha:
            yield _encoded(image, "WEBP", quality=quality, method=2), ".webp"
        else:
            yield _encoded(image, "JPEG", quality=quality), ".jpg"


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def _in_rgb(image: Image.Image) -> Image.Image:
    """Return a picture in RGB, or RGBA if it is transparent somewhere."""
    if image.mode.startswith("I"):
        return _in_eight_bits(image).convert("RGB")
    if image.mode in _ALPHA or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a picture of sixteen bits in grey; a conversion would cut all but the darkest off."""
    return image.convert("I").point(lambda value: value * _EIGHT_BITS).convert("L")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture in the colours that its profile means; the plain ones if it is damaged."""
    plain = _in_rgb(image)
    if image.mode not in {"RGB", "RGBA", "CMYK"}:
        return plain
    source = image.convert("RGB") if image.mode == "RGBA" else image
    try:
        shown = ImageCms.profileToProfile(
            source, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return plain
    if shown is None:
        return plain
    if plain.mode == "RGBA":
        shown.putalpha(plain.getchannel("A"))
    return shown


def _times(size: tuple[int, int], factor: float) -> tuple[int, int]:
    width, height = size
    return max(1, round(width * factor)), max(1, round(height * factor))
