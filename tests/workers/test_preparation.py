"""Files of the media folder are sent upright, small enough, and without a word of metadata."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from bot.archive.posts.media_files import MediaFile, MediaProblem, PreparedMedia
from bot.workers.media_jobs import Bounds
from bot.workers.preparation import THUMBNAIL_SIDE, verify
from tests.workers.files import film, gif, noise, painted, put, saved, with_position
from tests.workers.preparing import BOUNDS, opened, thumbnail, whole


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("GIF", ".gif")])
def test_a_plain_file_is_sent_as_it_is(folder: Path, kind: str, suffix: str) -> None:
    """Where nothing has to be removed, no pixel changes either, and the suffix is the true one."""
    data = saved(painted((40, 20)), kind)
    assert whole(folder, data, "1-a.txt") == MediaFile(data, suffix)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("show", [whole, thumbnail])
def test_orientation_is_applied_and_metadata_are_dropped(
    folder: Path, kind: str, show: Callable[[Path, bytes], PreparedMedia]
) -> None:
    """A picture taken with the camera held upright is upright; where it was taken is not said."""
    data = saved(painted((400, 200)), kind, exif=with_position(6), xmp=b"<x:xmpmeta>HOME")
    image = opened(show(folder, data))
    assert image.height == 2 * image.width
    red, _, blue = image.convert("RGB").getpixel((image.width // 2, 5))  # type: ignore[misc]
    assert red - blue > 150
    assert not image.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile"} & image.info.keys()


def test_words_in_a_file_are_dropped(folder: Path) -> None:
    """Comments, texts, and what follows the end of a picture are metadata as well."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "HOME")
    plain = painted((40, 20))
    for data in (
        saved(plain, "JPEG", comment=b"HOME"),
        saved(plain, "GIF", comment=b"HOME"),
        saved(plain, "PNG", pnginfo=info),
        saved(plain, "JPEG") + b"HOME",
        saved(plain, "PNG") + b"HOME",
        saved(plain, "GIF") + b"HOME",
        gif((8, 8), [100, 200], comment=b"HOME"),
    ):
        shown = whole(folder, data)
        assert isinstance(shown, MediaFile)
        assert b"HOME" in data
        assert b"HOME" not in shown.data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_colours_of_every_kind_are_converted(folder: Path, mode: str) -> None:
    """Palettes, print colours and sixteen bits are shown as what they mean, transparency kept."""
    source = painted((400, 200)).convert("L" if mode == "I;16" else mode)
    if source.mode in {"LA", "RGBA"}:
        source.putalpha(200)
    if mode == "I;16":
        source = source.convert("I").point(lambda value: value * 256).convert("I;16")
    data = saved(source, "JPEG" if mode == "CMYK" else "PNG")
    image = opened(thumbnail(folder, data))
    assert image.mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")
    grey = mode in {"1", "L", "LA", "I;16"}
    expected = source.convert("L").getpixel((10, 10)) if grey and mode != "I;16" else 76
    first = image.convert("L").getpixel((10, 10))
    assert isinstance(first, int)
    assert isinstance(expected, int | float)
    assert abs(first - expected) < 12


def test_a_profile_decides_what_colours_mean(folder: Path) -> None:
    """In one whose red is what sRGB calls blue, red is shown as blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for mode in ("RGB", "RGBA"):
        for kind in ("PNG", "WEBP"):
            data = saved(painted((40, 20), mode), kind, icc_profile=swapped)
            red, _, blue = opened(whole(folder, data)).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            assert blue - red > 150


def test_what_is_transparent_nowhere_is_a_jpeg(folder: Path) -> None:
    """Many programs store screenshots with a channel that says nothing."""
    data = saved(noise((300, 200)).convert("RGBA"), "PNG")
    assert opened(thumbnail(folder, data)).format == "JPEG"
    bounds = Bounds(30_000, 1_000_000)
    assert opened(whole(folder, data, bounds=bounds)).format == "JPEG"


def test_a_transparent_profile_is_applied(folder: Path) -> None:
    """The colours are converted, and what is transparent stays so."""
    image = painted((40, 20), "RGBA")
    image.putalpha(Image.linear_gradient("L").resize((40, 20)))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    shown = opened(whole(folder, saved(image, "PNG", icc_profile=profile)))
    assert shown.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert opened(whole(folder, saved(image, "PNG", icc_profile=lab))).mode == "RGBA"


def test_transparency_of_a_palette_is_kept(folder: Path) -> None:
    """Its transparent parts stay transparent in a thumbnail."""
    image = painted((400, 200)).convert("P")
    transparent = image.getpixel((0, 0))
    shown = opened(thumbnail(folder, saved(image, "PNG", transparency=transparent)))
    assert shown.getchannel("A").getextrema() == (0, 255)


def test_a_colour_profile_is_applied(folder: Path) -> None:
    """A dropped profile would shift colours, so they are converted; a damaged one is left out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"nonsense"):
        image = opened(whole(folder, saved(painted((40, 20)), "PNG", icc_profile=icc)))
        assert "icc_profile" not in image.info
        assert image.getpixel((2, 2)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_large_file_is_scaled(folder: Path, kind: str, mode: str) -> None:
    """It fits the limit, keeps its shape, and is no smaller than it has to be."""
    data = saved(noise((300, 150), mode), kind, **({"lossless": True} if kind == "WEBP" else {}))
    limit = 20_000
    shown = whole(folder, data, bounds=Bounds(limit, 1_000_000))
    assert isinstance(shown, MediaFile)
    assert limit / 5 < len(shown.data) <= limit < len(data)
    assert opened(shown).width == pytest.approx(2 * opened(shown).height, abs=2)


def test_a_moving_picture_keeps_moving(folder: Path) -> None:
    """Scaled, it has all its frames in one size, each with its own pace, and repeats as before."""
    paces = [100, 250, 40]
    for options in ({"loop": 0}, {"loop": 3}, {}):
        data = gif((120, 80), paces, **options)
        shown = whole(folder, data, bounds=Bounds(len(data) // 3, 1_000_000))
        image = opened(shown)
        frames = list(ImageSequence.Iterator(image))
        assert len({frame.size for frame in frames}) == 1
        assert image.width < 120
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(image)] == paces
        assert image.info.get("loop") == options.get("loop")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_moving_pictures_of_other_kinds_keep_their_pace(folder: Path, kind: str) -> None:
    """They are sent as GIFs."""
    frames = [painted((40, 20)), painted((40, 20)).rotate(180), Image.new("RGB", (40, 20))]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300])
    shown = whole(folder, data)
    assert isinstance(shown, MediaFile)
    assert shown.suffix == ".gif"
    durations = [frame.info["duration"] for frame in ImageSequence.Iterator(opened(shown))]
    assert durations == [100, 200, 300]


def test_a_thumbnail_is_one_small_frame(folder: Path) -> None:
    """It is small for a file of any size, and says that it is a still."""
    still = thumbnail(folder, gif((400, 200), [100, 200]))
    assert isinstance(still, MediaFile)
    assert still.is_still
    assert max(opened(still).size) == THUMBNAIL_SIDE
    assert getattr(opened(still), "n_frames", 1) == 1


def test_too_many_pixels_are_refused_unread(folder: Path) -> None:
    """The setting decides, not the size of the file."""
    data = saved(Image.new("1", (2000, 1000)), "PNG")
    assert whole(folder, data) is MediaProblem.PIXELS
    assert thumbnail(folder, data) is MediaProblem.PIXELS


def test_damage_is_a_reason_not_an_error(folder: Path) -> None:
    """Cut, empty and other files are not shown."""
    good = saved(noise((200, 100)), "JPEG")
    for data in (b"", b"GIF89a", good[: len(good) // 2], b"%PDF-1.4", b"<svg/>", bytes(100)):
        assert whole(folder, data) is MediaProblem.UNREADABLE
        assert verify(folder, "media/1-a", 1_000_000) is MediaProblem.UNREADABLE
    assert verify(folder, put(folder, "1-b", good), 1_000_000) is None


def test_films(folder: Path) -> None:
    """A film is sent if it is small enough and names no place; else its still frame, if any."""
    small = film()
    assert whole(folder, small, "1-f.mp4") == MediaFile(small, ".mp4")
    assert thumbnail(folder, small, "1-f.mp4") is MediaProblem.FILM
    for place in (b"\xa9xyz+52.5-013.4/", b"\0\0\0\x20loci", b"<exif:GPSLatitude>"):
        assert whole(folder, film(inside=place), "1-f.mp4") is MediaProblem.POSITION
    large = film(BOUNDS.max_bytes + 1)
    assert whole(folder, large, "1-f.mp4") is MediaProblem.LARGE
    put(folder, "1-f.jpg", saved(painted((40, 20)), "JPEG"))
    for show in (whole, thumbnail):
        still = show(folder, large, "1-f.mp4")
        assert isinstance(still, MediaFile)
        assert still.is_still
        assert opened(still).size == (40, 20)


def test_a_photo_with_others_behind_it_is_one_picture(folder: Path) -> None:
    """A phone's depth map or brightness map is no second frame: the photo does not move."""
    behind = noise((200, 100))
    data = saved(painted((400, 200)), "MPO", save_all=True, append_images=[behind])
    for show in (whole, thumbnail):
        shown = show(folder, data)
        assert isinstance(shown, MediaFile)
        assert (shown.suffix, shown.is_still) == (".jpg", False)
        assert getattr(opened(shown), "n_frames", 1) == 1


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"crx ", b"avif"])
def test_a_picture_that_begins_as_a_film_is_none(folder: Path, brand: bytes) -> None:
    """HEIC, what phones write, is not sent as a film is: with the place that its EXIF holds."""
    data = film(inside=b"Exif\0\0MM\0*HOME", brand=brand)
    for name in ("1-a.heic", "1-a.jpg", "1-a.mp4"):
        assert whole(folder, data, name) is MediaProblem.UNREADABLE
        assert verify(folder, f"media/{name}", 1_000_000) is MediaProblem.UNREADABLE
