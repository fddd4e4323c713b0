"""Files of pictures and films, made in a moment."""

import random
import struct
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

ORIENTATION, GPS, DESCRIPTION = 0x0112, 0x8825, 0x010E


def painted(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image.convert(mode)


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Return a picture that hardly compresses."""
    return Image.frombytes(mode, size, random.Random(1).randbytes(size[0] * size[1] * len(mode)))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def with_position(orientation: int = 1) -> Image.Exif:
    """Return metadata that say how a camera was held, and where."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = "HOME"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return exif


def gif(size: tuple[int, int], paces: list[int], **options: Any) -> bytes:
    """Return a moving GIF with a frame for each of `paces`, in milliseconds."""
    frames = [noise(size).point(lambda v, n=n: (v + 40 * n) % 256) for n in range(len(paces))]
    return saved(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=paces, **options
    )


def film(size: int = 100, inside: bytes = b"", brand: bytes = b"isom") -> bytes:
    """Return what begins as a film, or as another file of that `brand`, does, with some notes."""
    notes = struct.pack(">I4s", 8 + len(inside), b"udta") + inside
    return (struct.pack(">I4s4sI", 16, b"ftyp", brand, 0) + notes).ljust(size, b"\0")


def put(folder: Path, name: str, data: bytes) -> str:
    """Write a file into the folder `media`, and return its path as posts have it."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return f"media/{name}"
