"""Scaling and encoding of pictures with Pillow. What is returned never holds metadata."""

import math
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, ImageSequence

_QUALITIES = (85, 75, 60)  # of JPEG and WebP, each tried before a smaller side is
_SMALLER = 0.7  # times the sides, when no quality is small enough
_SMALLEST = 64  # pixels of the longer side
_PACE = 100  # milliseconds of a frame that states none
_EIGHT_BITS = 1 / 256  # of sixteen
_MOST_TRIES = 3  # at a size for a moving picture, each of which may take seconds
_ALPHA = {"RGBA", "LA", "PA", "La", "RGBa"}


def upright(image: Image.Image) -> Image.Image:
    """Return a new picture in RGB or RGBA, as its orientation says, without any metadata."""
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    plain = _in_srgb(turned, profile) if profile else _in_rgb(turned)
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def encode_still(image: Image.Image, max_bytes: int, *, exact: bool) -> tuple[bytes, str] | None:
    """Return a picture as a file of at most `max_bytes`, and its suffix; None if it cannot be.

    With `exact` its pixels are kept if that is possible.
    """
    while True:
        for data, suffix in _encodings(image, exact=exact):
            if len(data) <= max_bytes:
                return data, suffix
        if max(image.size) * _SMALLER < _SMALLEST:
            return None
        image = image.resize(_times(image.size, _SMALLER), reducing_gap=2.0)


def encode_moving(image: Image.Image, size: int, max_bytes: int) -> tuple[bytes, str] | None:
    """Return a picture of several frames, in a file of `size` bytes, as a GIF of `max_bytes`.

    All frames have one size and their own pace. None if none small enough was found.
    """
    factor = min(1.0, math.sqrt(max_bytes / size))
    for _ in range(_MOST_TRIES):
        sides = _times(image.size, factor)
        paces: list[float] = []
        frames = list(_frames(image, sides, paces))
        output = BytesIO()
        repeats = {"loop": image.info["loop"]} if "loop" in image.info else {}
        frames[0].save(
            output,
            "GIF",
            save_all=True,
            append_images=frames[1:],
            duration=paces,
            disposal=2,
            **repeats,
        )
        if output.tell() <= max_bytes:
            return output.getvalue(), ".gif"
        factor *= min(_SMALLER, math.sqrt(max_bytes / output.tell()) * 0.9)
    return None


def _frames(
    image: Image.Image, sides: tuple[int, int], paces: list[float]
) -> Iterator[Image.Image]:
    """Yield new frames with these sides, and append how long each is shown, in milliseconds."""
    for frame in ImageSequence.Iterator(image):
        plain = frame.convert("RGBA").resize(sides, reducing_gap=2.0)
        paces.append(frame.info.get("duration") or _PACE)  # some decoders know it only now
        fresh = Image.new("RGBA", sides)
        fresh.paste(plain)
        yield fresh


def _encodings(image: Image.Image, *, exact: bool) -> Iterator[tuple[bytes, str]]:
    """Yield a picture as files, the best first."""
    has_alpha = image.mode == "RGBA"
    if exact or has_alpha:
        yield _encoded(image, "PNG"), ".png"
    for quality in _QUALITIES:
        if has_alpha:
            yield _encoded(image, "WEBP", quality=quality), ".webp"
        else:
            yield _encoded(image, "JPEG", quality=quality), ".jpg"


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def _in_rgb(image: Image.Image) -> Image.Image:
    """Return a picture in RGB, or RGBA if it is transparent somewhere."""
    if image.mode.startswith("I"):
        # Sixteen bits; a conversion would cut all but the darkest off.
        return (
            image.convert("I").point(lambda value: value * _EIGHT_BITS).convert("L").convert("RGB")
        )
    if image.mode in _ALPHA or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


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
