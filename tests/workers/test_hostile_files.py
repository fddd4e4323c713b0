"""Files made to hide something, to be misread, or to cost too much."""

import os
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageSequence, PngImagePlugin

from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia, WantedMedia
from bot.workers.media_jobs import Bounds
from bot.workers.preparation import prepare
from tests.workers.files import film, gif, noise, painted, put, saved, with_position
from tests.workers.preparing import BOUNDS, opened, thumbnail, whole


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_nothing_hides_behind_or_inside_a_picture(folder: Path, kind: str) -> None:
    """A second picture behind the first, and parts that decoders step over, are metadata too."""
    plain = saved(painted((40, 20)), kind)
    hiding = [plain + b"HOME" + plain]
    if kind == "JPEG":
        at = plain.index(b"\xff\xdb")
        comment, extra = b"\xff\xfe\0\x06HOME", b"\xff\xe0\0\x0bJFXX\0HOME"
        hiding += [plain[:at] + extra + plain[at:], plain[:-2] + comment + plain[-2:]]
        hiding += [plain + saved(painted((40, 20)), kind, exif=with_position())]
    elif kind == "PNG":
        for name in (b"tIME", b"sPLT", b"prVt", b"eXIf"):
            chunk = struct.pack(">I", 4) + name + b"HOME"
            chunk += struct.pack(">I", zlib.crc32(name + b"HOME"))
            hiding += [plain[:33] + chunk + plain[33:], plain[:-12] + chunk + plain[-12:]]
        info = PngImagePlugin.PngInfo()
        info.add_text("aspect", "HOME")  # as Pillow names one of its own facts
        hiding.append(saved(painted((40, 20)), kind, pnginfo=info))
    else:
        for block in (b"!\x01\x04HOME\0", b"!\xfe\x04HOME\0", b"!\xff\x0bXMP DataXMP\x04HOME\0"):
            hiding.append(plain[:-1] + block + plain[-1:])
    for data in hiding:
        assert b"HOME" in data
        shown = whole(folder, data)
        assert isinstance(shown, MediaFile)
        assert b"HOME" not in shown.data


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"quality": 100}, {"restart_marker_rows": 1}]
)
def test_jpegs_of_every_structure_are_plain(folder: Path, options: dict[str, Any]) -> None:
    """Several scans, and marks within them, are still nothing but a picture."""
    data = saved(noise((64, 48)), "JPEG", **options)
    assert whole(folder, data) == MediaFile(data, ".jpg")


def test_pictures_behind_a_picture_are_no_frames(folder: Path) -> None:
    """Phones store depths and thumbnails behind a photograph: nothing moves, and none is sent."""
    image = painted((400, 200))
    data = saved(
        image, "MPO", save_all=True, append_images=[image.rotate(180)], exif=with_position(6)
    )
    for show in (whole, thumbnail):
        shown = show(folder, data)
        assert isinstance(shown, MediaFile)
        assert (shown.suffix, shown.is_still) == (".jpg", False)
        assert opened(shown).height == 2 * opened(shown).width
        assert opened(shown).format == "JPEG"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("show", [whole, thumbnail])
def test_damaged_metadata_damage_no_picture(
    folder: Path, kind: str, show: Callable[[Path, bytes], PreparedMedia]
) -> None:
    """They are dropped in any case."""
    data = saved(painted((400, 200)), kind, exif=b"Exif\0\0GARBAGE!")
    image = opened(show(folder, data))
    assert image.width == 2 * image.height
    assert not image.getexif()


def test_a_file_that_grows_is_not_sent_beyond_the_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size is what was read of it, not what it was."""
    stat = os.fstat

    def older(descriptor: int) -> os.stat_result:
        values = list(stat(descriptor))
        values[6] = 100  # bytes
        return os.stat_result(values)

    monkeypatch.setattr(os, "fstat", older)
    bounds = Bounds(2_000, 1_000_000)
    shown = whole(folder, saved(noise((60, 40)), "PNG"), bounds=bounds)
    assert isinstance(shown, MediaFile)
    assert len(shown.data) <= bounds.max_bytes
    assert whole(folder, film(3_000), bounds=bounds) is MediaProblem.LARGE


def test_sixteen_bits_are_scaled(folder: Path) -> None:
    """Also those of a picture that is many times as large as its thumbnail."""
    data = saved(Image.new("I;16", (1300, 700), 30_000), "PNG")
    assert opened(thumbnail(folder, data)).getpixel((5, 5)) == pytest.approx((117,) * 3, abs=1)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_odd_paces_of_moving_pictures(folder: Path, kind: str) -> None:
    """A GIF has no such pace or number of repeats; what comes closest moves all the same.

    Programs show a frame of 10 milliseconds, and one of none, for ten times as long.
    """
    image = painted((40, 20))
    frames = [image.rotate(90 * turn) for turn in range(1, 4)]
    data = saved(
        image, kind, save_all=True, append_images=frames, duration=[5, 16, 5_000_000, 50], loop=3
    )
    shown = opened(whole(folder, data))
    paces = [frame.info["duration"] for frame in ImageSequence.Iterator(shown)]
    assert paces == [20, 20, 60_000, 50]
    assert shown.info["loop"] == 2  # times after the first
    once = saved(image, kind, save_all=True, append_images=frames, duration=50, loop=1)
    assert "loop" not in opened(whole(folder, once)).info
    many = saved(image, kind, save_all=True, append_images=frames, duration=50, loop=65_535)
    assert opened(whole(folder, many)).info["loop"] == 65_534


@pytest.mark.parametrize("comment", [b"", b"x"])
def test_too_many_pixels_in_motion_are_a_still_picture(
    folder: Path, monkeypatch: pytest.MonkeyPatch, comment: bytes
) -> None:
    """All frames together have a bound, whether the file is plain or not: it has to be read."""
    options = {"comment": comment} if comment else {}
    data = gif((20, 10), [100] * 5, **options)
    monkeypatch.setattr("bot.workers.preparation._MAX_MOVING", 20 * 10 * 5)
    moving = whole(folder, data)
    monkeypatch.setattr("bot.workers.preparation._MAX_MOVING", 20 * 10 * 5 - 1)
    still = whole(folder, data)
    assert isinstance(moving, MediaFile)
    assert isinstance(still, MediaFile)
    assert (moving.is_still, still.is_still) == (False, True)


def test_very_long_sides_are_scaled(folder: Path) -> None:
    """WebP has no side above 16,383 pixels."""
    data = saved(Image.new("RGB", (20_000, 9), "red"), "PNG", exif=with_position())
    assert opened(whole(folder, data)).size == (8192, 4)


def test_transparent_frames_do_not_pile_up(folder: Path) -> None:
    """Each frame is shown alone, as in the original, and what is transparent stays so."""
    left, right = Image.new("RGBA", (40, 20)), Image.new("RGBA", (40, 20))
    left.paste("red", (0, 0, 20, 20))
    right.paste("blue", (20, 0, 40, 20))
    data = saved(left, "PNG", save_all=True, append_images=[right], duration=100, disposal=1)
    shown = opened(whole(folder, data))
    frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(shown)]
    alphas = [[frame.getpixel((x, 10))[3] for x in (5, 35)] for frame in frames]  # type: ignore[index]
    assert alphas == [[255, 0], [0, 255]]


def test_a_moving_picture_is_upright(folder: Path) -> None:
    """As one that does not move is."""
    frames = [painted((40, 20)), painted((40, 20)).rotate(180)]
    data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=with_position(6))
    assert opened(whole(folder, data)).size == (20, 40)


def test_what_cannot_move_is_a_still_picture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames that look alike become one, whose pace may be too long; or there is no time."""
    image = painted((40, 20))
    frames = [image.rotate(180), *[image] * 20]
    paces = [60_000 + number for number in range(22)]
    data = saved(image, "PNG", save_all=True, append_images=frames, duration=paces)
    long = whole(folder, data)
    assert isinstance(long, MediaFile)
    assert long.is_still
    moving = gif((120, 80), [100, 100], comment=b"x")
    monkeypatch.setattr("bot.workers.scaling._MOVING_TIME", -1.0)
    still = whole(folder, moving)
    assert isinstance(still, MediaFile)
    assert still.is_still


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"crx "])
def test_a_photograph_is_no_film(folder: Path, brand: bytes) -> None:
    """Phones' photographs are in boxes as films are, and hold positions in other ways."""
    data = film().replace(b"isom", brand)
    assert whole(folder, data, "1-f.mp4") is MediaProblem.UNREADABLE


def test_positions_of_films(folder: Path) -> None:
    """Each program notes them in its way; what is seen and heard may have any bytes."""
    for sign in (
        b"loci",
        b"<exif:GPSLatitude>",
        b"gpmd",
        b"camm",
        b"com.apple.quicktime.location.ISO6709",
    ):
        box = struct.pack(">I4s", 8 + len(sign), b"udta") + sign
        assert whole(folder, film(20) + box, "1-f.mp4") is MediaProblem.POSITION
        data = film(20) + struct.pack(">I4s", 8 + len(sign), b"mdat") + sign
        assert whole(folder, data, "1-f.mp4") == MediaFile(data, ".mp4")
        long = film(20) + struct.pack(">I4sQ", 1, b"mdat", 16 + len(sign)) + sign
        assert whole(folder, long + box, "1-f.mp4") is MediaProblem.POSITION
    webm = b"\x1a\x45\xdf\xa3 LOCATION +52.5-013.4/"
    assert whole(folder, webm, "1-f.webm") is MediaProblem.POSITION


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are those of Unix")
def test_nothing_outside_of_the_folder_is_opened(folder: Path, tmp_path: Path) -> None:
    """No path, link, pipe, socket or folder leads elsewhere, nor makes anybody wait."""
    data = saved(painted((4, 4)), "PNG")
    put(folder, "1-a.png", data)
    (tmp_path / "secret.png").write_bytes(data)
    (folder / "1-link.png").symlink_to(tmp_path / "secret.png")
    (folder / "1-inside.png").symlink_to(folder / "1-a.png")
    (folder / "1-folder").mkdir()
    (folder / "1-folder" / "x.png").write_bytes(data)
    os.mkfifo(folder / "1-pipe")
    outside = f"media/{tmp_path}/secret.png"
    with socket.socket(socket.AF_UNIX) as listening, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        listening.bind("1-socket")
        for path, problem in {
            "media/1-link.png": MediaProblem.LINK,
            "media/1-inside.png": MediaProblem.LINK,
            "media/../secret.png": MediaProblem.MISSING,
            "media/./1-a.png": MediaProblem.MISSING,
            "media/1-folder/x.png": MediaProblem.MISSING,
            "media/1-folder": MediaProblem.MISSING,
            "media/1-pipe": MediaProblem.MISSING,
            "media/1-socket": MediaProblem.MISSING,
            "media/": MediaProblem.MISSING,
            "media/..": MediaProblem.MISSING,
            "media/.": MediaProblem.MISSING,
            "media/1-a.png\0": MediaProblem.MISSING,
            "1-a.png": MediaProblem.MISSING,
            "media/1-none.png": MediaProblem.MISSING,
            outside: MediaProblem.MISSING,
            str(tmp_path / "secret.png"): MediaProblem.MISSING,
        }.items():
            assert prepare(folder, WantedMedia(path), BOUNDS) is problem
        patch.setattr(Path, "is_symlink", lambda _path: False)  # it became one just now
        assert prepare(folder, WantedMedia("media/1-link.png"), BOUNDS) is MediaProblem.MISSING
